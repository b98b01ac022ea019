"""How the results of one question are spread, as bars."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voiceprep.reports.batch_data import BINS
from voiceprep.reports.charts import WIDTH, Block, Tick
from voiceprep.reports.progress_charts import Chart
from voiceprep.reports.scale import Scale

if TYPE_CHECKING:
    from voiceprep.reports.batch_data import QuestionRow

_HEIGHT, _FOOT, _TOP = 120, 100, 18
_STEP = WIDTH / len(BINS)


def spread_chart(row: QuestionRow) -> Chart:
    """One bar per bin."""
    up = Scale(max([1, *row.counts]), _FOOT, _TOP)
    bars = tuple(
        Block(round(_STEP * place + 8, 1), up(count), round(_STEP - 16, 1), up.length(count), text=f"{count}")
        for place, count in enumerate(row.counts)
    )
    ticks = tuple(Tick(round(_STEP * (place + 0.5), 1), name) for place, name in enumerate(BINS))
    told = ", ".join(f"{count} with {name}" for name, count in zip(BINS, row.counts, strict=True))
    return Chart(WIDTH, _HEIGHT, 0, WIDTH, (), bars, ticks, f"Answers by content: {told}")
