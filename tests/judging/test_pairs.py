"""Pairs: one JSON object in, one result out."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.builders import ScriptedJudge, judgement
from tests.judging.bag_of_words import BagOfWords
from tests.judging.word_reader import WordReader
from voiceprep.errors import InputError
from voiceprep.judging.pairs import judge_pairs
from voiceprep.judging.reading_judge import ReadingJudge, uncalibrated

HALF = ScriptedJudge(judgement(states=0.6, partly=0.2, opposite=0.1))
REFERENCE = "(1) A key is hashed to a number; (2) The number is the place of the value."


def _reading_judge() -> ReadingJudge:
    return ReadingJudge(BagOfWords(), WordReader(), weigh=uncalibrated)


def _judged(*pairs: dict[str, Any] | str, judge: Any = HALF) -> list[dict[str, Any]]:
    lines = [pair if isinstance(pair, str) else json.dumps(pair) for pair in pairs]
    return list(judge_pairs(lines, judge, source="pairs.jsonl"))


def test_a_claim_has_its_expected_share_and_all_probabilities() -> None:
    assert _judged({"claim": "A key is hashed.", "answer": "it is hashed"}) == [
        {"score": 0.7, "verdict": "covered", "states": 0.6, "partly": 0.2, "opposite": 0.1, "absent": 0.1}
    ]


def test_a_reference_is_split_into_claims_and_has_their_mean() -> None:
    (result,) = _judged({"question": "How?", "reference": REFERENCE, "answer": "it is hashed"})
    assert result["score"] == 0.7
    assert [claim["claim"] for claim in result["claims"]] == [
        "A key is hashed to a number",
        "The number is the place of the value.",
    ]
    assert all(claim["verdict"] == "covered" for claim in result["claims"])


def test_the_mean_is_that_of_different_claims() -> None:
    pair = {"reference": REFERENCE, "answer": "A key is hashed to a number."}
    (result,) = _judged(pair, judge=_reading_judge())
    said, unsaid = (claim["score"] for claim in result["claims"])
    assert said > unsaid
    assert result["score"] == pytest.approx((said + unsaid) / 2, abs=1e-6)


def test_the_order_is_kept_and_blank_lines_give_no_result() -> None:
    judge = _reading_judge()
    right = {"claim": "A key is hashed to a number.", "answer": "A key is hashed to a number."}
    wrong = {"claim": "A key is hashed to a number.", "answer": "We bought some apples for the cake."}
    results = _judged(right, "", wrong, "  \n", right, judge=judge)
    assert [result["score"] > 0.5 for result in results] == [True, False, True]


def test_the_question_reaches_the_judge() -> None:
    judge = _reading_judge()
    pair = {"claim": "A key is hashed.", "answer": "Is a key hashed?"}
    (without,) = _judged(pair, judge=judge)
    (read_back,) = _judged({**pair, "question": "Is a key hashed?"}, judge=judge)
    assert without["states"] > 0.0
    assert (read_back["states"], read_back["absent"]) == (0.0, 1.0)
    reference = {
        "reference": "A key is hashed.",
        "answer": "Is a key hashed?",
        "question": "Is a key hashed?",
    }
    (split,) = _judged(reference, judge=judge)
    assert split["claims"][0]["absent"] == 1.0


def test_an_empty_answer_states_nothing() -> None:
    (result,) = _judged({"claim": "A key is hashed.", "answer": ""}, judge=_reading_judge())
    assert (result["score"], result["verdict"], result["absent"]) == (0.0, "missed", 1.0)


def test_further_keys_are_no_hindrance() -> None:
    assert len(_judged({"claim": "A key is hashed.", "answer": "yes", "label": 1, "id": None})) == 1


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("{", "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        ("[1]", "is not a JSON object"),
        ("null", "is not a JSON object"),
        ('{"claim": "c"}', "has neither of the two forms"),
        ('{"answer": "a"}', "has neither of the two forms"),
        ('{"claim": "c", "reference": "r", "answer": "a"}', "has neither of the two forms"),
        ('{"claim": 7, "answer": "a"}', '"claim" must be text'),
        ('{"claim": "c", "answer": null}', '"answer" must be text'),
        ('{"claim": " ", "answer": "a"}', "has a claim or reference without words"),
        ('{"reference": "", "answer": "a"}', "has a claim or reference without words"),
        ('{"reference": " - ; ", "answer": "a"}', "has a claim or reference without words"),
    ],
    ids=lambda value: value[:20] if isinstance(value, str) else None,
)
def test_a_bad_line_is_named_by_its_number_and_the_forms_are_shown(line: str, fault: str) -> None:
    good = {"claim": "c", "answer": "a"}
    with pytest.raises(InputError, match=rf"pairs\.jsonl, line 3:? {fault}") as caught:
        _judged(good, "", line)
    assert '{"claim": ..., "answer": ...}' in caught.value.next_step


def test_results_come_as_they_are_made() -> None:
    results = judge_pairs(['{"claim": "c", "answer": "a"}', "{"], HALF, source="-")
    assert next(results)["score"] == 0.7
    with pytest.raises(InputError, match="line 2"):
        next(results)
