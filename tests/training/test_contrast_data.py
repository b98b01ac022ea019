"""Every line of the training sets that we wrote ourselves."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

import pytest

from training.judge_rows import HELD_OUT_QUESTIONS, OUTCOMES, ROOT, contrast_claims
from voiceprep.judging.plain import plain

if TYPE_CHECKING:
    from pathlib import Path

FILES = sorted((ROOT / "training/data/contrast").glob("*.jsonl"))
FOR_EACH_FILE = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
KEYS = {"claim", "topic", "misconceptions", *OUTCOMES}
TEXTS = {"states": 5, "partly": 2, "opposite": 4, "absent": 3}


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _labelled(entry: dict[str, Any]) -> list[tuple[str, str]]:
    """(label, text) of everything on a line: the claim states itself, its misconceptions are opposites."""
    return [
        ("states", entry["claim"]),
        *(("opposite", text) for text in entry["misconceptions"]),
        *((outcome, text) for outcome in OUTCOMES for text in entry[outcome]),
    ]


@FOR_EACH_FILE
def test_every_line_has_its_keys_and_as_many_texts_as_promised(path: Path) -> None:
    entries = _lines(path)
    assert entries
    for number, entry in enumerate(entries, 1):
        assert set(entry) == KEYS, number
        assert {key: len(entry[key]) for key in OUTCOMES} == TEXTS, number
        assert entry["misconceptions"], number


@FOR_EACH_FILE
def test_every_text_is_a_text(path: Path) -> None:
    for number, entry in enumerate(_lines(path), 1):
        assert entry["topic"].strip() == entry["topic"] != "", number
        for label, text in _labelled(entry):
            assert isinstance(text, str), (number, label)
            assert plain(text), (number, label)


@FOR_EACH_FILE
def test_claims_are_a_sentence_long(path: Path) -> None:
    lengths = {entry["claim"]: len(entry["claim"].split()) for entry in _lines(path)}
    assert {claim: length for claim, length in lengths.items() if not 4 <= length <= 30} == {}


@FOR_EACH_FILE
def test_no_text_stands_under_two_labels_of_its_claim(path: Path) -> None:
    for number, entry in enumerate(_lines(path), 1):
        labels = defaultdict(set)
        for label, text in _labelled(entry):
            labels[plain(text)].add(label)
        assert {text: found for text, found in labels.items() if len(found) > 1} == {}, number


@FOR_EACH_FILE
def test_no_text_stands_twice_under_one_claim(path: Path) -> None:
    for number, entry in enumerate(_lines(path), 1):
        texts = Counter(plain(text) for outcome in OUTCOMES for text in entry[outcome])
        assert [text for text, count in texts.items() if count > 1] == [], number


def test_what_the_verdicts_are_fitted_on_is_in_no_row_of_training() -> None:
    train, kept = contrast_claims(), contrast_claims(calibration=True)
    assert train
    assert kept
    for key in ("topic", "claim"):
        assert not {plain(entry[key]) for entry in train} & {plain(entry[key]) for entry in kept}, key


def test_the_part_that_is_kept_for_the_verdicts_is_large_enough_to_be_split_by_topic() -> None:
    kept = contrast_claims(calibration=True)
    assert len(kept) >= 100
    assert len({entry["topic"] for entry in kept}) >= 15
    assert len(kept) < len(contrast_claims()) / 3


def test_spoken_key_points_exist_and_have_one_label_a_text() -> None:
    bank = json.loads((ROOT / "questions.json").read_text(encoding="utf-8"))
    known = {
        (question["id"], point["id"]) for question in bank["questions"] for point in question["key_points"]
    }
    entries = _lines(ROOT / "training/data/spoken_key_points.jsonl")
    assert {(entry["question"], entry["key_point"]) for entry in entries} <= known
    assert {entry["label"] for entry in entries} == set(OUTCOMES)
    assert all(plain(entry["text"]) for entry in entries)
    texts = Counter((entry["question"], entry["key_point"], plain(entry["text"])) for entry in entries)
    assert set(texts.values()) == {1}


def test_the_held_out_questions_exist() -> None:
    bank = json.loads((ROOT / "questions.json").read_text(encoding="utf-8"))
    assert {question["id"] for question in bank["questions"]} > HELD_OUT_QUESTIONS
