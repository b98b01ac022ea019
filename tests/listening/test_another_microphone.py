"""A headset is chosen, the laptop's own microphone is the system's default, and something goes away."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from tests.listening.fake_card import FakeCard
from voiceprep.audio.decode import decode
from voiceprep.listening import microphone as microphone_module
from voiceprep.listening.interface import Followers, ListeningError
from voiceprep.listening.microphone import Microphone
from voiceprep.listening.turn_taking import MicrophoneBack, MicrophoneGone, Notice

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def card(monkeypatch: pytest.MonkeyPatch) -> FakeCard:
    card = FakeCard(names=("laptop", "headset"))
    monkeypatch.setattr(microphone_module, "import_sounddevice", lambda: card)
    monkeypatch.setattr(microphone_module, "LOST_AFTER", 0.2)
    monkeypatch.setattr(microphone_module, "FIRST_WITHIN", 0.2)
    return card


def answer(microphone: Microphone, path: Path) -> list[Notice]:
    """Give an answer of a third of a second; what the person was told meanwhile."""
    told: list[Notice] = []
    microphone.listen(
        path, finished=threading.Event(), time_limit=0.3, followers=Followers(notice=told.append)
    )
    assert decode(path).seconds > 0.1
    return told


def lose(card: FakeCard, microphone: Microphone, path: Path) -> None:
    """Pull the headset out in the middle of an answer."""

    def pull_out(seconds: float, _level: float) -> None:
        if seconds > 0.15 and "headset" in card.plugged_in:
            card.plugged_in.remove("headset")

    answer = microphone.listen(
        path, finished=threading.Event(), time_limit=30.0, followers=Followers(meter=pull_out)
    )
    assert "lost after" in str(answer.warning)
    assert decode(path).seconds > 0.1


def test_the_next_answer_comes_from_the_default_and_then_from_the_headset_again(
    card: FakeCard, tmp_path: Path
) -> None:
    microphone = Microphone("headset")
    lose(card, microphone, tmp_path / "1.wav")
    assert answer(microphone, tmp_path / "2.wav") == [MicrophoneGone("headset", "laptop")]
    assert microphone.identity == "laptop"
    assert answer(microphone, tmp_path / "3.wav") == []
    card.plugged_in.append("headset")
    assert answer(microphone, tmp_path / "4.wav") == [MicrophoneBack("headset")]
    assert answer(microphone, tmp_path / "5.wav") == []
    assert card.used == ["headset", "laptop", "laptop", "headset", "headset"]


def test_a_headset_that_is_pulled_out_between_two_answers(card: FakeCard, tmp_path: Path) -> None:
    """PortAudio still lists it then."""
    microphone = Microphone("headset")
    microphone.check()
    card.plugged_in.remove("headset")
    assert answer(microphone, tmp_path / "1.wav") == [MicrophoneGone("headset", "laptop")]
    assert card.used == ["laptop"]


def test_a_headset_that_was_plugged_in_again_is_simply_used(card: FakeCard, tmp_path: Path) -> None:
    """Under another number than before, which is the laptop's now."""
    microphone = Microphone(1)
    lose(card, microphone, tmp_path / "1.wav")
    card.plugged_in = ["headset", "laptop"]
    assert answer(microphone, tmp_path / "2.wav") == []
    assert card.used == ["headset", "headset"]


def test_a_headset_that_gives_no_sound_is_tried_anew_once_and_then_not_waited_for_again(
    card: FakeCard, tmp_path: Path
) -> None:
    microphone = Microphone("headset")
    answer(microphone, tmp_path / "1.wav")
    card.mute.add("headset")
    assert answer(microphone, tmp_path / "2.wav") == [MicrophoneGone("headset", "laptop")]
    assert answer(microphone, tmp_path / "3.wav") == []
    assert card.used == ["headset", "headset", "headset", "laptop", "laptop"]


def test_another_default_is_told_too(card: FakeCard, tmp_path: Path) -> None:
    microphone = Microphone()
    answer(microphone, tmp_path / "1.wav")
    card.plugged_in.remove("laptop")
    assert answer(microphone, tmp_path / "2.wav") == [MicrophoneGone("laptop", "headset")]
    assert answer(microphone, tmp_path / "3.wav") == []


def test_no_microphone_left(card: FakeCard, tmp_path: Path) -> None:
    microphone = Microphone("headset")
    lose(card, microphone, tmp_path / "1.wav")
    card.plugged_in.clear()
    with pytest.raises(ListeningError, match="no microphone on this system any more") as caught:
        answer(microphone, tmp_path / "2.wav")
    assert "Connect a microphone" in caught.value.next_step
    assert list(tmp_path.iterdir()) == [tmp_path / "1.wav"]


def test_an_unknown_name_is_not_replaced(card: FakeCard, tmp_path: Path) -> None:
    with pytest.raises(ListeningError, match="called telephone") as caught:
        answer(Microphone("telephone"), tmp_path / "1.wav")
    assert "voiceprep devices" in caught.value.next_step


def test_a_sound_system_that_does_not_start_again(
    card: FakeCard, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise card.PortAudioError("Host API not found")

    microphone = Microphone("headset")
    lose(card, microphone, tmp_path / "1.wav")
    monkeypatch.setattr(card, "_initialize", broken)
    with pytest.raises(ListeningError, match="does not start again"):
        answer(microphone, tmp_path / "2.wav")
