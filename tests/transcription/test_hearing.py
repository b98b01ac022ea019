"""What is heard while it is spoken and what is heard afterwards are the same."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceprep.audio.clip import SAMPLE_RATE, Clip
from voiceprep.audio.texture import FRAME
from voiceprep.transcription import hearing as hearing_module
from voiceprep.transcription.hearing import Hearing, hear
from voiceprep.transcription.interface import TranscriptionError
from voiceprep.transcription.windows import AFTER_SOUND
from voiceprep.values import Transcript, Word

if TYPE_CHECKING:
    from numpy.typing import NDArray


class LoudIsVoice:
    """A detector that takes every frame with sound in it for speech."""

    def probabilities(self, frames: NDArray[np.float32]) -> NDArray[np.float32]:
        loud: NDArray[np.float32] = (np.abs(frames).max(axis=1) > 0.01).astype(np.float32)
        return loud


@dataclass
class Counter:
    """Says how long each clip is that it is given, in tenths of a second, and what was said before it."""

    longest: float | None = 30.0
    identity: str = "counter"
    heard: list[tuple[int, str]] = field(default_factory=list)
    fails: bool = False
    probability: float = 0.9

    def load(self) -> None:
        pass

    def transcribe(self, clip: Clip, *, before: str = "") -> Transcript:
        if self.fails:
            raise TranscriptionError("It failed.", next_step="Try again.")
        self.heard.append((round(10 * clip.seconds), before))
        last = Word("end", start=clip.seconds - 0.1, end=clip.seconds, probability=self.probability)
        words = (Word(str(round(10 * clip.seconds)), start=0.0, end=0.1, probability=0.9), last)
        return Transcript(words, self.identity, language="en", language_probability=0.8)


@pytest.fixture(autouse=True)
def _detector(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hearing_module, "VoiceActivity", LoudIsVoice)


def _sound(*stretches: float) -> Clip:
    """Seconds of sound and of silence in turns."""
    parts = [
        np.full(round(seconds * SAMPLE_RATE / FRAME) * FRAME, 0.0 if place % 2 else 0.3, dtype=np.float32)
        for place, seconds in enumerate(stretches)
    ]
    return Clip(np.concatenate(parts), source="made")


LONG = _sound(9.0, 1.0, 9.0, 1.0, 4.0, 2.0)


@given(st.lists(st.integers(1, 60_000), max_size=12), st.sets(st.integers(0, 11)))
def test_however_the_sound_arrives_the_words_are_the_same(blocks: list[int], worked: set[int]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hearing_module, "VoiceActivity", LoudIsVoice)
        hearing = Hearing(Counter())
        at = 0
        for place, size in enumerate(blocks):
            hearing.add(LONG.samples[at : at + size])
            at += size
            if place in worked:
                while hearing.work():
                    pass
        assert (hearing.close(LONG), hearing.transcript(LONG)) == hear(LONG, Counter())


def test_only_the_tail_is_left_when_the_answer_ends() -> None:
    recogniser = Counter()
    hearing = Hearing(recogniser)
    hearing.add(LONG.samples[: 22 * SAMPLE_RATE])
    while hearing.work():
        pass
    before = len(recogniser.heard)
    assert before == 2
    hearing.close(LONG)
    hearing.transcript(LONG)
    assert len(recogniser.heard) == before + 1


def test_sound_after_the_end_leaves_the_clip_as_it_is() -> None:
    hearing, clip = Hearing(Counter()), _sound(3.0)
    hearing.add(clip.samples[:SAMPLE_RATE])
    hearing.close(clip)
    hearing.add(np.zeros(SAMPLE_RATE, dtype=np.float32))
    assert np.array_equal(clip.samples, _sound(3.0).samples)
    assert hearing.close(_sound(3.0, 1.0)).seconds == pytest.approx(3.0, abs=0.1)


def test_after_a_silence_nothing_is_left() -> None:
    recogniser = Counter()
    hearing = Hearing(recogniser)
    hearing.add(LONG.samples)
    while hearing.work():
        pass
    before = len(recogniser.heard)
    hearing.close(LONG)
    words = hearing.transcript(LONG).words
    assert len(recogniser.heard) == before
    assert hearing.words() == words


def test_times_are_those_of_the_whole_answer_and_each_window_knows_the_words_before() -> None:
    recogniser = Counter()
    _, transcript = hear(LONG, recogniser)
    starts = [word.start for word in transcript.words if word.start is not None]
    assert starts == sorted(starts)
    assert starts[-1] > 20.0
    assert recogniser.heard[0][1] == ""
    assert all(before.endswith("end") for _, before in recogniser.heard[1:])
    assert (transcript.language, transcript.language_probability) == ("en", 0.8)


def test_what_was_heard_and_is_not_on_the_disk_does_not_count() -> None:
    """A recording that was cut, or resampled otherwise than the blocks that were heard."""
    other = Clip(LONG.samples * 0.5, source="made")
    hearing = Hearing(Counter())
    hearing.add(LONG.samples)
    while hearing.work():
        pass
    assert (hearing.close(other), hearing.transcript(other)) == hear(other, Counter())
    shorter = Clip(LONG.samples[: 12 * SAMPLE_RATE], source="made")
    hearing = Hearing(Counter())
    hearing.add(LONG.samples)
    assert (hearing.close(shorter), hearing.transcript(shorter)) == hear(shorter, Counter())


def test_an_engine_that_wants_all_at_once_gets_it_without_the_silence_at_the_end() -> None:
    recogniser = Counter(longest=None)
    hearing = Hearing(recogniser)
    hearing.add(LONG.samples)
    assert not hearing.work()
    hearing.close(LONG)
    hearing.transcript(LONG)
    ((length, before),) = recogniser.heard
    assert before == ""
    assert abs(length - 10 * (24.0 + AFTER_SOUND)) <= 1


def test_silence_is_never_transcribed() -> None:
    recogniser = Counter()
    speech, transcript = hear(_sound(0.0, 40.0), recogniser)
    assert (speech.seconds, speech.segments, transcript.words, recogniser.heard) == (0.0, (), (), [])


def test_doubtful_words_in_the_silence_after_the_last_sound_are_dropped() -> None:
    clip = _sound(5.0, 3.0)
    length = str(round(10 * (5.0 + AFTER_SOUND)))
    assert [word.text for word in hear(clip, Counter(probability=0.3))[1].words] == [length]
    assert [word.text for word in hear(clip, Counter(probability=0.8))[1].words] == [length, "end"]


@dataclass
class StopsEarly(Counter):
    """Says of every clip only what its first three seconds hold."""

    def transcribe(self, clip: Clip, *, before: str = "") -> Transcript:
        self.heard.append((round(10 * clip.seconds), before))
        return Transcript((Word(f"part{len(self.heard)}", start=0.0, end=3.0, probability=0.9),), "early")


def test_what_was_left_out_at_the_end_of_a_window_is_heard_once_more() -> None:
    recogniser = StopsEarly()
    _, transcript = hear(_sound(6.0, 1.0), recogniser)
    first, second = transcript.words
    assert (first.text, second.text) == ("part1", "part2")
    assert second.start == pytest.approx(3.0, abs=0.05)
    assert [before for _, before in recogniser.heard] == ["", "part1"]
    assert recogniser.heard[1][0] == pytest.approx(10 * (3.0 + AFTER_SOUND), abs=1)


def test_a_second_of_speech_behind_the_last_word_is_no_reason_to_hear_it_again() -> None:
    recogniser = StopsEarly()
    hear(_sound(4.0, 1.0), recogniser)
    assert len(recogniser.heard) == 1


def test_a_failure_is_the_callers_and_can_be_tried_again() -> None:
    recogniser = Counter(fails=True)
    hearing = Hearing(recogniser)
    hearing.add(LONG.samples)
    with pytest.raises(TranscriptionError):
        hearing.work()
    recogniser.fails = False
    hearing.close(LONG)
    assert hearing.transcript(LONG) == hear(LONG, Counter())[1]


def test_speech_is_told_from_silence_in_seconds() -> None:
    speech, _ = hear(_sound(2.0, 1.0, 3.0, 0.2, 1.0), Counter())
    assert [(round(one.start, 1), round(one.end, 1)) for one in speech.segments] == [(0.0, 2.0), (3.0, 7.2)]
    assert speech.seconds == pytest.approx(6.2, abs=0.1)
    assert len(speech.probabilities) == pytest.approx(7.2 * SAMPLE_RATE / FRAME, abs=2)
