"""All figures of one scorer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.judging.fakes import form_figures, gaming_figures
from benchmarks.judging.graded import graded_figures, student_figures
from benchmarks.judging.own import own_figures

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.judging.figures import Figure
    from benchmarks.judging.scorers import Scorer


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
