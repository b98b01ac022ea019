"""From the options of an interview to what it is held with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.practice.fakes import FakeListener, FakeVoice
from voiceprep.cli import answers as answers_module
from voiceprep.cli import setup as engines_module
from voiceprep.cli.console import Console
from voiceprep.cli.room import build_room
from voiceprep.cli.setup import Speech
from voiceprep.demo import demo_answers
from voiceprep.packaged import packaged_path
from voiceprep.questions.bank import load_bank
from voiceprep.speaking.interface import NoTones
from voiceprep.speaking.loudspeaker import LastingLoudspeaker, NoLoudspeaker, SoundDeviceLoudspeaker
from voiceprep.speaking.tones import PlayedTones

if TYPE_CHECKING:
    from voiceprep.speaking.interface import Loudspeaker

OPTIONS: dict[str, Any] = {
    "microphones": (),
    "typed": False,
    "loudspeaker": None,
    "voice": "auto",
    "no_speech": False,
    "hands_free": False,
    "patience": None,
    "phrase": True,
    "tones": True,
    "think": 0.0,
    "pause": False,
    "self_rating": False,
    "follow_ups": None,
    "exam": False,
    "transcriber": "faster-whisper",
    "judge": "none",
    "embedder": "onnx",
    "prompts": None,
    "no_fillers": True,
    "star": False,
}


@pytest.mark.parametrize(
    ("options", "speaks", "sounded"),
    [
        ({}, True, True),
        ({"hands_free": True}, True, True),
        ({"exam": True}, True, True),
        ({"tones": False}, True, False),
        ({"typed": True}, True, False),
        ({"microphones": (f"file:{demo_answers()[0].recording}",)}, True, False),
        ({"no_speech": True}, False, False),
    ],
    ids=["microphone", "hands-free", "exam", "not wanted", "typed", "file", "no speech"],
)
def test_tones_go_with_a_microphone_and_a_loudspeaker(
    monkeypatch: pytest.MonkeyPatch, options: dict[str, Any], speaks: bool, sounded: bool
) -> None:
    loudspeaker: Loudspeaker = NoLoudspeaker("Speech is off.")
    if speaks:
        loudspeaker = LastingLoudspeaker(SoundDeviceLoudspeaker("headset"), remark=print)
    speech = Speech(FakeVoice(), FakeVoice(), loudspeaker)
    monkeypatch.setattr(engines_module, "build_speech", lambda *_args, **_options: speech)
    monkeypatch.setattr(answers_module, "build_microphone", lambda **_options: FakeListener([]))
    bank = load_bank(packaged_path("questions.json"))
    room, _ = build_room(Console(), bank, {**OPTIONS, **options})
    assert isinstance(room.tones, PlayedTones if sounded else NoTones)
