"""Zips from anybody: what is sound comes in whole, all else is refused with a sentence and writes nothing."""

from __future__ import annotations

import io
import json
import os
import shlex
import shutil
import stat
import struct
import sys
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sessions.gold import FILES, GOLD, SESSION, SPOKEN, WAV, content
from voiceprep.cli.main import run
from voiceprep.errors import ExitCode, SessionError, StorageError, UsageError
from voiceprep.sessions import importing, unpacking
from voiceprep.sessions.export import Wanted, export
from voiceprep.sessions.importing import UNFINISHED, import_sessions
from voiceprep.sessions.store import open_session

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def _zip(path: Path, files: dict[str, bytes], *, folder: str = f"{GOLD.name}/") -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(f"{folder}{name}", content)
    return path


def _refused(tmp_path: Path, path: Path) -> SessionError:
    """The refusal; nothing was written anywhere."""
    before = content(tmp_path)
    with pytest.raises(SessionError) as caught:
        import_sessions(tmp_path / "deep" / "recordings", path)
    assert content(tmp_path) == before
    recordings = tmp_path / "deep" / "recordings"
    assert not recordings.exists() or list(recordings.iterdir()) == []
    assert "\n" not in caught.value.message
    assert caught.value.next_step.endswith(".")
    return caught.value


# What is sound


