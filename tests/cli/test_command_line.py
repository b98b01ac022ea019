"""The command line: help, errors, exit codes; no models."""

from __future__ import annotations

import errno
import json
import os
import shlex
import shutil
import subprocess
import sys
from importlib import metadata
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from tests.builders import bank_document
from tests.judging.tiny_nli import save_tiny_nli
from tests.requirements import need
from voiceprep.audio.clip import SAMPLE_RATE, Clip
from voiceprep.audio.decode import write_wav
from voiceprep.cli.main import VERBS, run
from voiceprep.engines import EMBEDDERS
from voiceprep.errors import ExitCode
from voiceprep.packaged import packaged_path

if TYPE_CHECKING:
    from pathlib import Path


def voiceprep(*arguments: str, stdin: str = "", cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """The real command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "voiceprep", *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        cwd=cwd,
    )


@pytest.mark.parametrize("verb", [*VERBS])
def test_every_verb_has_help_with_examples(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([verb, "--help"]) == ExitCode.OK
    shown = capsys.readouterr().out
    assert "Examples:" in shown
    assert f"voiceprep {verb}" in shown


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["questions", "show", "ml-drfit"], ExitCode.USAGE, "Did you mean ml-drift"),
        (["questions", "list", "--topic", "quantum"], ExitCode.USAGE, "is about quantum"),
        (["questions", "check", "nowhere.json"], ExitCode.BAD_INPUT, "cannot be read"),
        (["judge", "--question", "nope", "--text", "x"], ExitCode.USAGE, 'no question "nope"'),
        (["judge"], ExitCode.USAGE, "Which question"),
        (["judge", "--pairs", "nowhere.jsonl", "--text", "x"], ExitCode.USAGE, "goes without"),
        (
            ["judge", "--question", "ml-drift", "--judge", "rubbish"],
            ExitCode.USAGE,
            '"rubbish" is not a judge',
        ),
        (
            ["judge", "--question", "ml-drift", "--judge", "nli:"],
            ExitCode.USAGE,
            "Use builtin, nli:FOLDER or",
        ),
        (
            ["score", "a.wav", "--question", "ml-drift", "--judge", "NONE"],
            ExitCode.USAGE,
            '"NONE" is not a judge',
        ),
        (["judge", "--pairs", "nowhere.jsonl", "--judge", "none"], ExitCode.USAGE, "Without a judge"),
        (["practice", "--typed", "--microphone", "0"], ExitCode.USAGE, "exclude each other"),
        (["practice", "--typed", "--hands-free"], ExitCode.USAGE, "needs a microphone"),
        (["practice", "--hands-free", "--microphone", "file:a.wav"], ExitCode.USAGE, "needs a microphone"),
        (["practice", "--patience", "6"], ExitCode.USAGE, "Give --hands-free too"),
        (["practice", "--hands-free", "--patience", "3"], ExitCode.USAGE, "not in the range"),
        (["practice", "--hands-free", "--patience", "nan"], ExitCode.USAGE, "must be a number"),
        (["practice", "--typed", "--think", "nan"], ExitCode.USAGE, "must be a number"),
        (["practice", "--typed", "--think", "-1"], ExitCode.USAGE, "not in the range"),
        (["practice", "--microphone", "file:nowhere.wav"], ExitCode.ENGINE, "nowhere.wav"),
        (["practice", "--bank", "nowhere.json"], ExitCode.BAD_INPUT, "no question bank"),
        (["practice", "--typed", "--prompts", "nowhere"], ExitCode.BAD_INPUT, "no folder of prompts"),
        (["replay", "nope", "--recordings", "nowhere"], ExitCode.BAD_INPUT, "no sessions"),
        (["practice", "--question", "ml-drfit"], ExitCode.USAGE, "Did you mean ml-drift"),
        (["practice", "--role", "astronaut"], ExitCode.USAGE, 'no role "astronaut"'),
        (["practice", "--plan", "--seed", "3"], ExitCode.USAGE, "Leave out --question and --seed"),
        (["questions"], ExitCode.USAGE, "Say what `voiceprep questions` is to do"),
        ([], ExitCode.USAGE, "Say what `voiceprep` is to do"),
        (["models", "--download", "whisper-base"], ExitCode.USAGE, "Give --yes"),
        (["models", "--download", "nope"], ExitCode.USAGE, 'no model "nope"'),
        (["bogus"], ExitCode.USAGE, "No such command"),
        (["score"], ExitCode.USAGE, "Missing argument"),
    ],
)
def test_wrong_input_gets_one_sentence_and_the_next_step(
    arguments: list[str], code: ExitCode, sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) == code
    shown = capsys.readouterr()
    assert sentence in shown.out + shown.err
    assert "Traceback" not in shown.err


ON_DRIFT = "I compare the distributions of the features in production with those of the training data."


def test_without_a_judge_an_answer_is_shown_and_not_scored(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["judge", "--question", "ml-drift", "--text", ON_DRIFT, "--judge", "none"]
    assert run(arguments) == ExitCode.NOT_SCORED
    shown = " ".join(capsys.readouterr().out.split())
    assert "Not scored: The judge is switched off" in shown
    assert "without --judge none" in shown
    assert run([*arguments, "--json"]) == ExitCode.NOT_SCORED
    (result,) = json.loads(capsys.readouterr().out)["results"]
    assert (result["status"], result["reason"]["code"]) == ("abstained", "not_judged")
    assert (result["content"], result["findings"]) == (None, [])
    assert result["transcript"]["text"] == ON_DRIFT
    assert result["versions"]["judge"] == "none"


@pytest.fixture
def _light_embedder(monkeypatch: pytest.MonkeyPatch) -> None:
    """No weights for the part of the judge that only proposes windows."""
    monkeypatch.setitem(EMBEDDERS, "onnx", "tests.judging.bag_of_words:BagOfWords")


@pytest.mark.usefixtures("_light_embedder")
@pytest.mark.parametrize("form", ["text", "pairs"])
def test_a_judge_from_a_folder_that_is_not_there_is_named(
    form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pairs = tmp_path / "pairs.jsonl"
    pairs.write_text(json.dumps({"claim": "Keys are hashed.", "answer": "keys are hashed"}), encoding="utf-8")
    what = ["--question", "ml-drift", "--text", ON_DRIFT] if form == "text" else ["--pairs", str(pairs)]
    folder = tmp_path / "nowhere"
    assert run(["judge", *what, "--judge", f"nli:{folder}"]) == ExitCode.MISSING
    shown = capsys.readouterr()
    assert f"There is no model in {folder}." in shown.err
    assert "Give a folder with config.json" in shown.err
    assert shown.out == ""


@pytest.mark.models
@pytest.mark.usefixtures("_light_embedder")
def test_a_judge_from_a_folder_judges(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    need(find_spec("transformers") and find_spec("torch"), "needs the extra `nli`")
    folder = save_tiny_nli(tmp_path / "tiny")
    arguments = ["judge", "--question", "ml-drift", "--text", ON_DRIFT, "--judge", f"nli:{folder}", "--json"]
    assert run(arguments) == ExitCode.OK
    (result,) = json.loads(capsys.readouterr().out)["results"]
    assert result["status"] == "scored"
    assert result["versions"]["judge"].startswith("nli tiny ")


def test_errors_are_json_where_json_was_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["questions", "show", "nope", "--json"]) == ExitCode.USAGE
    error = json.loads(capsys.readouterr().out)["error"]
    assert set(error) == {"message", "next_step", "exit_code"}
    assert error["exit_code"] == ExitCode.USAGE


def test_an_unforeseen_fault_becomes_a_report_without_what_was_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    said = " ".join(["my", "secret"])

    def broken(*_: object, **__: object) -> None:
        try:
            raise KeyError(said)
        except KeyError as cause:
            raise ValueError(said) from cause

    monkeypatch.setattr("voiceprep.questions.bank.load_questions", broken)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    for answer in (["--text", "my secret"], ["--text=my secret"], ["--text", "- my secret"]):
        assert run(["judge", "--question", "ml-drift", *answer]) == ExitCode.UNEXPECTED
    told = capsys.readouterr().err
    reports = list(tmp_path.iterdir())
    assert len(reports) == 3
    for report in reports:
        assert str(report) in told
        text = report.read_text()
        for word in ("ValueError", "KeyError", "in broken", "judge", "--question", "--text"):
            assert word in text
        assert "secret" not in text


def test_an_unforeseen_fault_is_told_where_no_report_can_be_written(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("voiceprep.questions.bank.load_questions", broken)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "nowhere"))
    assert run(["roles"]) == ExitCode.UNEXPECTED
    assert "Please report it with what you did" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "interrupted", "next_step"),
    [
        (["practice"], "voiceprep.questions.bank.load_questions", "whenever you like."),
        (
            ["score", "a.wav", "--question", "ml-drift"],
            "voiceprep.cli.score._score_few",
            "whenever you like.",
        ),
        (
            ["models", "--download", "whisper-base", "--yes"],
            "voiceprep.models.download.download",
            "to go on.",
        ),
    ],
)
def test_after_ctrl_c_going_on_is_promised_only_where_something_is_kept(
    arguments: list[str],
    interrupted: str,
    next_step: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def ctrl_c(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(interrupted, ctrl_c)
    assert run(arguments) == ExitCode.INTERRUPTED
    assert f"Stopped.\nRun the command again {next_step}" in capsys.readouterr().err


def test_doctor_goes_on_where_a_module_came_in_another_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def unknown(package: str) -> str:
        raise metadata.PackageNotFoundError(package)

    monkeypatch.setattr(metadata, "version", unknown)
    for part in ("_speech_system", "_devices", "_models"):
        monkeypatch.setattr(f"voiceprep.cli.doctor.{part}", list)
    assert run(["doctor", "--recordings", str(tmp_path)]) == ExitCode.OK
    assert "onnxruntime: installed by another package" in capsys.readouterr().out


def test_a_question_is_shown_with_its_wordings(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    bank = tmp_path / "bank.json"
    bank.write_text(json.dumps(bank_document()), encoding="utf-8")
    wordings = bank_document()["questions"][0]["key_points"][0]["wordings"]
    assert run(["questions", "show", "outage", "--bank", str(bank)]) == ExitCode.OK
    shown = " ".join(capsys.readouterr().out.split())
    assert all(f"in other words: {wording}" in shown for wording in wordings)
    run(["questions", "show", "outage", "--bank", str(bank), "--json"])
    first, second = json.loads(capsys.readouterr().out)["question"]["key_points"]
    assert (first["wordings"], second["wordings"]) == (wordings, [])


def test_questions_list_and_show_agree(capsys: pytest.CaptureFixture[str]) -> None:
    run(["questions", "list", "--role", "ml-engineer", "--json"])
    listed: list[dict[str, Any]] = json.loads(capsys.readouterr().out)["questions"]
    assert len(listed) == 20
    run(["questions", "show", listed[0]["id"], "--json"])
    shown = json.loads(capsys.readouterr().out)["question"]
    assert (shown["id"], len(shown["key_points"])) == (listed[0]["id"], listed[0]["key_points"])


def test_output_into_a_closed_pipe_ends_quietly() -> None:
    command = f"{sys.executable} -m voiceprep questions show ml-drift | head -1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert done.stdout.count("\n") == 1
    assert done.stderr == ""


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts_name_the_command(shell: str) -> None:
    assert "voiceprep" in voiceprep("completion", shell).stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ["score", "closed/a", "--question", "ml-drift"],
        ["practice", "--typed", "--bank", "closed/a"],
        ["practice", "--no-speech", "--microphone", "file:closed/a"],
        ["sessions", "import", "closed/a"],
        ["questions", "export", "--out", "closed/a"],
    ],
)
def test_what_lies_in_a_folder_that_nobody_may_look_into(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever runs the tests may look into everything, so it is the system's answer that is played here."""
    ask = os.stat

    def stat(path: Any, *more: Any, **options: Any) -> os.stat_result:
        if str(path).startswith("closed"):
            raise PermissionError(errno.EACCES, "Permission denied", path)
        return ask(path, *more, **options)

    monkeypatch.setattr(os, "stat", stat)
    assert run([*arguments, "--json"] if arguments[0] == "score" else arguments) == ExitCode.STORAGE
    assert "closed/a cannot be used: permission is denied." in capsys.readouterr().err


@pytest.mark.parametrize("columns", ["0", "1"])
def test_where_a_window_has_no_width_everything_is_shown_all_the_same(
    columns: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    assert run(["plan", "--count", "1", "--recordings", str(tmp_path)]) == ExitCode.OK
    assert "no answer" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "there"),
    [
        ("voiceprep ", "sessions"),
        ("voiceprep sessions ", "export"),
        ("voiceprep sessions ex", "export"),
        ("voiceprep sessions --", "--json"),
        ("voiceprep sessions --", "--help"),
        ("voiceprep sessions tag --", "--remove"),
        ("voiceprep questions ", "import"),
        ("voiceprep report --audio ", "beside"),
    ],
)
def test_the_shell_completes_verbs_options_and_choices(words: str, there: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "voiceprep"],
        env={
            **os.environ,
            "COMP_WORDS": words,
            "COMP_CWORD": str(words.count(" ")),
            "_VOICEPREP_COMPLETE": "bash_complete",
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert f"plain,{there}" in done.stdout.splitlines()


TYPED = ("practice", "--typed", "--no-speech", "--transcriber", "sidecar", "--judge", "none")


def test_keys_of_a_typed_interview(tmp_path: Path) -> None:
    where = ("--recordings", str(tmp_path))
    lines = "half an\n/r\nthe whole of an answer\n\nskip\n/q\n"
    done = voiceprep(*TYPED, "--count", "3", *where, stdin=lines)
    assert done.returncode == ExitCode.INTERRUPTED, done.stderr
    assert "/r and Enter repeats the question, /s skips it" in " ".join(done.stdout.split())
    assert "Here it is once more." in done.stdout
    assert "Skipped." in done.stdout
    assert "We stop here. What you said is saved." in done.stdout
    assert [line.split()[-4] for line in done.stdout.splitlines() if line.endswith(" -")] == [
        "abandoned",
        "-",
        "skipped",
        "-",
    ]
    again = voiceprep("replay", "--no-audio", *where)
    assert again.returncode == ExitCode.OK
    assert '"half an"\nThe question was asked again' in again.stdout
    assert "Skipped, so there is no score." in again.stdout


def test_an_interview_without_an_answer_names_the_command_that_goes_on(tmp_path: Path) -> None:
    """Also where it lies in a folder of its own, with a blank in its name, and its bank as well."""
    recordings, bank = str(tmp_path / "of mine"), str(tmp_path / "a bank.json")
    shutil.copy(packaged_path("questions.json"), bank)
    stopped = voiceprep(*TYPED, "--count", "1", "--recordings", recordings, "--bank", bank)
    assert stopped.returncode == ExitCode.ENGINE
    assert "No answer was given yet, and `voiceprep resume" in stopped.stderr
    goes_on = shlex.split(stopped.stderr.split("`")[1])
    assert goes_on[-2:] == ["--bank", bank]
    done = voiceprep(*goes_on[1:], *TYPED[1:], stdin="some words of an answer\n\n")
    assert done.returncode == ExitCode.NOT_SCORED
    again = shlex.split(done.stdout.rpartition("Go through it again: ")[2])
    assert "some words of an answer" in voiceprep(*again[1:]).stdout


def test_who_skips_everything_has_done_nothing_wrong(tmp_path: Path) -> None:
    done = voiceprep(*TYPED, "--count", "1", "--json", "--recordings", str(tmp_path), stdin="/s\n")
    assert done.returncode == ExitCode.OK, done.stderr
    document = json.loads(done.stdout)
    assert (document["session"]["status"], document["results"]) == ("finished", [])


def test_a_folder_answers_with_its_recordings_and_what_is_left_over_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What a system hides in it, and texts beside the recordings, answer nothing."""
    folder = tmp_path / "answers"
    folder.mkdir()
    for seconds in (1, 2, 3):
        write_wav(Clip(np.zeros(seconds * SAMPLE_RATE, dtype=np.float32)), folder / f"{seconds}.wav")
    for name in (".DS_Store", "._1.wav", "1.txt"):
        (folder / name).write_text("no sound")
    questions = ["--question", "ml-drift", "--question", "ml-mlops"]
    engines = ["--no-speech", "--transcriber", "sidecar", "--judge", "none"]
    where = ["--microphone", f"file:{folder}", "--recordings", str(tmp_path / "recordings"), "--json"]
    assert run(["practice", *questions, *engines, *where]) == ExitCode.NOT_SCORED
    shown = capsys.readouterr()
    assert [result["seconds"] for result in json.loads(shown.out)["results"]] == [1.0, 2.0]
    assert "There are 3 files for 2 questions; 1 of them is not played." in shown.err


def test_a_folder_without_recordings_answers_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / ".DS_Store").write_text("no sound")
    assert run(["practice", "--microphone", f"file:{tmp_path}"]) == ExitCode.USAGE
    assert "There are no recordings to play as answers." in capsys.readouterr().err


def test_json_and_notes_do_not_mix(capsys: pytest.CaptureFixture[str]) -> None:
    run(["questions", "list", "--json"])
    json.loads(capsys.readouterr().out)


def test_brackets_in_names_and_commands_are_shown(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """They are no markup: a command that mends an installation has to be shown whole."""
    monkeypatch.setattr("voiceprep.models.status.locate", lambda _: None)
    run(["models"])
    assert 'pip install "voiceprep[offline]"' in capsys.readouterr().out
