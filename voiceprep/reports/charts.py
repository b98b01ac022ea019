"""Where the marks of a chart lie. What they mean is decided in `report_data`; templates draw them.

Units are those of an SVG that is 360 wide, which is about a pixel each on a phone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from voiceprep.reports.scale import Scale
from voiceprep.reports.terminal import clock

if TYPE_CHECKING:
    from collections.abc import Callable

    from voiceprep.reports.report_data import DeliveryData, StarData

WIDTH = 360
_LEFT, _RIGHT = 32, 352
_LETTER = 12
"""A block narrower than this holds no letter."""
_VALUE = 22
"""A bar narrower than this has no figure above it."""


@dataclass(frozen=True, slots=True)
class Block:
    """A rectangle."""

    x: float
    y: float
    width: float
    height: float
    code: str = ""
    text: str = ""
    """Beside or inside it; empty where there is no room."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark of an axis."""

    at: float
    text: str


@dataclass(frozen=True, slots=True)
class StarBar:
    width: int
    height: int
    left: float
    right: float
    blocks: tuple[Block, ...]
    ticks: tuple[Tick, ...]
    description: str


@dataclass(frozen=True, slots=True)
class PaceChart:
    width: int
    height: int
    left: float
    right: float
    band: Block | None
    rows: tuple[Tick, ...]
    bars: tuple[Block, ...]
    pauses: tuple[Block, ...]
    ticks: tuple[Tick, ...]


def star_bar(star: StarData) -> StarBar:
    """The parts of a story along the answer."""
    left, right = 14, 346
    across = Scale(star.length, left, right)
    blocks = []
    for one in star.stretches:
        width = across.length(one.end - one.start)
        text = one.letter if width >= _LETTER else ""
        blocks.append(Block(across(one.start), 4, width, 26, code=one.code, text=text))
    shown = clock if star.unit == "seconds" else "{:.0f}".format
    told = ", ".join(f"{one.name} from {shown(one.start)} to {shown(one.end)}" for one in star.stretches)
    return StarBar(
        width=WIDTH,
        height=48,
        left=left,
        right=right,
        blocks=tuple(blocks),
        ticks=_ticks(across, shown),
        description=f"{told}, in {star.unit}.",
    )


def pace_chart(delivery: DeliveryData) -> PaceChart:
    """Words a minute in each stretch of the answer, and the long pauses below."""
    top, floor, foot = 16, 116, 124
    highest = max([220.0, *(one.words_per_minute * 1.1 for one in delivery.pace)])
    across = Scale(delivery.end, _LEFT, _RIGHT)
    up = Scale(highest, floor, top)
    bars = []
    for one in delivery.pace:
        y, width = up(one.words_per_minute), across.length(one.end - one.start)
        text = f"{one.words_per_minute:.0f}" if width >= _VALUE else ""
        bars.append(Block(across(one.start) + 1, y, max(1.0, width - 2), round(floor - y, 1), text=text))
    pauses = tuple(
        Block(across(one.start), floor + 2, max(2.0, across.length(one.seconds)), foot - floor)
        for one in delivery.long_pauses
    )
    band = None
    if delivery.low is not None and delivery.high is not None:
        y = up(delivery.high)
        band = Block(_LEFT, y, _RIGHT - _LEFT, round(up(delivery.low) - y, 1))
    return PaceChart(
        width=WIDTH,
        height=144,
        left=_LEFT,
        right=_RIGHT,
        band=band,
        rows=tuple(Tick(up(value), f"{value}") for value in (0, 100, 200)),
        bars=tuple(bars),
        pauses=pauses,
        ticks=_ticks(across, clock),
    )


def _ticks(scale: Scale, shown: Callable[[float], str]) -> tuple[Tick, ...]:
    return tuple(Tick(at, text) for at, text in scale.ticks(shown))
