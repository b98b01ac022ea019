"""Fit the coefficients that turn readings into verdicts: `calibration.json` and `calibration_worded.json`.

    python -m training.fit_verdicts [--data ../shared/data/judging]

What it learns from stands in `training.verdict_rows`. Figures come from five folds with whole topics left
out.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from dataclasses import fields
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from benchmarks.judging.metrics import auc, calibration_error
from training.judge_rows import PUBLIC, ROOT
from training.verdict_rows import (
    Measurer,
    Row,
    bank_rows,
    contrast_rows,
    course_rows,
    spoken_rows,
    student_rows,
)
from voiceprep.judging.measures import OUTCOMES, PLAIN, WORDED, Measures

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

SEED = 7
FOLDS = 5
STRENGTH = 1.0
"""Inverse strength of the L2 penalty."""
SHARES = {
    "contrast": 1.0,
    "buried": 1.0,
    "cheats": 0.5,
    "students": 0.7,
    "bank": 5.0,
    "spoken": 5.0,
    "courses": 2.0,
}
"""How much each source counts in the fit, whatever its number of rows. Honest whole answers count most: they
are what people give, and the others are written to be hard (docs/decisions/0024)."""
CONTRARY = 2.0
"""How much more a contrary counts than other rows: it is rare in whole answers and must not pass for said."""


def fit(rows: Sequence[Row]) -> LogisticRegression:
    sizes = {source: sum(row.source == source for row in rows) for source in SHARES}
    model = LogisticRegression(C=STRENGTH, max_iter=5_000)
    model.fit(
        np.array([row.values for row in rows]),
        np.array([OUTCOMES.index(row.label) for row in rows]),
        sample_weight=np.array(
            [
                SHARES[row.source]
                * len(rows)
                / sizes[row.source]
                * (CONTRARY if row.label == "opposite" else 1)
                for row in rows
            ]
        ),
    )
    return model


def held_out(rows: Sequence[Row]) -> NDArray[np.float64]:
    """Probabilities for every row from a fit that saw no row of its topic, shape (rows, 4)."""
    groups = sorted({row.group for row in rows})
    random.Random(SEED).shuffle(groups)
    fold_of = {group: number % FOLDS for number, group in enumerate(groups)}
    chances = np.zeros((len(rows), len(OUTCOMES)))
    for fold in range(FOLDS):
        model = fit([row for row in rows if fold_of[row.group] != fold])
        chosen = [index for index, row in enumerate(rows) if fold_of[row.group] == fold]
        chances[chosen] = model.predict_proba(np.array([rows[index].values for index in chosen]))
    return chances


def figures(rows: Sequence[Row], chances: NDArray[np.float64]) -> dict[str, dict[str, float]]:
    report = {}
    for source in SHARES:
        index = [i for i, row in enumerate(rows) if row.source == source]
        if not index:
            continue
        labels = np.array([rows[i].label for i in index])
        told = chances[index, 0] + 0.5 * chances[index, 1]
        best = np.array(OUTCOMES)[chances[index].argmax(axis=1)]
        one = {
            "rows": float(len(index)),
            "accuracy_4_way": float((best == labels).mean()),
            "states_against_absent_auc": _auc(told, labels, "states", "absent"),
            "states_against_opposite_auc": _auc(told, labels, "states", "opposite"),
            "opposite_against_states_auc": _auc(chances[index, 2], labels, "opposite", "states"),
            "opposite_called_states": float((best[labels == "opposite"] == "states").mean()),
            "calibration_error_states": calibration_error(chances[index, 0], labels == "states"),
        }
        report[source] = {key: round(value, 3) for key, value in one.items() if not np.isnan(value)}
    return report


def _auc(scores: NDArray[np.float64], labels: NDArray[np.str_], positive: str, negative: str) -> float:
    pick = np.isin(labels, [positive, negative])
    return auc(scores[pick], labels[pick] == positive)


def _fingerprint(coefficients: dict[str, list[float]]) -> str:
    """Part of the judge's identity: other coefficients are another judge."""
    return sha256(json.dumps(coefficients).encode()).hexdigest()[:8]


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=PUBLIC)
    parser.add_argument("--out", type=Path, default=ROOT / "voiceprep/judging", help="folder for both files")
    args = parser.parse_args()
    students = args.data if args.data.is_dir() else None
    if students is None:
        print(f"{args.data} is not here: fitted without student answers.", file=sys.stderr)
    for worded, name in ((False, PLAIN), (True, WORDED)):
        measured = Measurer(worded=worded)
        rows = [
            *contrast_rows(measured),
            *spoken_rows(measured),
            *course_rows(measured),
            *bank_rows(measured),
        ]
        # Nobody has put the references of the students' questions in other words.
        if students is not None and not worded:
            rows += student_rows(measured, students)
        fitted = record(rows, measured.judge.identity)
        (args.out / name).write_text(json.dumps(fitted, indent=2) + "\n", encoding="utf-8")
        print(json.dumps({name: fitted["record"]["figures"]}, indent=2), flush=True)
    return 0


def record(rows: Sequence[Row], judge: str) -> dict[str, Any]:
    """The coefficients fitted on all rows, with where they come from and what they are worth."""
    model, report = fit(rows), figures(rows, held_out(rows))
    coefficients = {
        outcome: [round(float(value), 4) for value in (*model.coef_[index], model.intercept_[index])]
        for index, outcome in enumerate(OUTCOMES)
    }
    return {
        "version": f"2-{_fingerprint(coefficients)}",
        "features": [field.name for field in fields(Measures)],
        "coefficients": coefficients,
        "record": {
            "command": "python -m training.fit_verdicts",
            "judge": judge,
            "shares": {source: SHARES[source] for source in report},
            "contrary": CONTRARY,
            "held_out": f"{FOLDS} folds, whole topics left out",
            "figures": report,
        },
    }


if __name__ == "__main__":
    sys.exit(main())
