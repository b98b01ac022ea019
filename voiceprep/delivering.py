"""From a recording and its words to its delivery; `scoring/delivery.py` does the arithmetic."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from voiceprep.audio.clip import SAMPLE_RATE
from voiceprep.audio.loudness import measure_loudness
from voiceprep.audio.texture import FRAME, levels
from voiceprep.audio.voice_activity import SPEECH_FROM, speech_segments
from voiceprep.coaching.remarking import remark, with_remark
from voiceprep.delivered import Loudness, Metric
from voiceprep.scoring.delivery import NOT_COUNTED, Sound, deliver, with_sounds, without_sounds
from voiceprep.transcription.filled_pauses import Stopped, find_filled_pauses
from voiceprep.transcription.interface import HearsVerbatim, TranscriptionError

if TYPE_CHECKING:
    import threading
    from collections.abc import Sequence

    from voiceprep.audio.clip import Clip
    from voiceprep.audio.voice_activity import Segment
    from voiceprep.bands import Bands
    from voiceprep.coaching.prompts import Prompts
    from voiceprep.delivered import Delivery
    from voiceprep.questions.model import Question
    from voiceprep.transcription.hearing import Hearing, Speech
    from voiceprep.transcription.interface import Transcriber
    from voiceprep.values import Take

QUIET_BELOW = 0.1
"""Probability of speech below which a frame tells how loud the room is."""
MIN_ROOM_FRAMES = 10
"""Fewer of them say nothing about the room."""
MIN_ABOVE_ROOM = 10.0
"""dB between voice and room below which the loudness is not the voice's, and filled pauses are drowned."""
MIN_SPREAD_SECONDS = 10.0
"""Of speech; the range of shorter stretches means little."""
NOISY = "The room is nearly as loud as the voice."
TOO_SHORT = f"Less than {MIN_SPREAD_SECONDS:g} seconds of speech."
UNSURE_SOUNDS = "Speech could not be told from other sounds."
TOO_SOFT = "There is too little speech above silence to measure."


def sound_of(clip: Clip, speech: Speech, bands: Bands) -> Sound:
    """What the recording itself tells. Raises AudioError where the meter cannot be used."""
    segments = tuple(speech_segments(speech.probabilities, min_silence=bands.pause_from))
    loudness, reasons = _loudness(clip, speech.probabilities, segments)
    return Sound(segments, loudness, reasons)


def _loudness(
    clip: Clip, probabilities: Sequence[float], segments: Sequence[Segment]
) -> tuple[Loudness | None, tuple[tuple[Metric, str], ...]]:
    """Of the speech alone, so that pauses change nothing."""
    parts = [clip.samples[round(one.start * SAMPLE_RATE) : round(one.end * SAMPLE_RATE)] for one in segments]
    measured = measure_loudness(parts)
    if measured is None or not _above_the_room(clip, probabilities):
        reason = TOO_SOFT if measured is None else NOISY
        return None, ((Metric.LOUDNESS, reason), (Metric.LOUDNESS_RANGE, reason))
    lufs, spread = measured
    if sum(map(len, parts)) < MIN_SPREAD_SECONDS * SAMPLE_RATE:
        return Loudness(lufs, None), ((Metric.LOUDNESS_RANGE, TOO_SHORT),)
    return Loudness(lufs, spread), ()


def _above_the_room(clip: Clip, probabilities: Sequence[float]) -> bool:
    import numpy as np

    loud, sure = levels(clip.samples[: len(probabilities) * FRAME]), np.array(probabilities)
    voice, room = loud[sure >= SPEECH_FROM], loud[sure < QUIET_BELOW]
    if len(room) < MIN_ROOM_FRAMES or not len(voice):
        return True
    # The loud end of the room: digital silence that somebody cut in makes no room quiet.
    return float(np.mean(voice) - np.percentile(room, 90)) >= MIN_ABOVE_ROOM


def delivered(take: Take, sound: Sound, question: Question, bands: Bands, prompts: Prompts) -> Take:
    """The take with its delivery, all but the filled pauses, and a remark on it behind the feedback."""
    if take.transcript is None:
        return take
    words, target = take.transcript.words, question.target_seconds
    delivery = deliver(words, sound, bands, findings=take.findings, target_seconds=target)
    feedback = take.feedback
    if feedback is not None:
        feedback = with_remark(feedback, remark(delivery, bands, prompts))
    return replace(take, delivery=delivery, feedback=feedback)


def uncounted(take: Take, bands: Bands, reason: str) -> Take:
    """The take without a count of filled pauses, and why."""
    if take.delivery is None or take.transcript is None:
        return take
    return replace(take, delivery=without_sounds(take.delivery, take.transcript.words, bands, reason=reason))


def counted(
    take: Take,
    hearing: Hearing,
    transcriber: Transcriber,
    bands: Bands,
    *,
    stop: threading.Event | None = None,
) -> Take:
    """The take with its filled pauses, where the recogniser can be asked for them.

    `hearing`: closed with the clip of the take. A recogniser that fails here costs the count
    alone, and the take says so; where `stop` is set meanwhile it stays as it is.
    """
    if take.delivery is None or take.transcript is None:
        return take
    words = take.transcript.words
    if not isinstance(transcriber, HearsVerbatim):
        return uncounted(take, bands, NOT_COUNTED)
    if (doubt := _doubt(take.delivery)) is not None:
        return uncounted(take, bands, doubt)
    try:
        found = find_filled_pauses(words, hearing.windows(), hearing.probabilities, transcriber, stop=stop)
    except Stopped:
        return take
    except TranscriptionError as failure:
        return uncounted(take, bands, failure.message)
    return replace(take, delivery=with_sounds(take.delivery, words, found, bands))


def _doubt(delivery: Delivery) -> str | None:
    """Why a count of filled pauses would mean nothing in this sound; None where it means something."""
    unmeasured = dict(delivery.not_measured)
    if unmeasured.get(Metric.LOUDNESS) == NOISY:
        # Such a room drowns nearly all of them, and "0" would read as "none".
        return NOISY
    return UNSURE_SOUNDS if Metric.PAUSES in unmeasured else None
