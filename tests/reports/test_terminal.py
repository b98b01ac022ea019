"""What the screen shows of one answer besides its findings."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from rich.console import Console

from tests.builders import finding, sound, take
from voiceprep.bands import load_bands
from voiceprep.reports.terminal import render_take
from voiceprep.values import Abstention, AbstentionReason, SoundKind, SoundQuality, Status


def _shown(heard: SoundQuality | None) -> list[str]:
    console = Console(file=io.StringIO(), width=200)
    console.print(render_take(replace(take(), findings=(finding(),), sound=heard), load_bands()))
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue().splitlines()


@pytest.mark.parametrize(
    ("heard", "remark"),
    [
        (
            sound(SoundKind.CLIPPED, clipped_share=0.052),
            "The recording is clipped (5% of the voice is cut off).",
        ),
        (sound(SoundKind.TOO_NOISY, signal_to_noise=4.6), "noisy (the voice is 5 dB above the noise)."),
        (sound(SoundKind.TOO_QUIET, voice_level=-57.3), "very quiet (-57 dBFS)."),
        (sound(SoundKind.MUSIC), "Music plays in the recording."),
        (
            sound(SoundKind.MUSIC, damage="is damaged in places"),
            "The file is damaged in places, so words may",
        ),
    ],
    ids=lambda value: value.kind if isinstance(value, SoundQuality) else "",
)
def test_a_score_from_a_doubtful_sound_has_one_line_about_it(heard: SoundQuality, remark: str) -> None:
    lines = _shown(heard)
    (line,) = (line for line in lines if remark in line)
    assert "words may be misheard" in line
    assert len(lines) == len(_shown(sound())) + 1


def test_half_an_upload_is_said_to_be_that() -> None:
    lines = _shown(sound(damage="is cut off before its end"))
    (line,) = (line for line in lines if "The file is cut off before its end" in line)
    assert "Hand it in again." in line


def test_so_it_is_where_nothing_could_be_scored() -> None:
    """What is missing may be the answer."""
    silent = replace(sound(SoundKind.SILENCE), damage="is cut off before its end")
    refused = Abstention(AbstentionReason.SILENCE, "No speech was heard.")
    silence = replace(take(), status=Status.ABSTAINED, content=None, abstention=refused, sound=silent)
    console = Console(file=io.StringIO(), width=200)
    console.print(render_take(silence, load_bands()))
    assert isinstance(console.file, io.StringIO)
    assert "The file is cut off before its end" in console.file.getvalue()


def test_a_sound_recording_has_none_and_neither_has_text() -> None:
    assert _shown(sound()) == _shown(None)
    assert not any("recording" in line for line in _shown(sound()))
