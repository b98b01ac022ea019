"""The microphone on a virtual sound card, each time in a process of its own."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.virtual_sound_card import VirtualSoundCard, babble, find_in, virtual_sound_card
from voiceprep.audio.decode import decode, write_wav

pytestmark = pytest.mark.audio

REAL_CARDS = Path("/proc/asound/cards")
PROGRAM = """
import json, sys, threading
from pathlib import Path
from voiceprep.errors import VoiceprepError
from voiceprep.listening.interface import Followers
from voiceprep.listening.microphone import Microphone

finished = threading.Event()
def wait_for_enter():
    if sys.stdin.readline():
        finished.set()
threading.Thread(target=wait_for_enter, daemon=True).start()
levels = []
def meter(seconds, level):
    if not levels:
        print("listening", flush=True)
    levels.append(level)
try:
    microphone = Microphone()
    microphone.check()
    answer = microphone.listen(
        Path(sys.argv[1]), finished=finished, time_limit=30.0, followers=Followers(meter=meter)
    )
    print(json.dumps({"warning": answer.warning, "loudest": max(levels)}))
except VoiceprepError as error:
    print(json.dumps({"error": type(error).__name__, "message": str(error), "next_step": error.next_step}))
except KeyboardInterrupt:
    print(json.dumps({"interrupted": True}))
"""

TWO_ANSWERS = """
import json, sys, threading
from pathlib import Path
from voiceprep.errors import VoiceprepError
from voiceprep.listening.interface import Followers
from voiceprep.listening.microphone import Microphone

folder = Path(sys.argv[1])
microphone = Microphone("headset")
microphone.check()
for number in (1, 2):
    finished = threading.Event()
    told = []
    def meter(seconds, level):
        if seconds < 0.2:
            print("listening", flush=True)
        if seconds >= (60 if number == 1 else 1):
            finished.set()
    try:
        answer = microphone.listen(
            folder / f"{number}.wav",
            finished=finished,
            time_limit=90,
            followers=Followers(meter=meter, notice=told.append),
        )
        print(json.dumps({"warning": answer.warning, "told": [str(one) for one in told]}), flush=True)
    except VoiceprepError as error:
        print(json.dumps({"error": type(error).__name__, "message": str(error)}), flush=True)
    sys.stdin.readline()
"""


class Recording:
    """A program that records into `path`, and has begun to."""

    def __init__(self, path: Path, card: VirtualSoundCard) -> None:
        self.path = path
        self.process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(path)],
            env=card.env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == b"listening\n"

    def end(self, *, enter: bool = False) -> dict[str, Any]:
        """What the program says in the end; it has to end soon."""
        out, _ = self.process.communicate(b"\n" if enter else None, timeout=20)
        answer: dict[str, Any] = json.loads(out)
        return answer


def test_records_what_is_said(tmp_path: Path) -> None:
    played = babble(3.0)
    write_wav(played, tmp_path / "played.wav")
    with virtual_sound_card() as card:
        recording = Recording(tmp_path / "answer.wav", card)
        card.play(tmp_path / "played.wav")
        answer = recording.end(enter=True)
    heard = decode(recording.path)
    lag, correlation = find_in(heard, played)
    assert answer["warning"] is None
    assert -30.0 < answer["loudest"] < -10.0
    assert lag >= 0.0
    assert correlation > 0.9


def test_a_card_that_is_pulled_out_costs_only_the_rest(tmp_path: Path) -> None:
    with virtual_sound_card() as card:
        recording = Recording(tmp_path / "answer.wav", card)
        time.sleep(1.0)
        card.pull_out()
        answer = recording.end()
    assert "lost after" in answer["warning"]
    assert decode(recording.path).seconds > 0.8


@pytest.mark.parametrize("all_gone", [False, True])
def test_a_headset_that_is_pulled_out_is_replaced_by_the_default(tmp_path: Path, all_gone: bool) -> None:
    with (
        virtual_sound_card() as card,
        card.headset() as headset,
        subprocess.Popen(
            [sys.executable, "-u", "-c", TWO_ANSWERS, str(tmp_path)],
            env=card.env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        ) as process,
    ):
        assert process.stdout is not None
        assert process.stdin is not None
        said = iter(process.stdout)
        assert next(said) == "listening\n"
        time.sleep(1.0)
        headset.pull_out()
        first = next(json.loads(line) for line in said if line.startswith("{"))
        if all_gone:
            card.pull_out()
        process.stdin.write("\n\n")
        process.stdin.flush()
        second = next(json.loads(line) for line in said if line.startswith("{"))
        process.stdin.close()
    assert "lost after" in first["warning"]
    assert decode(tmp_path / "1.wav").seconds > 0.5
    if all_gone:
        assert second["error"] == "ListeningError"
        assert "no microphone on this system" in second["message"]
        assert not (tmp_path / "2.wav").exists()
    else:
        assert second == {"warning": None, "told": ["MicrophoneGone(gone='headset', now='default')"]}
        assert decode(tmp_path / "2.wav").seconds > 0.9


def test_ctrl_c_leaves_a_complete_recording(tmp_path: Path) -> None:
    with virtual_sound_card() as card:
        recording = Recording(tmp_path / "answer.wav", card)
        time.sleep(0.5)
        recording.process.send_signal(signal.SIGINT)
        answer = recording.end()
    assert answer == {"interrupted": True}
    assert decode(recording.path).seconds > 0.4
    assert list(tmp_path.iterdir()) == [recording.path]


def test_no_device_at_all(tmp_path: Path) -> None:
    if "[" in REAL_CARDS.read_text() if REAL_CARDS.exists() else False:
        pytest.skip("this machine has a sound card of its own")
    with virtual_sound_card() as card:
        card.pull_out()
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM, str(tmp_path / "answer.wav")],
            env=card.env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=20,
            check=True,
        )
    answer = json.loads(done.stdout)
    assert answer["error"] == "ListeningError"
    assert "--typed" in answer["next_step"]
    assert "--microphone file:PATH" in answer["next_step"]
    assert done.stderr == b""
    assert list(tmp_path.iterdir()) == []
