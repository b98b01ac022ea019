"""All figures of one scorer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.judging.fakes import form_figures, gaming_figures
from benchmarks.judging.graded import graded_figures, student_figures
from benchmarks.judging.own import course_figures, own_figures, people_figures

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from benchmarks.judging.figures import Figure
    from benchmarks.judging.scorers import Scorer

OURS: dict[str, Callable[[Scorer], list[Figure]]] = {"own": own_figures, "courses": course_figures}
"""Part of the table → its figures, from our own files alone."""
PUBLIC: dict[str, Callable[[Scorer, Path], list[Figure]]] = {
    "people": people_figures,
    "students": student_figures,
    "graded": graded_figures,
    "forms": form_figures,
}
"""The same, with the public data."""
GAMING = "gaming"
"""The last part; without the public data it has our own answers only."""
PARTS = (*OURS, *PUBLIC, GAMING)


def measure(scorer: Scorer, shared: Path | None, only: str | None = None) -> list[Figure]:
    """Everything in the order of the table, or one of the PARTS."""
    figures: list[Figure] = []
    for name, ours in OURS.items():
        if only in (None, name):
            figures += ours(scorer)
    for name, public in PUBLIC.items():
        if shared is not None and only in (None, name):
            figures += public(scorer, shared)
    return [*figures, *gaming_figures(scorer, shared)] if only in (None, GAMING) else figures
