"""Answers that people graded: SemEval-2013, SAF and ArgKP."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.judging import items, metrics
from benchmarks.judging.figures import SEED, calibration, figure, pick_rows, score
from benchmarks.judging.scorers import JudgeScorer, Scorer

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.judging.figures import Figure

THRESHOLD = 0.5
"""Our scores say covered from here on; baselines get the threshold that is best on training answers."""
TUNING_ROWS = 1_200


def student_figures(scorer: Scorer, shared: Path) -> list[Figure]:
    """SemEval-2013: SciEntsBank and Beetle, unseen answers."""
    figures = []
    for name in ("scientsbank", "beetle"):
        rows = items.students(shared, name)
        found = scorer(rows)
        scores, labels = score(found), np.array([row.label for row in rows])
        pick = labels != "incorrect"
        figures.append(
            figure(
                f"{name}: correct against contradictory, AUC",
                metrics.auc,
                pick_rows(rows, pick),
                scores[pick],
                labels[pick] == "correct",
            )
        )
        threshold = THRESHOLD if isinstance(scorer, JudgeScorer) else _best_threshold(scorer, shared, name)
        two = np.where(labels == "correct", "correct", "incorrect")
        said = np.where(scores >= threshold, "correct", "incorrect")
        figures.append(figure(f"{name}: 2-way accuracy", metrics.accuracy, rows, said, two))
        figures.append(figure(f"{name}: 2-way macro-F1", metrics.macro_f1, rows, said, two))
        if isinstance(scorer, JudgeScorer):
            contrary = np.array([s.opposite for s in found])
            three = np.where(
                scores >= threshold, "correct", np.where(contrary >= 0.5, "contradictory", "incorrect")
            )
            figures.append(figure(f"{name}: 3-way accuracy", metrics.accuracy, rows, three, labels))
            figures.append(figure(f"{name}: 3-way macro-F1", metrics.macro_f1, rows, three, labels))
            figures.append(calibration(f"calibration error of covered, {name}", rows, found))
    return figures


def _best_threshold(scorer: Scorer, shared: Path, name: str) -> float:
    """The threshold with the best 2-way accuracy on answers of the training split."""
    rows = items.students(shared, name, "train")
    random.Random(SEED).shuffle(rows)
    rows = rows[:TUNING_ROWS]
    scores, correct = score(scorer(rows)), np.array([row.label == "correct" for row in rows])
    return max(np.unique(scores), key=lambda value: ((scores >= value) == correct).mean())  # type: ignore[no-any-return]


def graded_figures(scorer: Scorer, shared: Path) -> list[Figure]:
    """SAF (no answer of it was trained on) and ArgKP dev topics."""
    rows = items.networks(shared)
    scores, grades = score(scorer(rows)), np.array([row.grade for row in rows])
    arguments = items.arguments(shared)
    matched = np.array([row.label == "states" for row in arguments])
    return [
        figure("SAF unseen answers, Spearman", metrics.spearman, rows, scores, grades),
        figure("SAF unseen answers, Pearson", metrics.pearson, rows, scores, grades),
        figure("ArgKP dev topics, AUC", metrics.auc, arguments, score(scorer(arguments)), matched),
    ]
