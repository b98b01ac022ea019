"""Files that are not what they claim to be, the memory of checks, and disks that refuse."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.models.conftest import IN_TWO_PARTS, WEIGHTS, WHOLE, model_of, write_model
from voiceprep.errors import ModelMismatchError, StorageError
from voiceprep.models import cache as cache_module
from voiceprep.models.catalogue import OURS
from voiceprep.models.resolve import resolve

if TYPE_CHECKING:
    from io import BufferedReader

MODEL = model_of(packages=(IN_TWO_PARTS,))
SAME_SIZE = WEIGHTS[::-1]


# Files that are not what they claim to be


@pytest.mark.parametrize("weights", [SAME_SIZE, WEIGHTS + b"!", b""], ids=["same size", "longer", "empty"])
def test_wrong_files_are_named_with_a_remedy(weights: bytes, tmp_path: Path, cache: Path) -> None:
    write_model(cache / "models" / "tiny", weights=weights)
    with pytest.raises(ModelMismatchError, match=r"model\.bin") as caught:
        resolve(model_of())
    assert f"Delete the folder {cache / 'models' / 'tiny'}" in caught.value.next_step
    with pytest.raises(ModelMismatchError) as caught:
        resolve(MODEL, explicit=write_model(tmp_path / "mine", weights=weights))
    assert "another folder" in caught.value.next_step


def test_a_wrong_file_in_a_package_asks_for_a_new_copy(whole: Path) -> None:
    (whole / "data" / "model.bin").write_bytes(SAME_SIZE)
    with pytest.raises(ModelMismatchError) as caught:
        resolve(model_of(packages=(WHOLE,)))
    assert "--force-reinstall" in caught.value.next_step
    assert "tiny-whole==1.0" in caught.value.next_step


@pytest.mark.parametrize("name", sorted(OURS))
def test_our_own_weights_come_from_where_voiceprep_came_from(name: str, whole: Path) -> None:
    (whole / "data" / "model.bin").write_bytes(SAME_SIZE)
    with pytest.raises(ModelMismatchError) as caught:
        resolve(replace(model_of(packages=(WHOLE,)), name=name))
    assert "from where you got it" in caught.value.next_step


def test_wrong_parts_leave_nothing_behind(cache: Path, two_parts: list[Path]) -> None:
    (two_parts[1] / "data" / "model.bin.2").write_bytes(b"something else")
    with pytest.raises(ModelMismatchError, match=r"model\.bin, joined from") as caught:
        resolve(MODEL)
    assert "--force-reinstall" in caught.value.next_step
    assert "tiny-part1==1.0 tiny-part2==1.0" in caught.value.next_step
    assert list((cache / "models" / "tiny").iterdir()) == []


# The memory of checks


def test_a_check_is_remembered_until_the_file_changes(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_model(tmp_path / "mine")
    resolve(MODEL, explicit=folder)
    hashed: list[str] = []
    digest = hashlib.file_digest

    def counted(file: BufferedReader, name: str) -> object:
        hashed.append(str(file.name))
        return digest(file, name)

    monkeypatch.setattr(hashlib, "file_digest", counted)
    resolve(MODEL, explicit=folder)
    assert hashed == []
    os.utime(folder / "model.bin", ns=(1, 1))
    resolve(MODEL, explicit=folder)
    assert [Path(name).name for name in hashed] == ["model.bin"]
    memory = json.loads((cache / "checked-files.json").read_text(encoding="utf-8"))
    assert {Path(name).name for name in memory} == {"model.bin", "config.json"}


@pytest.mark.parametrize("text", ["", "{", "[]", "3", '{"PATH": 3}', '{"PATH": {"size": "x"}}', "\xff"])
def test_a_damaged_memory_is_no_obstacle(text: str, tmp_path: Path, cache: Path) -> None:
    folder = write_model(tmp_path / "mine")
    cache.mkdir()
    damaged = text.replace("PATH", (folder / "model.bin").as_posix())
    (cache / "checked-files.json").write_bytes(damaged.encode("latin-1"))
    assert resolve(MODEL, explicit=folder).path == folder
    assert json.loads((cache / "checked-files.json").read_text(encoding="utf-8"))


def test_a_lying_memory_of_another_hash_is_a_mismatch(tmp_path: Path, cache: Path) -> None:
    folder = write_model(tmp_path / "mine")
    cache_module.remember(folder / "model.bin", "0" * 64)
    with pytest.raises(ModelMismatchError):
        resolve(MODEL, explicit=folder)


# Disks


def test_a_read_only_cache_only_costs_the_memory(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_model(tmp_path / "mine")
    cache.write_text("a file where the folder should be")
    assert resolve(MODEL, explicit=folder).path == folder


def test_a_read_only_cache_that_holds_the_joined_model_serves(
    two_parts: list[Path], monkeypatch: pytest.MonkeyPatch, cache: Path
) -> None:
    folder = resolve(MODEL).path
    (cache / "checked-files.json").unlink()
    monkeypatch.setattr(tempfile, "mkstemp", _failing(errno.EROFS))
    assert resolve(MODEL).path == folder


@pytest.mark.parametrize(
    ("number", "words", "step"),
    [
        (errno.EROFS, "read-only", "writable"),
        (errno.EACCES, "read-only", "writable"),
        (errno.ENOSPC, "disk is full", "Free 1 MB"),
        (errno.EIO, "cannot be written", "Check the disk"),
    ],
)
def test_a_cache_that_cannot_take_the_parts_says_so(
    number: int, words: str, step: str, two_parts: list[Path], cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "fsync", _failing(number))
    with pytest.raises(StorageError, match=words) as caught:
        resolve(MODEL)
    assert step in caught.value.next_step
    assert "VOICEPREP_CACHE" in caught.value.next_step
    assert list((cache / "models" / "tiny").iterdir()) == []


def _failing(number: int) -> object:
    def fail(*_args: object, **_kwargs: object) -> None:
        raise OSError(number, os.strerror(number))

    return fail
