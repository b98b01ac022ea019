"""What is forgotten is gone, and nothing else."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.sessions.gold import GOLD, ID, content, copy_gold, run_in
from voiceprep.batch.store import Store
from voiceprep.errors import ExitCode, StorageError
from voiceprep.sessions import forget
from voiceprep.sessions.find import BATCH_RESULTS
from voiceprep.sessions.store import open_session, session_folders


@pytest.fixture
def recordings(tmp_path: Path) -> Path:
    copy_gold(tmp_path / "recordings")
    return tmp_path / "recordings"


def test_what_is_forgotten_is_gone(recordings: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(recordings / ID, recordings / "2020-01-01-engineer-aaaaaa")
    assert run_in(recordings, "forget", ID, "--yes", "--json") == ExitCode.OK
    document = json.loads(capsys.readouterr().out)
    assert [one["id"] for one in document["forgotten"]] == [ID]
    assert [folder.name for folder in session_folders(recordings)] == ["2020-01-01-engineer-aaaaaa"]
    assert not (recordings / ID).exists()


def test_a_name_that_fits_a_part_of_another_id_deletes_nothing(
    recordings: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(recordings / ID, recordings / "2020-01-01-data-scientist-aaaaaa")
    assert run_in(recordings, "sessions", "rename", ID, "data") == ExitCode.OK
    before = content(recordings)
    for name in ("data", ""):
        assert run_in(recordings, "forget", name, "--yes") == ExitCode.BAD_INPUT
    assert ID in capsys.readouterr().err
    assert content(recordings) == before


def test_without_a_terminal_and_without_yes_nothing_is_deleted(
    recordings: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = content(recordings)
    assert run_in(recordings, "forget", "last") == ExitCode.USAGE
    shown = capsys.readouterr()
    assert "--yes" in shown.err
    for path in (recordings / ID).iterdir():
        assert path.name == ".in-use" or path.name in shown.out
    assert content(recordings) == before


@pytest.mark.parametrize(
    ("answer", "code", "there"), [("n\n", ExitCode.INTERRUPTED, True), ("y\n", ExitCode.OK, False)]
)
def test_the_person_is_asked(
    recordings: Path, monkeypatch: pytest.MonkeyPatch, answer: str, code: ExitCode, there: bool
) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("click.confirm", lambda *_, **__: answer == "y\n")
    assert run_in(recordings, "forget", "last") == code
    assert (recordings / ID).exists() == there


def test_who_says_no_is_told_so_in_json_too(
    recordings: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("click.confirm", lambda *_, **__: False)
    assert run_in(recordings, "forget", "last", "--json") == ExitCode.INTERRUPTED
    shown = capsys.readouterr()
    assert json.loads(shown.out)["error"]["message"] == "Nothing was deleted."
    assert "Nothing was deleted." in shown.err


def test_a_session_that_is_named_twice_is_forgotten_once(
    recordings: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(recordings.parent)
    names = (str(recordings / ID), ID, ID[-6:])
    assert run_in(Path("recordings"), "forget", *names, "--yes", "--json") == ExitCode.OK
    assert [one["id"] for one in json.loads(capsys.readouterr().out)["forgotten"]] == [ID]
    assert list(recordings.iterdir()) == []


def test_a_link_is_refused_by_whatever_name_its_target_is_named_too(recordings: Path) -> None:
    (recordings / "linked").symlink_to(recordings / ID)
    for names in (("linked", ID), (ID, "linked"), (str(recordings / ID), "linked")):
        assert run_in(recordings, "forget", *names, "--yes") == ExitCode.BAD_INPUT
    assert (recordings / ID).exists()


def test_a_copy_of_a_session_within_one_goes_with_it(recordings: Path) -> None:
    shutil.copytree(GOLD, recordings / ID / "copy")
    (recordings / ID / "copy" / ".in-use").touch()
    assert run_in(recordings, "forget", ID, "--yes") == ExitCode.OK
    assert list(recordings.iterdir()) == []


@pytest.mark.parametrize("arguments", [[], ["last", "--all"], ["--all", "--before", "2020-01-01"]])
def test_which_sessions_has_to_be_said_once(recordings: Path, arguments: list[str]) -> None:
    assert run_in(recordings, "forget", *arguments, "--yes") == ExitCode.USAGE
    assert (recordings / ID).exists()


def test_those_before_a_day(tmp_path: Path) -> None:
    for name in ("2020-01-01-engineer-aaaaaa", "2021-01-01-engineer-bbbbbb", "no-date"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "session.json").write_text("{")
    assert run_in(tmp_path, "forget", "--before", "2021-01-01", "--yes") == ExitCode.OK
    assert {path.name for path in tmp_path.iterdir()} == {"2021-01-01-engineer-bbbbbb", "no-date"}


def test_all_takes_damaged_sessions_and_remains_and_leaves_what_is_not_ours(recordings: Path) -> None:
    (recordings / "damaged").mkdir()
    (recordings / "damaged" / "session.json").write_text("{")
    (recordings / "2020-01-01-engineer-aaaaaa" / "deep").mkdir(parents=True)
    (recordings / "2020-01-01-engineer-aaaaaa" / "deep" / "a.wav").touch()
    (recordings / ".importing-x" / ID).mkdir(parents=True)
    (recordings / ".importing-x" / ID / "session.json").touch()
    (recordings / "holiday").mkdir()
    (recordings / "README.md").touch()
    assert run_in(recordings, "forget", "--all", "--yes") == ExitCode.OK
    assert {path.name for path in recordings.iterdir()} == {"holiday", "README.md"}


def test_only_the_recordings_folder_is_deleted_from(
    recordings: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    elsewhere = shutil.copytree(GOLD, tmp_path / "elsewhere")
    assert run_in(recordings, "forget", str(elsewhere), "--yes") == ExitCode.BAD_INPUT
    assert "does not lie in the recordings folder" in capsys.readouterr().err
    (recordings / "linked").symlink_to(elsewhere)
    assert run_in(recordings, "forget", "linked", "--yes") == ExitCode.BAD_INPUT
    (recordings / ID / "link").symlink_to(elsewhere)
    (recordings / ID / "other.wav").symlink_to(elsewhere / "session.json")
    assert run_in(recordings, "forget", ID, "--yes") == ExitCode.OK
    assert content(elsewhere) == content(GOLD)
    assert not (recordings / ID).exists()


def test_what_was_interrupted_can_be_done_again(recordings: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (doomed,) = forget.named(recordings, [ID])
    unlink = Path.unlink

    def refuse(path: Path, **options: Any) -> None:
        if path.suffix == ".wav":
            raise PermissionError(13, "Permission denied")
        unlink(path, **options)

    with monkeypatch.context() as broken:
        broken.setattr(Path, "unlink", refuse)
        with pytest.raises(StorageError, match="cannot be deleted: permission is denied"):
            forget.forget(doomed)
    assert open_session(recordings, "last").id == ID
    forget.forget(doomed)
    assert list(recordings.iterdir()) == []


def test_the_page_of_all_sessions_goes_with_any_of_them(
    recordings: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(recordings / ID, recordings / "2020-01-01-engineer-aaaaaa")
    for arguments in (("--all",), ("last",)):
        assert run_in(recordings, "report", *arguments) == ExitCode.OK
    assert (recordings / "report.html").is_file()
    capsys.readouterr()
    assert run_in(recordings, "forget", "last") == ExitCode.USAGE
    shown = capsys.readouterr().out
    assert str(recordings / "report.html") in shown
    assert "  report.html" in shown
    assert run_in(recordings, "forget", "last", "--yes") == ExitCode.OK
    assert {path.name for path in recordings.iterdir()} == {"2020-01-01-engineer-aaaaaa"}


def test_all_takes_the_page_of_sessions_that_were_deleted_by_hand(
    recordings: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_in(recordings, "report", "--all") == ExitCode.OK
    shutil.rmtree(recordings / ID)
    page = recordings / "report.html"
    assert page.is_file()
    assert run_in(recordings, "forget", "--before", "2020-01-01", "--yes") == ExitCode.OK
    assert page.is_file(), "nothing was forgotten, so it tells nothing that is gone"
    capsys.readouterr()
    assert run_in(recordings, "forget", "--all", "--yes", "--json") == ExitCode.OK
    assert json.loads(capsys.readouterr().out)["page"] == str(page)
    assert list(recordings.iterdir()) == []


def test_a_page_that_is_not_ours_stays(recordings: Path) -> None:
    (recordings / "report.html").write_text("<html>mine")
    assert run_in(recordings, "forget", "last", "--yes") == ExitCode.OK
    assert (recordings / "report.html").read_text() == "<html>mine"


@pytest.fixture
def scores(recordings: Path) -> Path:
    """What `score` has kept of a batch."""
    with closing(Store(recordings / BATCH_RESULTS)) as store:
        store.keep("", None, audio="a", transcriber="t", heard={"all": "what somebody said"})
    return recordings / BATCH_RESULTS


def test_all_takes_what_score_has_kept_and_names_it(
    recordings: Path, scores: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_in(recordings, "forget", "last", "--yes") == ExitCode.OK
    assert scores.exists(), "a session has no part in it"
    assert "kept of batches stays; `voiceprep forget --all` deletes it" in capsys.readouterr().err
    assert run_in(recordings, "forget", "--all") == ExitCode.USAGE
    shown = capsys.readouterr()
    assert str(scores) in shown.out
    assert "Nothing was deleted" in shown.err
    (recordings / f"{BATCH_RESULTS}-wal").touch()
    assert run_in(recordings, "forget", "--all", "--yes", "--json") == ExitCode.OK
    assert json.loads(capsys.readouterr().out)["scores"] == str(scores)
    assert list(recordings.iterdir()) == []


def test_scores_that_a_run_writes_just_now_are_not_touched(
    recordings: Path, scores: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(Store(scores)) as store:
        assert store.heard("a", "t") == {"all": "what somebody said"}
        before = content(recordings)
        assert run_in(recordings, "forget", "--all", "--yes") == ExitCode.BAD_INPUT
        assert "another voiceprep" in capsys.readouterr().err
        assert content(recordings) == before
        assert store.heard("a", "t") == {"all": "what somebody said"}


def test_damaged_scores_go_and_what_others_call_so_stays(recordings: Path, tmp_path: Path) -> None:
    (recordings / BATCH_RESULTS).write_text("no data base at all")
    assert run_in(recordings, "forget", "--all", "--yes") == ExitCode.OK
    assert list(recordings.iterdir()) == []
    with closing(sqlite3.connect(recordings / BATCH_RESULTS)) as base:
        base.execute("CREATE TABLE football (goals INT)")
    assert run_in(recordings, "forget", "--all", "--yes") == ExitCode.OK
    assert (recordings / BATCH_RESULTS).exists()
    (recordings / BATCH_RESULTS).replace(tmp_path / "elsewhere")
    (recordings / BATCH_RESULTS).symlink_to(tmp_path / "elsewhere")
    assert run_in(recordings, "forget", "--all", "--yes") == ExitCode.OK
    assert (recordings / BATCH_RESULTS).is_symlink()
