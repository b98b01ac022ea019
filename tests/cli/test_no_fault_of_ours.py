"""What is closed, gone, too long or of no use: one sentence each, and never a report of a fault."""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.sessions.gold import copy_gold
from voiceprep.bands import load_bands
from voiceprep.cli.answers import answer_files
from voiceprep.cli.main import run
from voiceprep.demo import demo_answers
from voiceprep.errors import ExitCode, SettingsError
from voiceprep.models.cache import cache_folder
from voiceprep.models.catalogue import WHISPER_BASE
from voiceprep.models.resolve import locate
from voiceprep.questions.bank import find_bank
from voiceprep.sessions.find import find_recordings
from voiceprep.settings import settings_path

if TYPE_CHECKING:
    from collections.abc import Callable

# What is closed


@pytest.mark.parametrize(
    "verb", [["roles"], ["history"], ["accuracy"], ["sessions", "--json"], ["forget", "last"]]
)
def test_closed_streams(verb: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Python has no stream at all for `<&-`, `>&-` and `2>&-`."""
    copy_gold(tmp_path)
    monkeypatch.setenv("VOICEPREP_RECORDINGS", str(tmp_path))
    for name in ("stdin", "stdout", "stderr"):
        monkeypatch.setattr(f"sys.{name}", None)
    assert run(verb) == (ExitCode.USAGE if verb[0] == "forget" else ExitCode.OK)


def test_a_question_cannot_be_typed_where_nothing_can(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", None)
    assert run(["questions", "new", "--out", str(tmp_path / "mine.json")]) == ExitCode.USAGE
    assert "nowhere to type" in capsys.readouterr().err


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "ascii"])
def test_json_is_utf_8_whatever_the_encoding_of_the_rest(encoding: str, tmp_path: Path) -> None:
    copy_gold(tmp_path)
    name = "\N{DIRECT HIT} caf\u00e9"
    assert run(["sessions", "rename", "last", name, "--recordings", str(tmp_path)]) == ExitCode.OK

    def printed(*arguments: str) -> Any:
        done = subprocess.run(
            [sys.executable, "-m", "voiceprep", *arguments, "--json", "--recordings", str(tmp_path)],
            env={**os.environ, "PYTHONIOENCODING": encoding},
            capture_output=True,
            timeout=60,
            check=False,
        )
        return json.loads(done.stdout.decode("utf-8"))

    assert printed("sessions")["sessions"][0]["name"] == name
    assert "caf\u00e9s" in printed("replay", "caf\u00e9s")["error"]["message"]


def test_what_a_text_beside_a_recording_says_cannot_command_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spoken = demo_answers()[0].recording
    recording = Path(shutil.copy(spoken, tmp_path / f"a{spoken.suffix}"))
    recording.with_suffix(".txt").write_text("I \x1b]0;gone\x07 compare \x1b[2Jdistributions")
    for more in ([], ["--words"]):
        assert run(["transcribe", str(recording), "--transcriber", "sidecar", *more]) == ExitCode.OK
        shown = capsys.readouterr().out
        assert "distributions" in shown
        assert "\x1b" not in shown


# What is too long, gone, or nobody's

LONG = "x" * 300
"""No disk takes such a name."""


@pytest.mark.parametrize(
    "arguments",
    [
        ["roles", "--bank", LONG],
        ["questions", "check", LONG],
        ["questions", "import", LONG, "--out", "mine.json"],
        ["questions", "import", "guide.txt", "--out", f"{LONG}.json"],
        ["questions", "export", "--out", f"{LONG}.csv"],
        ["questions", "new", "--out", f"{LONG}.json"],
        ["sessions", "export", "last", "--out", LONG],
        ["sessions", "import", LONG],
        ["sessions", "--recordings", LONG],
        ["report", "--all", "--out", LONG],
        ["report", "--out", LONG],
        ["replay", LONG],
        ["transcribe", LONG, "--transcriber", "sidecar"],
        ["practice", "--typed", "--prompts", LONG],
        ["practice", "--no-speech", "--microphone", f"file:{LONG}"],
    ],
    ids=lambda arguments: " ".join(arguments).replace(LONG, "LONG"),
)
def test_a_name_that_is_too_long(
    arguments: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    copy_gold(tmp_path / "recordings")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("VOICEPREP_RECORDINGS", "recordings")
    (tmp_path / "guide.txt").write_text("1. What is a roux?\nAnswer: Flour that is cooked in fat.\n")
    assert run(arguments) != ExitCode.UNEXPECTED
    assert "our fault" not in capsys.readouterr().err


@pytest.mark.parametrize("number", [errno.EIO, errno.ESTALE, errno.ENOTCONN, errno.ELOOP])
def test_a_disk_that_has_gone(
    number: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ask = os.stat

    def stat(path: Any, *more: Any, **options: Any) -> os.stat_result:
        if str(path).startswith("gone"):
            raise OSError(number, os.strerror(number), path)
        return ask(path, *more, **options)

    monkeypatch.setattr(os, "stat", stat)
    # Python takes a link that leads in a circle for nothing at all.
    code = ExitCode.BAD_INPUT if number == errno.ELOOP else ExitCode.STORAGE
    assert run(["sessions", "import", "gone/a.zip"]) == code
    assert "gone/a.zip" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("variable", "find"),
    [
        ("VOICEPREP_BANK", find_bank),
        ("VOICEPREP_RECORDINGS", find_recordings),
        ("VOICEPREP_SETTINGS", settings_path),
        ("VOICEPREP_CACHE", cache_folder),
    ],
)
def test_the_home_folder_of_nobody(
    variable: str, find: Callable[[], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, "~nobody-of-that-name/x")
    assert find() == Path("~nobody-of-that-name/x")


def test_bands_and_weights_in_the_home_folder_of_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("VOICEPREP_DELIVERY", "VOICEPREP_MODELS", "HF_HOME"):
        monkeypatch.setenv(variable, "~nobody-of-that-name/x")
    with pytest.raises(SettingsError, match="~nobody-of-that-name"):
        load_bands()
    locate(WHISPER_BASE)


def test_a_file_that_answers_may_lie_in_the_home_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(variable, str(tmp_path))
    assert answer_files(["~/answer.m4a"]) == [tmp_path / "answer.m4a"]


# What is of no use


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["practice", "--question", "ml-drift", "--topic", "drift"], "Leave out --topic and --seed"),
        (["practice", "--question", "ml-drift", "--seed", "3"], "Leave out --topic and --seed"),
        (["score", "a.wav", "--question", "ml-drift", "--role", "sre"], "Give --guess or --split too"),
        (["score", "a.wav", "--question", "ml-drift", "--transcripts-dir", "x"], "Give --transcripts too"),
        (["score", "a.wav", "--question", "ml-drift", "--split-dir", "parts"], "Give --split too"),
        (["score", "a.wav", "--guess", "--split-dir", "parts"], "Give --split too"),
        (["judge", "--pairs", "pairs.jsonl", "--bank", "questions.json"], "goes without"),
        (["judge", "--pairs", "pairs.jsonl", "--prompts", "warm"], "goes without"),
        (["judge", "--pairs", "pairs.jsonl", "--text", ""], "goes without"),
        (["models", "--yes"], "Give --download NAME too"),
    ],
    ids=lambda given: " ".join(given) if isinstance(given, list) else "",
)
def test_an_option_that_would_change_nothing_is_not_passed_over(
    arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) == ExitCode.USAGE
    assert sentence in capsys.readouterr().err


def test_who_does_not_want_the_download_is_told_that_there_was_none(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("click.confirm", lambda *_, **__: False)
    assert run(["models", "--download", "whisper-base", "--json"]) == ExitCode.INTERRUPTED
    assert json.loads(capsys.readouterr().out)["error"]["message"] == "Nothing was downloaded."


# What is cut off


def test_a_recording_that_is_cut_off_is_transcribed_and_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    half = tmp_path / "half.ogg"
    whole = demo_answers()[0].recording.read_bytes()
    half.write_bytes(whole[: len(whole) // 2])
    half.with_suffix(".txt").write_text("So that is half of it", encoding="utf-8")
    transcribe = ["transcribe", str(half), "--transcriber", "sidecar"]
    assert run(transcribe) == ExitCode.OK
    shown = capsys.readouterr()
    assert "half.ogg is cut off before its end; words may be missing." in shown.err
    assert shown.out == "So that is half of it\n"
    assert run([*transcribe, "--json"]) == ExitCode.OK
    assert json.loads(capsys.readouterr().out)["results"][0]["damage"] == "is cut off before its end"


# What is over

ENDS = """
import threading, time
from voiceprep.cli import main

def work():
    while threading.main_thread().is_alive():  # it ends, and waits for this
        time.sleep(0.1)
    print("told", flush=True)
    time.sleep(60)

def run(arguments):
    threading.Thread(target=work).start()
    return 130

main.run = run
main.main()
"""


def test_a_second_ctrl_c_while_the_program_ends_leaves_at_once() -> None:
    """All is told and saved by then, and a recogniser may have a window in hand for some seconds."""
    process = subprocess.Popen(
        [sys.executable, "-c", ENDS], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "told\n"
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=15)
    assert (process.returncode, errors) == (ExitCode.INTERRUPTED, "")
