"""What a row allows, and which parts of the public sets are left for the bench."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING

import pytest

from training import judge_rows
from training.judge_rows import (
    ABSENT,
    OPPOSITE,
    OUTCOMES,
    PARTLY,
    STATES,
    Row,
    bank_rows,
    contrast_rows,
    public_rows,
    student_rows,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def _save(folder: Path, name: str, *rows: Sequence[str]) -> None:
    lines = ["premise\thypothesis\tlabel\tsplit", *("\t".join(row) for row in rows)]
    text = "".join(f"{line}\n" for line in lines)
    (folder / f"{name}.tsv.gz").write_bytes(gzip.compress(text.encode()))


def _save_students(folder: Path, *entries: dict[str, str]) -> None:
    lines = (json.dumps({"reference": "R.", "question": "Q?", "label5": "", **entry}) for entry in entries)
    (folder / "graded_beetle.jsonl.gz").write_bytes(gzip.compress("\n".join(lines).encode()))
    (folder / "graded_scientsbank.jsonl.gz").write_bytes(gzip.compress(b""))


@pytest.fixture
def public(tmp_path: Path) -> Path:
    """All the files, empty but for two."""
    for name in judge_rows._SHARES:
        _save(tmp_path, name)
    _save_students(tmp_path)
    return tmp_path


def test_labels_allow_what_their_source_does_not_tell_apart(public: Path) -> None:
    labels = ("entailment", "neutral", "contradiction", "not_entailment")
    _save(public, "mnli_gold", *((f"said {label}", "claim", label, "dev") for label in labels))
    assert [row.allowed for row in public_rows(public)] == [
        STATES,
        PARTLY | ABSENT,
        OPPOSITE,
        PARTLY | OPPOSITE | ABSENT,
    ]
    # The premise is what was said, the hypothesis what it is held against.
    assert {(row.claim, row.source) for row in public_rows(public)} == {("claim", "mnli_gold")}


def test_a_pair_comes_once_and_topics_of_the_bench_never(public: Path) -> None:
    _save(
        public,
        "argkp",
        ("for it", "point", "entailment", "train"),
        ("for it", "point", "entailment", "train"),
        ("beside it", "point", "not_entailment", "train"),
        ("for another", "other", "entailment", "dev"),
        ("for a third", "third", "entailment", "test"),
    )
    rows = list(public_rows(public))
    assert [row.text for row in rows] == ["for it", "beside it"]
    assert rows[1].share == rows[0].share / 2


def test_students_of_the_training_split_alone(public: Path) -> None:
    _save_students(
        public,
        {"answer": "right", "label": "correct", "split": "train"},
        {"answer": "contrary", "label": "contradictory", "split": "train"},
        {"answer": "half", "label": "incorrect", "label5": "partially_correct_incomplete", "split": "train"},
        {"answer": "astray", "label": "incorrect", "label5": "irrelevant", "split": "train"},
        {"answer": "who knows", "label": "incorrect", "split": "train"},
        {"answer": "kept", "label": "correct", "split": "unseen-answers"},
    )
    found = {row.text: row.allowed for row in student_rows(public)}
    assert found == {
        "right": STATES,
        "contrary": OPPOSITE,
        "half": PARTLY,
        "astray": ABSENT,
        "who knows": PARTLY | ABSENT,
        "Q?": ABSENT,
    }
    assert list(public_rows(public)) == list(student_rows(public))


def test_our_own_rows_are_the_same_each_time_and_allow_something() -> None:
    for make in (contrast_rows, bank_rows):
        rows: list[Row] = list(make())
        assert rows == list(make())
        for row in rows:
            assert row.claim.strip()
            assert row.text.strip()
            assert row.share > 0
            assert row.allowed
            assert row.allowed <= set(OUTCOMES)


def test_wrong_statements_stand_on_both_sides() -> None:
    """Else the network could learn which statements are true, and need not compare."""
    rows = [row for row in contrast_rows() if row.allowed == OPPOSITE]
    claims, texts = {row.claim for row in rows}, {row.text for row in rows}
    said_right = {row.text for row in contrast_rows() if row.allowed == STATES}
    assert len(claims & said_right) > 100
    assert len(texts & said_right) > 100
