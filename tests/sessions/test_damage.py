"""Damaged sessions, hostile ones, and disks that fail: nothing is lost and the person is told."""

from __future__ import annotations

import errno
import json
import os
import shlex
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.builders import finding, take
from voiceprep.cli.main import run
from voiceprep.errors import ExitCode, SessionError, StorageError
from voiceprep.sessions.store import Session, create_session, open_session
from voiceprep.storage import write_json

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def session(tmp_path: Path) -> Session:
    """One question, answered and scored."""
    session = create_session(tmp_path, role="engineer", plan={}, device={})
    session.begin_take(1, "q")
    session.save_result(1, replace(take("q"), findings=(finding(quote="a key"),)))
    return session


def _change(path: Path, change: Callable[[Any], None]) -> None:
    document = json.loads(path.read_text())
    change(document)
    path.write_text(json.dumps(document))


# Damaged files


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"\xff\xfe", b'{"schema_version": 1', b"[" * 100_000],
    ids=["empty", "half", "binary", "cut off", "deep"],
)
def test_a_damaged_session_file(session: Session, content: bytes) -> None:
    (session.folder / "session.json").write_bytes(content)
    with pytest.raises(SessionError, match=r"session\.json cannot be read") as caught:
        open_session(session.folder.parent, "last")
    assert "codec" not in caught.value.message
    assert "recordings beside it are untouched" in caught.value.next_step


@pytest.mark.parametrize("verb", [["sessions"], ["history"], ["plan"], ["report", "--all"]])
def test_a_folder_that_nobody_may_look_into_is_named_and_the_others_are_shown(
    session: Session, verb: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever runs the tests may look into everything, so it is the system's answer that is played here."""
    root = session.folder.parent
    closed = root / "2020-01-01-engineer-closed"
    closed.mkdir()
    look = Path.stat

    def stat(path: Path, **options: Any) -> os.stat_result:
        if path.parent == closed:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return look(path, **options)

    monkeypatch.setattr(Path, "stat", stat)
    assert run([*verb, "--recordings", str(root)]) == ExitCode.OK
    told = capsys.readouterr()
    if verb != ["plan"]:  # which tells about what is due alone
        assert f"{closed.name}" in told.err
        assert "Permission denied" in told.err
    assert open_session(root, "last").id == session.id


def test_a_recordings_folder_that_nobody_may_look_into(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def closed(_path: Path) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", closed)
    assert run(["sessions", "--recordings", str(tmp_path)]) == ExitCode.BAD_INPUT
    assert f"{tmp_path} cannot be read: Permission denied." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("takes", None),
        ("takes", "all"),
        ("takes", ["first"]),
        ("takes", [{"number": 1}]),
        ("recording", 7),
        ("result", 7),
        ("outcome", 7),
        ("part", "result"),
        ("part", {"asked": "And why?"}),
        ("part", {"asked": "And why?", "seconds": "soon"}),
        ("part", {"asked": "And why?", "seconds": 20, "story": []}),
    ],
)
def test_a_session_file_that_says_nonsense(session: Session, key: str, value: object) -> None:
    def spoil(document: Any) -> None:
        (document if key == "takes" else document["takes"][0])[key] = value

    _change(session.folder / "session.json", spoil)
    with pytest.raises(SessionError):
        list(open_session(session.folder.parent, "last").takes())


def _complaint(session: Session) -> str:
    """What is said of the session's files: as an error for the session, as damage for a result."""
    try:
        takes = list(open_session(session.folder.parent, "last").takes())
    except SessionError as error:
        return f"{error.message} {error.next_step}"
    return " ".join(saved.damage or "" for saved in takes)


@pytest.mark.parametrize("version", [2, 10**9, 0, -1, "1", 1.0, True, None])
@pytest.mark.parametrize("file", ["session.json", "01-q.take1.json"])
def test_another_schema_version_is_named(session: Session, file: str, version: object) -> None:
    _change(session.folder / file, lambda document: document.update(schema_version=version))
    said = _complaint(session)
    assert f"has schema version {version}; this voiceprep reads version 1" in said
    newer = type(version) is int and version > 1
    assert ("update with `pip install --upgrade voiceprep`" in said) == newer


@pytest.mark.parametrize("document", [[], "text", 1, None])
def test_a_file_that_is_no_object_has_no_version(session: Session, document: object) -> None:
    (session.folder / "session.json").write_text(json.dumps(document))
    with pytest.raises(SessionError, match="schema version None"):
        open_session(session.folder.parent, session.id)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda document: document.pop("status"),
        lambda document: document.update(status="great"),
        lambda document: document.update(findings=7),
        lambda document: document.update(reason="because"),
        lambda document: document.update(transcript=[]),
        lambda document: document.update(versions=7),
        lambda document: document["findings"][0].update(verdict="perhaps"),
        lambda document: document["findings"][0].update(words=[3]),
        lambda document: document["findings"][0].update(words=7),
    ],
    ids=[
        "no status",
        "status",
        "findings",
        "reason",
        "transcript",
        "versions",
        "verdict",
        "one word",
        "no range",
    ],
)
def test_a_damaged_result_brings_the_way_to_score_it_again(
    session: Session, spoil: Callable[[Any], None]
) -> None:
    _change(session.folder / "01-q.take1.json", spoil)
    said = _complaint(session)
    assert "take1.json is damaged" in said
    root = str(session.folder.parent)
    assert shlex.split(said.split("`")[1]) == [
        *("voiceprep", "replay", session.id, "--recordings", root, "--rescore")
    ]


