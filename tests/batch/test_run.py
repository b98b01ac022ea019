"""A batch: nothing twice, nothing lost, and one bad file costs itself only."""

from __future__ import annotations

import errno
import multiprocessing
import os
import random
import shutil
import threading
import time
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.batch.fakes import QUESTION, FakeScorerRecipe, files, jobs, keys
from voiceprep.batch.here import Here
from voiceprep.batch.jobs import Job, RowStatus
from voiceprep.batch.local import LocalWorkers, given_up
from voiceprep.batch.outcome import Outcome, exit_code
from voiceprep.batch.run import Batch, saved_take
from voiceprep.batch.store import Store
from voiceprep.errors import ExitCode, StorageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voiceprep.batch.interface import Work


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "log"


def begun(log: Path) -> list[str]:
    """The files that a scorer was given, in order."""
    return [line.rsplit("/", 1)[-1] for line in log.read_text().splitlines()] if log.exists() else []


def run(
    work: Sequence[Job],
    log: Path,
    *,
    judge: str = "scripted",
    max_seconds: float = 60.0,
    again: bool = False,
    stop: threading.Event | None = None,
) -> list[Outcome]:
    """The outcomes in the order of the jobs."""
    with closing(Store(log.parent / "store.sqlite")) as store:
        batch = Batch(Here(FakeScorerRecipe(log)), store, keys(judge=judge), max_seconds, again=again)
        found = list(batch.score(work, stop=stop or threading.Event()))
    return sorted(found, key=lambda outcome: outcome.job.number)


def test_every_file_has_an_outcome_and_a_bad_one_costs_itself_only(tmp_path: Path, log: Path) -> None:
    made = files(tmp_path / "in", "one", "fails", "three")
    outcomes = run(jobs(*made, tmp_path / "nowhere.wav", tmp_path), log)
    assert [outcome.status.value for outcome in outcomes] == [
        "scored",
        "failed",
        "scored",
        "failed",
        "failed",
    ]
    assert [outcome.content for outcome in outcomes] == [3.0, None, 5.0, None, None]
    assert "does not exist" in (outcomes[3].reason or ("", ""))[1]
    assert "is a folder" in (outcomes[4].reason or ("", ""))[1]
    assert exit_code(outcomes) is ExitCode.NOT_SCORED
    assert exit_code(outcomes[:1]) is ExitCode.OK
    assert exit_code(outcomes[3:]) is ExitCode.BAD_INPUT


def test_the_next_run_does_only_what_is_new_or_has_failed(tmp_path: Path, log: Path) -> None:
    made = files(tmp_path / "in", "one", "fails")
    first = run(jobs(*made), log)
    more = files(tmp_path / "in", "one", "fails", "three")
    second = run(jobs(*more), log)
    assert begun(log) == ["000.wav", "001.wav", "001.wav", "002.wav"]
    assert [outcome.new for outcome in second] == [False, True, True]
    assert (second[0].content, second[0].seconds) == (first[0].content, first[0].seconds)


def test_the_same_recording_under_two_names_is_scored_once(tmp_path: Path, log: Path) -> None:
    outcomes = run(jobs(*files(tmp_path / "in", "same", "other", "same")), log)
    assert begun(log) == ["000.wav", "001.wav"]
    assert [outcome.content for outcome in outcomes] == [4.0, 5.0, 4.0]
    with closing(Store(tmp_path / "store.sqlite")) as store:
        takes = [saved_take(outcome, store, keys()) for outcome in outcomes]
    assert [take.source.rsplit("/", 1)[-1] for take in takes if take] == ["000.wav", "001.wav", "002.wav"]


def test_the_same_broken_recording_fails_under_each_of_its_names(tmp_path: Path, log: Path) -> None:
    made = files(tmp_path / "in", "fails", "fails")
    with closing(Store(tmp_path / "store.sqlite")) as store:
        workers = LocalWorkers(FakeScorerRecipe(log, seconds=0.05), workers=2)
        outcomes = list(Batch(workers, store, keys(), 60.0).score(jobs(*made), stop=threading.Event()))
    reasons = {outcome.job.recording.source: (outcome.reason or ("", ""))[1] for outcome in outcomes}
    assert reasons == {str(path): f"{path} is broken." for path in made}


