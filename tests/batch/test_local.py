"""Worker processes: what they die of costs one file, and they never outlive their master."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.batch.fakes import FakeScorerRecipe, files, jobs
from voiceprep.batch import local
from voiceprep.batch.interface import Done, Work
from voiceprep.batch.local import LocalWorkers
from voiceprep.errors import EngineError, ExitCode, MissingError, StorageError

if TYPE_CHECKING:
    from voiceprep.batch.interface import Executor
    from voiceprep.errors import VoiceprepError


def works(*paths: Path) -> list[Work]:
    return [
        Work(job.number, job.recording.source, job.recording.source, job.question, 60.0)
        for job in jobs(*paths)
    ]


def all_done(executor: Executor, todo: list[Work], *, most: int = 2) -> dict[int, Done]:
    """What comes back, by number; each work exactly once, and never more than `most` in flight."""
    found: dict[int, Done] = {}

    def take() -> None:
        for done in executor.wait():
            assert done.number not in found
            found[done.number] = done

    for work in todo:
        while not executor.has_room:
            take()
        executor.submit(work)
        assert executor.in_flight <= most
    while executor.in_flight:
        take()
    executor.close()
    return found


def test_a_recording_that_kills_its_worker_fails_and_the_others_do_not(tmp_path: Path) -> None:
    made = files(tmp_path / "in", "one", "crash", "crash once", "four", "fails")
    found = all_done(LocalWorkers(FakeScorerRecipe(tmp_path / "log"), workers=2), works(*made))
    codes = [found[number].code for number in range(5)]
    assert codes == [ExitCode.OK, ExitCode.ENGINE, ExitCode.OK, ExitCode.OK, ExitCode.BAD_INPUT]
    assert "ended unexpectedly" in (found[1].take.failure or "")
    assert found[1].take.source.endswith("001.wav")
    assert (tmp_path / "log").read_text().count("001.wav") == local.ATTEMPTS


def test_a_recording_that_takes_too_long_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (path,) = files(tmp_path / "in", "hangs")
    executor = LocalWorkers(FakeScorerRecipe(tmp_path / "log"), workers=1)
    monkeypatch.setattr(local, "SECONDS_A_FILE", 0.2)
    monkeypatch.setattr(local, "SECONDS_A_SECOND", 0.0)
    found = all_done(executor, works(path))
    assert "it took too long" in (found[0].take.failure or "")


UNUSABLE = [
    ("missing", MissingError, "There is no model.", "Install it."),
    ("disk", StorageError, "The disk is full.", "Free some space."),
]
"""What a fake is told to do, and what is then raised."""


@pytest.mark.parametrize(("content", "kind", "message", "next_step"), UNUSABLE)
def test_what_no_worker_can_do_without_ends_the_run(
    tmp_path: Path, content: str, kind: type[VoiceprepError], message: str, next_step: str
) -> None:
    (path,) = files(tmp_path / "in", content)
    executor = LocalWorkers(FakeScorerRecipe(tmp_path / "log"), workers=1)
    executor.submit(works(path)[0])
    with pytest.raises(kind, match=message) as raised:
        executor.wait()
    assert raised.value.next_step == next_step
    executor.close()


def test_where_no_worker_starts_the_run_ends(tmp_path: Path) -> None:
    made = files(tmp_path / "in", "one", "two", "three")
    executor = LocalWorkers(FakeScorerRecipe(tmp_path / "broken"), workers=1)
    with pytest.raises(EngineError, match="No worker can be started"):
        all_done(executor, works(*made))
    executor.close()


def _master(folder: Path, pipe: Any) -> None:
    executor = LocalWorkers(FakeScorerRecipe(folder / "log"), workers=1)
    executor.submit(works(*files(folder / "in", "one"))[0])
    executor.wait()
    pipe.send([worker.process.pid for worker in executor._workers])
    time.sleep(600)


def test_workers_end_when_their_master_is_killed(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    master = context.Process(target=_master, args=(tmp_path, theirs))
    master.start()
    (worker,) = ours.recv()
    os.kill(worker, 0)  # it lives
    master.kill()
    master.join()
    for _ in range(6000):
        if not lives(worker):
            return
        time.sleep(0.01)
    pytest.fail("the worker lives on")


def lives(pid: int) -> bool:
    try:
        # Whoever inherits it may not have looked yet: one that is only waited for is gone.
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_close_drops_what_is_in_work(tmp_path: Path) -> None:
    executor = LocalWorkers(FakeScorerRecipe(tmp_path / "log"), workers=1)
    executor.submit(works(*files(tmp_path / "in", "hangs"))[0])
    for _ in range(6000):
        if (tmp_path / "log").exists():
            break
        time.sleep(0.01)
    closing = threading.Thread(target=executor.close)
    closing.start()
    closing.join(60)
    assert not closing.is_alive()
    assert executor.in_flight == 0


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends processes without asking them")
def test_a_signal_to_the_whole_group_leaves_workers_at_their_work(tmp_path: Path) -> None:
    """As `timeout`, systemd and SLURM send it; what it means is decided by their master."""
    # Closed whatever fails here: the end of the program would wait for a worker that heeds no signal.
    with closing(LocalWorkers(FakeScorerRecipe(tmp_path / "log"), workers=1)) as executor:
        executor.submit(works(*files(tmp_path / "in", "waits for its turn"))[0])
        for _ in range(6000):
            if found := list(tmp_path.glob("log.*.pid")):
                break
            time.sleep(0.01)
        os.kill(int(found[0].suffixes[-2][1:]), signal.SIGTERM)
        (tmp_path / "go").touch()
        (done,) = executor.wait()
        assert done.code is ExitCode.OK
        assert (tmp_path / "log").read_text().count("000.wav") == 1, "it was not begun again"
