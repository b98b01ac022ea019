"""A row of numbers as one word that a terminal can show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voiceprep.reports.terminal import LOOKS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voiceprep.values import Verdict

BARS = "▁▂▃▄▅▆▇█"
DIGITS = "01234567"
"""For terminals and files whose characters do not hold the bars."""
WIDTH = 24
"""Columns; of longer rows the end is shown."""


def sparkline(values: Sequence[float], *, plain: bool = False) -> str:
    """One sign for each of the last values, 0 to 100, always on that scale."""
    signs = DIGITS if plain else BARS
    return "".join(signs[min(int(value / 100 * len(signs)), len(signs) - 1)] for value in values[-WIDTH:])


def verdict_signs(verdicts: Sequence[Verdict]) -> str:
    """One sign for each of the last verdicts, the same as beside a finding."""
    return "".join(LOOKS[verdict][0] for verdict in verdicts[-WIDTH:])


def can_show(encoding: str | None) -> bool:
    """Whether that encoding holds the bars."""
    try:
        BARS.encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True
