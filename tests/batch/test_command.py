"""`voiceprep score` on many files, without weights: words lie beside the recordings, and nobody judges."""

from __future__ import annotations

import csv
import json
import re
import shutil
import signal
import threading
import zipfile
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from voiceprep.audio.clip import Clip
from voiceprep.audio.decode import decode, write_wav
from voiceprep.batch.groups import WARNING
from voiceprep.batch.here import Here
from voiceprep.cli.interrupts import after_ctrl_c, stopping
from voiceprep.cli.main import run
from voiceprep.demo import demo_answers
from voiceprep.errors import ExitCode, StoppedError

if TYPE_CHECKING:
    from pathlib import Path

LIGHT = ("--transcriber", "sidecar", "--judge", "none")


@pytest.fixture(autouse=True)
def _light(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Kept in the test's folder, and scored in this process: starting workers takes its time."""
    monkeypatch.setenv("VOICEPREP_RECORDINGS", str(tmp_path / "recordings"))
    monkeypatch.setattr("voiceprep.batch.local.LocalWorkers", lambda recipe, workers: Here(recipe))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Silence, something that is no sound, and a list of both and more."""
    found = tmp_path / "in"
    found.mkdir()
    write_wav(Clip(np.zeros(16_000, dtype=np.float32)), found / "silence.wav")
    (found / "text.wav").write_text("This is no sound.")
    (found / "list.csv").write_text(
        "path,question,candidate,cohort,status\nsilence.wav,ml-drift,Ada,=x,new\ntext.wav,ml-drift,Bob,y,\n"
        "nowhere.wav,ml-drift,,y,\n../out.wav,ml-drift,,y,\nsilence.wav,nope,,,\n"
    )
    return found


def printed(capsys: pytest.CaptureFixture[str], code: ExitCode, *arguments: str) -> dict[str, Any]:
    assert run(["score", *arguments, *LIGHT, "--json"]) == code
    document: dict[str, Any] = json.loads(capsys.readouterr().out)
    return document


def test_every_file_of_a_list_has_a_row_and_a_reason(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ("--manifest", str(folder / "list.csv"), "--group", "cohort")
    document = printed(capsys, ExitCode.NOT_SCORED, *arguments)
    reasons = [(result["status"], result["reason"]["code"]) for result in document["results"]]
    assert reasons == [
        ("abstained", "silence"),
        *[("failed", "unreadable")] * 3,
        ("unknown_question", "unknown_question"),
    ]
    assert document["counts"] == {"scored": 0, "abstained": 1, "failed": 3, "unknown_question": 1}
    assert document["results"][0]["file"] == {
        "candidate": "Ada",
        "question_from": "manifest",
        "guess": None,
        "columns": {"cohort": "=x", "status": "new"},
    }
    sizes = {one["value"]: one["files"] for one in document["groups"]}
    assert sizes == {"(none)": 1, "=x": 1, "y": 3}
    assert document["groups_warning"] == WARNING


def test_figures_of_groups_are_shown_with_their_warning(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["score", "--manifest", str(folder / "list.csv"), "--group", "cohort", *LIGHT]
    assert run(arguments) == ExitCode.NOT_SCORED
    shown = " ".join(capsys.readouterr().out.split())
    assert "cohort: y" in shown
    assert "too few to conclude from" in shown
    assert WARNING in shown


def test_a_table_has_every_file_and_starts_no_formula(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.csv"
    arguments = ["score", "--manifest", str(folder / "list.csv"), "--out", str(out), *LIGHT]
    assert run(arguments) == ExitCode.NOT_SCORED
    shown = " ".join(capsys.readouterr().out.split())
    assert "5 files: 1 abstained, 3 failed, 1 unknown question" in shown
    first = out.read_text(encoding="utf-8")
    rows = list(csv.DictReader(first.splitlines()))
    assert [row["path"] for row in rows][:3] == ["silence.wav", "text.wav", "nowhere.wav"]
    assert (rows[0]["cohort"], rows[0]["manifest_status"], rows[0]["status"]) == ("'=x", "new", "abstained")
    assert run(arguments) == ExitCode.NOT_SCORED
    assert out.read_text(encoding="utf-8") == first, "the same again, from the store"
    assert "known already" in capsys.readouterr().out


def test_a_log_that_nobody_watches_tells_now_and_then_how_far_it_is(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = ["score", str(folder), "--question", "ml-drift", *LIGHT]
    assert run(arguments) == ExitCode.NOT_SCORED
    assert "1 of 2 files" not in capsys.readouterr().err
    monkeypatch.setattr("voiceprep.cli.batch_progress.SECONDS_BETWEEN", 0.0)
    assert run([*arguments, "--rescore"]) == ExitCode.NOT_SCORED
    told = capsys.readouterr().err
    assert "1 of 2 files" in told
    assert "\x1b" not in told
    assert run([*arguments, "--rescore", "--quiet"]) == ExitCode.NOT_SCORED
    assert capsys.readouterr().err == ""


def test_a_log_tells_how_many_recordings_were_looked_through_for_questions(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("voiceprep.cli.batch_progress.SECONDS_BETWEEN", 0.0)
    arguments = ["score", str(folder), "--split", "--split-dir", str(tmp_path / "parts"), *LIGHT]
    run(arguments)
    assert "1 of 2 files looked through" in capsys.readouterr().err
    run([*arguments, "--quiet"])
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("hidden", [(), ("--anonymous",)])
def test_what_was_passed_over_is_said_once(
    folder: Path, hidden: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("Ada.xyz", "Bob.docx"):
        (folder / name).write_text("who knows")
    assert run(["score", str(folder), "--question", "ml-drift", *hidden, *LIGHT]) == ExitCode.NOT_SCORED
    told = capsys.readouterr().err
    assert told.count("Passed over by their endings: 2 other files") == 1
    assert ("Ada.xyz" in told) is not bool(hidden)


def test_half_an_upload_is_told_in_the_table_on_the_page_and_in_json(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "in").mkdir()
    whole = demo_answers()[0].recording.read_bytes()
    for name, content in (("whole.ogg", whole), ("half.ogg", whole[: len(whole) // 2])):
        (tmp_path / "in" / name).write_bytes(content)
        (tmp_path / "in" / name).with_suffix(".txt").write_text("These are words that a person said here.")
    out, page = tmp_path / "out.csv", tmp_path / "page"
    outputs = ("--out", str(out), "--report", str(page))
    arguments = (str(tmp_path / "in"), "--question", "ml-drift", *outputs)
    half, other = printed(capsys, ExitCode.NOT_SCORED, *arguments)["results"]
    assert (half["sound"]["damage"], other["sound"]["damage"]) == ("is cut off before its end", None)
    with out.open(newline="") as file:
        remarks = [row["remark"] for row in csv.DictReader(file)]
    assert remarks == ["The file is cut off before its end, so words may be missing. Hand it in again.", ""]
    assert remarks[0] in (page / "index.html").read_text(encoding="utf-8")


def test_files_that_all_fail_alike_give_their_code(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = (str(folder / "text.wav"), str(folder / "nowhere.wav"), "--workers", "1")
    document = printed(capsys, ExitCode.BAD_INPUT, *arguments, "--question", "ml-drift")
    assert document["counts"]["failed"] == 2


def test_names_are_hidden_everywhere(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ("--manifest", str(folder / "list.csv"), "--anonymous", "--group", "cohort")
    text = json.dumps(printed(capsys, ExitCode.NOT_SCORED, *arguments))
    assert "candidate-" in text
    for name in ("Ada", "Bob", "silence.wav", "nowhere", "out.wav"):
        assert name not in text


def test_names_are_hidden_in_archives_and_in_what_a_pattern_finds(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with zipfile.ZipFile(folder / "up.zip", "w") as out:
        for name in ("Ada/nope.wav", "../Ada.wav", "Ada_nope.wav"):
            out.writestr(name, b"no sound")
    packed = (folder / "up.zip").read_bytes()
    (folder / "up.zip").write_bytes(packed.replace(b"no sound", b"NO SOUND", 1))
    (folder / "talk.Lovelace").write_text("no sound")
    arguments = (str(folder / "up.zip"), str(folder / "talk.Lovelace"), "--anonymous", "--verbose")
    assert run(["score", *arguments, "--pattern", "{candidate}_{question}", *LIGHT]) == ExitCode.NOT_SCORED
    assert run(["score", *arguments, "--question", "ml-drift", *LIGHT]) == ExitCode.BAD_INPUT
    told = capsys.readouterr()
    shown = "".join((told.out + told.err).split())
    assert "leavesitsfolder" in shown
    assert "namesnoquestion" in shown
    assert "itisdamaged" in shown
    for name in ("Ada", "Lovelace", "nope"):
        assert name not in shown


def test_names_are_hidden_where_the_words_beside_a_recording_are_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "in").mkdir()
    for name in ("Ada.ogg", "Bob.ogg"):
        shutil.copy(demo_answers()[0].recording, tmp_path / "in" / name)
    (tmp_path / "in" / "Bob.txt").write_bytes(b"\xff")
    for asked in (("--question", "ml-drift"), ("--split",)):
        text = json.dumps(printed(capsys, ExitCode.ENGINE, str(tmp_path / "in"), "--anonymous", *asked))
        assert "There is no transcript file-" in text
        assert "Ada" not in text
        assert "Bob" not in text


def test_few_files_that_are_named_are_shown_and_not_kept(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["score", str(folder / "silence.wav"), "--question", "ml-drift", *LIGHT]
    assert run(arguments) == ExitCode.NOT_SCORED
    assert "No speech was heard" in capsys.readouterr().out
    assert not (tmp_path / "recordings").exists()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["a.wav"], "Which question do the files answer?"),
        (["a.wav", "--out", "x.csv"], "Which questions do the files answer?"),
        (["a.wav", "--question", "ml-drift", "--out", "x.ods"], "has no ending"),
        (["a.wav", "--pattern", "answers"], "is no pattern"),
        (
            ["a.wav", "--question", "ml-drift", "--workers", "2", "--role", "x"],
            "which questions to look among",
        ),
        (["a.wav", "--split", "--split-dir", "."], "where the parts of --split are written"),
        (["a.wav", "--guess", "--role", "pilot"], 'no role "pilot"'),
        (["--manifest", "nowhere.csv"], "cannot be read"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(
    arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["score", *arguments]) in {ExitCode.USAGE, ExitCode.BAD_INPUT}
    assert sentence in capsys.readouterr().err


REASONS = {
    "empty.mp3": "empty",
    "long.wav": "too_long",
    "missing.wav": "unreadable",
    "no samples.wav": "empty",
    "text.wav": "unreadable",
    "unheard.wav": "engine",  # nothing beside it says what is heard in it
}
"""Of every file that cannot be scored, why, as its row and its JSON say it."""


@pytest.fixture
def unusable(tmp_path: Path) -> Path:
    made = tmp_path / "unusable"
    made.mkdir()
    (made / "empty.mp3").touch()
    (made / "text.wav").write_text("This is no sound.")
    write_wav(Clip(np.zeros(0, dtype=np.float32)), made / "no samples.wav")
    write_wav(Clip(np.zeros(7 * 16_000, dtype=np.float32)), made / "long.wav")
    write_wav(Clip(decode(demo_answers()[0].recording).samples[: 5 * 16_000]), made / "unheard.wav")
    rows = "".join(f"{name},ml-drift\n" for name in REASONS)
    (made / "list.csv").write_text(f"path,question\n{rows}")
    return made


@pytest.mark.parametrize("hidden", [(), ("--anonymous",)])
def test_why_a_file_has_no_result_stands_in_a_word_of_its_own(
    unusable: Path, hidden: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    table = unusable.with_name("table.csv")
    arguments = ("--manifest", str(unusable / "list.csv"), "--max-minutes", "0.1", "--out", str(table))
    document = printed(capsys, ExitCode.NOT_SCORED, *arguments, *hidden)
    assert [result["reason"]["code"] for result in document["results"]] == list(REASONS.values())
    with table.open(newline="") as file:
        assert [row["reason"] for row in csv.DictReader(file)] == list(REASONS.values())


def test_a_file_that_is_scored_alone_says_why_in_the_same_word(
    unusable: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = [str(unusable / name) for name in REASONS]
    document = printed(capsys, ExitCode.NOT_SCORED, *files, "--question", "ml-drift", "--max-minutes", "0.1")
    assert [result["reason"]["code"] for result in document["results"]] == list(REASONS.values())


def test_what_cannot_be_split_says_why_in_the_same_word(
    unusable: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ("--split", "--split-dir", str(unusable.with_name("parts")), "--max-minutes", "0.1")
    document = printed(capsys, ExitCode.NOT_SCORED, str(unusable), *arguments)
    found = {result["source"].rpartition("/")[2]: result["reason"]["code"] for result in document["results"]}
    assert found == {name: reason for name, reason in REASONS.items() if name != "missing.wav"}


def test_a_group_that_nobody_has_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["score", "--manifest", str(folder / "list.csv"), "--group", "acent", *LIGHT]
    assert run(arguments) == ExitCode.USAGE
    assert 'has "acent"' in capsys.readouterr().err


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_first_interrupt_stops_and_the_second_breaks_off(number: signal.Signals) -> None:
    stop, said = threading.Event(), []
    before = signal.getsignal(number)
    with stopping(stop, lambda: said.append("finishing")):
        signal.raise_signal(number)
        assert stop.is_set()
        assert said == ["finishing"]
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(number)
    assert signal.getsignal(number) is before


def test_a_system_that_shuts_down_stops_what_cannot_be_finished_as_ctrl_c_does() -> None:
    """Recordings that were copied for a moment are removed then, and half of a table."""
    before, cleaned = signal.getsignal(signal.SIGTERM), []

    def shut_down() -> None:
        with after_ctrl_c("Go on."):
            try:
                signal.raise_signal(signal.SIGTERM)
            finally:
                cleaned.append(True)

    with pytest.raises(StoppedError) as raised:
        shut_down()
    assert (raised.value.next_step, cleaned) == ("Go on.", [True])
    assert signal.getsignal(signal.SIGTERM) is before


def test_a_stopped_batch_says_so_and_goes_on_later(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(stop: threading.Event, say_so: Any) -> Any:
        stop.set()
        return stopping(stop, say_so)

    out = tmp_path / "out.csv"
    arguments = ["score", str(folder), "--question", "ml-drift", "--out", str(out), *LIGHT]
    with monkeypatch.context() as patch:
        patch.setattr("voiceprep.cli.batch.stopping", stopped)
        assert run([*arguments, "--json"]) == ExitCode.INTERRUPTED
    told = capsys.readouterr()
    assert "0 of 2 files are done" in told.err
    assert json.loads(told.out)["error"] == {
        "message": "Stopped: 0 of 2 files are done.",
        "next_step": "Run the command again to go on.",
        "exit_code": ExitCode.INTERRUPTED,
    }
    assert not out.exists()
    assert run(arguments) == ExitCode.NOT_SCORED
    assert out.exists()


def test_a_batch_that_is_broken_off_goes_on_later_too(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken_off(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("voiceprep.cli.batch.stopping", broken_off)
    document = printed(capsys, ExitCode.INTERRUPTED, str(folder), "--question", "ml-drift")
    assert document["error"]["next_step"] == "Run the command again to go on."


def test_what_is_said_of_a_stopped_batch_is_true(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    stops: list[threading.Event] = []

    def noting(stop: threading.Event, say_so: Any) -> Any:
        stops.append(stop)
        return stopping(stop, say_so)

    class StoppedAtOnce(Here):
        def wait(self) -> Any:
            stops[-1].set()
            return super().wait()

    monkeypatch.setattr("voiceprep.cli.batch.stopping", noting)
    monkeypatch.setattr("voiceprep.batch.local.LocalWorkers", lambda recipe, workers: StoppedAtOnce(recipe))
    arguments = ["score", str(folder), "--question", "ml-drift", *LIGHT]
    assert run(arguments) == ExitCode.INTERRUPTED
    told = capsys.readouterr().err
    assert re.search(r"^1 file: .*1 without a score$", told, re.MULTILINE)
    assert "1 of 2 files are done.\nRun the command again to go on." in told
    assert run([*arguments, "--rescore"]) == ExitCode.INTERRUPTED
    assert "1 of 2 files are done.\nWith --rescore the next run judges all" in capsys.readouterr().err
