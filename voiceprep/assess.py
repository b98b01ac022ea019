"""Question + answer → take: the one path that live, replayed and batch answers share."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from voiceprep.audio.decode import decode
from voiceprep.audio.quality import sound_quality
from voiceprep.coaching.remarking import remark, with_remark
from voiceprep.delivered import LATER
from voiceprep.delivering import counted, delivered, sound_of, uncounted
from voiceprep.errors import AudioError, EngineError, FailureReason
from voiceprep.from_words import abstained, assess_transcript, coached, versions_of
from voiceprep.scoring.abstention import not_an_answer, not_made_out, nothing_said
from voiceprep.transcription.end_phrase import without_end_phrase
from voiceprep.transcription.hearing import Hearing
from voiceprep.transcription.typed import typed_transcript
from voiceprep.values import AbstentionReason, Status, Take

if TYPE_CHECKING:
    import threading
    from pathlib import Path

    from voiceprep.assessor import Assessor
    from voiceprep.audio.clip import Clip
    from voiceprep.questions.model import Question

LEFT_OUT = "It was switched off with --no-fillers."
_WORDS_UNSURE = {AbstentionReason.NOTHING_RECOGNISED, AbstentionReason.NOT_ENGLISH}
"""Where words are doubtful, so is everything that is made of them."""


def assess(
    question: Question,
    clip: Clip,
    assessor: Assessor,
    *,
    hearing: Hearing | None = None,
    count_fillers: bool = True,
) -> Take:
    """Transcribe, judge, score and coach one recorded answer.

    `hearing`: what was transcribed of it already while it was spoken; the result is the same without.
    `count_fillers`: False where `count_later` is going to.
    An answer that was not heard becomes a take with an abstention and no score. Raises AudioError,
    EngineError or MissingError where an engine fails.
    """
    hearing = hearing or Hearing(assessor.transcriber)
    speech = hearing.close(clip)
    sound = sound_quality(clip, speech.segments)
    versions = versions_of(assessor)
    if abstention := not_an_answer(sound):
        take = abstained(question, clip.source, abstention, versions=versions)
        return replace(take, seconds=clip.seconds, sound=sound)
    heard = hearing.transcript(clip)
    transcript = without_end_phrase(heard)
    nothing_else = nothing_said() if heard.words and not transcript.words else None
    if abstention := nothing_else or not_made_out(transcript, sound):
        take = abstained(question, clip.source, abstention, transcript=transcript, versions=versions)
        return replace(take, seconds=clip.seconds, sound=sound)
    take = assess_transcript(question, transcript, assessor, source=clip.source)
    if take.abstention is None or take.abstention.reason not in _WORDS_UNSURE:
        take = delivered(
            take, sound_of(clip, speech, assessor.bands), question, assessor.bands, assessor.prompts
        )
    take = replace(take, seconds=clip.seconds, sound=sound)
    if not count_fillers and assessor.fillers and take.delivery is not None:
        return uncounted(take, assessor.bands, LATER)
    return _with_fillers(take, hearing, assessor)


def count_later(
    take: Take, recording: Path, assessor: Assessor, *, stop: threading.Event | None = None
) -> Take:
    """The take with its filled pauses, as `assess` would have counted them at once.

    A recording that cannot be read again costs the count alone, and the take says so. Where `stop` is set
    meanwhile the take stays to be counted.
    """
    if take.delivery is None:
        return take
    if not assessor.fillers:
        return uncounted(take, assessor.bands, LEFT_OUT)
    try:
        clip = decode(recording)
        hearing = Hearing(assessor.transcriber)
        hearing.close(clip)
        return _with_fillers(take, hearing, assessor, stop)
    except (AudioError, EngineError) as failure:
        return uncounted(take, assessor.bands, failure.message)


def _with_fillers(
    take: Take, hearing: Hearing, assessor: Assessor, stop: threading.Event | None = None
) -> Take:
    if take.delivery is None or take.transcript is None or take.delivery.fillers.sounds is not None:
        return take
    if not assessor.fillers:
        return uncounted(take, assessor.bands, LEFT_OUT)
    return counted(take, hearing, assessor.transcriber, assessor.bands, stop=stop)


def assess_answer(
    question: Question,
    recording: Path | None,
    text: str | None,
    assessor: Assessor,
    *,
    hearing: Hearing | None = None,
    count_fillers: bool = True,
) -> Take:
    """Assess an answer as a session saved it: a recording, or typed words.

    The source is the bare file name, so that a session can be moved and its takes stay equal. A recording
    that is missing or unreadable, or an engine that fails, gives a failed take: it costs this answer, not
    the interview. Raises MissingError where an engine is not installed.
    """
    source = "typed" if recording is None else recording.name
    try:
        if text is not None:
            return assess_transcript(question, typed_transcript(text), assessor, source=source)
        if recording is None:
            raise AudioError(
                "Nothing was recorded for this answer.",
                next_step="Answer the question again.",
                reason=FailureReason.EMPTY,
            )
        clip = decode(recording)
        take = assess(question, clip, assessor, hearing=hearing, count_fillers=count_fillers)
        return replace(take, source=source)
    except (AudioError, EngineError) as failure:
        return Take(
            question_id=question.id,
            source=source,
            status=Status.FAILED,
            failure=failure.message,
            failure_reason=failure.reason,
        )


class Given(Protocol):
    """An answer as it was taken in, or as a session has kept it."""

    @property
    def recording(self) -> Path | None: ...

    @property
    def text(self) -> str | None: ...

    @property
    def complete(self) -> bool:
        """Whether it was given to its end; False where the microphone was lost, or the program was ended."""
        ...


def assess_saved(
    question: Question,
    given: Given,
    assessor: Assessor,
    *,
    hearing: Hearing | None = None,
    count_fillers: bool = True,
) -> Take:
    """The same, told as far as it was given: nobody is asked for what a lost microphone did not take in."""
    take = assess_answer(
        question, given.recording, given.text, assessor, hearing=hearing, count_fillers=count_fillers
    )
    if given.complete or take.feedback is None:
        return take
    feedback = coached(question, take.findings, take.star, assessor, complete=False)
    if take.delivery is not None:
        remarked = remark(take.delivery, assessor.bands, assessor.prompts, complete=False)
        feedback = with_remark(feedback, remarked)
    return replace(take, feedback=feedback)
