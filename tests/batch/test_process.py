"""`voiceprep score` as people start it: a process with workers, over files of every kind; killed, stopped."""

from __future__ import annotations

import csv
import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.batch.uploads import Upload, make_uploads
from voiceprep.audio.clip import SAMPLE_RATE, Clip
from voiceprep.audio.decode import write_wav
from voiceprep.errors import ExitCode

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

pytestmark = [
    pytest.mark.models,  # for their time; no weights are used
    pytest.mark.skipif(sys.platform == "win32", reason="names that Windows does not take, and its own kill"),
]

KILLS = 10
TOLD = re.compile(rb": (abstained|failed): ")
"""What is said of every file as it is done."""


@contextmanager
def scoring(folder: Path, place: Path) -> Iterator[subprocess.Popen[str]]:
    """Score the folder in a process group of its own; what is kept and written lies in `place`."""
    place.mkdir(exist_ok=True)
    options = ["--question", "ml-drift", "--transcriber", "sidecar", "--judge", "none", "--workers", "2"]
    outputs = ["--store", str(place / "store.sqlite"), "--out", str(place / "table.csv"), "--verbose"]
    with (
        (place / "log").open("wb") as log,
        subprocess.Popen(
            [sys.executable, "-m", "voiceprep", "score", str(folder), *options, *outputs],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            errors="replace",
            env={**os.environ, "TMPDIR": str(place)},
            start_new_session=True,
        ) as process,
    ):
        try:
            yield process
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)


def finished(folder: Path, place: Path) -> tuple[int, str]:
    """Exit code and what is shown of a run that nobody disturbs."""
    with scoring(folder, place) as process:
        return ended(process)


def ended(process: subprocess.Popen[str]) -> tuple[int, str]:
    """The same of a run that is ending. The workers have its output too: none outlives it, or this hangs."""
    shown, _ = process.communicate()
    return process.returncode, " ".join(shown.split())


def told(place: Path, status: bytes | None = None) -> int:
    """Files that the run has spoken of so far."""
    found: list[bytes] = TOLD.findall((place / "log").read_bytes())
    return len(found) if status is None else found.count(status)


def wait_until_told(process: subprocess.Popen[str], place: Path, files: int) -> None:
    while told(place) < files:
        assert process.poll() is None, (place / "log").read_text(errors="replace")
        time.sleep(0.005)


def stored(place: Path) -> tuple[dict[str, int], dict[str, int]]:
    """Results and hearings in the store, and the row of each: what is kept once more gets another row."""
    with closing(sqlite3.connect(place / "store.sqlite")) as base:
        if not base.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            return {}, {}
        results = base.execute("SELECT key, rowid FROM results").fetchall()
        return dict(results), dict(base.execute("SELECT audio, rowid FROM hearings").fetchall())


