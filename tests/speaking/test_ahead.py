"""The first sentence is heard before the others are synthesised."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceprep.audio.clip import SAMPLE_RATE, Clip
from voiceprep.speaking.ahead import ONSET, first_sentence, from_first_sound, speak
from voiceprep.speaking.interface import SpeakingError


@dataclass
class Slow:
    """Takes a while for each text, and notes when it is done."""

    log: list[str]
    samples: int = 10
    quiet: float | None = None
    """Seconds before a tone; None for no tone."""
    fails_at: str = "nothing"
    identity: str = "slow"

    def load(self) -> None:
        pass

    def synthesise(self, text: str) -> Clip:
        if self.fails_at in text:
            raise SpeakingError("It failed.", next_step="Read.")
        time.sleep(0.05)
        self.log.append(f"made {text}")
        if self.quiet is not None:
            return _a_tone_after(self.quiet)
        return Clip(np.zeros(self.samples, dtype=np.float32), source=text)


@dataclass
class Ear:
    log: list[str]
    identity: str = "ear"
    stops: bool = False
    seconds: list[float] = field(default_factory=list)

    def play(self, clip: Clip, *, stop: threading.Event | None = None) -> None:
        self.log.append(f"heard {clip.source}")
        self.seconds.append(clip.seconds)
        if self.stops and stop is not None:
            stop.set()


def test_the_first_sentence_is_heard_before_the_second_is_made() -> None:
    log: list[str] = []
    assert speak("Here is the first. And this is the second.", Slow(log), Ear(log), threading.Event())
    assert log.index("heard Here is the first.") < log.index("made And this is the second.")
    assert log[-1] == "heard And this is the second."


def test_who_cuts_the_first_sentence_hears_no_second() -> None:
    log: list[str] = []
    speak("Here is the first. And this is the second.", Slow(log), Ear(log, stops=True), threading.Event())
    assert "heard And this is the second." not in log


def test_a_voice_that_fails_at_the_second_sentence_is_told() -> None:
    log: list[str] = []
    voice = Slow(log, fails_at="second")
    with pytest.raises(SpeakingError):
        speak("Here is the first. And this is the second.", voice, Ear(log), threading.Event())


def test_a_silent_voice_says_so() -> None:
    assert not speak("Here is the first. And more.", Slow([], samples=0), Ear([]), threading.Event())
    assert not speak("One.", Slow([], samples=0), Ear([]), threading.Event())


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("One sentence only.", "One sentence only."),
        ("Good. That is a start. Go on.", "Good. That is a start."),
        ('You said "it underfits." Well done.', 'You said "it underfits."'),
        ("Precision is 0.5 here. Recall is more.", "Precision is 0.5 here."),
        ("", ""),
    ],
)
def test_where_the_first_sentence_ends(text: str, first: str) -> None:
    assert first_sentence(text)[0] == first


@given(st.text(alphabet='ab .!?"\n', max_size=80))
def test_no_word_is_lost(text: str) -> None:
    assert " ".join(first_sentence(text)).split() == text.split()


def _a_tone_after(quiet: float, *, hiss: float = 0.0) -> Clip:
    """Half a second of sound behind so many seconds of hiss, and silence behind it."""
    parts = [np.full(round(quiet * SAMPLE_RATE), hiss), np.full(8000, 0.5), np.zeros(4000)]
    return Clip(np.concatenate(parts).astype(np.float32), source="a tone")


@pytest.mark.parametrize("hiss", [0.0, 0.004])
def test_nobody_waits_for_the_silence_before_the_first_word(hiss: float) -> None:
    heard = from_first_sound(_a_tone_after(0.3, hiss=hiss))
    assert heard.seconds == pytest.approx(0.75 + ONSET, abs=0.001)
    assert heard.source == "a tone"


def test_a_clip_that_begins_at_once_or_is_silent_stays_as_it_is() -> None:
    for clip in (
        _a_tone_after(0.01),
        Clip(np.zeros(800, dtype=np.float32)),
        Clip(np.zeros(0, dtype=np.float32)),
    ):
        assert len(from_first_sound(clip).samples) == len(clip.samples)


def test_both_parts_of_a_text_are_heard_from_their_first_sound() -> None:
    ear = Ear([])
    assert speak("Here is the first. And more.", Slow([], quiet=0.3), ear, threading.Event())
    assert ear.seconds == pytest.approx([0.75 + ONSET] * 2, abs=0.001)
