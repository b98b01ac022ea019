"""One measured number, and how it is made of rows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.judging import metrics

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from benchmarks.judging.items import Item
    from benchmarks.judging.scorers import Scored

SEED = 29
"""Of everything that is drawn by chance in the bench."""


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
    """`what` of the columns, with its interval over the groups of the rows."""
    value, low, high = metrics.interval(what, [row.group for row in rows], *map(np.asarray, columns))
    return Figure(name, round(value, 4), round(low, 4), round(high, 4), len(rows), more)


def share(name: str, rows: Sequence[Item], among: Any, hit: Any) -> Figure:
    """How many of the rows `among` have a `hit`."""
    return figure(name, lambda hits: float(hits.mean()), pick_rows(rows, among), hit[among].astype(float))


def calibration(name: str, rows: Sequence[Item], found: Sequence[Scored]) -> Figure:
    """How far the probabilities of `covered` are from how often it is right, with the bins of the plot."""
    chances = np.array([s.states for s in found])
    truth = np.array([row.label in {"states", "correct"} for row in rows])
    bins = metrics.calibration_bins(chances, truth)
    return replace(
        figure(name, metrics.calibration_error, rows, chances, truth),
        more={"bins": [[round(value, 4) for value in one] for one in bins]},
    )


def score(found: Sequence[Scored]) -> Any:
    """The scores, shape (rows,)."""
    return np.array([s.score for s in found])


def pick_rows(rows: Sequence[Item], which: Any) -> list[Item]:
    """The rows where `which`, shape (rows,), is true."""
    return [row for row, kept in zip(rows, which, strict=True) if kept]
