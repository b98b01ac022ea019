"""The tones that say when an answer may begin and when it is about to end."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.speaking.fake_output import FakeOutput
from voiceprep.audio.clip import SAMPLE_RATE, Clip
from voiceprep.audio.decode import decode
from voiceprep.audio.quality import sound_quality
from voiceprep.audio.texture import FRAME
from voiceprep.audio.voice_activity import VoiceActivity
from voiceprep.demo import demo_answers
from voiceprep.listening.turn_taking import MIN_PATIENCE, TurnRule, TurnTaking
from voiceprep.speaking import loudspeaker as loudspeaker_module
from voiceprep.speaking import tones as tones_module
from voiceprep.speaking.interface import Tone
from voiceprep.speaking.loudspeaker import SoundDeviceLoudspeaker
from voiceprep.speaking.tones import AMPLITUDE, PlayedTones, _Feed, clip_of
from voiceprep.values import SoundKind

if TYPE_CHECKING:
    from numpy.typing import NDArray

SOON = 5.0
"""Seconds within which what is to happen has happened."""


@pytest.fixture
def card(monkeypatch: pytest.MonkeyPatch) -> FakeOutput:
    card = FakeOutput()
    monkeypatch.setattr(tones_module, "import_sounddevice", lambda: card)
    return card


@pytest.mark.parametrize("tone", Tone)
def test_a_tone_is_short_soft_and_does_not_click(tone: Tone) -> None:
    clip = clip_of(tone)
    assert 0.05 < clip.seconds < 0.2
    assert 0.03 < np.abs(clip.samples).max() <= 0.05
    assert np.abs(clip.samples[[0, -1]]).max() < 0.001
    assert np.abs(np.diff(clip.samples)).max() < 0.05


def test_no_two_tones_sound_alike() -> None:
    assert len({clip_of(tone).samples.tobytes() for tone in Tone}) == len(Tone)


def test_they_sound_one_after_the_other_and_between_them_nothing(card: FakeOutput) -> None:
    tones = PlayedTones()
    tones.sound(Tone.BEGIN)
    tones.sound(Tone.LIMIT_NEAR)
    samples = np.concatenate([clip_of(tone, 48_000).samples for tone in (Tone.BEGIN, Tone.LIMIT_NEAR)])
    assert np.array_equal(_heard(card, int(np.count_nonzero(samples))), samples[samples != 0.0])
    time.sleep(0.05)
    tones.close()
    assert np.count_nonzero(np.concatenate(card.played)) == np.count_nonzero(samples)
    assert card.aborted


def test_the_device_is_opened_with_the_first_tone_of_each_answer(card: FakeOutput) -> None:
    tones = PlayedTones(lambda: "fake")
    assert card.used == []
    for _ in range(2):
        tones.sound(Tone.BEGIN)
        tones.sound(Tone.ENDING)
        tones.close()
    tones.close()
    assert card.used == ["fake", "fake"]


def test_a_device_that_refuses_is_told_once_and_asked_again_for_each_answer(card: FakeOutput) -> None:
    told: list[str] = []
    tones = PlayedTones(remark=told.append)
    card.rates = ()
    tones.sound(Tone.BEGIN)
    tones.sound(Tone.ENDING)
    tones.close()
    tones.sound(Tone.BEGIN)
    assert told == ["There are no tones: Invalid sample rate. What they say is on the screen."]
    tones.close()
    card.rates = (48_000,)
    tones.sound(Tone.BEGIN)
    assert len(_heard(card, 1))
    tones.close()
    assert len(told) == 1


def test_a_device_that_is_not_there_is_told(card: FakeOutput) -> None:
    told: list[str] = []
    tones = PlayedTones(lambda: "headset", remark=told.append)
    tones.sound(Tone.BEGIN)
    tones.close()
    assert len(told) == 1
    assert "headset" in told[0]


def test_a_device_that_does_not_let_go_keeps_nobody_waiting(card: FakeOutput) -> None:
    card.lets_go.clear()
    tones = PlayedTones()
    tones.sound(Tone.BEGIN)
    begun = time.monotonic()
    tones.close()
    assert time.monotonic() - begun < 1.0
    card.lets_go.set()
    _until_all_is_closed()


def test_the_voice_waits_for_a_tone_that_is_slow_to_let_go(
    card: FakeOutput, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some devices can be open only once."""
    monkeypatch.setattr(loudspeaker_module, "import_sounddevice", lambda: card)
    card.lets_go.clear()
    tones = PlayedTones()
    tones.sound(Tone.BEGIN)
    tones.close()
    began = time.monotonic()
    threading.Timer(0.3, card.lets_go.set).start()
    SoundDeviceLoudspeaker().play(clip_of(Tone.ENDING))
    assert time.monotonic() - began > 0.25
    assert card.used == ["fake", "fake"]


