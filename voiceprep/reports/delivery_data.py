"""How an answer was spoken, for the page: the lines, and what the chart along the answer shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voiceprep.reports.report_data import DeliveryData
from voiceprep.reports.terminal import clock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from voiceprep.bands import Bands
    from voiceprep.delivered import Delivery, PaceAt


def delivery_data(delivery: Delivery, bands: Bands, *, lines: tuple[str, ...]) -> DeliveryData:
    """The chart ends where the last stretch or long pause does."""
    pace = () if delivery.pace is None else delivery.pace.over_time
    pauses = () if delivery.pauses is None else delivery.pauses.long
    ends = [one.end for one in pace] + [one.start + one.seconds for one in pauses]
    return DeliveryData(
        lines=tuple(line[0].upper() + line[1:] for line in (*lines, *_outside(delivery, bands))),
        pace=pace,
        long_pauses=pauses,
        end=max(ends, default=0.0),
        low=bands.pace.low,
        high=bands.pace.high,
        summary=_summary(delivery, bands),
    )


def _outside(delivery: Delivery, bands: Bands) -> Iterator[str]:
    """What is counted as many or as uneven. Pace, pauses and length have the chart and the remark."""
    counted = (
        ("um and uh", delivery.fillers.sounds, bands.filler_sounds),
        ("filler words", delivery.fillers.words, bands.filler_words),
    )
    for name, count, band in counted:
        if count is None or band.high is None or delivery.seconds is None:
            continue
        # Shorter than a minute is taken as one: a single "um" in five seconds is not many.
        if count > band.high * max(1.0, delivery.seconds / 60):
            usual = f"up to {band.high:g} a minute is called usual ({band.evidence})"
            yield f"many {name}: {count} in {clock(delivery.seconds)}; {usual}"
    spread = None if delivery.loudness is None else delivery.loudness.spread
    even = bands.loudness_spread
    if spread is not None and even.high is not None and spread > even.high:
        yield f"uneven loudness: {spread:.1f} LU; up to {even.high:g} is called usual ({even.evidence})"


def _summary(delivery: Delivery, bands: Bands) -> str:
    if delivery.pace is None or not delivery.pace.over_time:
        return ""
    told = _paces(delivery.pace.over_time)
    if bands.pace.low is not None and bands.pace.high is not None:
        told += f" {bands.pace.low:.0f} to {bands.pace.high:.0f} is called usual: a convention, no rule."
    if delivery.pauses is None:
        return told
    if not delivery.pauses.long:
        # From how many seconds on it would be long was decided when the answer was measured.
        return f"{told} No long pause."
    listed = ", ".join(f"{one.seconds:.1f} s at {clock(one.start)}" for one in delivery.pauses.long)
    return f"{told} Long pauses: {listed}."


def _paces(pace: tuple[PaceAt, ...]) -> str:
    slowest = min(pace, key=lambda one: one.words_per_minute)
    fastest = max(pace, key=lambda one: one.words_per_minute)
    low, high = f"{slowest.words_per_minute:.0f}", f"{fastest.words_per_minute:.0f}"
    if low == high:
        return f"{low} words a minute throughout."
    bounds = f"{low} (from {clock(slowest.start)}) and {high} (from {clock(fastest.start)})"
    return f"Between {bounds} words a minute."
