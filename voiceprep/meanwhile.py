"""What goes on beside an answer that is being spoken."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from voiceprep.errors import VoiceprepError
from voiceprep.from_words import judge_transcript
from voiceprep.listening.keys import Key
from voiceprep.transcription.end_phrase import end_phrase
from voiceprep.transcription.while_speaking import WhileSpeaking
from voiceprep.values import Transcript

if TYPE_CHECKING:
    from voiceprep.interview import Room
    from voiceprep.listening.keys import Pressed
    from voiceprep.questions.model import Question
    from voiceprep.values import Word


def follow_answer(question: Question, room: Room, pressed: Pressed) -> WhileSpeaking:
    """Transcribe the answer from now on and judge ahead; the spoken phrase presses Enter, if it may."""
    assessor = room.assessor

    def on_words(words: tuple[Word, ...]) -> None:
        # The judge remembers what it has read, so that little is left to read when the answer is over. What
        # it says now is of no interest, and where it fails it will fail again and say so.
        with suppress(VoiceprepError):
            judge_transcript(
                question, Transcript(words, engine=assessor.transcriber.identity), assessor.judge
            )

    def on_silence(words: tuple[Word, ...]) -> None:
        if room.end_phrase and end_phrase(words) is not None:
            pressed.press(Key.ENTER)

    return WhileSpeaking(assessor.transcriber, on_words=on_words, on_silence=on_silence)
