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

KEPT = ("kept-topics", "bank-questions", "kept-twins")
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


def _entries(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


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
    for entry in _entries(path):
        claims = known[entry["group"], entry["topic"]]
        said = [one["claim"] for one in entry["says"]]
        assert len(set(said)) == len(said)
        assert {*said, *entry["unsure"]} <= claims
        assert not {*said} & {*entry["unsure"]}
        for one in entry["says"]:
            assert one["label"] in OUTCOMES[:3]
            assert entry["answer"].count(one["quote"]) == 1


def test_answers_differ_and_are_as_long_as_people_speak() -> None:
    texts = [entry["answer"] for path in FILES for entry in _entries(path)]
    assert len(set(texts)) == len(texts)
    assert all(20 <= len(text.split()) <= 300 for text in texts)
    assert all(len(answer.text.split()) >= 80 for answer in spoken_answers())


def test_no_opening_is_a_template() -> None:
    openings = Counter(" ".join(plain_words(answer.text)[:4]) for answer in spoken_answers())
    assert openings.most_common(1)[0][1] <= 0.02 * openings.total()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_answer_is_about_a_held_out_question(path: Path) -> None:
    asked = {entry["topic"] for entry in _entries(path) if entry["group"] == BANK}
    assert not asked & HELD_OUT_QUESTIONS


def test_what_the_verdicts_are_fitted_on_is_not_trained_on() -> None:
    trained = topics(contrast_claims())
    known = {(topic[0]["file"].split("-")[0], topic[0]["topic"]) for topic in trained}
    for path in FILES:
        asked = {(entry["group"], entry["topic"]) for entry in _entries(path)}
        assert asked
        assert asked & known if path.stem not in KEPT else not asked & known
    untrained = [one for one in spoken_answers() if (one.group, one.topic) not in known]
    assert len(untrained) > 100
    assert not list(spoken_rows(untrained, trained, random.Random(1)))


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
