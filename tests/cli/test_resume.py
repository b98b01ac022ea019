"""`voiceprep resume`, as a person uses it after a quit and after a kill."""

from __future__ import annotations

import io
import json
import random
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.builders import take
from voiceprep.audio.clip import Clip
from voiceprep.audio.decode import write_wav
from voiceprep.cli.held import as_held
from voiceprep.cli.keyboard import Keyboard
from voiceprep.cli.main import run
from voiceprep.cli.resume import as_begun
from voiceprep.cli.resume import command as resume_command
from voiceprep.errors import ExitCode
from voiceprep.listening.interface import AnswerInterrupted
from voiceprep.sessions.find import command_name
from voiceprep.sessions.store import create_session, open_session

if TYPE_CHECKING:
    from pathlib import Path

TWO = ["--question", "ml-drift", "--question", "ml-mlops"]
TYPED = ["--typed", "--no-speech", "--judge", "none"]


def _voiceprep(recordings: Path, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "voiceprep", *arguments, "--recordings", str(recordings)]
    return subprocess.run(command, input=stdin, capture_output=True, text=True, check=False, timeout=60)


def _document(recordings: Path) -> dict[str, object]:
    (path,) = recordings.glob("*/session.json")
    document: dict[str, object] = json.loads(path.read_text(encoding="utf-8"))
    return document


def test_an_interview_that_was_quit_goes_on_at_the_next_question(tmp_path: Path) -> None:
    answer = "I watch the distribution of the features over time.\n\n"
    quit_ = _voiceprep(tmp_path, "practice", *TWO, *TYPED, stdin=f"{answer}/q\n")
    assert quit_.returncode == ExitCode.INTERRUPTED
    assert _document(tmp_path)["status"] == "interrupted"
    resumed = _voiceprep(tmp_path, "resume", *TYPED, "--json", stdin=answer)
    assert resumed.returncode == ExitCode.NOT_SCORED, resumed.stderr  # nobody judges
    document = json.loads(resumed.stdout)
    assert document["session"]["status"] == "finished"
    assert [one["question_id"] for one in document["results"]] == ["ml-drift", "ml-mlops"]
    assert "1 of 2 questions are settled" in resumed.stderr
    assert "Traceback" not in resumed.stderr


def test_an_examination_that_was_quit_shows_its_results_after_the_last_answer(tmp_path: Path) -> None:
    answer = "I watch the distribution of the features over time.\n\n"
    quit_ = _voiceprep(tmp_path, "practice", *TWO, *TYPED, "--exam", stdin=f"{answer}/q\n")
    assert quit_.returncode == ExitCode.INTERRUPTED
    assert "The results come after the last answer. Go on: voiceprep resume" in quit_.stdout
    assert "Summary" not in quit_.stdout
    again = _voiceprep(tmp_path, "resume", *TYPED, "--json", stdin="/q\n")
    assert again.returncode == ExitCode.INTERRUPTED
    document = json.loads(again.stdout)
    assert (document["session"]["status"], document["results"]) == ("interrupted", [])
    over = _voiceprep(tmp_path, "resume", *TYPED, "--json", stdin=answer)
    document = json.loads(over.stdout)
    assert (document["session"]["status"], len(document["results"])) == ("finished", 2)


def test_an_interview_that_is_being_held_is_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = [sys.executable, "-u", "-m", "voiceprep", "practice", *TWO, *TYPED]
    process = subprocess.Popen(
        [*command, "--recordings", str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert process.stdout is not None
        while "Type your answer" not in process.stdout.readline():
            assert process.poll() is None
        assert run(["resume", *TYPED, "--recordings", str(tmp_path)]) == ExitCode.BAD_INPUT
        assert "being held by another voiceprep" in capsys.readouterr().err
        assert _document(tmp_path)["status"] == "running"
    finally:
        process.kill()
        process.communicate()


def test_nothing_to_go_on_with_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["resume", "--recordings", str(tmp_path)]) == ExitCode.USAGE
    assert "no interrupted interview" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["last", "engineer"])
