"""Where in a clip somebody speaks: Silero's model, through the copy that faster-whisper ships."""

from __future__ import annotations

from dataclasses import dataclass

from voiceprep.audio.clip import SAMPLE_RATE, Clip

MIN_SPEECH_MS = 100
"""Shorter bursts are clicks."""
MIN_SILENCE_MS = 300
"""Speech segments closer than this are one segment."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of speech."""

    start: float
    """Seconds."""
    end: float
    """Seconds."""


def speech_segments(clip: Clip) -> list[Segment]:
    """The stretches of a 16 kHz clip in which somebody speaks, in order; empty for silence and noise."""
    from faster_whisper.vad import VadOptions, get_speech_timestamps

    options = VadOptions(
        min_speech_duration_ms=MIN_SPEECH_MS, min_silence_duration_ms=MIN_SILENCE_MS, speech_pad_ms=0
    )
    return [
        Segment(start=found["start"] / SAMPLE_RATE, end=found["end"] / SAMPLE_RATE)
        for found in get_speech_timestamps(clip.samples, options)
    ]


def speech_seconds(clip: Clip) -> float:
    """Seconds of speech in the clip."""
    return sum(segment.end - segment.start for segment in speech_segments(clip))
