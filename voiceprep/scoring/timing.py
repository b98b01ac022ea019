"""Pace and pauses, from words with times and from voice activity. Pure.

Whisper's times stretch a word over the silence beside it, so silences come from voice activity, and words
only say what stands before and behind them. Where the detector of speech misses many words (noise, a
whisper), nothing is said about pauses.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from voiceprep.delivered import Metric, Pace, PaceAt, Pause, Pauses
from voiceprep.scoring.phrasing import ends_clause, is_sound

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voiceprep.audio.voice_activity import Segment
    from voiceprep.bands import Bands
    from voiceprep.values import Word

MIN_HEARD_SHARE = 0.9
"""Share of the words that must touch speech as the detector finds it."""
MIN_PACE_WORDS = 10
"""Fewer words have no pace worth telling."""
MIN_PACE_SECONDS = 4.0
STRETCH_SECONDS = 15.0
"""Length of a stretch in the pace over time."""
MIN_PUNCTUATED_WORDS = 30
"""From this many words on, text without any punctuation says nothing about clauses."""
NO_TIMES = "The words have no times: the recogniser gives none."
NO_SPEECH = "No speech was found for certain."
UNSURE_SPEECH = "Speech could not be told from silence: too much noise, or a very soft voice."
TOO_FEW_WORDS = f"Fewer than {MIN_PACE_WORDS} words or {MIN_PACE_SECONDS:g} seconds of speech."
NO_PUNCTUATION = "The transcript has no punctuation, so clauses cannot be told apart."


@dataclass(frozen=True, slots=True)
class Timing:
    """What the clock says about an answer."""

    first_word: float | None
    seconds: float | None
    pace: Pace | None
    pauses: Pauses | None
    not_measured: tuple[tuple[Metric, str], ...]


def timing(words: Sequence[Word], segments: Sequence[Segment], bands: Bands) -> Timing:
    """`segments`: stretches of speech, parted by silences of at least `bands.pause_from`."""
    spoken = [word for word in words if word.start is not None and word.end is not None]
    if not words or not segments or len(spoken) < len(words):
        reason = NO_TIMES if words and segments else NO_SPEECH
        return _nothing(reason)
    if _heard_share(spoken, segments) < MIN_HEARD_SHARE:
        return _nothing(UNSURE_SPEECH)
    said = _with_words(spoken, segments)
    gaps = [(one.end, after.start) for one, after in pairwise(said)]
    pauses, places = _pauses(spoken, gaps, bands)
    pace = _pace([word for word in spoken if not is_sound(word)], said)
    reasons = () if pace is not None else ((Metric.PACE, TOO_FEW_WORDS),)
    return Timing(
        first_word=round(said[0].start, 2),
        seconds=round(said[-1].end - said[0].start, 2),
        pace=pace,
        pauses=pauses,
        not_measured=reasons + places,
    )


def _nothing(reason: str) -> Timing:
    metrics = (Metric.FIRST_WORD, Metric.LENGTH, Metric.PACE, Metric.PAUSES)
    return Timing(None, None, None, None, tuple((metric, reason) for metric in metrics))


def _heard_share(words: Sequence[Word], segments: Sequence[Segment]) -> float:
    return sum(any(_overlap(word, one) for one in segments) for word in words) / len(words)


def _overlap(word: Word, segment: Segment) -> bool:
    start, end = _times(word)
    return start <= segment.end and segment.start <= end


def _with_words(words: Sequence[Word], segments: Sequence[Segment]) -> Sequence[Segment]:
    """From the first stretch with a word in it to the last: a cough before them is no speech."""
    touched = [place for place, one in enumerate(segments) if any(_overlap(word, one) for word in words)]
    return segments[touched[0] : touched[-1] + 1]


def _pauses(
    words: Sequence[Word], gaps: Sequence[tuple[float, float]], bands: Bands
) -> tuple[Pauses, tuple[tuple[Metric, str], ...]]:
    known = len(words) < MIN_PUNCTUATED_WORDS or any(ends_clause(word) for word in words[:-1])
    found = [
        Pause(round(start, 2), round(end - start, 2), _tears(words, start, end) if known else None)
        for start, end in gaps
    ]
    inside = sum(pause.inside is True for pause in found)
    pauses = Pauses(
        count=len(found),
        seconds=round(sum(pause.seconds for pause in found), 2),
        inside_clauses=inside if known else None,
        at_clause_ends=len(found) - inside if known else None,
        long=tuple(pause for pause in found if pause.seconds >= bands.long_pause_from),
    )
    return pauses, () if known else ((Metric.PAUSE_PLACES, NO_PUNCTUATION),)


def _tears(words: Sequence[Word], start: float, end: float) -> bool:
    """Whether the silence stands within a clause: no punctuation behind the last word before it."""
    before = [word for word in words if sum(_times(word)) < start + end]
    return bool(before) and len(before) < len(words) and not ends_clause(before[-1])


def _pace(words: Sequence[Word], said: Sequence[Segment]) -> Pace | None:
    begin, end = said[0].start, said[-1].end
    speech = sum(one.end - one.start for one in said)
    if len(words) < MIN_PACE_WORDS or speech < MIN_PACE_SECONDS:
        return None
    return Pace(
        words_per_minute=_per_minute(len(words), end - begin),
        without_pauses=_per_minute(len(words), speech),
        over_time=tuple(_over_time(words, said)),
    )


def _over_time(words: Sequence[Word], said: Sequence[Segment]) -> list[PaceAt]:
    """Stretches of equal length, as near to STRETCH_SECONDS as they come."""
    begin, end = said[0].start, said[-1].end
    count = max(1, round((end - begin) / STRETCH_SECONDS))
    bounds = [begin + (end - begin) * place / count for place in range(count + 1)]
    stretches = []
    for place, (first, last) in enumerate(pairwise(bounds)):
        inside = sum(_place(word, bounds) == place for word in words)
        speech = sum(max(0.0, min(one.end, last) - max(one.start, first)) for one in said)
        fluent = _per_minute(inside, speech) if speech else 0.0
        stretches.append(PaceAt(round(first, 2), round(last, 2), _per_minute(inside, last - first), fluent))
    return stretches


def _place(word: Word, bounds: Sequence[float]) -> int:
    """Which stretch the middle of the word is in; the first and the last hold what lies outside of all."""
    middle = sum(_times(word)) / 2
    return min(max(sum(bound <= middle for bound in bounds) - 1, 0), len(bounds) - 2)


def _per_minute(count: int, seconds: float) -> float:
    return round(60.0 * count / seconds, 1)


def _times(word: Word) -> tuple[float, float]:
    return word.start or 0.0, word.end or 0.0
