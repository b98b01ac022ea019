"""What both Whisper engines share: the check of the clip, and words in the form the contract promises."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voiceprep.audio.clip import SAMPLE_RATE
from voiceprep.transcription.interface import TranscriptionError
from voiceprep.values import Word

if TYPE_CHECKING:
    from collections.abc import Iterable

    from voiceprep.audio.clip import Clip

MIN_SAMPLES = 400
"""25 ms, one analysis window of Whisper: anything shorter holds no word, and trips the libraries."""


def require_whisper_rate(clip: Clip) -> None:
    """Raise TranscriptionError unless the clip is at 16 kHz, the only rate Whisper understands."""
    if clip.sample_rate != SAMPLE_RATE:
        raise TranscriptionError(
            f"The clip {clip.source or 'in memory'} is at {clip.sample_rate} Hz, not {SAMPLE_RATE} Hz.",
            next_step="Bring it to 16 kHz first (voiceprep.audio.decode does).",
        )


def timed_words(heard: Iterable[tuple[str, float, float, float]], seconds: float) -> tuple[Word, ...]:
    """Words from (text, start, end, probability), times in seconds, for a clip of `seconds` length.

    Text is stripped and empty words dropped; numbers become plain floats. A piece without a blank in
    front ("-off" after "trade") belongs to the word before it. Whisper's alignment works in
    30 s windows, so a time may lie beyond the clip's end or before the word in front: such times are
    moved to the nearest place that keeps the order.
    """
    words: list[tuple[str, float, float, float]] = []
    earliest = 0.0
    for raw, start, end, probability in heard:
        text = raw.strip()
        if not text:
            continue
        begins = min(max(float(start), earliest), seconds)
        ends = min(max(float(end), begins), seconds)
        chance = min(max(float(probability), 0.0), 1.0)
        if words and not raw[0].isspace():
            before, began, _, doubt = words[-1]
            words[-1] = (before + text, began, ends, min(doubt, chance))
        else:
            words.append((text, begins, ends, chance))
            earliest = begins
    return tuple(Word(*word) for word in words)