def test_who_imports_is_told_a_command_that_finds_the_session(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    zipped = _zip(tmp_path / "one.zip", FILES)
    clients = tmp_path / "my clients"
    assert run(["sessions", "import", str(zipped), "--recordings", str(clients)]) == ExitCode.OK
    told = capsys.readouterr().err
    command = shlex.split(told.split("`")[1])
    assert run([*command[1:], "--no-audio"]) == ExitCode.OK


def test_what_was_exported_comes_back_to_the_byte(tmp_path: Path) -> None:
    shutil.copytree(GOLD, tmp_path / "here" / GOLD.name)
    session = open_session(tmp_path / "here", "last")
    export([session], tmp_path / "one.zip", wanted=Wanted())
    (folder,) = import_sessions(tmp_path / "there", tmp_path / "one.zip")
    assert content(folder) == FILES
    assert [path.name for path in (tmp_path / "there").iterdir()] == [GOLD.name]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other permissions")
def test_what_comes_in_is_for_its_owner_alone(tmp_path: Path) -> None:
    (folder,) = import_sessions(tmp_path / "there", _zip(tmp_path / "one.zip", FILES))
    assert folder.stat().st_mode & 0o077 == 0


def test_a_mark_that_an_editor_has_put_before_the_text_is_no_damage(tmp_path: Path) -> None:
    marked = {
        name: b"\xef\xbb\xbf" + text if name.endswith(".json") else text for name, text in FILES.items()
    }
    (folder,) = import_sessions(tmp_path / "there", _zip(tmp_path / "one.zip", marked))
    session = open_session(tmp_path / "there", folder.name)
    assert [saved.damage for saved in session.takes() if saved.damage] == []
    export([session], tmp_path / "again.zip", wanted=Wanted())


@pytest.mark.parametrize("folder", [f"{GOLD.name}/", f"recordings/{GOLD.name}/", ""])
def test_a_folder_that_was_zipped_by_hand_comes_in(tmp_path: Path, folder: str) -> None:
    path = _zip(tmp_path / "a.zip", {**FILES, ".in-use": b"", ".DS_Store": b"x"}, folder=folder)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("__MACOSX/._session.json", b"x")
        archive.writestr(f"{folder}report.html", b"<script>")
        archive.writestr(f"{folder}report-sound/01-ml-drift.take1.mp3", b"x")
        archive.writestr("README.md", b"x")
        for name in ("scores.sqlite", "scores.sqlite-wal", "scores.sqlite-shm"):
            archive.writestr(f"recordings/{name}", b"x")
        for name in ("a.part.wav.older", "a.part.wav.empty-2", "b.json.damaged", "session.json.unfinished"):
            archive.writestr(f"{folder}{name}", b"x")
    (written,) = import_sessions(tmp_path / "recordings", path)
    assert written.name == GOLD.name
    assert content(written) == FILES


def test_keys_of_a_newer_voiceprep_come_in(tmp_path: Path) -> None:
    document = {**json.loads(FILES[SESSION]), "mood": "calm"}
    path = _zip(tmp_path / "a.zip", {**FILES, SESSION: json.dumps(document).encode()})
    (written,) = import_sessions(tmp_path, path)
    assert json.loads((written / SESSION).read_text())["mood"] == "calm"


def test_a_session_that_is_there_already_stays_as_it_is(tmp_path: Path) -> None:
    path = _zip(tmp_path / "a.zip", FILES)
    (first,) = import_sessions(tmp_path, path)
    (first / SESSION).write_text("mine")
    with pytest.raises(SessionError, match="already") as caught:
        import_sessions(tmp_path, path)
    assert "--as" in caught.value.next_step
    assert (first / SESSION).read_text() == "mine"
    (second,) = import_sessions(tmp_path, path, new_id="a-copy")
    assert second == tmp_path / "a-copy"
    assert content(second) == FILES


@pytest.mark.parametrize("new_id", ["../x", "/x", "a/b", "", ".x", "con", "x.", "a\nb", "x" * 200])
def test_an_id_that_cannot_be_one(tmp_path: Path, new_id: str) -> None:
    path = _zip(tmp_path / "a.zip", FILES)
    before = content(tmp_path)
    with pytest.raises(UsageError):
        import_sessions(tmp_path / "recordings", path, new_id=new_id)
    assert content(tmp_path) == before


def test_of_two_sessions_of_which_one_is_damaged_none_comes_in(tmp_path: Path) -> None:
    path = _zip(tmp_path / "a.zip", FILES, folder="one/")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("two/session.json", b"{")
    _refused(tmp_path, path)


def test_a_disk_that_refuses_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = _zip(tmp_path / "a.zip", FILES)

    def fail(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(StorageError, match="the disk is full"):
        import_sessions(tmp_path / "recordings", path)
    assert list((tmp_path / "recordings").iterdir()) == []


def test_what_a_killed_import_left_is_no_session_and_goes_with_the_next(tmp_path: Path) -> None:
    left = tmp_path / f"{UNFINISHED}abc"
    shutil.copytree(GOLD, left / GOLD.name)
    shutil.copytree(GOLD, tmp_path / f"{UNFINISHED}flat")
    with pytest.raises(SessionError, match="no sessions"):
        open_session(tmp_path, "last")
    import_sessions(tmp_path, _zip(tmp_path / "a.zip", FILES))
    assert not list(tmp_path.glob(f"{UNFINISHED}*"))


# What is not


@pytest.mark.parametrize(
    "name",
    [
        "../session.json",
        "../../x.wav",
        "/etc/x.wav",
        "a/../../x.wav",
        "a/./x.wav",
        "a//x.wav",
        "..\\x.wav",
        "C:\\x.wav",
        "C:x.wav",
        "a/\x01.wav",
        "a/\x00.wav",
        "a/b/c/d/e.wav",
        "README.md/../../x.wav",
        "__MACOSX/../../x.wav",
    ],
)
def test_a_file_outside_of_its_folder(tmp_path: Path, name: str) -> None:
    path = _zip(tmp_path / "a.zip", FILES)
    plain = name.replace("\x00", "Z").replace("\\", "Q").encode()
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(plain.decode(), b"RIFF")
    # `zipfile` itself would not write such names.
    path.write_bytes(path.read_bytes().replace(plain, name.encode()))
    refusal = _refused(tmp_path, path)
    assert "outside" in refusal.message or "folders within" in refusal.message
    assert "\x00" not in refusal.message


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR, stat.S_IFSOCK])
@pytest.mark.parametrize("name", [f"{GOLD.name}/x.wav", GOLD.name, "__MACOSX/x", "README.md"])
def test_a_link_or_a_device(tmp_path: Path, kind: int, name: str) -> None:
    path = _zip(tmp_path / "a.zip", FILES)
    entry = zipfile.ZipInfo(name)
    entry.external_attr = (kind | 0o777) << 16
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(entry, b"/etc/passwd")
    assert "link or a device" in _refused(tmp_path, path).message


