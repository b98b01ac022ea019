"""What goes on beside an answer: words and verdicts ahead of its end, and the phrase that ends it."""

from __future__ import annotations

import time
from contextlib import contextmanager
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
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from voiceprep.audio.clip import Clip
    from voiceprep.transcription.while_speaking import WhileSpeaking

PHRASE = "high bias means that the model is too simple that's my answer"
SOUND = np.full(12 * 16_000, 0.1, dtype=np.float32)
SILENCE = np.zeros(2 * 16_000, dtype=np.float32)


@dataclass
class Says(Counter):
    text: str = "high bias means that the model is too simple"
    meanwhile: Callable[[], None] = lambda: None
    """What happens while it works."""

    def transcribe(self, clip: Clip, *, before: str = "") -> Transcript:
        self.meanwhile()
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


@contextmanager
def _follow(room: Room, pressed: Pressed) -> Iterator[WhileSpeaking]:
    following = follow_answer(question(), room, pressed)
    try:
        yield following
    finally:
        heard = following.end()  # else its thread would never end
    assert heard is not None


def _add(following: WhileSpeaking, *blocks: NDArray[np.float32]) -> None:
    for block in blocks:
        following.add(block)


def _read(judge: Noting) -> bool:
    """Whether the judge gets something to read before long."""
    end = time.monotonic() + 5
    while not judge.asked and time.monotonic() < end:
        time.sleep(0.01)
    return bool(judge.asked)


def test_the_judge_reads_ahead_of_the_end() -> None:
    judge, pressed = Noting(), Pressed()
    with _follow(_room(Says(), judge), pressed) as following:
        _add(following, SOUND, SILENCE)
        assert _read(judge)
    assert not pressed.event.is_set()


def test_a_judge_that_fails_ahead_of_the_end_costs_nothing() -> None:
    judge = Noting(fails=True)
    with _follow(_room(Says(), judge), Pressed()) as following:
        _add(following, SOUND, SILENCE)
        assert _read(judge)


@pytest.mark.parametrize("wanted", [True, False])
def test_the_phrase_ends_the_answer_where_it_may(*, wanted: bool) -> None:
    pressed, judge = Pressed(), Noting()
    with _follow(_room(Says(text=PHRASE), judge, end_phrase=wanted), pressed) as following:
        _add(following, SOUND, SILENCE)
        assert pressed.event.wait(5.0 if wanted else 0.5) is wanted
    assert pressed.key is (Key.ENTER if wanted else None)


@pytest.mark.parametrize("seconds", [3, 12])
def test_the_phrase_ends_the_answer_after_a_second_of_silence_and_no_sooner(seconds: int) -> None:
    """Though its words are there before; with 12 s their window has ended in that silence, too."""
    pressed, judge = Pressed(), Noting()
    with _follow(_room(Says(text=PHRASE), judge), pressed) as following:
        _add(following, SOUND[: seconds * 16_000], SILENCE[:9_600])
        assert _read(judge)
        assert not pressed.event.wait(0.3)
        _add(following, SILENCE[:9_600])
        assert pressed.event.wait(5.0)
    assert len(judge.asked) == 1


def test_who_speaks_on_while_the_recogniser_works_is_not_cut_off() -> None:
    said, pressed, judge = Says(text=PHRASE), Pressed(), Noting()
    with _follow(_room(said, judge), pressed) as following:
        said.meanwhile = lambda: following.add(SOUND[:16_000])
        _add(following, SOUND, SILENCE)
        assert _read(judge)
        assert not pressed.event.wait(0.3)
