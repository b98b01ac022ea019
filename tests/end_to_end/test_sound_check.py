"""`voiceprep doctor --audio` and `voiceprep devices` on a virtual sound card, as a person runs them."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.virtual_sound_card import VirtualSoundCard, babble, virtual_sound_card
from voiceprep.audio.decode import write_wav
from voiceprep.errors import ExitCode
from voiceprep.listening.levels import TONE_DBFS

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.audio


def doctor(card: VirtualSoundCard, sentence: Path | None) -> tuple[int, dict[str, dict[str, Any]]]:
    """The exit code and the checks; `sentence` is spoken when the person is asked for one."""
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "voiceprep", "doctor", "--audio", "--json"],
        env=card.env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    for line in process.stderr:
        if line.startswith("Now say") and sentence is not None:
            card.play(sentence)
    out, _ = process.communicate(timeout=60)
    document = json.loads(out)
    assert document["healthy"] == (process.returncode == ExitCode.OK)
    return process.returncode, {check["subject"]: check for check in document["checks"]}


def devices(card: VirtualSoundCard, *arguments: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "voiceprep", "devices", "--json", *arguments],
        env=card.env,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    document: dict[str, Any] = json.loads(done.stdout)
    return document


@pytest.fixture
def sentence(tmp_path: Path) -> Path:
    path = tmp_path / "sentence.wav"
    write_wav(babble(4.0), path)
    return path


def test_a_microphone_that_hears_the_loudspeaker_and_the_person(sentence: Path) -> None:
    with virtual_sound_card() as card:
        card.echo()
        code, checks = doctor(card, sentence)
    assert code == ExitCode.OK, checks
    echo = checks["echo of the loudspeaker"]
    assert f"the microphone hears the loudspeaker: {TONE_DBFS:.0f} dBFS" in echo["found"]
    assert "Headphones help" in echo["mend"]
    assert checks["speech"]["state"] == "ok"
    assert checks["clipping"]["state"] == "ok"


def test_a_microphone_that_hears_the_person_only(sentence: Path) -> None:
    with virtual_sound_card() as card:
        code, checks = doctor(card, sentence)
    assert code == ExitCode.OK, checks
    assert "does not hear the loudspeaker" in checks["echo of the loudspeaker"]["found"]
    assert checks["loudspeaker"]["state"] == "ok"
    assert checks["speech"]["state"] == "ok"


def test_a_silent_microphone() -> None:
    with virtual_sound_card() as card:
        code, checks = doctor(card, None)
    assert code == ExitCode.MISSING
    assert checks["speech"]["state"] == "missing"
    assert "muted" in checks["speech"]["found"]
    assert "echo of the loudspeaker" not in checks


def test_a_headset_is_remembered_used_and_missed(tmp_path: Path, sentence: Path) -> None:
    with virtual_sound_card() as card:
        card.env["VOICEPREP_SETTINGS"] = str(tmp_path / "settings.json")
        with card.headset():
            (default,) = (one for one in devices(card)["microphones"] if one["default"])
            assert default["name"] == "default"
            chosen = devices(card, "--microphone", "head")
            assert chosen["remembered"]["microphone"] == "headset"
            _, checks = doctor(card, None)
            assert checks["microphone"]["found"] == "headset"
        document = devices(card)
        assert document["remembered"]["microphone"] == "headset"
        assert "headset" not in {one["name"] for one in document["microphones"]}
        code, checks = doctor(card, sentence)
    assert code == ExitCode.OK
    assert checks["microphone"]["found"] == "default"
