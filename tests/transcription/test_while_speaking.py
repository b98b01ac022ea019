"""In the background: nobody waits, and nothing is lost."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.transcription.test_hearing import LONG, Counter, LoudIsVoice
from voiceprep.transcription import hearing as hearing_module
from voiceprep.transcription import while_speaking
from voiceprep.transcription.hearing import hear
from voiceprep.transcription.while_speaking import WhileSpeaking

if TYPE_CHECKING:
    from voiceprep.audio.clip import Clip
    from voiceprep.values import Transcript, Word


@pytest.fixture(autouse=True)
def _detector(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hearing_module, "VoiceActivity", LoudIsVoice)


def _until(condition: object, seconds: float = 5.0) -> None:
    end = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < end
        time.sleep(0.01)


def _speak(live: WhileSpeaking, clip: Clip) -> None:
    for at in range(0, len(clip.samples), 4000):
        live.add(clip.samples[at : at + 4000])


def test_when_the_answer_ends_its_words_are_there() -> None:
    recogniser = Counter()
    told: list[tuple[Word, ...]] = []
    silences: list[bool] = []

    def on_words(words: tuple[Word, ...], *, silent: bool) -> None:
        told.append(words)
        silences.append(silent)

    live = WhileSpeaking(recogniser, on_words=on_words)
    _speak(live, LONG)
    _until(lambda: len(recogniser.heard) == 3)
    hearing = live.end()
    assert hearing is not None
    assert hearing.close(LONG)
    assert hearing.transcript(LONG) == hear(LONG, Counter())[1]
    assert len(recogniser.heard) == 3
    assert [len(words) for words in told] == sorted({len(words) for words in told})
    assert told[-1] == hearing.transcript(LONG).words
    assert silences == [False, False, True]


def test_memory_is_given_back_after_every_window(monkeypatch: pytest.MonkeyPatch) -> None:
    recogniser = Counter()
    given_back: list[int] = []
    monkeypatch.setattr(while_speaking, "give_back_memory", lambda: given_back.append(len(recogniser.heard)))
    live = WhileSpeaking(recogniser)
    _speak(live, LONG)
    _until(lambda: len(given_back) == 3)
    live.end()
    assert given_back == [1, 2, 3]


def test_whoever_brings_sound_never_waits() -> None:
    held = threading.Event()

    class Slow(Counter):
        def transcribe(self, clip: Clip, *, before: str = "") -> Transcript:
            held.wait(5)
            return super().transcribe(clip, before=before)

    live = WhileSpeaking(Slow())
    before = time.monotonic()
    _speak(live, LONG)
    assert time.monotonic() - before < 0.5
    held.set()
    assert live.end() is not None


def test_a_recogniser_that_fails_costs_nothing_but_the_head_start() -> None:
    live = WhileSpeaking(Counter(fails=True))
    _speak(live, LONG)
    _until(lambda: not live._thread.is_alive())
    live.add(np.zeros(100, dtype=np.float32))
    assert live.end() is None


def test_an_answer_of_no_sound_ends_too() -> None:
    hearing = WhileSpeaking(Counter()).end()
    assert hearing is not None
    assert hearing.words() == ()
