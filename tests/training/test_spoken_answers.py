"""Whole spoken answers with labels: what is in the files, and the windows that training cuts from them."""

from __future__ import annotations

import json
import random
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

from training.judge_rows import ABSENT, HELD_OUT_QUESTIONS, OUTCOMES, PARTLY, STATES, contrast_claims, topics
from training.spoken_answers import BANK, FOLDER, WINDOWS, SpokenAnswer, spoken_answers, spoken_rows
from voiceprep.judging.plain import plain, plain_words
from voiceprep.packaged import packaged_path
from voiceprep.questions.bank import load_bank

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

KEPT = ("kept-topics", "bank-questions")
FILES = sorted(FOLDER.rglob("*.jsonl"))
ANSWER = SpokenAnswer(
    "made",
    "doors",
    "Well, I have a door. It opens outward, and that one squeaks. The handle, um, is on the left, I am told.",
    {
        "doors open outward": ("states", "It opens outward"),
        "handles are right": ("opposite", "is on the left"),
    },
    frozenset({"doors squeak"}),
)
CLAIMS = ("doors open outward", "handles are right", "doors squeak", "doors are green")
TOPIC: list[dict[str, Any]] = [
    {"claim": claim, "misconceptions": [f"not {claim}"], "file": "made-1", "topic": "doors"}
    for claim in CLAIMS
]


@cache
def _known() -> Mapping[tuple[str, str], set[str]]:
    known = {
        (topic[0]["file"].split("-")[0], topic[0]["topic"]): {entry["claim"] for entry in topic}
        for kept in (True, False)
        for topic in topics(contrast_claims(calibration=kept))
    }
    for question in load_bank(packaged_path("questions.json")).questions:
        known[BANK, question.id] = {point.claim for point in question.key_points}
    return known


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_label_is_one_of_a_claim_of_the_topic_and_its_words_stand_once_in_the_answer(
    path: Path,
) -> None:
    known = _known()
    for line in path.read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        claims = known[entry["group"], entry["topic"]]
        said = [one["claim"] for one in entry["says"]]
        assert len(set(said)) == len(said)
        assert {*said, *entry["unsure"]} <= claims
        assert not {*said} & {*entry["unsure"]}
        for one in entry["says"]:
            assert one["label"] in OUTCOMES[:3]
            assert entry["answer"].count(one["quote"]) == 1


def test_answers_differ_and_are_as_long_as_people_speak() -> None:
    texts = [answer.text for answer in spoken_answers()]
    assert len(set(texts)) == len(texts) >= 400
    assert all(20 <= len(text.split()) <= 300 for text in texts)


def test_no_opening_is_a_template() -> None:
    openings = Counter(" ".join(plain_words(answer.text)[:4]) for answer in spoken_answers())
    assert openings.most_common(1)[0][1] <= 0.02 * openings.total()


def test_no_answer_is_about_a_held_out_question() -> None:
    assert not {answer.topic for answer in spoken_answers() if answer.group == BANK} & HELD_OUT_QUESTIONS


def test_what_the_verdicts_are_fitted_on_is_not_trained_on() -> None:
    # A topic that is not trained on gives no row (below), and these files have no others.
    trained = {(topic[0]["file"].split("-")[0], topic[0]["topic"]) for topic in topics(contrast_claims())}
    for name in KEPT:
        lines = (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
        asked = {(entry["group"], entry["topic"]) for entry in map(json.loads, lines)}
        assert asked
        assert not asked & trained


def test_a_part_is_the_plain_words_of_its_quote() -> None:
    words = plain_words(ANSWER.text)
    for part in ANSWER.parts(TOPIC):
        label, quote = ANSWER.said[part.entry["claim"]]
        assert part.label == label
        assert " ".join(words[part.first : part.last]) == plain(quote)


def test_a_window_says_what_the_words_in_it_say() -> None:
    rows = [row for seed in range(40) for row in spoken_rows([ANSWER], [TOPIC], random.Random(seed))]
    for row in rows:
        if row.claim == "doors are green":
            assert row.allowed == ABSENT
        if row.claim == "doors open outward":
            whole = "it opens outward" in row.text
            assert row.allowed == STATES if whole else row.allowed <= ABSENT | PARTLY | STATES
    assert any(row.claim == "doors open outward" and row.allowed == STATES for row in rows)
    assert max(len(row.text.split()) for row in rows) <= max(WINDOWS)


def test_what_can_be_argued_about_is_not_asked() -> None:
    rows = [row for seed in range(20) for row in spoken_rows([ANSWER], [TOPIC], random.Random(seed))]
    assert not any("squeak" in row.claim for row in rows)


def test_an_answer_to_a_topic_that_is_not_trained_on_gives_nothing() -> None:
    assert not list(
        spoken_rows([ANSWER], [[entry | {"topic": "windows"} for entry in TOPIC]], random.Random(1))
    )