def test_another_judge_judges_again_what_was_heard_before(tmp_path: Path, log: Path) -> None:
    made = files(tmp_path / "in", "one", "fails")
    run(jobs(*made), log)
    asked: list[Any] = []

    class Spy(Here):
        def submit(self, work: Any) -> None:
            asked.append(dict(work.known))
            super().submit(work)

    with closing(Store(tmp_path / "store.sqlite")) as store:
        batch = Batch(Spy(FakeScorerRecipe(log)), store, keys(judge="another"), 60.0)
        assert len(list(batch.score(jobs(*made), stop=threading.Event()))) == 2
    # What was heard of an answer that then failed is not heard again either.
    assert asked == [{"all": "heard: one"}, {"all": "heard: fails"}]


def test_rescore_judges_again_and_each_recording_once(tmp_path: Path, log: Path) -> None:
    made = files(tmp_path / "in", "one", "one")
    run(jobs(*made), log)
    outcomes = run(jobs(*made), log, again=True)
    assert begun(log) == ["000.wav", "000.wav"]
    assert [outcome.content for outcome in outcomes] == [3.0, 3.0]


def test_where_rescoring_failed_the_same_recording_is_tried_again_and_not_taken_from_before(
    tmp_path: Path, log: Path
) -> None:
    made = files(tmp_path / "in", "one", "one")
    run(jobs(*made), log)

    class FailsAtFirst(Here):
        fell = False

        def wait(self) -> Any:
            work, done = self._works[0], super().wait()
            before, self.fell = self.fell, True
            return done if before else [given_up(work, "it fell")]

    with closing(Store(tmp_path / "store.sqlite")) as store:
        batch = Batch(FailsAtFirst(FakeScorerRecipe(log)), store, keys(), 60.0, again=True)
        first, second = batch.score(jobs(*made), stop=threading.Event())
    assert (first.status, second.status) == (RowStatus.FAILED, RowStatus.SCORED)
    assert second.new, "what an earlier run found does not count"


def test_a_result_of_a_recording_that_is_now_too_long_does_not_count(tmp_path: Path, log: Path) -> None:
    made = files(tmp_path / "in", "one", "fourteen signs")
    run(jobs(*made), log)
    run(jobs(*made), log, max_seconds=10.0)
    assert begun(log) == ["000.wav", "001.wav", "001.wav"]


def test_a_file_that_changes_while_it_is_scored_is_not_kept(tmp_path: Path, log: Path) -> None:
    (path,) = files(tmp_path / "in", "one")

    class Late(Here):
        def wait(self) -> Any:
            path.write_text("another answer")
            return super().wait()

    with closing(Store(tmp_path / "store.sqlite")) as store:
        batch = Batch(Late(FakeScorerRecipe(log)), store, keys(), 60.0)
        (outcome,) = batch.score(jobs(path), stop=threading.Event())
    assert outcome.status is RowStatus.FAILED
    assert "changed while" in (outcome.reason or ("", ""))[1]
    (outcome,) = run(jobs(path), log)
    assert outcome.content == len("another answer")


def test_after_stop_what_is_in_work_is_finished_and_nothing_is_begun(tmp_path: Path, log: Path) -> None:
    made = files(tmp_path / "in", "one", "three", "five")
    stop = threading.Event()
    with closing(Store(tmp_path / "store.sqlite")) as store:
        batch = Batch(Here(FakeScorerRecipe(log)), store, keys(), 60.0)
        scoring = batch.score(jobs(*made), stop=stop)
        first = next(scoring)
        stop.set()
        rest = list(scoring)
    assert begun(log) == ["000.wav"]
    assert [outcome.job.number for outcome in (first, *rest)] == [0]
    assert [outcome.new for outcome in run(jobs(*made), log)] == [False, True, True]


class Queueing(Here):
    """Takes works ahead of their turn, as a cluster does."""

    waiting: list[Work]

    def __init__(self, make_scorer: Any) -> None:
        super().__init__(make_scorer)
        self.waiting = []

    @property
    def has_room(self) -> bool:
        return len(self.waiting) < 2

    @property
    def in_flight(self) -> int:
        return super().in_flight + len(self.waiting)

    def submit(self, work: Work) -> None:
        self.waiting.append(work)
        self._begin()

    def _begin(self) -> None:
        if not super().in_flight and self.waiting:
            super().submit(self.waiting.pop(0))

    def wait(self) -> Any:
        done = super().wait()
        self._begin()
        return done

    def drop_waiting(self) -> list[int]:
        dropped, self.waiting = [work.number for work in self.waiting], []
        return dropped


