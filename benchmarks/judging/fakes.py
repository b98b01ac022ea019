"""Real answers against the same in other forms, and against fakes of them."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.judging import gaming, items
from benchmarks.judging.figures import SEED, figure, score

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.judging.figures import Figure
    from benchmarks.judging.items import Item
    from benchmarks.judging.scorers import Scorer

FAKES_PER_REFERENCE = 1


def form_figures(scorer: Scorer, shared: Path) -> list[Figure]:
    """The same answer recognised against typed, and with a digression: 0.5 is no penalty."""
    chooser = random.Random(SEED)
    rows = [row for row in _full_marks(shared) if len(row.answer.split()) >= 5]
    typed = score(scorer(rows))
    heard = score(scorer([replace(row, answer=gaming.recognised(row.answer, chooser)) for row in rows]))
    asides = items.texts("digressions")
    longer = score(scorer([replace(row, answer=f"{row.answer} {chooser.choice(asides)}") for row in rows]))
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
        scores = score(scorer(real))
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
                _beats(earned, by_group[fake.group])
                for fake, earned in zip(fakes, score(scorer(fakes)), strict=True)
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
