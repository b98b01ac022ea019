"""A recording that plays in the background: where it is, and that no sample is skipped or lost at a cut."""

from __future__ import annotations

import subprocess
import sys
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.virtual_sound_card import babble, find_in, virtual_sound_card
from voiceprep.audio.clip import Clip
from voiceprep.audio.decode import decode, write_wav
from voiceprep.speaking.interface import SpeakingError
from voiceprep.speaking.playback import Playback

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

CLIP = Clip(np.linspace(0.0, 1.0, 160_000, endpoint=False, dtype=np.float32))
"""Ten seconds in which every sample tells its place."""


@dataclass
class HandClock:
    """Goes on when it is told to."""

    now: float = 100.0

    def __call__(self) -> float:
        return self.now


@dataclass
class FakePlayer:
    """Plays until it is cut or told that it is over; fails where it is told to."""

    delay: float = 0.0
    fails: bool = False
    begun: list[float] = field(default_factory=list)
    """Where in CLIP each stretch of sound began, seconds."""
    over: threading.Event = field(default_factory=threading.Event)
    sounding: threading.Event = field(default_factory=threading.Event)

    def play(
        self,
        clip: Clip,
        *,
        stop: threading.Event | None = None,
        started: Callable[[float], None] | None = None,
    ) -> None:
        assert stop is not None
        assert started is not None
        if self.fails:
            raise SpeakingError("The loudspeaker is gone.", next_step="Connect it.")
        self.begun.append(float(clip.samples[0]) * 10.0 if len(clip.samples) else 10.0)
        started(self.delay)
        self.sounding.set()
        while len(clip.samples) and not stop.wait(0.005) and not self.over.is_set():
            pass


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


def begin(player: FakePlayer, clock: HandClock) -> Playback:
    playback = Playback(CLIP, player, clock=clock)
    play(playback, player)
    return playback


def play(playback: Playback, player: FakePlayer) -> None:
    player.sounding.clear()
    playback.play()
    assert player.sounding.wait(10)


def test_the_position_follows_the_clock_from_the_first_sound_on(clock: HandClock) -> None:
    player = FakePlayer(delay=0.5)
    playback = begin(player, clock)
    assert playback.position == 0.0
    clock.now += 2.0
    assert playback.position == pytest.approx(1.5)
    playback.pause()


def test_a_pause_remembers_the_place_and_the_rest_is_heard_from_there(clock: HandClock) -> None:
    player = FakePlayer()
    playback = begin(player, clock)
    clock.now += 3.0
    playback.pause()
    assert not playback.playing
    clock.now += 60.0
    assert playback.position == pytest.approx(3.0)
    play(playback, player)
    assert player.begun == [0.0, pytest.approx(3.0, abs=0.001)]
    playback.pause()


@pytest.mark.parametrize(("to", "place"), [(4.0, 4.0), (-7.0, 0.0), (99.0, 10.0)])
def test_a_jump_stays_within_the_clip_and_goes_on_playing(clock: HandClock, to: float, place: float) -> None:
    player = FakePlayer()
    playback = begin(player, clock)
    player.sounding.clear()
    playback.seek(to)
    assert player.sounding.wait(10)
    assert playback.position == pytest.approx(place)
    assert player.begun[-1] == pytest.approx(place, abs=0.001)
    playback.pause()


def test_a_jump_while_paused_makes_no_sound(clock: HandClock) -> None:
    player = FakePlayer()
    playback = Playback(CLIP, player, clock=clock)
    playback.seek(6.0)
    assert playback.position == 6.0
    assert player.begun == []
    assert not playback.playing
    assert not playback.ended


def test_the_end_is_the_end_of_the_clip_whatever_the_clock_says(clock: HandClock) -> None:
    player = FakePlayer()
    playback = begin(player, clock)
    clock.now += 1.0
    player.over.set()
    deadline = threading.Event()
    for _ in range(2000):
        if playback.ended or deadline.wait(0.005):
            break
    assert playback.ended
    assert playback.position == 10.0
    assert not playback.playing


def test_a_loudspeaker_that_fails_is_told(clock: HandClock) -> None:
    playback = Playback(CLIP, FakePlayer(fails=True), clock=clock)
    playback.play()
    deadline = threading.Event()
    for _ in range(2000):
        if playback.failure is not None or deadline.wait(0.005):
            break
    assert isinstance(playback.failure, SpeakingError)
    assert not playback.ended


PAUSED_ONCE = """
import sys, time
from pathlib import Path
from voiceprep.audio.decode import decode
from voiceprep.speaking.loudspeaker import SoundDeviceLoudspeaker
from voiceprep.speaking.playback import Playback

playback = Playback(decode(Path(sys.argv[1])), SoundDeviceLoudspeaker())
playback.play()
while playback.position < 1.2:
    time.sleep(0.01)
playback.pause()
print(playback.position)
time.sleep(0.8)
playback.play()
while not playback.ended:
    time.sleep(0.01)
"""
"""Says where it paused."""


@pytest.mark.audio
def test_what_is_heard_is_where_the_playback_says_it_is(tmp_path: Path) -> None:
    """On a real output: the pause cuts where it says, and the rest begins at that very place."""
    clip = babble(3.0)
    write_wav(clip, tmp_path / "said.wav")
    with virtual_sound_card() as card, card.record(tmp_path / "room.wav"):
        done = subprocess.run(
            [sys.executable, "-c", PAUSED_ONCE, str(tmp_path / "said.wav")],
            env=card.env,
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
    paused = float(done.stdout)
    room = decode(tmp_path / "room.wav")
    loud = np.flatnonzero(np.abs(room.samples) > 0.01) / room.sample_rate
    # The rhythm of the babble has dips of a tenth of a second; the pause is a silence of nearly a second.
    (silence,) = np.flatnonzero(np.diff(loud) > 0.5)
    assert loud[silence] - loud[0] == pytest.approx(paused, abs=0.35)
    rest = Clip(clip.samples[round(paused * clip.sample_rate) :])
    lag, correlation = find_in(room, rest)
    assert correlation > 0.95
    assert lag == pytest.approx(loud[silence + 1], abs=0.05)
