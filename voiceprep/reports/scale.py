"""From a value to its place in a chart."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600)
_MOST_TICKS = 7


class Scale:
    """0 to `end` in values, `first` to `last` in the chart."""

    def __init__(self, end: float, first: float, last: float) -> None:
        # A damaged file may say that an answer never ended.
        self._end = max(end, 1e-9) if math.isfinite(end) else 1.0
        self._first, self._last = first, last

    def __call__(self, value: float) -> float:
        """Where it lies; values beyond either end lie at that end."""
        share = min(1.0, max(0.0, value / self._end))
        return round(self._first + (self._last - self._first) * share, 1)

    def length(self, value: float) -> float:
        """How long it is in the chart."""
        return round(abs(self(value) - self._first), 1)

    def ticks(self, shown: Callable[[float], str]) -> Iterator[tuple[float, str]]:
        """A few round values with their places."""
        step = next((one for one in _STEPS if self._end / one <= _MOST_TICKS), self._end / _MOST_TICKS)
        value = 0.0
        while value <= self._end:
            yield self(value), shown(value)
            value += step
