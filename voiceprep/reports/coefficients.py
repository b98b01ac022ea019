"""What all explained key points have in common, on a terminal screen: the coefficients and the rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voiceprep.scoring.coverage import OPPOSITE_FROM

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rich.console import RenderableType
    from rich.table import Table

    from voiceprep.reports.explained import Explanation, Measured


def render_coefficients(explanations: Sequence[Explanation]) -> RenderableType:
    """What key points have in common: the coefficients, and the rules of verdict and credit.

    Those that were read in other wordings too have coefficients of their own, and a table of their own.
    """
    from rich.console import Group
    from rich.text import Text

    tables = {
        point.calibration: point.measures
        for one in explanations
        for point in one.points
        if point.calibration is not None
    }
    rules = (
        f"Verdict: opposite from {OPPOSITE_FROM:g}; else covered where states, partly where states + partly "
        "is at least as likely as not; else missed, or unsure where a term may have been misheard."
    )
    parts: list[RenderableType] = [Text(), Text(rules)]
    for version, rows in sorted(tables.items()):
        whose = f" ({_whose(explanations, version)})" if len(tables) > 1 else ""
        heading = f"Coefficients of calibration {version}{whose}; measures of 0 are left out above."
        parts += [Text(heading), _coefficients(rows)]
    return Group(*parts)


def _whose(explanations: Sequence[Explanation], version: str) -> str:
    """The key points that are weighed with these."""
    return ", ".join(
        dict.fromkeys(
            point.finding.key_point
            for one in explanations
            for point in one.points
            if point.calibration == version
        )
    )


def _coefficients(rows: Sequence[Measured]) -> Table:
    weights: list[Mapping[str, float]] = [measured.coefficients or {} for measured in rows]
    table = number_table("", *weights[0])
    for measured, row in zip(rows, weights, strict=True):
        table.add_row(measured.name, *(f"{value:g}" for value in row.values()))
    return table


def number_table(first: str, *columns: str) -> Table:
    """An empty table of numbers beside names."""
    from rich.table import Table

    table = Table(box=None, padding=(0, 1), pad_edge=False, header_style="bright_black")
    table.add_column(first, overflow="fold")
    for name in columns:
        table.add_column(name, justify="right", no_wrap=True, min_width=9)
    return table
