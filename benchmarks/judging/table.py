"""All figures of one scorer."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.judging import gaming, items, metrics
from benchmarks.judging.scorers import JudgeScorer, Scored, Scorer
from training.augment import SoundsAlike, misheard
from voiceprep.judging.plain import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from benchmarks.judging.items import Item

SEED = 29
THRESHOLD = 0.5
"""Our scores say covered from here on; baselines get the threshold that is best on training answers."""
TUNING_ROWS = 1_200
FAKES_PER_REFERENCE = 1


@dataclass(frozen=True)
class Figure:
    """One measured number."""

    name: str
    value: float
    low: float | None = None
    """Lower end of the 95 % interval; None where there is none."""
    high: float | None = None
    rows: int | None = None
    more: dict[str, Any] | None = None


def figure(
    name: str,
    what: Callable[..., float],
    rows: Sequence[Item],
    *columns: Any,
    more: dict[str, Any] | None = None,
) -> Figure:
    value, low, high = metrics.interval(what, [row.group for row in rows], *map(np.asarray, columns))
    return Figure(name, round(value, 4), round(low, 4), round(high, 4), len(rows), more)


def measure(scorer: Scorer, shared: Path | None) -> list[Figure]:
    """Everything, in the order of the table."""
    figures = [*own_figures(scorer)]
    if shared is not None:
        figures += [
            *student_figures(scorer, shared),
            *graded_figures(scorer, shared),
            *form_figures(scorer, shared),
        ]
    return [*figures, *gaming_figures(scorer, shared)]


def own_figures(scorer: Scorer) -> list[Figure]:
    """Contraries, buried key points, calibration, precision and recall, recognition errors."""
    figures = []
    for listed in (True, False):
        rows = items.contrasts(listed=listed)
        found = scorer(rows)
        name = "with misconceptions" if listed else "claim alone"
        figures += _opposite_figures(rows, found, name)
        if listed:
            figures += _verdict_figures(rows, found)
    figures += _long_figures(scorer, items.buried(), "buried")
    figures += _long_figures(scorer, items.spoken(), "whole answers")
    if isinstance(scorer, JudgeScorer):
        figures += _misheard_figures(scorer, items.buried())
    return figures


def _long_figures(scorer: Scorer, rows: Sequence[Item], name: str) -> list[Figure]:
    """Key points stated, contradicted or absent somewhere in a long answer."""
    found = scorer(rows)
    label = np.array([row.label for row in rows])
    stated, opposite, absent = (label == one for one in ("states", "opposite", "absent"))
    plain, against = stated | absent, stated | opposite
    figures = [
        figure(
            f"{name}: key point stated or absent, AUC",
            metrics.auc,
            _pick(rows, plain),
            _score(found)[plain],
            stated[plain],
        ),
        figure(
            f"{name}: stated against contradicted, AUC of opposite",
            metrics.auc,
            _pick(rows, against),
            np.array([s.opposite for s in found])[against],
            opposite[against],
        ),
    ]
    if isinstance(scorer, JudgeScorer):
        outcome = np.array([s.outcome for s in found])
        told = np.isin(outcome, ["covered", "partly"])
        figures += [
            _share(f"{name}: stated called covered or partly", rows, stated, told),
            _share(f"{name}: stated called opposite", rows, stated, outcome == "opposite"),
            _share(f"{name}: absent called covered", rows, absent, outcome == "covered"),
            _share(f"{name}: contradicted called covered", rows, opposite, outcome == "covered"),
            _share(f"{name}: contradicted called opposite", rows, opposite, outcome == "opposite"),
            _calibration(f"calibration error of covered, {name}", rows, found),
        ]
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
                _pick(rows, pick),
                opposite[pick],
                kinds[pick] != "paraphrase",
            )
        )
    pick = np.isin(kinds, ["paraphrase", "near_miss"])
    figures.append(
        figure(
            f"paraphrase against near miss, AUC of score, {name}",
            metrics.auc,
            _pick(rows, pick),
            _score(found)[pick],
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
    figures.append(_share("contradictions called covered", rows, wrong, outcome == "covered"))
    return [*figures, _calibration("calibration error of covered, contrast pairs", rows, found)]


def _share(name: str, rows: Sequence[Item], among: Any, hit: Any) -> Figure:
    """How many of the rows `among` have a `hit`."""
    return figure(name, lambda hits: float(hits.mean()), _pick(rows, among), hit[among].astype(float))


def _calibration(name: str, rows: Sequence[Item], found: Sequence[Scored]) -> Figure:
    chances = np.array([s.states for s in found])
    truth = np.array([row.label in {"states", "correct"} for row in rows])
    bins = metrics.calibration_bins(chances, truth)
    return replace(
        figure(name, metrics.calibration_error, rows, chances, truth),
        more={"bins": [[round(value, 4) for value in one] for one in bins]},
    )


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


def student_figures(scorer: Scorer, shared: Path) -> list[Figure]:
    """SemEval-2013: SciEntsBank and Beetle, unseen answers."""
    figures = []
    for name in ("scientsbank", "beetle"):
        rows = items.students(shared, name)
        found = scorer(rows)
        scores, labels = _score(found), np.array([row.label for row in rows])
        pick = labels != "incorrect"
        figures.append(
            figure(
                f"{name}: correct against contradictory, AUC",
                metrics.auc,
                _pick(rows, pick),
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
            figures.append(_calibration(f"calibration error of covered, {name}", rows, found))
    return figures


def _best_threshold(scorer: Scorer, shared: Path, name: str) -> float:
    """The threshold with the best 2-way accuracy on answers of the training split."""
    rows = items.students(shared, name, "train")
    random.Random(SEED).shuffle(rows)
    rows = rows[:TUNING_ROWS]
    scores, correct = _score(scorer(rows)), np.array([row.label == "correct" for row in rows])
    return max(np.unique(scores), key=lambda value: ((scores >= value) == correct).mean())  # type: ignore[no-any-return]


def graded_figures(scorer: Scorer, shared: Path) -> list[Figure]:
    """SAF (no answer of it was trained on) and ArgKP dev topics."""
    rows = items.networks(shared)
    scores, grades = _score(scorer(rows)), np.array([row.grade for row in rows])
    arguments = items.arguments(shared)
    matched = np.array([row.label == "states" for row in arguments])
    return [
        figure("SAF unseen answers, Spearman", metrics.spearman, rows, scores, grades),
        figure("SAF unseen answers, Pearson", metrics.pearson, rows, scores, grades),
        figure("ArgKP dev topics, AUC", metrics.auc, arguments, _score(scorer(arguments)), matched),
    ]


def form_figures(scorer: Scorer, shared: Path) -> list[Figure]:
    """The same answer recognised against typed, and with a digression: 0.5 is no penalty."""
    chooser = random.Random(SEED)
    rows = [row for row in _full_marks(shared) if len(row.answer.split()) >= 5]
    typed = _score(scorer(rows))
    heard = _score(scorer([replace(row, answer=gaming.recognised(row.answer, chooser)) for row in rows]))
    asides = items.texts("digressions")
    longer = _score(scorer([replace(row, answer=f"{row.answer} {chooser.choice(asides)}") for row in rows]))
    return [
        figure("recognised form against typed", _beats, rows, heard, typed),
        figure("with 60 words of digression against without", _beats, rows, longer, typed),
    ]


def _full_marks(shared: Path) -> list[Item]:
    """Answers that people gave full marks."""
    rows = [
        *items.students(shared, "scientsbank"),
        *items.students(shared, "beetle"),
        *items.networks(shared),
    ]
    return [row for row in rows if row.grade == 1.0]


def gaming_figures(scorer: Scorer, shared: Path | None) -> list[Figure]:
    """Chance that a fake scores higher than a real full-mark answer to the same question (ties half)."""
    figures = []
    sets = {"spoken": _spoken_full_marks()}
    if shared is not None:
        sets["students"] = _full_marks(shared)
    for name, real in sets.items():
        chooser = random.Random(SEED)
        references = list({row.group: row for row in real}.values())
        makers = gaming.kinds(
            references, rambles=items.texts("rambles"), digressions=items.texts("digressions")
        )
        scores = _score(scorer(real))
        by_group = {row.group: scores[[one.group == row.group for one in real]] for row in references}
        for kind, make in makers.items():
            times = 1 if kind in {"doubled", "question read back"} else FAKES_PER_REFERENCE
            fakes = [
                replace(row, answer=make(row, chooser))
                for row in references
                if row.question or kind != "question read back"
                for _ in range(times)
            ]
            # A reference of few words may come out as it was, and is then no fake.
            fakes = [fake for fake in fakes if fake.answer != gaming.reference(fake)]
            won = [
                float(np.mean((score > by_group[fake.group]) + 0.5 * (score == by_group[fake.group])))
                for fake, score in zip(fakes, _score(scorer(fakes)), strict=True)
            ]
            figures.append(figure(f"gaming, {name}: {kind}", lambda w: float(w.mean()), fakes, np.array(won)))
    return figures


def _spoken_full_marks() -> list[Item]:
    """One answer per held-out question of the bank: all its key points, paraphrased aloud."""
    rows = items.contrasts(listed=True)
    answers = []
    for name in sorted({row.group for row in rows if not row.group.startswith("devops")}):
        mine = [row for row in rows if row.group == name and row.label == "states"]
        claims = tuple(row.claims[0] for row in mine)
        text = " ".join(row.answer for row in mine)
        answers.append(items.Item(claims, text, mine[0].question, name, "states", 1.0))
    return answers


def _beats(first: Any, second: Any) -> float:
    return float(np.mean((first > second) + 0.5 * (first == second)))


def _score(found: Sequence[Scored]) -> Any:
    return np.array([s.score for s in found])


def _pick(rows: Sequence[Item], which: Any) -> list[Item]:
    return [row for row, kept in zip(rows, which, strict=True) if kept]
