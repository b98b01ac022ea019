"""A filled pause counts where the verbatim text, the plain words and the sound agree."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.builders import spoken
from voiceprep.audio.clip import SAMPLE_RATE, Clip
from voiceprep.audio.texture import FRAME
from voiceprep.transcription.filled_pauses import Stopped, find_filled_pauses
from voiceprep.values import Word

if TYPE_CHECKING:
    from numpy.typing import NDArray

TEXT = "we cache it then we wait"


@dataclass
class Writer:
    """Writes down what it is told to."""

    text: str
    asked: list[str] = field(default_factory=list)

    def verbatim(self, clip: Clip, heard: str) -> str:
        self.asked.append(heard)
        return self.text


def _voice(seconds: float, *, hertz: float = 120.0) -> NDArray[np.float32]:
    """A buzz with the harmonics of a voice."""
    time = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    partials = np.stack([np.sin(2 * np.pi * hertz * n * time) / n for n in range(1, 8)])
    voice: NDArray[np.float32] = (0.1 * partials.sum(axis=0)).astype(np.float32)
    return voice


def _found(
    text: str, words: tuple[Word, ...], sound: np.ndarray, *, speech: float = 1.0
) -> list[tuple[str, float]]:
    clip = Clip(sound)
    probabilities = [speech] * (len(sound) // FRAME)
    return [
        (one.text, one.start or 0.0)
        for one in find_filled_pauses(words, [(0.0, clip)], probabilities, Writer(text))
    ]


def _answer(gap: float = 0.8) -> tuple[tuple[Word, ...], np.ndarray]:
    """Words of half a second with a gap before the fourth, sounding all along."""
    words = spoken(TEXT, pauses={3: gap})
    return words, _voice(words[-1].end or 0.0)


def test_one_that_the_plain_transcript_left_out() -> None:
    words, sound = _answer()
    ((text, start),) = _found("We cache it, um, then we wait.", words, sound)
    assert text == "um"
    assert 1.0 <= start <= 2.3


def test_where_nothing_was_written_there_is_nothing() -> None:
    words, sound = _answer()
    assert _found("We cache it, then we wait.", words, sound) == []


def test_one_in_silence_was_made_up() -> None:
    words, sound = _answer()
    assert _found("We cache it, um, then we wait.", words, sound, speech=0.0) == []


def test_one_in_hiss_was_made_up() -> None:
    words, sound = _answer()
    hiss = np.random.default_rng(1).normal(0, 0.1, len(sound)).astype(np.float32)
    assert _found("We cache it, um, then we wait.", words, hiss) == []


def test_one_for_which_the_words_leave_no_room_was_made_up() -> None:
    quick = tuple(
        Word(part, place * 0.15, place * 0.15 + 0.15, 0.9) for place, part in enumerate(TEXT.split())
    )
    assert _found("We cache it, um, then we wait.", quick, _voice(0.9)) == []


def test_one_among_words_that_nobody_else_heard_was_made_up() -> None:
    words, sound = _answer()
    assert _found("I think, uh, he had, uh, gone.", words, sound) == []


def test_a_recogniser_that_gets_stuck_is_not_believed() -> None:
    words, sound = _answer()
    stuck = "We cache it, " + "um, " * 40 + "then we wait."
    assert 1 <= len(_found(stuck, words, sound)) <= 3


def test_two_in_a_row_need_room_for_two() -> None:
    words, sound = _answer(gap=1.5)
    assert [text for text, _ in _found("We cache it, uh, um, then we wait.", words, sound)] == ["uh", "um"]


def test_those_in_the_plain_transcript_are_counted_once() -> None:
    words = spoken("we cache it um then we wait")
    assert _found("We cache it, um, then we wait.", words, _voice(3.5)) == [("um", 1.5)]


def test_at_the_beginning_and_at_the_end() -> None:
    words = spoken(TEXT, pauses={0: 0.8})
    sound = _voice((words[-1].end or 0.0) + 0.8)
    found = _found("Um, we cache it then we wait, uh.", words, sound)
    assert [text for text, _ in found] == ["um", "uh"]
    assert found[0][1] < 1.3 < found[1][1]


def test_a_window_without_room_is_not_looked_at() -> None:
    quick = tuple(
        Word(part, place * 0.15, place * 0.15 + 0.15, 0.9) for place, part in enumerate(TEXT.split())
    )
    sound = _voice(0.9)
    writer = Writer("um")
    assert find_filled_pauses(quick, [(0.0, Clip(sound))], [1.0] * 28, writer) == ()
    assert writer.asked == []


def _two_windows(writer: Writer, *, stop: threading.Event | None = None) -> None:
    words = spoken("one two three four", pauses={1: 1.0, 3: 1.0})
    half = (words[2].start or 0.0) - 0.1
    sound = _voice((words[-1].end or 0.0) + 0.5)
    cut = round(half * SAMPLE_RATE)
    windows = [(0.0, Clip(sound[:cut])), (half, Clip(sound[cut:]))]
    find_filled_pauses(words, windows, [1.0] * (len(sound) // FRAME), writer, stop=stop)


def test_every_window_is_asked_for_its_own_words() -> None:
    writer = Writer("um")
    _two_windows(writer)
    assert set(writer.asked) == {"one two", "three four"}


def test_a_count_can_be_given_up_between_two_windows() -> None:
    stop = threading.Event()

    class Leaving(Writer):
        def verbatim(self, clip: Clip, heard: str) -> str:
            stop.set()
            return super().verbatim(clip, heard)

    writer = Leaving("um")
    with pytest.raises(Stopped):
        _two_windows(writer, stop=stop)
    assert writer.asked == ["three four"]


@pytest.mark.parametrize("text", ["", "um", "um, uh, um"])
def test_no_words_at_all(text: str) -> None:
    assert _found(text, (), _voice(2.0)) == []