def check_table(place: Path, uploads: Sequence[Upload]) -> None:
    """Every file has its row, in order, and every row says what became of that file."""
    with (place / "table.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    names = [str(upload.path).encode("utf-8", "backslashreplace").decode() for upload in uploads]
    assert [row["path"] for row in rows] == names
    for row, upload in zip(rows, uploads, strict=True):
        said = (row["status"], row["reason"], row["transcript"])
        assert said == (upload.status, upload.reason, upload.words), row
        seconds = float(row["seconds"]) if row["seconds"] else None
        assert seconds == (None if upload.seconds is None else pytest.approx(upload.seconds, abs=0.1)), row


def test_a_thousand_files_of_every_kind_have_a_row_each(tmp_path: Path) -> None:
    folder, place = tmp_path / "in", tmp_path / "kept"
    uploads = make_uploads(folder, 1000)
    code, shown = finished(folder, place)
    assert code == ExitCode.NOT_SCORED
    heard = sum(upload.status == "abstained" for upload in uploads)
    assert f"1000 files: {heard} abstained, {1000 - heard} failed" in shown
    check_table(place, uploads)
    first = (place / "table.csv").read_bytes()
    code, shown = finished(folder, place)
    assert code == ExitCode.NOT_SCORED
    assert f"{heard} were known already" in shown
    assert (place / "table.csv").read_bytes() == first
    assert finished(folder / "broken", place)[0] == ExitCode.BAD_INPUT


def test_killed_at_any_moment_the_table_is_the_same_and_nothing_is_transcribed_twice(tmp_path: Path) -> None:
    folder, place, whole = tmp_path / "in", tmp_path / "kept", tmp_path / "whole"
    uploads = make_uploads(folder, 160)
    begun = time.monotonic()
    with scoring(folder, whole) as process:
        wait_until_told(process, whole, 1)
        start = time.monotonic() - begun
        assert ended(process)[0] == ExitCode.NOT_SCORED
    check_table(whole, uploads)
    chance, results, hearings = random.Random(6), dict[str, int](), dict[str, int]()
    for round_ in range(KILLS):
        with scoring(folder, place) as process:
            if round_ % 3 == 0:
                time.sleep(chance.uniform(0.0, start))
            else:
                # What is known is told at once, and then the work goes on.
                wait_until_told(process, place, len(results) + chance.randint(1, 8))
                time.sleep(chance.uniform(0.0, 0.03))
            if round_ % 2:
                os.killpg(process.pid, signal.SIGKILL)
            else:
                process.kill()  # and the workers end by themselves
            assert ended(process)[0] == -signal.SIGKILL
        before = (results, hearings)
        results, hearings = stored(place)
        assert before[0].items() <= results.items()
        assert before[1].items() <= hearings.items()
        assert len(results) >= told(place, b"abstained"), "what was told was kept"
    assert results
    code, shown = finished(folder, place)
    assert code == ExitCode.NOT_SCORED
    assert f"{len(results)} were known already" in shown
    assert results.items() <= stored(place)[0].items()
    assert hearings.items() <= stored(place)[1].items()
    assert (place / "table.csv").read_bytes() == (whole / "table.csv").read_bytes()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_finishes_what_is_in_work_and_the_next_run_goes_on(
    tmp_path: Path, number: signal.Signals
) -> None:
    folder, place = tmp_path / "in", tmp_path / "kept"
    uploads = make_uploads(folder, 100)
    with scoring(folder, place) as process:
        wait_until_told(process, place, 10)
        os.killpg(process.pid, number)  # as a terminal and `timeout` do: to the workers too
        assert ended(process)[0] == ExitCode.INTERRUPTED
    log = (place / "log").read_text(errors="replace")
    assert "Finishing the files in work" in log
    assert f"Stopped: {told(place)} of 100 files are done." in log
    assert "Traceback" not in log
    assert not (place / "table.csv").exists()
    results, hearings = stored(place)
    assert len(results) == told(place, b"abstained")
    code, shown = finished(folder, place)
    assert code == ExitCode.NOT_SCORED
    assert f"{len(results)} were known already" in shown
    assert results.items() <= stored(place)[0].items()
    assert hearings.items() <= stored(place)[1].items()
    check_table(place, uploads)


def test_a_second_interrupt_drops_what_is_in_work(tmp_path: Path) -> None:
    folder, place = tmp_path / "in", tmp_path / "kept"
    folder.mkdir()
    for number, minutes in enumerate((0.01, 25, 25)):
        silence = np.zeros(int(60 * minutes * SAMPLE_RATE), dtype=np.float32)
        silence[0] = number / 4
        write_wav(Clip(silence), folder / f"{number}.wav")
    with scoring(folder, place) as process:
        wait_until_told(process, place, 1)
        for sign in ("Finishing the files in work", ""):
            os.killpg(process.pid, signal.SIGINT)
            while sign not in (place / "log").read_text():
                time.sleep(0.005)
        assert ended(process)[0] == ExitCode.INTERRUPTED
    log = (place / "log").read_text()
    assert "voiceprep: Stopped.\nRun the command again to go on." in log
    assert "Traceback" not in log
    assert (told(place), len(stored(place)[0])) == (1, 1)
