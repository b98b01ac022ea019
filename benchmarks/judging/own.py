"""Our own sets: contraries, key points in long answers, recognition errors."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.judging import items, metrics
from benchmarks.judging.figures import SEED, calibration, figure, pick_rows, score, share
from benchmarks.judging.scorers import JudgeScorer, Scored, Scorer
from training.augment import SoundsAlike, misheard
from voiceprep.judging.plain import plain

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from benchmarks.judging.figures import Figure
    from benchmarks.judging.items import Item


def own_figures(scorer: Scorer) -> list[Figure]:
    """Contraries, buried key points, calibration, precision and recall, recognition errors."""
    all_listed, alone = items.contrasts(listed=True), items.contrasts(listed=False)
    found = scorer(all_listed)
    figures = _opposite_figures(all_listed, found, "with misconceptions and wordings")
    figures += _verdict_figures(all_listed, found)
    figures += _opposite_figures(alone, scorer(alone), "claim alone")
    figures += _long_figures(scorer, items.buried(), "buried")
    figures += _long_figures(scorer, items.spoken(), "whole answers")
    if isinstance(scorer, JudgeScorer):
        figures += _misheard_figures(scorer, items.buried())
        figures += _one_wording_figures(scorer)
    return figures


def _one_wording_figures(scorer: Scorer) -> list[Figure]:
    """The same for banks that give every claim in its own words only."""
    rows = items.one_wording(items.contrasts(listed=True))
    return [
        *_opposite_figures(rows, scorer(rows), "with misconceptions"),
        *_long_figures(scorer, items.one_wording(items.buried()), "buried, one wording"),
        *_long_figures(scorer, items.one_wording(items.spoken()), "whole answers, one wording"),
    ]


def course_figures(scorer: Scorer) -> list[Figure]:
    """Pieces of references as teachers note them, stated, contradicted or absent in answers."""
    return _long_figures(scorer, items.courses(), "course answers")


def people_figures(scorer: Scorer, shared: Path) -> list[Figure]:
    """Words of people: what of it is found, and how often they are accused. Contraries are too few."""
    return _long_figures(scorer, items.people(shared), "people", contraries=False)


def _long_figures(
    scorer: Scorer, rows: Sequence[Item], name: str, *, contraries: bool = True
) -> list[Figure]:
    """Key points stated, contradicted or absent somewhere in a long answer."""
    found = scorer(rows)
    label = np.array([row.label for row in rows])
    stated, opposite, absent = (label == one for one in ("states", "opposite", "absent"))
    plain, against = stated | absent, stated | opposite
    figures = [
        figure(
            f"{name}: key point stated or absent, AUC",
            metrics.auc,
            pick_rows(rows, plain),
            score(found)[plain],
            stated[plain],
        )
    ]
    if contraries:
        figures.append(
            figure(
                f"{name}: stated against contradicted, AUC of opposite",
                metrics.auc,
                pick_rows(rows, against),
                np.array([s.opposite for s in found])[against],
                opposite[against],
            )
        )
    if isinstance(scorer, JudgeScorer):
        outcome = np.array([s.outcome for s in found])
        told = np.isin(outcome, ["covered", "partly"])
        figures += [
            share(f"{name}: stated called covered or partly", rows, stated, told),
            share(f"{name}: stated called opposite", rows, stated, outcome == "opposite"),
            share(f"{name}: absent called covered", rows, absent, outcome == "covered"),
        ]
        if contraries:
            figures += [
                share(f"{name}: contradicted called covered", rows, opposite, outcome == "covered"),
                share(f"{name}: contradicted called opposite", rows, opposite, outcome == "opposite"),
            ]
        figures.append(calibration(f"calibration error of covered, {name}", rows, found))
    return figures


def _opposite_figures(rows: Sequence[Item], found: Sequence[Scored], name: str) -> list[Figure]:
    """AUC of the probability of `opposite`: contradictions against paraphrases."""
    kinds = np.array([row.extra["kind"] for row in rows])
    opposite = np.array([s.opposite for s in found])
    figures = []
    for what, wrong in (
        ("contradiction against paraphrase", ("opposite_listed", "opposite_unlisted")),
        ("listed contradiction against paraphrase", ("opposite_listed",)),
        ("unlisted contradiction against paraphrase", ("opposite_unlisted",)),
    ):
        pick = np.isin(kinds, [*wrong, "paraphrase"])
        figures.append(
            figure(
                f"{what}, AUC of opposite, {name}",
                metrics.auc,
                pick_rows(rows, pick),
                opposite[pick],
                kinds[pick] != "paraphrase",
            )
        )
    pick = np.isin(kinds, ["paraphrase", "near_miss"])
    figures.append(
        figure(
            f"paraphrase against near miss, AUC of score, {name}",
            metrics.auc,
            pick_rows(rows, pick),
            score(found)[pick],
            kinds[pick] == "paraphrase",
        )
    )
    return figures


def _verdict_figures(rows: Sequence[Item], found: Sequence[Scored]) -> list[Figure]:
    if found[0].outcome is None:
        return []
    outcome = np.array([s.outcome for s in found])
    truth = np.array(
        [{"states": "covered", "opposite": "opposite", "absent": "missed"}[row.label] for row in rows]
    )
    figures = []
    for verdict in ("covered", "opposite", "missed"):
        for place, name in enumerate(("precision", "recall")):
            figures.append(
                figure(
                    f"verdict {verdict}: {name}",
                    lambda o, t, verdict=verdict, place=place: metrics.precision_recall(o, t, verdict)[place],
                    rows,
                    outcome,
                    truth,
                )
            )
    wrong = truth == "opposite"
    figures.append(share("contradictions called covered", rows, wrong, outcome == "covered"))
    return [*figures, calibration("calibration error of covered, contrast pairs", rows, found)]


def _misheard_figures(scorer: JudgeScorer, rows: Sequence[Item]) -> list[Figure]:
    """Share of verdicts that change when words are substituted, dropped or inserted."""
    before = [s.outcome for s in scorer(rows)]
    figures = []
    for rate in (0.1, 0.2, 0.3):
        chooser = random.Random(SEED)
        texts = sorted({row.answer for row in rows})
        sounds = SoundsAlike(word for text in texts for word in plain(text).split())
        heard = {text: misheard(plain(text), rate, sounds, chooser) for text in texts}
        after = [s.outcome for s in scorer([replace(row, answer=heard[row.answer]) for row in rows])]
        changed = [first != second for first, second in zip(before, after, strict=True)]
        figures.append(
            figure(
                f"verdicts changed at {rate:.0%} word errors",
                lambda c: float(c.mean()),
                rows,
                np.array(changed, dtype=float),
            )
        )
    return figures
