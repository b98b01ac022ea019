"""`voiceprep practice` as a person uses it: a loudspeaker that speaks, a microphone that hears."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import jiwer
import numpy as np
import pytest

from tests.virtual_sound_card import VirtualSoundCard, virtual_sound_card
from voiceprep.audio.clip import SAMPLE_RATE, Clip
from voiceprep.audio.decode import decode, write_wav
from voiceprep.demo import demo_answers
from voiceprep.errors import ExitCode
from voiceprep.listening.turn_taking import MIN_PATIENCE
from voiceprep.packaged import packaged_path
from voiceprep.questions.bank import find_question, load_bank
from voiceprep.transcription.faster_whisper import FasterWhisper

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

pytestmark = [pytest.mark.audio, pytest.mark.models]

ANSWER = next(answer for answer in demo_answers() if answer.manner == "patchy")


class Interview:
    """A running `voiceprep practice` of one question."""

    def __init__(self, card: VirtualSoundCard, recordings: Path, *more: str) -> None:
        command = [sys.executable, "-u", "-m", "voiceprep", "practice", "--question", ANSWER.question_id]
        self.process = subprocess.Popen(
            [*command, "--recordings", str(recordings), *more],
            env=card.env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.shown = ""

    def wait_for(self, text: str) -> None:
        assert self.process.stdout is not None
        while text not in self.shown:
            line = self.process.stdout.readline()
            assert line, f"ended without {text!r}: {self.shown}"
            self.shown += line

    def finish(self) -> int:
        rest, _ = self.process.communicate(timeout=120)
        self.shown += rest
        return self.process.returncode


def _words(text: str) -> str:
    return " ".join(re.findall(r"[a-z']+", text.lower()))


def _saved(recordings: Path) -> tuple[dict[str, Any], Path]:
    (session,) = (path for path in recordings.iterdir() if path.is_dir())
    return json.loads((session / "session.json").read_text()), session


def test_a_question_is_spoken_an_answer_heard_and_feedback_read_back(tmp_path: Path) -> None:
    answer, room = tmp_path / "answer.wav", tmp_path / "room.wav"
    write_wav(decode(ANSWER.recording), answer)
    with virtual_sound_card() as card, card.record(room):
        interview = Interview(card, tmp_path / "recordings")
        interview.wait_for("Listening.")
        time.sleep(0.5)
        card.play(answer)
        assert interview.process.stdin is not None
        interview.process.stdin.write("\n")
        interview.process.stdin.flush()
        code = interview.finish()
    assert code == ExitCode.OK, interview.shown
    document, session = _saved(tmp_path / "recordings")
    result = json.loads((session / document["takes"][0]["result"]).read_text())

    # Heard: the answer, and none of our own voice.
    heard = _words(result["transcript"]["text"])
    assert jiwer.wer(_words(ANSWER.text), heard) < 0.1
    assert "practice interview" not in heard

    # Spoken: greeting, question, feedback and closing, in that order, understood by the recogniser.
    spoken = _words(FasterWhisper().transcribe(decode(room)).text)
    question = find_question(load_bank(packaged_path("questions.json")), ANSWER.question_id)
    said = f"{question.text} {result['feedback']['spoken']}"
    missing = [word for word in set(_words(said).split()) if word not in spoken.split()]
    assert len(missing) < 0.15 * len(set(_words(said).split())), missing


def test_hands_free_a_pause_in_mid_sentence_cuts_nobody_off(tmp_path: Path) -> None:
    """3.5 s of silence in the middle of the answer; afterwards nobody presses a key."""
    said = decode(ANSWER.recording).samples
    middle = _quietest(said, len(said) // 2)
    silence = np.zeros(int(3.5 * SAMPLE_RATE), dtype=np.float32)
    answer = tmp_path / "answer.wav"
    write_wav(Clip(np.concatenate([said[:middle], silence, said[middle:]])), answer)
    with virtual_sound_card() as card:
        interview = Interview(card, tmp_path / "recordings", "--hands-free")
        interview.wait_for("Listening.")
        time.sleep(0.5)
        card.play(answer)
        ended = time.monotonic()
        interview.wait_for("the answer ends in 1.")
        assert time.monotonic() - ended > MIN_PATIENCE
        assert interview.finish() == ExitCode.OK, interview.shown
    document, session = _saved(tmp_path / "recordings")
    result = json.loads((session / document["takes"][0]["result"]).read_text())
    assert jiwer.wer(_words(ANSWER.text), _words(result["transcript"]["text"])) < 0.2


def test_a_headset_that_is_pulled_out_in_mid_answer_does_not_end_the_interview(tmp_path: Path) -> None:
    answer = tmp_path / "answer.wav"
    write_wav(decode(ANSWER.recording), answer)
    others = (one.question_id for one in demo_answers() if one.question_id != ANSWER.question_id)
    options = ["--question", next(others), "--microphone", "headset", "--no-speech", "--judge", "none"]
    with virtual_sound_card() as card, card.headset() as headset:
        interview = Interview(card, tmp_path / "recordings", *options)
        interview.wait_for("Listening.")
        time.sleep(3)
        headset.pull_out()
        interview.wait_for("The microphone was lost after")
        interview.wait_for("The microphone headset is gone. I am listening through default instead.")
        card.play(answer)
        assert interview.process.stdin is not None
        interview.process.stdin.write("\n")
        interview.process.stdin.flush()
        code = interview.finish()
    assert code == ExitCode.NOT_SCORED, interview.shown
    document, session = _saved(tmp_path / "recordings")
    assert document["status"] == "finished"
    first, second = document["takes"]
    assert decode(session / first["recording"]).seconds > 0.5
    heard = json.loads((session / second["result"]).read_text())["transcript"]["text"]
    assert jiwer.wer(_words(ANSWER.text), _words(heard)) < 0.2


def _quietest(samples: NDArray[np.float32], near: int) -> int:
    """A place within a second of `near` where the speaker takes a breath."""
    starts = range(near - SAMPLE_RATE, near + SAMPLE_RATE, 160)
    return min(starts, key=lambda at: float(np.square(samples[at : at + 1600]).sum())) + 800


def test_ctrl_c_while_answering_keeps_what_was_said(tmp_path: Path) -> None:
    answer = tmp_path / "answer.wav"
    write_wav(decode(ANSWER.recording), answer)
    with virtual_sound_card() as card:
        interview = Interview(card, tmp_path / "recordings")
        interview.wait_for("Listening.")
        speaking = subprocess.Popen(["paplay", "--device=vmic_in", str(answer)], env=card.env)
        time.sleep(4)
        interview.process.send_signal(signal.SIGINT)
        code = interview.finish()
        speaking.kill()
        speaking.wait()
    assert code == ExitCode.INTERRUPTED
    assert "Traceback" not in interview.shown
    document, session = _saved(tmp_path / "recordings")
    assert document["status"] == "interrupted"
    assert str(session) in interview.shown
    assert decode(session / document["takes"][0]["recording"]).seconds > 2.5
