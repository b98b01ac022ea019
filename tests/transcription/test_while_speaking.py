"""In the background: nobody waits, and nothing is lost."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.transcription.test_hearing import LONG, Counter, LoudIsVoice
from voiceprep.audio.clip import SAMPLE_RATE
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
    silences: list[tuple[Word, ...]] = []
    live = WhileSpeaking(recogniser, on_words=told.append, on_silence=silences.append)
    _speak(live, LONG)
    _until(lambda: len(told) == 3 and bool(silences) and silences[-1] == told[-1])
    hearing = live.end()
    assert hearing is not None
    assert hearing.close(LONG)
    assert hearing.transcript(LONG) == hear(LONG, Counter())[1]
    assert len(recogniser.heard) == 3
    assert [len(words) for words in told] == sorted({len(words) for words in told})
    assert told[-1] == hearing.transcript(LONG).words


@pytest.mark.parametrize("seconds", [3.0, 9.0])
def test_a_silence_is_told_of_once_and_not_before_it_counts(seconds: float) -> None:
    """Whether the window goes on, or ended in that very silence."""
    told: list[tuple[Word, ...]] = []
    silences: list[tuple[Word, ...]] = []
    live = WhileSpeaking(Counter(), on_words=told.append, on_silence=silences.append)
    live.add(np.full(round(seconds * SAMPLE_RATE), 0.3, dtype=np.float32))
    live.add(np.zeros(round(0.6 * SAMPLE_RATE), dtype=np.float32))
    _until(lambda: bool(told))
    time.sleep(0.1)
    before = list(silences)
    for _ in range(4):
        live.add(np.zeros(SAMPLE_RATE // 2, dtype=np.float32))
    _until(lambda: bool(silences))
    time.sleep(0.1)
    live.end()
    assert before == []
    assert silences == told[:1]


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
    _until(lambda: live._thread is not None and not live._thread.is_alive())
    live.add(np.zeros(100, dtype=np.float32))
    assert live.end() is None


def test_an_answer_of_no_sound_ends_too() -> None:
    hearing = WhileSpeaking(Counter()).end()
    assert hearing is not None
    assert hearing.words() == ()


def test_whoever_breaks_off_before_anything_arrived_has_nothing_to_stop() -> None:
    """Ctrl-C just as the microphone opens: a thread that nobody ends would keep the program from ending."""
    before = threading.active_count()
    live = WhileSpeaking(Counter())
    assert threading.active_count() == before
    live.stop()
    assert threading.active_count() == before
