"""What a person sees while they answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.practice.fakes import FakeJudge, FakeListener, FakeLoudspeaker, FakeTranscriber, FakeVoice
from voiceprep.assessor import Assessor
from voiceprep.cli.console import Console
from voiceprep.cli.interview import invitations, notices
from voiceprep.coaching.prompts import load_prompts
from voiceprep.interview import Room
from voiceprep.listening.turn_taking import (
    Countdown,
    EnterOnly,
    LimitNear,
    MicrophoneBack,
    MicrophoneGone,
    Notice,
    Nudge,
)


@pytest.mark.parametrize(
    ("notice", "text"),
    [
        (Nudge(), "still listening"),
        (Countdown(3), "ends in 3"),
        (Countdown(None), "Go on"),
        (LimitNear(30), "30 seconds"),
        (EnterOnly(), "Press Enter"),
        (MicrophoneGone("headset", "laptop"), "headset is gone. I am listening through laptop"),
        (MicrophoneBack("headset"), "headset is back"),
    ],
)
@pytest.mark.parametrize("quiet", [False, True])
def test_every_notice_is_shown_even_when_quiet(
    capsys: pytest.CaptureFixture[str], notice: Notice, text: str, quiet: bool
) -> None:
    notices(load_prompts(), Console(quiet=quiet))(notice)
    assert text in capsys.readouterr().out


def test_with_json_it_does_not_disturb_the_document(capsys: pytest.CaptureFixture[str]) -> None:
    notices(load_prompts(), Console(as_json=True))(Countdown(2))
    out, err = capsys.readouterr()
    assert out == ""
    assert "ends in 2" in err


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (45.0, "at most 45 seconds."),
        (119.0, "at most 119 seconds."),
        (121.0, "at most 2 minutes and one second."),
        (330.0, "at most 5 minutes and 30 seconds."),
        (360.0, "at most 6 minutes."),
    ],
)
def test_the_longest_answer_is_told_to_the_second(
    capsys: pytest.CaptureFixture[str], seconds: float, told: str
) -> None:
    assessor = Assessor(FakeTranscriber(), FakeJudge(), load_prompts(), bank_version="0")
    room = Room(FakeVoice(), FakeLoudspeaker([]), FakeListener([]), assessor)
    invitations(room, Console())(seconds)
    assert told in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize("manner", ["neutral", "brisk", "warm"])
@pytest.mark.parametrize("exam", [False, True])
def test_in_an_examination_nobody_is_offered_the_question_again_while_they_answer(
    capsys: pytest.CaptureFixture[str], manner: str, exam: bool
) -> None:
    prompts = load_prompts(Path(manner))
    assessor = Assessor(FakeTranscriber(), FakeJudge(), prompts, bank_version="0")
    room = Room(FakeVoice(), FakeLoudspeaker([]), FakeListener([]), assessor, key_prefix="/", exam=exam)
    invitations(room, Console())(60.0)
    shown = capsys.readouterr().out
    assert ("/r" in shown) is not exam
    assert "/s" in shown
    assert "/q" in shown
