"""The tones that say when an answer may begin and when it is about to end."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import numpy as np
import pytest

from voiceprep.audio.clip import SAMPLE_RATE, Clip
from voiceprep.audio.texture import FRAME
from voiceprep.audio.voice_activity import VoiceActivity
from voiceprep.listening.turn_taking import MIN_PATIENCE, TurnRule, TurnTaking
from voiceprep.speaking.interface import SpeakingError, Tone
from voiceprep.speaking.tones import Tones, clip_of

if TYPE_CHECKING:
    from collections.abc import Callable

SOON = 5.0
"""Seconds within which what is to happen has happened."""


class SlowLoudspeaker:
    """Plays until it is let go of, or fails."""

    identity = "slow"

    def __init__(self, *, fails: bool = False) -> None:
        self.fails = fails
        self.played: list[str] = []
        self.begun = threading.Event()
        self.go_on = threading.Event()
        self.ended = threading.Event()

    def play(self, clip: Clip, *, stop: threading.Event | None = None) -> None:
        assert stop is None
        self.played.append(clip.source)
        self.begun.set()
        try:
            self.go_on.wait(SOON)
            if self.fails:
                raise SpeakingError("It is gone.", next_step="Look for it.")
        finally:
            self.ended.set()


@pytest.mark.parametrize("tone", Tone)
def test_a_tone_is_short_soft_and_does_not_click(tone: Tone) -> None:
    clip = clip_of(tone)
    assert 0.05 < clip.seconds < 0.3
    assert 0.05 < np.abs(clip.samples).max() <= 0.1
    assert np.abs(clip.samples[[0, -1]]).max() < 0.001
    assert np.abs(np.diff(clip.samples)).max() < 0.05


def test_no_two_tones_sound_alike() -> None:
    assert len({clip_of(tone).samples.tobytes() for tone in Tone}) == len(Tone)


def test_it_returns_at_once_and_leaves_out_what_comes_too_early() -> None:
    loudspeaker = SlowLoudspeaker()
    tones = Tones(loudspeaker)
    tones(Tone.BEGIN)
    assert loudspeaker.begun.wait(SOON)
    tones(Tone.ENDING)
    assert loudspeaker.played == ["tone begin"]
    loudspeaker.go_on.set()
    assert loudspeaker.ended.wait(SOON)
    _until(lambda: _give(tones, Tone.ENDING, loudspeaker.played))
    assert loudspeaker.played == ["tone begin", "tone ending"]


def test_a_loudspeaker_that_fails_is_not_asked_again() -> None:
    loudspeaker = SlowLoudspeaker(fails=True)
    loudspeaker.go_on.set()
    tones = Tones(loudspeaker)
    tones(Tone.BEGIN)
    assert loudspeaker.ended.wait(SOON)
    for thread in threading.enumerate():
        if thread.name == "voiceprep-tone":
            thread.join(SOON)
    tones(Tone.ENDING)
    assert loudspeaker.played == ["tone begin"]


def test_hands_free_no_tone_counts_as_speech() -> None:
    """A microphone that hears them loud and clear still sees the silence out."""
    sound = np.zeros(round(30 * SAMPLE_RATE), dtype=np.float32)
    for second, tone in enumerate([*Tone] * 6):
        at = second * SAMPLE_RATE
        clip = clip_of(tone)
        sound[at : at + len(clip.samples)] += clip.samples
    activity, turn = VoiceActivity(), TurnTaking(TurnRule(hands_free=True, patience=MIN_PATIENCE), 60.0)
    told = []
    for at in range(0, len(sound) - FRAME, FRAME):
        speaking = activity.speaking(sound[at : at + FRAME])
        told += turn.hear((at + FRAME) / SAMPLE_RATE, speaking=speaking)
    assert turn.ending is None  # that would take speech first
    assert [type(notice).__name__ for notice in told] == ["Nudge"]  # nothing was said for 15 s


def _give(tones: Tones, tone: Tone, played: list[str]) -> bool:
    """Whether it was taken now: the last one may not be let go of yet."""
    before = len(played)
    tones(tone)
    return len(played) > before


def _until(happens: Callable[[], bool]) -> None:
    for _ in range(500):
        if happens():
            return
        threading.Event().wait(0.01)
    raise AssertionError("it did not happen")
