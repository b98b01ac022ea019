"""`voiceprep report`, as a person runs it."""

from __future__ import annotations

import json
import sys
import webbrowser
from typing import TYPE_CHECKING

import pytest

from tests.reports import saved_sessions as saved
from voiceprep.cli.console import size_of
from voiceprep.cli.main import run
from voiceprep.errors import ExitCode

if TYPE_CHECKING:
    from pathlib import Path

    from voiceprep.sessions.store import Session


@pytest.fixture
def session(tmp_path: Path) -> Session:
    made = saved.new_session(
        tmp_path / "recordings", ("typed", "Typed", "How?"), ("hash-map", "Maps", "How?")
    )
    saved.add(made, 1, saved.typed_take())
    saved.add(made, 2, saved.hash_map_take())
    return made


def report(session: Session, *arguments: str) -> int:
    return run(["report", *arguments, "--recordings", str(session.folder.parent)])


def test_the_last_session_with_its_sound_inside(session: Session, capsys: pytest.CaptureFixture[str]) -> None:
    assert report(session) == ExitCode.OK
    page = session.folder / "report.html"
    assert capsys.readouterr().out == f"{page} ({size_of(page.stat().st_size)})\n"
    text = page.read_text(encoding="utf-8")
    assert text.count('<audio controls preload="metadata" src="data:audio/mpeg;base64,') == 1
    # 31.5 s at 32 kbit/s are 126 kB, and four thirds of that in base64.
    assert 168_000 < page.stat().st_size < 220_000


def test_sound_beside_the_page_or_left_out(session: Session, tmp_path: Path) -> None:
    out = tmp_path / "new folder" / "a page.html"
    assert report(session, "last", "--out", str(out), "--audio", "beside") == ExitCode.OK
    assert [file.name for file in (out.parent / "a page-sound").iterdir()] == ["02-take1.mp3"]
    assert 'src="a%20page-sound/02-take1.mp3"' in out.read_text(encoding="utf-8")
    assert report(session, "last", "--out", str(out), "--audio", "none") == ExitCode.OK
    text = out.read_text(encoding="utf-8")
    assert "<audio" not in text
    # One of the two answers was typed.
    assert text.count("The recording was left out of this page.") == 1
    (session.folder / "02-hash-map.take1.wav").unlink()
    assert report(session, "last", "--out", str(out), "--audio", "none") == ExitCode.OK
    assert "left out" not in out.read_text(encoding="utf-8")


def test_a_recording_that_cannot_be_read_is_named(
    session: Session, capsys: pytest.CaptureFixture[str]
) -> None:
    recording = session.folder / "02-hash-map.take1.wav"
    recording.write_bytes(b"no sound")
    assert report(session, "--json") == ExitCode.OK
    told = capsys.readouterr()
    (silent,) = json.loads(told.out)["silent"]
    assert "02-hash-map.take1.wav cannot be read as audio" in silent
    assert silent in told.err
    page = (session.folder / "report.html").read_text(encoding="utf-8")
    assert "02-hash-map.take1.wav cannot be read as audio" in page
    assert str(session.folder.parent) not in page
    recording.unlink()
    assert report(session, "--json") == ExitCode.OK
    assert json.loads(capsys.readouterr().out)["silent"] == [
        "The recording of question 2, take 1 is not there."
    ]


def test_an_answer_that_was_never_begun_has_no_recording_to_miss(
    session: Session, capsys: pytest.CaptureFixture[str]
) -> None:
    session.begin_take(2, "hash-map", attempt=2)
    session.note_answer(2, text=None, warning=None, complete=False, attempt=2)
    assert report(session, "--json") == ExitCode.OK
    told = capsys.readouterr()
    assert json.loads(told.out)["silent"] == []
    assert told.err == ""


def test_a_damaged_result_is_named_and_the_rest_shown(
    session: Session, capsys: pytest.CaptureFixture[str]
) -> None:
    result = session.folder / "01-typed.take1.json"
    whole = json.loads(result.read_text(encoding="utf-8"))
    whole["findings"][0]["probability"] = "high"
    result.write_text(json.dumps(whole), encoding="utf-8")
    assert report(session) == ExitCode.OK
    assert "The result is damaged" in capsys.readouterr().err
    page = (session.folder / "report.html").read_text(encoding="utf-8")
    assert "The result is damaged" in page
    assert "Content 41 of 100" in page