def test_a_retake_of_a_finished_interview_that_was_broken_off_is_scored(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = {"questions": [{"id": "ml-drift", "topic": "Drift", "text": "?"}]}
    session = create_session(tmp_path, role="engineer", plan=plan, device={})
    for attempt in (1, 2):
        session.begin_take(1, "ml-drift", attempt=attempt)
        session.note_answer(1, text="it drifts", warning=None, attempt=attempt)
    session.save_result(1, take("ml-drift"))
    session.set_status("finished")
    assert run(["history", "--recordings", str(tmp_path)]) == ExitCode.OK
    assert "1 answer was saved and not scored yet: voiceprep resume" in capsys.readouterr().err
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    resume = ["resume", name, *TYPED, "--recordings", str(tmp_path)]
    assert run(resume) == ExitCode.OK
    assert all(saved.take is not None for saved in open_session(tmp_path, "last").takes())
    assert _document(tmp_path)["status"] == "finished"
    assert run(resume) == ExitCode.USAGE, "now there is nothing left"


@pytest.mark.parametrize("exam", [False, True])
def test_after_ctrl_c_the_next_step_is_how_the_interview_goes_on(
    tmp_path: Path, *, exam: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Another `practice` would begin another interview, and a replay would show what waits for the end."""

    def stopped(_: Keyboard) -> None:
        raise AnswerInterrupted("half an answer")

    monkeypatch.setattr(Keyboard, "read_answer", stopped)
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    command = ["practice", *TWO, *TYPED, "--json", "--recordings", str(tmp_path)]
    assert run([*command, "--exam"] if exam else command) == ExitCode.INTERRUPTED
    shown = capsys.readouterr()
    (folder,) = (path.parent for path in tmp_path.glob("*/session.json"))
    next_step = json.loads(shown.out)["error"]["next_step"]
    assert next_step.startswith(f"What was said so far is in {folder}")
    assert ("`voiceprep replay " in next_step) is not exam
    assert f"`voiceprep resume {command_name(folder)}` goes on." in next_step
    assert shown.err.endswith(f"voiceprep: Stopped.\n{next_step}\n")
    assert "Run the command again" not in shown.err


@pytest.mark.parametrize(
    ("wish", "planned", "microphone", "asked"),
    [
        (None, {"follow_ups": True}, (), True),
        (None, {"follow_ups": False}, (), False),
        (None, {}, (), False),  # begun with an earlier voiceprep
        (None, {"follow_ups": True, "exam": True}, (), False),
        (None, {"follow_ups": True}, ("file:a.wav",), False),
        (False, {"follow_ups": True}, (), False),
        (True, {"follow_ups": False}, (), True),
    ],
)
def test_follow_ups_go_on_as_they_were_begun_unless_the_person_says_otherwise(
    wish: bool | None, planned: dict[str, bool], microphone: tuple[str, ...], asked: bool
) -> None:
    options = {"follow_ups": wish, "microphones": microphone, "prompts": None, "no_fillers": False}
    assert as_begun(options, planned)["follow_ups"] is asked


@pytest.mark.parametrize(
    ("wish", "planned", "left_out"),
    [
        (False, {"fillers": False}, True),
        (False, {"fillers": True}, False),
        (False, {}, False),  # begun with an earlier voiceprep
        (True, {"fillers": True}, True),
    ],
)
def test_filled_pauses_that_were_not_counted_are_left_out_further_on(
    wish: bool, planned: dict[str, bool], left_out: bool
) -> None:
    options = {"follow_ups": None, "microphones": (), "prompts": None, "no_fillers": wish}
    assert as_begun(options, planned)["no_fillers"] is left_out


@pytest.mark.parametrize(
    ("given", "kept", "goes_on_with"),
    [
        ([], {"typed": True, "think": 30.0, "pause": True}, {"typed": True, "think": 30.0, "pause": True}),
        ([], {"hands_free": True, "patience": 6.0}, {"hands_free": True, "patience": 6.0}),
        (["--typed"], {"hands_free": True, "patience": 6.0}, {"typed": True, "hands_free": False}),
        (["--microphone", "laptop"], {"typed": True}, {"typed": False}),
        (
            ["--microphone", "laptop"],
            {"hands_free": True, "patience": 6.0},
            {"hands_free": True, "patience": 6.0},
        ),
        (["--microphone", "file:a.wav"], {"hands_free": True, "patience": 6.0}, {"hands_free": False}),
        (["--patience", "5"], {"hands_free": True, "patience": 6.0}, {"hands_free": True, "patience": 5.0}),
        (["--hands-free"], {"hands_free": True, "patience": 6.0}, {"hands_free": True, "patience": 6.0}),
        (["--think", "5"], {"think": 30.0}, {"think": 5.0}),
        (["--voice", "auto"], {"no_speech": True}, {"no_speech": False}),
        (["--judge", "builtin"], {"judge": "none"}, {"judge": "builtin"}),
        ([], {"judge": "none", "tones": False}, {"judge": "none", "tones": False}),
        # What a stranger may have written into a file.
        (
            [],
            {"judge": "nli:/tmp", "think": -1, "typed": "yes", "bank": "x"},
            {"judge": "builtin", "think": 0.0},
        ),
        ([], "anything", {"typed": False}),
    ],
)
def test_it_is_held_as_it_was_where_no_option_says_otherwise(
    given: list[str], kept: object, goes_on_with: dict[str, object]
) -> None:
    with resume_command.make_context("resume", list(given)) as context:
        options = as_held(context.params, {"held": kept})
    assert {name: options[name] for name in goes_on_with} == goes_on_with
    assert options["bank"] is None


def test_an_interview_keeps_how_it_is_held(tmp_path: Path) -> None:
    """And the command that is printed goes on with it, without a microphone."""
    quit_ = _voiceprep(tmp_path, "practice", *TWO, *TYPED, "--think", "1", stdin="\n/q\n")
    assert quit_.returncode == ExitCode.INTERRUPTED
    plan = _document(tmp_path)["plan"]
    assert isinstance(plan, dict)
    assert plan["held"] == {"typed": True, "no_speech": True, "think": 1.0, "judge": "none"}
    resumed = _voiceprep(tmp_path, "resume", "--json", stdin="\nOne.\n\n\nTwo.\n\n")
    assert resumed.returncode == ExitCode.NOT_SCORED, resumed.stderr
    assert json.loads(resumed.stdout)["session"]["status"] == "finished"


def test_an_examination_asks_no_follow_ups_however_it_is_resumed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = {"questions": [{"id": "ml-drift", "topic": "Drift", "text": "?"}], "exam": True}
    create_session(tmp_path, role="engineer", plan=plan, device={}).set_status("interrupted")
    assert run(["resume", "--follow-ups", *TYPED, "--recordings", str(tmp_path)]) == ExitCode.USAGE
    assert "an examination, which asks no follow-ups" in capsys.readouterr().err


def test_an_interview_notes_how_it_is_held(tmp_path: Path) -> None:
    _voiceprep(tmp_path, "practice", *TWO, *TYPED, "--follow-ups", "--no-fillers", stdin="/q\n")
    plan = _document(tmp_path)["plan"]
    assert isinstance(plan, dict)
    assert (plan["follow_ups"], plan["fillers"]) == (True, False)


@pytest.mark.models
def test_killed_at_any_moment_it_goes_on_and_no_recording_is_lost(tmp_path: Path) -> None:
    """SIGKILL: nothing can be tidied up any more."""
    for name in ("a", "b"):
        write_wav(Clip(np.zeros(16_000, dtype=np.float32)), tmp_path / f"{name}.wav")
    files = [f"--microphone=file:{tmp_path / name}.wav" for name in ("a", "b")]
    options = [*files, "--no-speech", "--judge", "none", "--transcriber", "sidecar"]
    chance = random.Random(5)
    for round_ in range(8):
        recordings = tmp_path / f"recordings-{round_}"
        command = [sys.executable, "-m", "voiceprep", "practice", *TWO, *options]
        process = subprocess.Popen(
            [*command, "--recordings", str(recordings)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        end = time.monotonic() + 30
        while not list(recordings.glob("*/session.json")) and process.poll() is None:
            assert time.monotonic() < end
            time.sleep(0.002)
        time.sleep(chance.uniform(0.0, 0.3))
        process.send_signal(signal.SIGKILL)
        process.wait(10)
        recorded = {path.name.split(".")[0] for path in recordings.glob("*/*.wav")}
        finished = _document(recordings)["status"] == "finished"
        resumed = _voiceprep(recordings, "resume", *options)
        assert resumed.returncode == (ExitCode.USAGE if finished else ExitCode.NOT_SCORED), resumed.stderr
        assert "Traceback" not in resumed.stderr
        assert _document(recordings)["status"] == "finished"
        assert recorded <= {path.name.split(".")[0] for path in recordings.glob("*/*.wav")}
