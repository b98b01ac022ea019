"""What goes on beside an answer: words and verdicts ahead of its end, and the phrase that ends it."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.builders import question
from tests.practice.fakes import FakeJudge, FakeListener, FakeLoudspeaker, FakeVoice
from tests.transcription.test_hearing import Counter, LoudIsVoice
from voiceprep.assessor import Assessor
from voiceprep.coaching.prompts import load_prompts
from voiceprep.interview import Room
from voiceprep.judging.interface import Claim, Judgement, JudgingError
from voiceprep.listening.keys import Key, Pressed
from voiceprep.meanwhile import follow_answer
from voiceprep.transcription import hearing as hearing_module
from voiceprep.values import Transcript, Word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voiceprep.audio.clip import Clip

SOUND = np.full(12 * 16_000, 0.1, dtype=np.float32)
SILENCE = np.zeros(2 * 16_000, dtype=np.float32)


@dataclass
class Says(Counter):
    text: str = "high bias means that the model is too simple"

    def transcribe(self, clip: Clip, *, before: str = "") -> Transcript:
        words = tuple(
            Word(part, start=0.1 * place, end=0.1 * place + 0.1, probability=0.9)
            for place, part in enumerate(self.text.split())
        )
        return Transcript(words, self.identity, language="en", language_probability=0.9)


@dataclass
class Noting(FakeJudge):
    asked: list[int] = field(default_factory=list)
    fails: bool = False

    def judge(
        self, claims: Sequence[Claim], answer: Sequence[Word], *, question: str = ""
    ) -> list[Judgement]:
        self.asked.append(len(answer))
        if self.fails:
            raise JudgingError("It failed.", next_step="Try again.")
        return super().judge(claims, answer, question=question)


@pytest.fixture(autouse=True)
def _detector(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hearing_module, "VoiceActivity", LoudIsVoice)


def _room(recogniser: Says, judge: Noting, *, end_phrase: bool = True) -> Room:
    assessor = Assessor(recogniser, judge, load_prompts(), bank_version="0")
    return Room(FakeVoice(), FakeLoudspeaker([]), FakeListener([]), assessor, end_phrase=end_phrase)


def _follow(room: Room, pressed: Pressed, judge: Noting) -> None:
    following = follow_answer(question(), room, pressed)
    for block in (SOUND, SILENCE):
        following.add(block)
    end = time.monotonic() + 5
    while not judge.asked and not pressed.event.is_set() and time.monotonic() < end:
        time.sleep(0.01)
    assert following.end() is not None


def test_the_judge_reads_ahead_of_the_end() -> None:
    judge, pressed = Noting(), Pressed()
    _follow(_room(Says(), judge), pressed, judge)
    assert judge.asked
    assert not pressed.event.is_set()


def test_a_judge_that_fails_ahead_of_the_end_costs_nothing() -> None:
    judge = Noting(fails=True)
    _follow(_room(Says(), judge), Pressed(), judge)
    assert judge.asked


@pytest.mark.parametrize("wanted", [True, False])
def test_the_phrase_ends_the_answer_where_it_may(*, wanted: bool) -> None:
    pressed, judge = Pressed(), Noting()
    said = Says(text="high bias means that the model is too simple that's my answer")
    _follow(_room(said, judge, end_phrase=wanted), pressed, judge)
    assert pressed.key is (Key.ENTER if wanted else None)
