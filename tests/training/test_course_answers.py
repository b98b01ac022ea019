"""Answers to course questions: what is in the files, what is kept apart, and what training gets."""

from __future__ import annotations

import json
import random
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from benchmarks.judging import items
from training.course_answers import FOLDER, course_answers, course_questions, course_topics
from training.examples import Maker
from training.judge_rows import OPPOSITE, OUTCOMES, STATES, Row
from training.spoken_answers import spoken_rows
from voiceprep.judging.plain import plain, plain_words

if TYPE_CHECKING:
    from pathlib import Path

FILES = sorted(FOLDER.glob("*.jsonl"))
TEST_FILE = items.OWN / "courses.jsonl"
KINDS = {"own", "near", "some", "half", "mistaken", "beside"}
QUESTION: dict[str, Any] = {
    "subject": "doors",
    "question": "What do you know about doors?",
    "claims": ["doors open outward", "Handles: right, easy to reach", "doors are green"],
    "answers": [
        {
            "kind": "some",
            "text": "It opens outward, and the handle is on the left, I am told.",
            "says": [[0, "states", "It opens outward"], [1, "opposite", "the handle is on the left"]],
            "unsure": [],
        }
    ],
}


def _entries(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("path", [*FILES, TEST_FILE], ids=lambda path: path.stem)
def test_every_label_is_of_a_claim_and_its_words_stand_in_the_answer(path: Path) -> None:
    for entry in _entries(path):
        claims = entry["claims"]
        assert len(set(claims)) == len(claims)
        for answer in entry["answers"]:
            said = [index for index, _, _ in answer["says"]]
            assert answer["kind"] in KINDS
            assert len({*said, *answer["unsure"]}) == len(said) + len(answer["unsure"])
            assert {*said, *answer["unsure"]} <= set(range(len(claims)))
            for _, label, quote in answer["says"]:
                assert label in OUTCOMES[:3]
                assert quote in answer["text"]
                assert plain_words(quote)


def test_no_answer_comes_twice_and_no_opening_is_a_template() -> None:
    texts = [answer["text"] for path in FILES for entry in _entries(path) for answer in entry["answers"]]
    assert len(set(texts)) == len(texts)
    openings = Counter(" ".join(plain_words(text)[:4]) for text in texts)
    assert openings.most_common(1)[0][1] <= 0.02 * openings.total()


def test_most_of_what_is_said_is_right_as_with_people() -> None:
    """Earlier sets had a contrary for every statement, and the reader took right answers for contraries."""
    labels = Counter(
        label for path in FILES for entry in _entries(path) for answer in entry["answers"]
        for _, label, _ in answer["says"]
    )  # fmt: skip
    assert labels["opposite"] < 0.3 * labels["states"]
    assert labels["opposite"] > 0.1 * labels["states"]


def test_a_question_trains_or_calibrates_and_never_both() -> None:
    trained = {one["question"] for one in course_questions()}
    kept = {one["question"] for one in course_questions(calibration=True)}
    assert not trained & kept
    assert 0.1 < len(kept) / (len(kept) + len(trained)) < 0.25


def test_nothing_of_the_test_set_is_trained_or_calibrated_on() -> None:
    entries = [entry for path in FILES for entry in _entries(path)]
    asked = {text for entry in entries for text in (entry["question"], *entry["claims"])}
    said = {answer["text"] for entry in entries for answer in entry["answers"]}
    for entry in _entries(TEST_FILE):
        assert not {entry["question"], *entry["claims"]} & asked
        assert not {answer["text"] for answer in entry["answers"]} & said


def test_windows_say_of_each_claim_what_its_label_says() -> None:
    topics = course_topics([QUESTION])
    answers = list(course_answers([QUESTION]))
    rows = [row for seed in range(30) for row in spoken_rows(answers, topics, random.Random(seed))]
    whole = [row for row in rows if "opens outward" in row.text and "is on the left" in row.text]
    allowed = {row.claim: row.allowed for row in whole}
    assert allowed == {
        "doors open outward": {"states"},
        "Handles: right, easy to reach": {"opposite"},
        "doors are green": {"absent"},
    }


def test_training_asks_about_them_only_where_the_stage_wants_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("training.examples.course_questions", lambda: [QUESTION])
    claims = {plain(claim) for claim in QUESTION["claims"]}
    other = Row(
        "windows let the light in",
        "through a window of glass comes the light of the day",
        frozenset(STATES),
        "contrast",
    )
    without = Maker([other]).one_pass(random.Random(1))
    examples = Maker([other], courses=2).one_pass(random.Random(1))
    assert not claims & {example.claim for example in without}
    assert claims < {example.claim for example in examples}


def test_fakes_of_a_course_answer_state_nothing_and_the_claim_itself_does(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("training.examples.course_questions", lambda: [QUESTION])
    other = Row(
        "windows let the light in",
        "through a window of glass comes the light of the day",
        frozenset(STATES),
        "contrast",
    )
    claim = plain(QUESTION["claims"][0])
    seen = [one for one in Maker([other], courses=60).one_pass(random.Random(1)) if one.claim == claim]
    assert {one.allowed for one in seen if one.text == claim} == {frozenset(STATES)}
    moved = [one for one in seen if one.text != claim and sorted(one.text.split()) == sorted(claim.split())]
    denied = [one for one in seen if one.allowed == OPPOSITE]
    assert moved
    assert denied
    assert all(not one.allowed & STATES for one in moved)
    assert all(
        set(one.text.split()) & {"not", "never", "wrong", "false"} or "n't" in one.text for one in denied
    )
