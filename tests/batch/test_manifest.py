"""Lists as people and spreadsheets write them, and the files that their lines mean."""

from __future__ import annotations

import unicodedata
import zipfile
from typing import TYPE_CHECKING, Any

import pytest

from tests.batch.test_jobs import asking, said, touch
from voiceprep.batch.jobs import find_jobs
from voiceprep.batch.manifest import read_manifest
from voiceprep.batch.pattern import Pattern
from voiceprep.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

ONE_SIGN, TWO_SIGNS = (unicodedata.normalize(form, "Jos\u00e9.wav") for form in ("NFC", "NFD"))
"""The same name, as most systems write it and as a Mac does."""


def listed(folder: Path, text: str, name: str = "list.csv") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def test_capitals_spaces_and_rows_that_were_emptied(tmp_path: Path) -> None:
    manifest = listed(tmp_path, "path, Question ,Candidate\na.wav, drift,Ada\n,,\n \t,,\n")
    (row,) = read_manifest(manifest).rows
    assert (row.path, row.question, row.candidate, dict(row.columns)) == ("a.wav", "drift", "Ada", {})
    lines = listed(tmp_path, '{"Path": "a.wav", "QUESTION ": "drift", "Age": 41}\n', "list.jsonl")
    (row,) = read_manifest(lines).rows
    assert (row.path, row.question, dict(row.columns)) == ("a.wav", "drift", {"Age": "41"})


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("list.csv", "path,question,Question\na.wav,drift,ml-drift\n"),
        ("list.jsonl", '{"path": "a.wav", "question": "drift", " question": "ml-drift"}\n'),
    ],
)
def test_two_columns_of_one_name_are_refused(tmp_path: Path, name: str, text: str) -> None:
    with pytest.raises(InputError, match='several columns are called "question"'):
        read_manifest(listed(tmp_path, text, name))


def test_columns_without_a_name_are_no_hindrance(tmp_path: Path) -> None:
    (row,) = read_manifest(listed(tmp_path, "path,question,,\na.wav,drift,,\n")).rows
    assert row.question == "drift"


@pytest.mark.parametrize(
    ("lies", "written"),
    [
        ("a.wav", " a.wav "),
        ("in/a.wav", "in\\a.wav"),
        (ONE_SIGN, TWO_SIGNS),
        (TWO_SIGNS, ONE_SIGN),
        (f"in/{TWO_SIGNS}", f" in\\{ONE_SIGN}"),
    ],
)
def test_a_file_that_is_called_a_little_otherwise_is_found(tmp_path: Path, lies: str, written: str) -> None:
    touch(tmp_path, lies)
    manifest = listed(tmp_path, f"path,question\n{written},drift\n")
    (job,) = find_jobs([], asking(manifest=manifest))
    assert (said(job), job.problem) == ((written, "drift"), None)
    assert job.recording.fetch(tmp_path).samefile(tmp_path / lies)
    (job,) = find_jobs([str(tmp_path)], asking(manifest=manifest))
    assert (said(job), job.problem) == ((str(tmp_path / lies), "drift"), None)


def test_a_name_as_it_is_written_goes_before_all_others(tmp_path: Path) -> None:
    touch(tmp_path, "a.wav", " a.wav", "in\\a.wav", "in/a.wav")
    manifest = listed(tmp_path, "path,question\n a.wav,drift\nin\\a.wav,drift\n")
    for job, name in zip(find_jobs([], asking(manifest=manifest)), (" a.wav", "in\\a.wav"), strict=True):
        assert job.recording.fetch(tmp_path).name == name


def test_backslashes_lead_out_of_no_folder(tmp_path: Path) -> None:
    touch(tmp_path, "secret.wav")
    manifest = listed(tmp_path / "in", "path,question\n..\\secret.wav,drift\n")
    (job,) = find_jobs([], asking(manifest=manifest))
    assert job.problem is not None
    assert "leaves the folder" in job.problem.text


@pytest.mark.parametrize("question", ["drift", "unheard-of"])
def test_a_pattern_knows_a_person_by_one_name(question: str) -> None:
    pattern = Pattern("{candidate}/{question}", question_ids=["drift"])
    names = [name.removesuffix(".wav") for name in (ONE_SIGN, TWO_SIGNS)]
    found = [pattern.match(f"{name}/{question}.wav") for name in names]
    assert [one.candidate for one in found if one] == [names[0]] * 2


def packed(path: Path, *, marked: bool) -> Path:
    """A zip with an accented name in UTF-8, which it says, or does not."""
    with zipfile.ZipFile(path, "w") as out:
        out.writestr(TWO_SIGNS, b"sound")
    if not marked:
        content = bytearray(path.read_bytes())
        for sign, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
            content[content.index(sign) + place + 1] &= ~0x08
        path.write_bytes(content)
    return path


@pytest.mark.parametrize("marked", [True, False])
def test_an_accented_name_in_an_archive_is_the_persons(tmp_path: Path, *, marked: bool) -> None:
    path = packed(tmp_path / "up.zip", marked=marked)
    every: dict[str, Any] = {"manifest": listed(tmp_path, f"path,question,candidate\n{ONE_SIGN},drift,J\n")}
    (job,) = find_jobs([str(path)], asking(**every))
    assert job.recording.source == f"{path}/{TWO_SIGNS}"
    assert (job.candidate, job.problem) == ("J", None)
    (tmp_path / "scratch").mkdir()
    assert job.recording.fetch(tmp_path / "scratch").read_bytes() == b"sound"


def test_a_name_in_another_alphabet_stays_as_the_archive_says_it(tmp_path: Path) -> None:
    path = tmp_path / "up.zip"
    packed(path, marked=False)
    other = TWO_SIGNS.encode().replace(b"\xcc\x81", b"\x82\x82")
    path.write_bytes(path.read_bytes().replace(TWO_SIGNS.encode(), other))
    (job,) = find_jobs([str(path)], asking(option=True))
    assert job.recording.source == f"{path}/{other.decode('cp437')}"