@dataclass(frozen=True)
class Copied:
    """As if it lay in an archive."""

    path: Path
    scratches: list[Path]

    @property
    def source(self) -> str:
        return str(self.path)

    def fetch(self, scratch: Path) -> Path:
        self.scratches.append(scratch)
        return Path(shutil.copy(self.path, scratch))


def test_after_stop_what_only_waits_is_dropped_with_its_copy(tmp_path: Path, log: Path) -> None:
    made = files(tmp_path / "in", "one", "three", "five", "seven", "nine")
    scratches: list[Path] = []
    todo = [
        replace(job, recording=Copied(path, scratches)) for job, path in zip(jobs(*made), made, strict=True)
    ]
    stop = threading.Event()
    with closing(Store(tmp_path / "store.sqlite")) as store:
        batch = Batch(Queueing(FakeScorerRecipe(log)), store, keys(), 60.0)
        scoring = batch.score(todo, stop=stop)
        first = next(scoring)
        stop.set()
        second = next(scoring)
        assert list(scratches[0].iterdir()) == []
        assert list(scoring) == []
    assert begun(log) == ["000.wav", "001.wav"], "the second was in work already"
    assert [outcome.job.number for outcome in (first, second)] == [0, 1]
    assert [outcome.new for outcome in run(jobs(*made), log)] == [False, False, True, True, True]


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EMFILE])
def test_where_there_is_no_room_for_copies_the_run_ends_and_no_file_is_blamed(
    tmp_path: Path, log: Path, number: int
) -> None:
    class Full:
        source = "up.zip/a.wav"

        def fetch(self, scratch: Path) -> Path:
            raise OSError(number, os.strerror(number))

    (job,) = jobs(tmp_path / "a.wav")
    with pytest.raises(StorageError, match="cannot be written"):
        run([replace(job, recording=Full())], log)


def _table(outcomes: list[Outcome], folder: Path) -> list[Any]:
    with closing(Store(folder / "store.sqlite")) as store:
        return [(o.status, o.content, o.reason, saved_take(o, store, keys())) for o in outcomes]


def _run_in_child(work: list[Job], log: Path) -> None:
    with closing(Store(log.parent / "store.sqlite")) as store:
        batch = Batch(Here(FakeScorerRecipe(log, seconds=0.01)), store, keys(), 60.0)
        for _ in batch.score(work, stop=threading.Event()):
            pass


@pytest.fixture(scope="module")
def processes() -> Any:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["__main__", "tests.batch.test_run", "voiceprep.json_form"])
    return context


def _wait_until(condition: Any) -> None:
    for _ in range(6000):
        if condition():
            return
        time.sleep(0.01)
    pytest.fail("it did not happen within a minute")


def test_killed_at_ten_moments_the_table_is_the_same_and_nothing_is_heard_twice(
    tmp_path: Path, processes: Any
) -> None:
    made = files(tmp_path / "in", *(f"answer {number} {'x' * (number % 7)}" for number in range(120)))
    (tmp_path / "whole").mkdir()
    expected = _table(run(jobs(*made), tmp_path / "whole" / "log"), tmp_path / "whole")
    log, chance, stored = tmp_path / "log", random.Random(7), set[str]()
    for _ in range(10):
        before = len(begun(log))
        aim = before + chance.randint(1, 5)
        child = processes.Process(target=_run_in_child, args=(jobs(*made), log))
        child.start()
        _wait_until(lambda aim=aim: len(begun(log)) >= aim)
        child.kill()
        child.join()
        assert child.exitcode != 0, "it was done before it could be killed"
        assert not stored & set(begun(log)[before:])
        stored = _stored(made, tmp_path)
    assert stored
    assert _table(run(jobs(*made), log), tmp_path) == expected
    assert len(begun(log)) <= 120 + 10


def _stored(made: Sequence[Path], folder: Path) -> set[str]:
    named = keys()
    with closing(Store(folder / "store.sqlite")) as store:
        return {path.name for path in made if store.find(named.result(named.audio(path), QUESTION))}


def test_two_runs_at_once_on_one_store(tmp_path: Path, log: Path, processes: Any) -> None:
    made = files(tmp_path / "in", *(f"answer {number}" for number in range(40)))
    both = [processes.Process(target=_run_in_child, args=(jobs(*some), log)) for some in (made, made[::-1])]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert [one.exitcode for one in both] == [0, 0]
    assert [outcome.new for outcome in run(jobs(*made), log)] == [False] * 40
    # From both ends: they meet in the middle, and each leaves to the other what that has done.
    assert len(begun(log)) < 80
