"""Where the marks of the charts over all sessions lie; units as in `charts`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from voiceprep.reports.charts import WIDTH, Block, Tick
from voiceprep.reports.scale import Scale

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voiceprep.reports.overview_data import OverviewData, SessionRow, TopicRow

_LEFT, _RIGHT = 32, 344
_LABELLED = 12
"""Up to so many points, each has its figure."""
_TOLD = 20
"""Up to so many sessions are read out one by one."""


@dataclass(frozen=True, slots=True)
class Chart:
    """Points or bars over sessions."""

    width: int
    height: int
    left: float
    right: float
    rows: tuple[Tick, ...]
    points: tuple[Block, ...]
    """Bars, or points: of these x and y are the middle and the width is the radius."""
    ticks: tuple[Tick, ...]
    """The first and the last day."""
    description: str


def content_chart(data: OverviewData) -> Chart:
    """A line through the content of all sessions that have one."""
    rows = data.charted
    top, floor = 20, 124
    up = Scale(100.0, floor, top)
    places = _places(len(rows))
    points = tuple(
        Block(x, up(row.content or 0.0), 3, 0, text=f"{row.content:.0f}" if len(rows) <= _LABELLED else "")
        for x, row in zip(places, rows, strict=True)
    )
    return Chart(
        width=WIDTH,
        height=146,
        left=_LEFT,
        right=_RIGHT,
        rows=tuple(Tick(up(value), f"{value}") for value in (0, 50, 100)),
        points=points,
        ticks=_ends(rows, places),
        description=_told([f"{row.day} {row.content:.0f}" for row in rows]),
    )


def compared(data: OverviewData) -> list[SessionRow]:
    """Those in the charts with a take that can be compared with an earlier one."""
    return [row for row in data.charted if row.gained is not None and row.lost is not None]


def gains_chart(data: OverviewData) -> Chart:
    """Bars up for what was gained, down for what was lost."""
    rows = compared(data)
    most = max([1, *(row.gained or 0 for row in rows), *(row.lost or 0 for row in rows)])
    middle, reach = 70, 46
    places = _places(len(rows))
    width = round(min(24.0, 0.6 * (_RIGHT - _LEFT) / len(rows)), 1)
    labelled = len(rows) <= _LABELLED
    bars = []
    for x, row in zip(places, rows, strict=True):
        for code, value in (("bar", row.gained or 0), ("down", row.lost or 0)):
            height = round(reach * value / most, 1)
            y = middle - height if code == "bar" else middle
            text = f"{value}" if labelled and value else ""
            bars.append(Block(round(x - width / 2, 1), y, width, height, code=code, text=text))
    return Chart(
        width=WIDTH,
        height=146,
        left=_LEFT,
        right=_RIGHT,
        rows=(Tick(middle, ""),),
        points=tuple(bars),
        ticks=_ends(rows, places),
        description=_told([f"{row.day} {row.gained} gained, {row.lost} lost" for row in rows]),
    )


def sparkline(row: TopicRow) -> Chart:
    """The course of one topic."""
    width, height = 96, 24
    up = Scale(100.0, height - 3, 3)
    places = _places(len(row.contents), left=4, right=width - 4)
    points = tuple(Block(x, up(value), 2, 0) for x, value in zip(places, row.contents, strict=True))
    told = ", ".join(f"{value:.0f}" for value in row.contents[-_TOLD:])
    return Chart(width, height, 4, width - 4, (), points, (), f"Content, oldest first: {told}")


def _places(count: int, *, left: float = _LEFT + 16, right: float = _RIGHT - 16) -> list[float]:
    """Evenly spread; one alone stands in the middle."""
    if count == 1:
        return [(left + right) / 2]
    return [round(left + (right - left) * index / (count - 1), 1) for index in range(count)]


def _ends(rows: Sequence[SessionRow], places: Sequence[float]) -> tuple[Tick, ...]:
    if not rows:
        return ()
    ends = (0, len(rows) - 1) if len(rows) > 1 else (0,)
    return tuple(Tick(places[index], rows[index].day) for index in ends)


def _told(parts: Sequence[str]) -> str:
    if len(parts) <= _TOLD:
        return f"{'; '.join(parts)}."
    return f"The last {_TOLD} of {len(parts)}: {'; '.join(parts[-_TOLD:])}."
