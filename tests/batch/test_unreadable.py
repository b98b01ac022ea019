"""What may not be read, has no sound path or goes round in circles: a row each, and nothing else suffers."""

from __future__ import annotations

import os
import sys
import tempfile
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.batch.fakes import FakeScorerRecipe, keys
from tests.builders import bank, question
from voiceprep.batch.found import is_many
from voiceprep.batch.here import Here
from voiceprep.batch.jobs import Asking, RowStatus, find_jobs
from voiceprep.batch.manifest import read_manifest
from voiceprep.batch.run import Batch
from voiceprep.batch.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator

    from voiceprep.batch.jobs import Job

NOBODY = 65534
BANK = bank(question("drift"))
ASKING = Asking(bank=BANK, question=BANK.questions[0])


@contextmanager
def without_special_rights() -> Iterator[None]:
    """The administrator may read everything; for a while we are nobody."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def uploads() -> Iterator[Path]:
    """A folder that everybody may read, unlike those of the tests."""
    if sys.platform == "win32":
        pytest.skip("Windows has other permissions")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o777)
        (folder / "in").mkdir()
        yield folder / "in"
        for path in folder.rglob("*"):
            path.chmod(0o700)


def outcomes(jobs: list[Job], folder: Path) -> list[tuple[str, str]]:
    """Status and reason of each, in order."""
    store = Store(folder / "store.sqlite")
    batch = Batch(Here(FakeScorerRecipe(folder / "log")), store, keys(), max_seconds=60.0)
    found = sorted(batch.score(jobs, stop=threading.Event()), key=lambda one: one.job.number)
    store.close()
    return [(one.status.value, "" if one.reason is None else one.reason[1]) for one in found]


def test_a_file_and_a_folder_without_permission_have_their_rows(uploads: Path) -> None:
    (uploads / "locked").mkdir()
    for name in ("a.wav", "b.wav", "locked/c.wav", "z.wav"):
        (uploads / name).write_text("sound")
    (uploads / "b.wav").chmod(0)
    (uploads / "locked").chmod(0)
    with without_special_rights():
        jobs = find_jobs([str(uploads), str(uploads / "locked" / "c.wav")], ASKING)
        assert not is_many(str(uploads / "locked" / "*"))
        good, locked, last, folder, inside = outcomes(jobs, uploads.parent)
    names = [job.recording.source.removeprefix(f"{uploads}/") for job in jobs]
    assert names == ["a.wav", "b.wav", "z.wav", "locked", "locked/c.wav"]
    assert (good[0], last[0]) == ("scored", "scored")
    for status, reason in (locked, folder, inside):
        assert status == "failed"
        assert "permission is denied" in reason


def test_a_path_that_is_too_long_for_any_disk(tmp_path: Path) -> None:
    (job,) = find_jobs([f"{'x' * 5000}.wav"], ASKING)
    ((status, reason),) = outcomes([job], tmp_path)
    assert status == RowStatus.FAILED
    assert "cannot be read" in reason


def test_links_that_lead_to_themselves(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "round.wav").symlink_to("round.wav")
    (tmp_path / "in" / "list.csv").write_text("path,question\nround.wav,drift\n")
    manifest = read_manifest(tmp_path / "in" / "list.csv")
    for paths in ([], [str(tmp_path / "in")]):
        jobs = find_jobs(paths, Asking(bank=BANK, manifest=manifest))
        ((status, reason),) = outcomes(jobs, tmp_path)
        assert status == RowStatus.FAILED
        assert "cannot be read" in reason