@pytest.mark.parametrize(
    "name", ["x.exe", "x.html", "x", "x.json.exe", ".bashrc", ".x.wav", "x.py", "con.wav"]
)
def test_an_unknown_kind_of_file(tmp_path: Path, name: str) -> None:
    path = _zip(tmp_path / "a.zip", {**FILES, name: b"x"})
    assert "no part of a session" in _refused(tmp_path, path).message


@pytest.mark.parametrize("name", ["04-other.take1.wav", "other.json"])
def test_a_file_that_no_answer_belongs_to(tmp_path: Path, name: str) -> None:
    assert "no answer" in _refused(tmp_path, _zip(tmp_path / "a.zip", {**FILES, name: b"RIFF"})).message


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", [WAV, WAV.upper()])
def test_two_files_of_one_name(tmp_path: Path, name: str) -> None:
    path = _zip(tmp_path / "a.zip", FILES)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(f"{GOLD.name}/{name}", b"RIFF")
    assert "two files of the name" in _refused(tmp_path, path).message


def test_a_bomb_by_ratio(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A true one, but small: 5 MB of nothing in 5 kB."""
    assert unpacking.FREE_TOTAL >= 100e6
    monkeypatch.setattr(unpacking, "FREE_TOTAL", 1e6)
    path = _zip(tmp_path / "a.zip", {**FILES, WAV: bytes(5_000_000)})
    assert "times its size" in _refused(tmp_path, path).message


def test_a_bomb_by_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "MAX_TOTAL", 20_000)
    assert "would unpack to" in _refused(tmp_path, _zip(tmp_path / "a.zip", FILES)).message


def test_a_json_file_that_is_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "MAX_BYTES", 1_000_000)
    path = _zip(tmp_path / "a.zip", {**FILES, SPOKEN: b" " * 1_000_001})
    assert "more than 1 MB" in _refused(tmp_path, path).message


def test_too_many_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "MAX_FILES", 3)
    assert "more than 3 files" in _refused(tmp_path, _zip(tmp_path / "a.zip", FILES)).message


def test_an_entry_that_understates_its_size(tmp_path: Path) -> None:
    """The list of contents says 10 bytes, and the file unpacks to a million."""
    path = _zip(tmp_path / "a.zip", {**FILES, WAV: b"RIFF" + bytes(1_000_000)})
    raw = path.read_bytes()
    path.write_bytes(raw.replace(struct.pack("<L", 1_000_004), struct.pack("<L", 10)))
    _refused(tmp_path, path)


def test_a_password(tmp_path: Path) -> None:
    path = _zip(tmp_path / "a.zip", FILES)
    raw = bytearray(path.read_bytes())
    raw[raw.rindex(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(raw)
    assert "password" in _refused(tmp_path, path).message


def _changed(name: str, change: Callable[[Any], None]) -> dict[str, bytes]:
    document = json.loads(FILES[name])
    change(document)
    return {**FILES, name: json.dumps(document).encode()}


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({**FILES, SESSION: b"{"}, "cannot be read"),
        ({**FILES, SESSION: b"\xff"}, "cannot be read"),
        ({**FILES, SESSION: b"[" * 100_000}, "cannot be read"),
        ({**FILES, SPOKEN: b'{"schema_version": 1, "a": NaN}'}, "cannot be read"),
        ({**FILES, SPOKEN: b'{"schema_version": 1}'}, "damaged"),
        ({**FILES, WAV: b"#!/bin/sh"}, "no recording"),
        ({SPOKEN: FILES[SPOKEN]}, "holds no session.json"),
        ({}, "holds no session"),
        (_changed(SESSION, lambda one: one.update(schema_version=2)), "schema version 2"),
        (_changed(SPOKEN, lambda one: one.update(schema_version=2)), "schema version 2"),
        (_changed(SPOKEN, lambda one: one.update(findings=[{}])), "damaged"),
        (_changed(SESSION, lambda one: one["takes"][4].update(recording="../x.wav")), "outside"),
        (_changed(SESSION, lambda one: one["takes"][4].update(recording="x.json")), "names the file"),
        (_changed(SESSION, lambda one: one["takes"][4].update(result=SESSION)), "names the file"),
        (_changed(SESSION, lambda one: one["takes"][4].update(question_id="../x")), "list of takes"),
        (_changed(SESSION, lambda one: one["takes"][4].update(number=0)), "list of takes"),
    ],
)
def test_bad_content(tmp_path: Path, files: dict[str, bytes], said: str) -> None:
    assert said in _refused(tmp_path, _zip(tmp_path / "a.zip", files)).message


@pytest.mark.parametrize("content", [b"", b"PK", b"no zip at all", b"PK\x05\x06" + bytes(18)])
def test_what_is_no_zip(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.zip").write_bytes(content)
    _refused(tmp_path, tmp_path / "a.zip")


def test_a_zip_that_is_not_there(tmp_path: Path) -> None:
    assert "There is no file" in _refused(tmp_path, tmp_path / "none.zip").message


WHOLE = io.BytesIO()
with zipfile.ZipFile(WHOLE, "w", zipfile.ZIP_DEFLATED) as _archive:
    for _name, _content in FILES.items():
        _archive.writestr(f"{GOLD.name}/{_name}", _content)


@given(at=st.floats(0, 1), length=st.integers(0, 30), put=st.binary(max_size=30))
@settings(max_examples=60)
def test_any_bytes_in_any_place(
    tmp_path_factory: pytest.TempPathFactory, at: float, length: int, put: bytes
) -> None:
    """Sound or refused, never anything else, and never a file outside."""
    raw = WHOLE.getvalue()
    start = int(at * len(raw))
    tmp_path = tmp_path_factory.mktemp("fuzz")
    (tmp_path / "a.zip").write_bytes(raw[:start] + put + raw[start + length :])
    recordings = tmp_path / "recordings"
    code = run(["sessions", "import", str(tmp_path / "a.zip"), "--recordings", str(recordings)])
    assert code in {ExitCode.OK, ExitCode.BAD_INPUT}, raw[start : start + length]
    assert {path.name for path in tmp_path.iterdir()} <= {"a.zip", "recordings"}
    if code == ExitCode.OK:
        assert open_session(recordings, "last").document["takes"]
    else:
        assert not recordings.exists() or not list(recordings.iterdir())


# What came in


@pytest.mark.parametrize("mark", ["\x1b[2J\x1b]0;owned\x07", "\x9b2J", "\u202etxet", "\x08\x08"])
@pytest.mark.parametrize("command", [["sessions"], ["replay", "last", "--no-audio"], ["replay", "nobody"]])
def test_what_strangers_wrote_cannot_command_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], mark: str, command: list[str]
) -> None:
    session, result = json.loads(FILES[SESSION]), json.loads(FILES[SPOKEN])
    session.update(name=mark, tags=[mark], status=mark)
    session["takes"][0].update(text=mark, outcome=mark)
    session["plan"]["questions"][0]["text"] = mark
    result["findings"][0].update(claim=mark, quote=mark)
    result["transcript"]["words"][0]["text"] = result["feedback"]["spoken"] = mark
    files = {**FILES, SESSION: json.dumps(session).encode(), SPOKEN: json.dumps(result).encode()}
    import_sessions(tmp_path / "recordings", _zip(tmp_path / "a.zip", files))
    capsys.readouterr()
    run([*command, "--recordings", str(tmp_path / "recordings")])
    shown = "".join(capsys.readouterr())
    assert shown
    assert not set(shown) & {"\x1b", "\x07", "\x08", "\x9b", "\u202e"}