def test_hands_free_no_tone_counts_as_speech() -> None:
    """A microphone that hears them loud and clear still sees the silence out."""
    sound = np.zeros(30 * SAMPLE_RATE, dtype=np.float32)
    for second, tone in enumerate([*Tone] * 6):
        _add(sound, tone, second)
    activity, turn = VoiceActivity(), TurnTaking(TurnRule(hands_free=True, patience=MIN_PATIENCE), 60.0)
    told = []
    for at in range(0, len(sound) - FRAME, FRAME):
        speaking = activity.speaking(sound[at : at + FRAME])
        told += turn.hear((at + FRAME) / SAMPLE_RATE, speaking=speaking)
    assert turn.ending is None  # that would take speech first
    assert [type(notice).__name__ for notice in told] == ["Nudge"]  # nothing was said for 15 s


@pytest.mark.parametrize("seconds", [2, 3, 4, 10])
@pytest.mark.parametrize("level", [0.0, 1e-4])
def test_who_says_nothing_is_told_of_silence_and_not_of_the_tone(seconds: int, level: float) -> None:
    noise = np.random.default_rng(1).normal(0.0, 1.0, seconds * SAMPLE_RATE) * level
    sound = noise.astype(np.float32)
    for echo in range(4):
        _add(sound, Tone.BEGIN, 0.2 + 0.1 * echo, 0.5**echo)
    assert sound_quality(Clip(sound), []).kind is SoundKind.SILENCE


@pytest.mark.parametrize("softer", [10.0, 20.0, 30.0])
def test_a_soft_voice_behind_the_tone_is_still_heard(softer: float) -> None:
    """The detector raises what comes by the loudest so far, which is the tone."""
    voice = decode(demo_answers()[0].recording).samples[: 20 * SAMPLE_RATE]
    voice = voice / np.abs(voice).max() * AMPLITUDE * 10 ** (-softer / 20)
    sound = np.concatenate([np.zeros(SAMPLE_RATE, dtype=np.float32), voice]).astype(np.float32)
    alone = _spoken(sound)
    _add(sound, Tone.BEGIN, 0.3)
    assert _spoken(sound) == pytest.approx(alone, rel=0.1)


def test_a_tone_is_whole_whatever_the_device_asks_for() -> None:
    feed = _Feed()
    one, other = (clip_of(tone).samples for tone in (Tone.BEGIN, Tone.ENDING))
    feed.give(one)
    feed.give(other)
    blocks = []
    for frames in (1, 333, 64, 4_000, 7):
        out = np.full((frames, 1), np.nan, dtype=np.float32)
        feed.fill(out, frames, None, None)
        blocks.append(out[:, 0])
    played = np.concatenate(blocks)
    both = np.concatenate([one, other])
    assert np.array_equal(played[: len(both)], both)
    assert not played[len(both) :].any()


def _spoken(sound: NDArray[np.float32]) -> int:
    """Frames in which somebody speaks."""
    activity = VoiceActivity()
    return sum(activity.speaking(sound[at : at + FRAME]) for at in range(0, len(sound) - FRAME, FRAME))


def _add(sound: NDArray[np.float32], tone: Tone, second: float, loudness: float = 1.0) -> None:
    samples = clip_of(tone).samples * np.float32(loudness)
    sound[round(second * SAMPLE_RATE) :][: len(samples)] += samples


def _until_all_is_closed() -> None:
    for thread in threading.enumerate():
        if thread.name == "voiceprep-close":
            thread.join(SOON)


def _heard(card: FakeOutput, count: int) -> NDArray[np.float32]:
    """The first samples that were played and are not 0, as soon as there are so many."""
    end = time.monotonic() + SOON
    while True:
        assert time.monotonic() < end
        time.sleep(0.005)
        played = np.concatenate([np.zeros(0, dtype=np.float32), *list(card.played)])
        audible: NDArray[np.float32] = played[played != 0.0]
        if len(audible) >= count:
            return audible[:count]
