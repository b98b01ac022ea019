"""Zip archives: the good, the broken, and the traps."""

from __future__ import annotations

import errno
import random
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from voiceprep.batch import archive as archive_module
from voiceprep.batch.found import Found, find_files
from voiceprep.errors import AudioError


def packed(path: Path, **files: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in files.items():
            out.writestr(name, content)
    return path


def found(path: Path) -> list[Found]:
    return list(find_files([str(path)]))


def test_its_recordings_are_unpacked_one_by_one_under_names_of_ours(tmp_path: Path) -> None:
    content = {"b/x.wav": b"two", "a.wav": b"one", "a.txt": b"", "__MACOSX/a.wav": b""}
    path = packed(tmp_path / "up.zip", **content)
    first, second = found(path)
    assert [first.tail, second.tail] == ["a.wav", "b/x.wav"]
    assert second.recording.source == f"{path}/b/x.wav"
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    fetched = second.recording.fetch(scratch)
    assert (fetched.parent, fetched.suffix, fetched.read_bytes()) == (scratch, ".wav", b"two")


@pytest.mark.parametrize(
    "name", ["../evil.wav", "/etc/evil.wav", "a/../../evil.wav", "..\\evil.wav", "C:\\evil.wav"]
)
def test_a_path_that_leaves_the_archive_is_named_and_not_unpacked(tmp_path: Path, name: str) -> None:
    evil, good = sorted(
        found(packed(tmp_path / "up.zip", **{name: b"x", "good.wav": b"y"})), key=lambda f: f.trouble is None
    )
    assert "leaves its folder" in (evil.trouble or "")
    assert good.trouble is None


def test_a_bomb_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = packed(tmp_path / "bomb.zip", **{"big.wav": bytes(5_000_000)})
    (entry,) = found(path)
    assert entry.trouble is None, "so little is harmless"
    monkeypatch.setattr(archive_module, "FREE_BYTES", 1_000_000)
    (entry,) = found(path)
    assert "decompression bomb" in (entry.trouble or "")


def test_files_that_overlap_are_a_bomb(tmp_path: Path) -> None:
    path = packed(tmp_path / "up.zip", **{"a.wav": random.Random(1).randbytes(500)})
    content = path.read_bytes()
    begin, end = content.index(b"PK\x01\x02"), content.index(b"PK\x05\x06")
    # The list names the same bytes nine times over.
    entries = b"".join(content[begin:end].replace(b"a.wav", b"%d.wav" % one) for one in range(9))
    last = bytearray(content[end:])
    last[8:12], last[12:16] = bytes([9, 0, 9, 0]), len(entries).to_bytes(4, "little")
    path.write_bytes(content[:begin] + entries + bytes(last))
    (entry,) = found(path)
    assert "overlap" in (entry.trouble or "")


def test_what_is_no_archive(tmp_path: Path) -> None:
    (tmp_path / "up.zip").write_bytes(b"PK is not enough")
    (entry,) = found(tmp_path / "up.zip")
    assert "cannot be read as a zip archive" in (entry.trouble or "")
    (entry,) = found(packed(tmp_path / "empty.zip"))
    assert "no recording" in (entry.trouble or "")


def test_a_damaged_file_in_a_sound_archive(tmp_path: Path) -> None:
    path = packed(tmp_path / "up.zip", **{"a.wav": b"0123456789" * 50})
    content = bytearray(path.read_bytes())
    content[40:44] = b"\xff\xff\xff\xff"
    path.write_bytes(content)
    (entry,) = found(path)
    with pytest.raises(AudioError, match="cannot be unpacked"):
        entry.recording.fetch(tmp_path)
    assert list(tmp_path.iterdir()) == [path], "nothing is left lying about"


def test_hidden_files_and_folders_are_passed_over(tmp_path: Path) -> None:
    members = {"ada.wav": b"1", ".trash/old.wav": b"2", "in/.b.wav": b"3", "in/..c/d.wav": b"4"}
    assert [one.tail for one in found(packed(tmp_path / "a.zip", **members))] == ["ada.wav"]


def test_names_of_files_stay_out_of_the_reasons(tmp_path: Path) -> None:
    """Where names are hidden, no reason may tell them; the row says which file it is about."""
    path = packed(tmp_path / "up.zip", **{"../ada.wav": b"x", "bob.wav": b"0123456789" * 50})
    content = path.read_bytes()
    data = content.index(b"bob.wav") + len("bob.wav")
    path.write_bytes(content[:data] + b"\xff\xff\xff\xff" + content[data + 4 :])
    evil, damaged = found(path)
    assert "ada" not in (evil.trouble or "")
    with pytest.raises(AudioError) as raised:
        damaged.recording.fetch(tmp_path)
    assert "bob" not in raised.value.message.replace(damaged.recording.source, "")


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_what_could_unpack_to_gigabytes_in_one_step_is_not_unpacked(tmp_path: Path, method: int) -> None:
    path = tmp_path / "up.zip"
    with zipfile.ZipFile(path, "w", method) as out:
        out.writestr("a.wav", b"x" * 1000)
    (entry,) = found(path)
    assert "packed in a way" in (entry.trouble or "")


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_of_two_files_with_one_name_none_is_taken_for_the_other(tmp_path: Path) -> None:
    path = tmp_path / "up.zip"
    with zipfile.ZipFile(path, "w") as out:
        for content in (b"one", b"two"):
            out.writestr("a.wav", content)
        out.writestr("b.wav", b"three")
    first, second = found(path)
    assert "several files of that name" in (first.trouble or "")
    assert second.trouble is None


def test_a_name_that_differs_from_the_list_is_a_damage_like_any_other(tmp_path: Path) -> None:
    path = packed(tmp_path / "up.zip", **{"\N{LATIN SMALL LETTER E WITH ACUTE}.wav": b"x"})
    path.write_bytes(path.read_bytes().replace(b"\xc3\xa9.wav", b"\xff\xff.wav", 1))
    (entry,) = found(path)
    with pytest.raises(AudioError, match="cannot be unpacked"):
        entry.recording.fetch(tmp_path)


def test_a_disk_that_fills_up_is_not_left_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (entry,) = found(packed(tmp_path / "up.zip", **{"a.wav": b"x"}))

    def full(source: Any, target: Any) -> None:
        target.write(source.read(1))
        raise OSError(errno.ENOSPC, "No space left on device")

    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("shutil.copyfileobj", full)
    with pytest.raises(OSError, match="No space left"):
        entry.recording.fetch(scratch)
    assert list(scratch.iterdir()) == []


def open_files() -> int:
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


@pytest.mark.skipif(sys.platform != "linux", reason="counts open files in /proc")
def test_many_archives_need_no_more_open_files_than_one(tmp_path: Path) -> None:
    for number in range(20):
        packed(tmp_path / f"{number:02d}.zip", **{"a.wav": b"%d" % number, "b.wav": b"x"})
    before = open_files()
    entries = list(find_files([str(tmp_path)]))
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    for entry in entries:
        entry.recording.fetch(scratch)
    assert open_files() <= before + 1
    assert entries[0].recording.fetch(scratch).read_bytes() == b"0", "and any of them can be read again"
