"""The fit of the verdicts: its rows, its folds, and the file it writes."""

from __future__ import annotations

import json
import random
import sys
from dataclasses import fields, replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from benchmarks.judging.items import ROOT, own_claim
from tests.judging.bag_of_words import BagOfWords
from tests.judging.word_reader import WordReader
from training import fit_verdicts, verdict_rows
from training.fit_verdicts import figures, fit, held_out
from training.judge_rows import contrast_claims
from training.verdict_rows import Measurer, Row
from voiceprep.judging.interface import Claim
from voiceprep.judging.measures import OUTCOMES, PLAIN, WORDED, Calibration, Measures
from voiceprep.questions.bank import load_bank

if TYPE_CHECKING:
    from pathlib import Path

NAMES = [field.name for field in fields(Measures)]
WIDTH = len(NAMES)


def _rows(source: str = "contrast") -> list[Row]:
    """Ten topics with every outcome, each plain from one measure of its own."""
    chooser = random.Random(1)
    return [
        Row(
            source,
            f"topic {topic}",
            outcome,
            tuple(4.0 * (place == number) + chooser.random() for place in range(WIDTH)),
        )
        for topic in range(10)
        for number, outcome in enumerate(OUTCOMES)
    ]


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> Measurer:
    monkeypatch.setattr(verdict_rows, "OnnxMiniLM", BagOfWords)
    monkeypatch.setattr(verdict_rows, "OnnxReader", WordReader)
    return Measurer(worded=True)


def test_one_row_of_measures_a_claim(measured: Measurer) -> None:
    claims = [Claim("gradient descent lowers loss"), Claim("cats sleep", (), ("cats never sleep",))]
    rows = measured.rows(claims, "gradient descent lowers loss")
    assert [len(row) for row in rows] == [WIDTH, WIDTH]
    states = NAMES.index("states")
    assert rows[0][states] > rows[1][states]
    assert measured.rows(claims, "gradient descent lowers loss") == rows


def test_an_answer_without_words_has_no_row(measured: Measurer) -> None:
    assert measured.rows([Claim("gradient descent lowers loss")], "") == []


def test_probabilities_sum_to_one_and_find_what_is_plain() -> None:
    rows = _rows()
    chances = held_out(rows)
    assert chances.shape == (len(rows), len(OUTCOMES))
    assert chances.sum(axis=1) == pytest.approx(np.ones(len(rows)))
    assert [OUTCOMES[place] for place in chances.argmax(axis=1)] == [row.label for row in rows]
    report = figures(rows, chances)
    assert set(report) == {"contrast"}
    assert report["contrast"]["accuracy_4_way"] == 1
    assert report["contrast"]["opposite_against_states_auc"] == 1
    assert report["contrast"]["opposite_called_states"] == 0


def test_a_topic_is_judged_by_a_fit_that_did_not_see_it(monkeypatch: pytest.MonkeyPatch) -> None:
    rows, seen = _rows(), []

    def noted(chosen: list[Row]) -> object:
        seen.append({row.group for row in chosen})
        return fit(chosen)

    monkeypatch.setattr(fit_verdicts, "fit", noted)
    held_out(rows)
    groups = {row.group for row in rows}
    assert len(seen) == fit_verdicts.FOLDS
    left_out = [groups - chosen for chosen in seen]
    assert set.union(*left_out) == groups
    assert sum(map(len, left_out)) == len(groups)


def test_a_source_counts_by_its_share_and_not_by_its_rows() -> None:
    """Sure of the label that five times as many rows of the same share have? No more than of the other."""
    values = tuple([1.0] * WIDTH)
    rows = [Row("contrast", "a", "states", values)] * 50 + [Row("buried", "b", "absent", values)] * 10
    states, absent = fit(rows).predict_proba(np.array([values]))[0]
    assert states == pytest.approx(absent, abs=0.02)


def test_a_contrary_counts_more() -> None:
    values = tuple([1.0] * WIDTH)
    rows = [Row("contrast", "a", "states", values)] * 20 + [Row("contrast", "b", "opposite", values)] * 20
    states, opposite = fit(rows).predict_proba(np.array([values]))[0]
    assert opposite / states == pytest.approx(fit_verdicts.CONTRARY, abs=0.1)


@pytest.mark.parametrize("name", [PLAIN, WORDED])
def test_without_student_answers_it_says_so_and_writes_what_the_judge_reads(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(fit_verdicts, "contrast_rows", lambda measured: _rows())
    monkeypatch.setattr(fit_verdicts, "bank_rows", lambda measured: _rows("bank"))
    monkeypatch.setattr(fit_verdicts, "spoken_rows", lambda measured: [])
    monkeypatch.setattr(fit_verdicts, "course_rows", lambda measured: [])
    absent = tmp_path / "absent"
    monkeypatch.setattr(sys, "argv", ["fit_verdicts", "--data", str(absent), "--out", str(tmp_path)])
    assert fit_verdicts.main() == 0
    assert capsys.readouterr().err == f"{absent} is not here: fitted without student answers.\n"
    record = json.loads((tmp_path / name).read_text(encoding="utf-8"))
    assert record["features"] == NAMES
    assert list(record["coefficients"]) == list(OUTCOMES)
    assert set(record["record"]["figures"]) == {"contrast", "bank"}
    calibration = Calibration(record["version"], {key: tuple(v) for key, v in record["coefficients"].items()})
    for row in _rows():
        chances = calibration.probabilities(row.values)
        assert max(chances, key=lambda outcome: chances[outcome]) == row.label


def test_other_wordings_count_where_they_are_to_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verdict_rows, "OnnxMiniLM", BagOfWords)
    monkeypatch.setattr(verdict_rows, "OnnxReader", WordReader)
    claim = Claim("gradient descent lowers loss", wordings=("walking downhill reduces errors",))
    without, worded = (
        Measurer(worded=worded).rows([claim], "walking downhill reduces errors") for worded in (False, True)
    )
    assert without == Measurer(worded=True).rows(
        [replace(claim, wordings=())], "walking downhill reduces errors"
    )
    assert worded != without


def test_where_wordings_are_read_no_question_without_them_is_fitted_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(verdict_rows, "OnnxMiniLM", BagOfWords)
    monkeypatch.setattr(verdict_rows, "OnnxReader", WordReader)
    without, worded = (
        {row.group for row in verdict_rows.bank_rows(Measurer(worded=worded))} for worded in (False, True)
    )
    bank = load_bank(ROOT / "questions.json").questions
    bare = {f"bank/{one.id}" for one in bank if not all(point.wordings for point in one.key_points)}
    assert "bank/ml-bias-variance" in bare & without
    assert worded == without - bare


def test_every_claim_that_verdicts_are_fitted_on_has_other_wordings() -> None:
    for entry in contrast_claims(calibration=True):
        wordings = own_claim(entry, verdict_rows.WORDINGS).wordings
        assert len(set(wordings)) == len(wordings) == 3
        assert entry["claim"] not in wordings