def test_all_sessions_with_links_to_their_pages(session: Session, capsys: pytest.CaptureFixture[str]) -> None:
    root = session.folder.parent
    broken = saved.new_session(root, ("typed", "Typed", "How?"))
    (broken.folder / "session.json").write_text("{", encoding="utf-8")
    assert report(session) == ExitCode.OK
    assert report(session, "--all") == ExitCode.OK
    assert f"{broken.id}: session.json cannot be read" in capsys.readouterr().err
    page = (root / "report.html").read_text(encoding="utf-8")
    assert f'<a href="{session.id}/report.html">' in page
    assert f"{broken.id}: session.json cannot be read" in page


@pytest.mark.parametrize("named", ["in full", "from here", "through a link"])
def test_no_page_tells_where_the_recordings_lie(
    session: Session, named: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pages are sent to others, and the path has the name of the person in it."""
    home = session.folder.parent
    result = session.folder / "01-typed.take1.json"
    whole = json.loads(result.read_text(encoding="utf-8"))
    whole["findings"][0]["probability"] = "high"
    result.write_text(json.dumps(whole), encoding="utf-8")
    broken = saved.new_session(home, ("typed", "Typed", "How?"))
    (broken.folder / "session.json").write_text("{", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    # Else it would be the usual folder, which no command has to be told.
    monkeypatch.setenv("VOICEPREP_RECORDINGS", str(tmp_path / "usual"))
    link = tmp_path / "my link"
    link.symlink_to(home)
    root = {"in full": str(home), "from here": home.name, "through a link": str(link)}[named]
    for arguments in ([session.id], ["--all"]):
        assert run(["report", *arguments, "--out", "page.html", "--recordings", root]) == ExitCode.OK
        page = (tmp_path / "page.html").read_text(encoding="utf-8")
        assert "01-typed.take1.json is damaged" in page
        assert f"voiceprep replay {session.id} --rescore" in page
        assert str(home) not in page
        assert str(tmp_path) not in page


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other permissions")
def test_the_page_of_all_sessions_is_as_private_as_they_are(session: Session, tmp_path: Path) -> None:
    root = session.folder.parent
    assert report(session, "--all") == ExitCode.OK
    assert (root / "report.html").stat().st_mode & 0o777 == 0o600
    elsewhere, other = tmp_path / "all.html", tmp_path / "other"
    assert report(session, "--all", "--out", str(elsewhere)) == ExitCode.OK
    other.touch()
    assert elsewhere.stat().st_mode == other.stat().st_mode


def test_a_page_on_another_drive_is_not_linked_to(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    def other_drive(*_: object) -> str:
        raise ValueError("path is on mount 'D:', start on mount 'C:'")

    assert report(session) == ExitCode.OK
    monkeypatch.setattr("os.path.relpath", other_drive)
    assert report(session, "--all") == ExitCode.OK
    page = (session.folder.parent / "report.html").read_text(encoding="utf-8")
    assert session.id in page
    assert "<a href" not in page


def test_what_is_no_page_of_ours_is_not_overwritten(session: Session, tmp_path: Path) -> None:
    thesis = tmp_path / "thesis.html"
    thesis.write_text("<!doctype html><title>Mine</title>", encoding="utf-8")
    assert report(session, "--out", str(thesis)) == ExitCode.USAGE
    assert report(session, "--all", "--out", str(thesis)) == ExitCode.USAGE
    assert thesis.read_text(encoding="utf-8").endswith("Mine</title>")
    assert report(session, "--out", str(tmp_path)) == ExitCode.USAGE


def test_what_cannot_be_asked_for(session: Session, tmp_path: Path) -> None:
    assert report(session, "last", "--all") == ExitCode.USAGE
    assert report(session, "--all", "--audio", "none") == ExitCode.USAGE
    assert report(session, "no-such-session") == ExitCode.BAD_INPUT
    nowhere = ["--recordings", str(tmp_path / "nowhere")]
    assert run(["report", "--all", *nowhere]) == ExitCode.BAD_INPUT
    file = tmp_path / "file"
    file.touch()
    assert report(session, "--out", str(file / "page.html")) == ExitCode.STORAGE


def test_it_opens_in_the_browser(
    session: Session, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    opened: list[str] = []

    def refuse(address: str) -> bool:
        opened.append(address)
        return False

    monkeypatch.setattr(webbrowser, "open", refuse)
    assert report(session, "--open") == ExitCode.OK
    assert opened == [(session.folder / "report.html").as_uri()]
    # That one could not: the address is told instead.
    assert f"The page is at {opened[0]}" in capsys.readouterr().err
