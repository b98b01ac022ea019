"""The order of a sound check, and what becomes of a loudspeaker or microphone that fails."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pytest

from voiceprep.audio.clip import SAMPLE_RATE, Clip
from voiceprep.audio.decode import write_wav
from voiceprep.listening.interface import NOBODY, Answer, Followers, ListeningError
from voiceprep.listening.levels import TONE_HZ, TONE_SECONDS, Echo, Speech
from voiceprep.listening.turn_taking import ENTER_ENDS, TurnRule
from voiceprep.sound_check import Part, check_sound
from voiceprep.speaking.interface import SpeakingError

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray


@dataclass
class Ear:
    """Records, faster than life, noise and what `Mouth` plays meanwhile; speaks when it is time to."""

    log: list[str]
    warning: str | None = None
    fails_at: int | None = None
    lost_at: int | None = None
    mouth: Mouth | None = None
    files: set[Path] = field(default_factory=set)
    identity: str = "ear"

    def check(self) -> None:
        pass

    def listen(
        self,
        destination: Path,
        *,
        finished: threading.Event,
        time_limit: float,
        rule: TurnRule = ENTER_ENDS,
        followers: Followers = NOBODY,
    ) -> Answer:
        self.files.add(destination)
        part = len(self.files)
        if part == self.fails_at:
            raise ListeningError("The microphone gives no sound at all.", next_step="Connect a microphone.")
        self.log.append("recording")
        rng = np.random.default_rng(part)
        blocks: list[NDArray[np.float64]] = []
        so_far = 0.0
        while not finished.is_set() and so_far < time_limit:
            if part == self.lost_at and blocks:
                break
            so_far += 0.1
            block = rng.normal(0.0, 0.001, 1600)
            times = so_far + np.arange(1600) / SAMPLE_RATE
            if self.mouth is not None and self.mouth.playing.is_set():
                block += 0.05 * np.sin(2 * np.pi * TONE_HZ * times)
            if destination.stem == "speech":
                block *= 100.0
            blocks.append(block)
            followers.meter(so_far, -60.0)
            finished.wait(0.01)
        write_wav(Clip(np.concatenate(blocks).astype(np.float32)), destination)
        self.log.append("recorded")
        return Answer(recording=destination, warning=self.warning)


@dataclass
class Mouth:
    """Plays at the pace of `Ear`."""

    log: list[str]
    fails: Exception | None = None
    playing: threading.Event = field(default_factory=threading.Event)
    identity: str = "mouth"

    def play(self, clip: Clip, *, stop: threading.Event | None = None) -> None:
        self.log.append("playing")
        if self.fails is not None:
            raise self.fails
        self.playing.set()
        threading.Event().wait(0.1 * clip.seconds + 0.05)
        self.playing.clear()


def test_the_tone_is_played_while_the_microphone_is_open_and_nothing_else_is() -> None:
    log: list[str] = []
    mouth = Mouth(log)
    check = check_sound(Ear(log, mouth=mouth), mouth, begin=lambda part: log.append(part.value))
    assert log == [
        *("recording", "quiet", "recorded"),
        *("recording", "tone", "playing", "recorded"),
        *("recording", "speech", "recorded"),
    ]
    assert check.findings.echo is Echo.HEARD
    assert check.findings.echo_level == pytest.approx(-29.0, abs=1.0)
    assert check.findings.speech is Speech.CLEAR
    assert (check.warnings, check.not_played) == ((), None)


def test_without_a_loudspeaker_there_is_no_tone() -> None:
    begun: list[Part] = []
    check = check_sound(Ear([]), None, begin=begun.append)
    assert begun == [Part.QUIET, Part.SPEECH]
    assert check.findings.echo is Echo.NOT_PLAYED


def test_a_loudspeaker_that_fails_costs_only_the_tone() -> None:
    failure = SpeakingError("The loudspeaker stopped taking sound.", next_step="Check it.")
    check = check_sound(Ear([]), Mouth([], fails=failure), begin=lambda _: None)
    assert check.not_played is failure
    assert check.findings.echo is Echo.NOT_PLAYED
    assert check.findings.speech is Speech.CLEAR


def test_a_tone_that_was_never_played_is_not_one_that_was_not_heard() -> None:
    mouth = Mouth([])
    check = check_sound(Ear([], lost_at=2, mouth=mouth), mouth, begin=lambda _: None)
    assert mouth.log == []
    assert check.not_played is not None
    assert check.findings.echo is Echo.NOT_PLAYED


def test_a_fault_of_ours_in_the_player_is_not_hidden() -> None:
    with pytest.raises(ZeroDivisionError):
        check_sound(Ear([]), Mouth([], fails=ZeroDivisionError()), begin=lambda _: None)


@pytest.mark.parametrize("at", [1, 2, 3])
def test_a_microphone_that_gives_nothing_ends_the_check_and_nothing_is_left(at: int) -> None:
    ear = Ear([], fails_at=at)
    with pytest.raises(ListeningError, match="no sound at all"):
        check_sound(ear, Mouth([]), begin=lambda _: None)
    assert not any(path.parent.exists() for path in ear.files)


def test_recordings_are_gone_and_a_warning_is_told_once() -> None:
    ear = Ear([], warning="The microphone reported 3 short gaps; words may be missing.")
    check = check_sound(ear, Mouth([]), begin=lambda _: None)
    assert check.warnings == ("The microphone reported 3 short gaps; words may be missing.",)
    assert len(ear.files) == 3
    assert not any(path.parent.exists() for path in ear.files)


def test_the_meter_shows_the_speech_only() -> None:
    shown: list[float] = []
    check_sound(Ear([]), Mouth([]), begin=lambda _: None, meter=lambda seconds, _: shown.append(seconds))
    assert 30 <= len(shown) <= 35
    assert shown == sorted(shown)
    assert TONE_SECONDS < shown[-1] < 3.5
