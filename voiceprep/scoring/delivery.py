"""Delivery: how an answer was spoken. Pure, and apart from content: it has no score."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from voiceprep.delivered import Delivery, Fillers, Loudness, Metric
from voiceprep.scoring.phrasing import filler_sounds, filler_words, hedges, repetitions, restarts
from voiceprep.scoring.timing import NO_TIMES, timing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voiceprep.audio.voice_activity import Segment
    from voiceprep.bands import Bands
    from voiceprep.delivered import Filler
    from voiceprep.scoring.timing import Timing
    from voiceprep.values import Finding, Word

DELIVERY_VERSION = "6"
"""Counted up whenever the same answer would be measured otherwise."""
NOT_COUNTED = "This recogniser leaves filled pauses out and cannot be asked for them."
NONE_COVERED = "No key point was covered."


@dataclass(frozen=True, slots=True)
class Sound:
    """What was measured on the recording itself."""

    segments: tuple[Segment, ...]
    """Stretches of speech, parted by silences of at least `Bands.pause_from`."""
    loudness: Loudness | None
    loudness_reasons: tuple[tuple[Metric, str], ...] = ()
    """Why a part of it is None."""


def deliver(
    words: Sequence[Word],
    sound: Sound,
    bands: Bands,
    *,
    findings: Sequence[Finding] = (),
    target_seconds: float,
) -> Delivery:
    """Everything but the filled pauses that a recogniser left out; `with_sounds` adds them."""
    timed = timing(words, sound.segments, bands)
    key_point = _first_key_point(findings, timed)
    reasons = timed.not_measured + sound.loudness_reasons
    if key_point is None:
        reasons += ((Metric.FIRST_KEY_POINT, _why_no_key_point(findings, timed)),)
    delivery = Delivery(
        first_word=timed.first_word,
        seconds=timed.seconds,
        target_seconds=target_seconds,
        pace=timed.pace,
        pauses=timed.pauses,
        hedges=hedges(words, bands.hedges, findings),
        repetitions=repetitions(words),
        restarts=restarts(words),
        first_key_point=key_point,
        loudness=sound.loudness,
        fillers=Fillers(None, 0, (), None, None),
        not_measured=reasons,
    )
    written_by_people = bool(words) and all(word.probability is None for word in words)
    in_text = filler_sounds(words)
    if written_by_people and in_text:
        return with_sounds(delivery, words, in_text, bands, exact=True)
    return without_sounds(delivery, words, bands, reason=NOT_COUNTED)


def with_sounds(
    delivery: Delivery, words: Sequence[Word], sounds: Sequence[Filler], bands: Bands, *, exact: bool = False
) -> Delivery:
    """The delivery with its filled pauses. `exact`: a person wrote them down."""
    fillers = filler_words(words, bands.filler_words_known)
    heard = tuple(sorted([*sounds, *fillers], key=lambda one: one.start or 0.0))
    recall, precision = (None, None) if exact else (bands.recall, bands.precision)
    return delivery.with_fillers(Fillers(len(sounds), len(fillers), heard, recall, precision), None)


def without_sounds(delivery: Delivery, words: Sequence[Word], bands: Bands, *, reason: str) -> Delivery:
    """The delivery with its filler words alone, and why the sounds were not counted."""
    fillers = filler_words(words, bands.filler_words_known)
    return delivery.with_fillers(Fillers(None, len(fillers), fillers, None, None), reason)


def _first_key_point(findings: Sequence[Finding], timed: Timing) -> float | None:
    """Seconds from the first word to the first stated key point."""
    starts = [one.start for one in findings if one.stated and one.quote and one.start is not None]
    if not starts or timed.first_word is None:
        return None
    return round(max(0.0, min(starts) - timed.first_word), 2)


def _why_no_key_point(findings: Sequence[Finding], timed: Timing) -> str:
    if not any(one.stated for one in findings):
        return NONE_COVERED
    # It was said, and nobody can say when.
    return dict(timed.not_measured).get(Metric.FIRST_WORD, NO_TIMES)
