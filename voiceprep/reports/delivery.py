"""How an answer was spoken, as lines of text."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from voiceprep.delivered import Metric

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from voiceprep.bands import Band, Bands
    from voiceprep.delivered import Delivery, Fillers, Pauses, Phrase

SHOWN = 3
"""How many examples a line gives."""
_NAMES = {
    Metric.FIRST_WORD: "first word",
    Metric.PACE: "pace",
    Metric.PAUSES: "pauses",
    Metric.LENGTH: "length",
    Metric.LOUDNESS: "loudness",
    Metric.FILLER_SOUNDS: "um and uh",
}
"""What is worth a line where it was not measured."""


def delivery_lines(delivery: Delivery, bands: Bands) -> Iterator[str]:
    """What was measured, the pace beside its band, then what was not, with the reason."""
    yield from measured_lines(delivery, usual_pace=bands.pace)
    yield from unmeasured_lines(delivery)


def measured_lines(delivery: Delivery, *, usual_pace: Band | None = None) -> Iterator[str]:
    """What was measured. `usual_pace`: shown beside the pace; None where a chart shows it."""
    if delivery.seconds is not None:
        begun = "" if delivery.first_word is None else f", first word after {delivery.first_word:.1f} s"
        yield f"{delivery.seconds:.0f} s of about {delivery.target_seconds:.0f} s{begun}"
    if delivery.first_key_point is not None:
        yield f"first key point {delivery.first_key_point:.0f} s after the first word"
    if (pace := delivery.pace) is not None:
        without = f"{pace.without_pauses:.0f} without the pauses"
        usual = "" if usual_pace is None else _usual(usual_pace)
        yield f"{pace.words_per_minute:.0f} words a minute, {without}{usual}"
    if delivery.pauses is not None:
        yield _pauses(delivery.pauses)
    yield _fillers(delivery.fillers)
    for name, phrases in (
        ("hedges", delivery.hedges),
        ("repeated", delivery.repetitions),
        ("begun anew", delivery.restarts),
    ):
        if phrases:
            yield f"{name}: {len(phrases)} ({_examples(phrases)})"
    if (loudness := delivery.loudness) is not None:
        spread = "" if loudness.spread is None else f", range {loudness.spread:.0f} LU"
        yield f"loudness {loudness.lufs:.0f} LUFS{spread}"


def unmeasured_lines(delivery: Delivery) -> Iterator[str]:
    """What was not measured, and why."""
    by_reason: dict[str, list[str]] = {}
    for metric, reason in delivery.not_measured:
        if metric in _NAMES:
            by_reason.setdefault(reason, []).append(_NAMES[metric])
    for reason, names in by_reason.items():
        yield f"not measured: {', '.join(names)}. {reason}"


def _usual(band: Band) -> str:
    """The band with what stands behind it, for behind a figure; empty where there are no bounds."""
    if band.low is None and band.high is None:
        return ""
    if band.low is None:
        bounds = f"up to {band.high:g}"
    else:
        bounds = f"from {band.low:g}" if band.high is None else f"{band.low:g} to {band.high:g}"
    evidence = "a convention" if band.evidence == "convention" else band.evidence
    return f" (usual: {bounds}, {evidence})"


def _pauses(pauses: Pauses) -> str:
    text = f"{_count(pauses.count, 'pause')}, {pauses.seconds:.1f} s"
    if pauses.count and pauses.inside_clauses is not None:
        text += f", {pauses.inside_clauses} of them inside a clause"
    if pauses.long:
        moments = ", ".join(f"{one.seconds:.1f} s at {_clock(one.start)}" for one in pauses.long[:SHOWN])
        text += f"; long: {len(pauses.long)} ({moments})"
    return text


def _fillers(fillers: Fillers) -> str:
    words = Counter(one.text for one in fillers.heard if not one.sound)
    sounds = Counter(one.text for one in fillers.heard if one.sound)
    text = f"filler words: {fillers.words}{_listed(words)}"
    if fillers.sounds is None:
        return text
    how_sure = "" if fillers.recall is None else f", {caught(fillers.recall, fillers.precision)}"
    return f"um and uh: {fillers.sounds}{_listed(sounds)}{how_sure}; {text}"


def caught(recall: float, precision: float | None) -> str:
    """How far a count of filled pauses can be trusted, for beside it."""
    told = f"about {round(10 * recall)} in 10 are caught"
    if precision is None:
        return told
    return f"{told}, about {round(10 * precision)} in 10 of those counted are real"


def _examples(phrases: Sequence[Phrase]) -> str:
    shown = [
        f'"{one.text}"' + ("" if one.key_point is None else " beside a key point") for one in phrases[:SHOWN]
    ]
    return ", ".join(shown) + (", ..." if len(phrases) > SHOWN else "")


def _listed(counts: Counter[str]) -> str:
    return f" ({', '.join(f'{count} {text}' for text, count in counts.most_common(SHOWN))})" if counts else ""


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"