def test_a_result_that_is_gone(session: Session) -> None:
    (session.folder / "01-q.take1.json").unlink()
    assert "take1.json cannot be read" in _complaint(session)


def test_a_damaged_result_costs_that_result_alone(session: Session) -> None:
    (session.folder / "01-q.take1.json").write_text("{")
    (saved,) = open_session(session.folder.parent, "last").takes()
    assert saved.take is None
    assert saved.damage is not None
    assert saved.question_id == "q"


@pytest.mark.parametrize(("key", "value"), [("plan", None), ("plan", []), ("status", 3)])
def test_a_session_whose_plan_or_status_is_nonsense(session: Session, key: str, value: object) -> None:
    _change(session.folder / "session.json", lambda document: document.update({key: value}))
    with pytest.raises(SessionError, match="status or plan"):
        open_session(session.folder.parent, "last")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("2000-01-01-engineer-000000", "{"),
        ("2000-99-99-engineer-000000", "{"),
        ("a copy", "{"),
        ("no-date", '{"schema_version": 1, "takes": []}'),
        ("soon", '{"schema_version": 1, "takes": [], "created": "soon"}'),
        ("long-ago", '{"schema_version": 1, "takes": [], "created": "0001-01-01T00:00:00"}'),
        ("newer", '{"schema_version": 2, "created": "2000-01-01T00:00:00+00:00"}'),
    ],
)
def test_one_damaged_session_hides_no_other(session: Session, name: str, content: str) -> None:
    damaged = session.folder.parent / name
    damaged.mkdir()
    (damaged / "session.json").write_text(content)
    assert open_session(session.folder.parent, "last").id == session.id
    assert open_session(session.folder.parent, session.id).id == session.id


# Sessions from elsewhere


@pytest.mark.parametrize(
    "name", ["../secret.wav", "/etc/hostname", "sub/a.wav", "..", ".", "", "\0.wav", "x" * 5000]
)
@pytest.mark.parametrize("key", ["recording", "result"])
def test_a_session_cannot_name_files_outside_its_folder(session: Session, key: str, name: str) -> None:
    _change(session.folder / "session.json", lambda document: document["takes"][0].update({key: name}))
    with pytest.raises(SessionError, match="names a file outside its folder"):
        list(open_session(session.folder.parent, "last").takes())


# Disks that fail


def _failing(number: int) -> Callable[..., Any]:
    def fail(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    return fail


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EDQUOT, "the disk quota is used up"),
        (errno.EROFS, "the disk is read-only"),
        (errno.EACCES, "permission is denied"),
        (errno.EIO, "Input/output error"),
    ],
)
@pytest.mark.parametrize("step", ["begin", "flush", "swap"])
def test_a_write_that_fails_at_any_step_keeps_the_old_content(
    session: Session, monkeypatch: pytest.MonkeyPatch, step: str, number: int, words: str
) -> None:
    before = {path.name: path.read_bytes() for path in session.folder.iterdir()}
    with monkeypatch.context() as broken:
        if step == "begin":
            broken.setattr(tempfile, "mkstemp", _failing(number))
        elif step == "flush":
            broken.setattr(os, "fsync", _failing(number))
        else:
            broken.setattr(Path, "replace", _failing(number))
        with pytest.raises(StorageError, match=rf"session\.json cannot be written: {words}") as caught:
            session.set_status("finished")
    assert caught.value.next_step.endswith(".")
    assert isinstance(caught.value.__cause__, OSError)
    assert {path.name: path.read_bytes() for path in session.folder.iterdir()} == before
    assert open_session(session.folder.parent, "last").document["status"] == "running"


def test_a_disk_that_fills_up_half_way_keeps_the_old_content(tmp_path: Path) -> None:
    """For real: the system lets no file of this process grow beyond a thousand bytes."""
    resource = pytest.importorskip("resource")
    path = tmp_path / "session.json"
    write_json(path, {"old": True})
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
    try:
        with pytest.raises(StorageError, match=r"session\.json cannot be written"):
            write_json(path, {"new": "x" * 100_000})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert json.loads(path.read_text()) == {"old": True}
    assert [entry.name for entry in tmp_path.iterdir()] == ["session.json"]


def test_an_interruption_leaves_no_half_file(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    before = sorted(path.name for path in session.folder.iterdir())
    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        session.set_status("finished")
    assert sorted(path.name for path in session.folder.iterdir()) == before


def test_a_recordings_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "recordings").write_text("a file")
    with pytest.raises(StorageError, match="a part of the path is a file") as caught:
        create_session(tmp_path / "recordings", role="x", plan={}, device={})
    assert "--recordings" in caught.value.next_step


def test_a_session_folder_that_was_removed_meanwhile(session: Session) -> None:
    for path in session.folder.iterdir():
        path.unlink()
    session.folder.rmdir()
    with pytest.raises(StorageError, match="cannot be written"):
        session.set_status("finished")
