"""Score a batch: known results from the store, new ones from the workers, each kept as it comes."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from voiceprep.batch.interface import Work
from voiceprep.batch.outcome import Outcome, asked_of, failed, outcome_of, unreadable
from voiceprep.batch.room import room_in
from voiceprep.batch.store import Kept
from voiceprep.errors import AudioError, FailureReason
from voiceprep.values import Status

if TYPE_CHECKING:
    import threading
    from collections.abc import Generator, Iterable, Iterator

    from voiceprep.batch.interface import Executor
    from voiceprep.batch.jobs import Job
    from voiceprep.batch.keys import Keys
    from voiceprep.batch.store import Store
    from voiceprep.values import Take


@dataclass(slots=True)
class _Flight:
    """A work that is under way, and the jobs that wait for it."""

    key: str
    audio: str
    path: Path
    stamp: tuple[int, int]
    """Size and time of change of the file when it was begun."""
    jobs: list[Job]


@dataclass(slots=True)
class Batch:
    """What scores, and where results are kept."""

    executor: Executor
    store: Store
    keys: Keys
    max_seconds: float
    """A longer recording is refused."""
    again: bool = False
    """Judge everything again, with what was heard before."""
    _flights: dict[int, _Flight] = field(default_factory=dict)
    _judged_again: set[str] = field(default_factory=set)

    def score(self, jobs: Iterable[Job], *, stop: threading.Event) -> Generator[Outcome, None, None]:
        """One outcome per job, as they come. After `stop` none is begun, and those under way are finished.

        Where the caller leaves early, what is under way is dropped. Raises StorageError, and where
        nothing can be scored at all, MissingError or EngineError.
        """
        with tempfile.TemporaryDirectory(prefix="voiceprep-batch-") as scratch:
            try:
                for job in jobs:
                    while not stop.is_set() and not self.executor.has_room:
                        yield from self._collect(Path(scratch))
                    if stop.is_set():
                        break
                    outcome = self._begin(job, Path(scratch))
                    if outcome is not None:
                        yield outcome
                while self.executor.in_flight:
                    if stop.is_set():
                        self._let_go(Path(scratch))
                    yield from self._collect(Path(scratch))
            finally:
                self.executor.close()

    def _begin(self, job: Job, scratch: Path) -> Outcome | None:
        """The outcome, where nobody has to listen for it; else the job is under way."""
        if job.problem is not None:
            reason = (job.problem.reason, job.problem.text)
            return Outcome(job, job.problem.status, job.problem.code, reason, asked_of(job))
        try:
            with room_in(scratch):
                path = job.recording.fetch(scratch)
                stamp, audio = _stamp(path), self.keys.audio(path)
        except (OSError, AudioError) as failure:
            return unreadable(job, failure)
        key = self.keys.result(audio, job.question)
        same = next((flight for flight in self._flights.values() if flight.key == key), None)
        kept = None if same is not None else self._known(key)
        if same is None and kept is None:
            self._flights[job.number] = _Flight(key, audio, path, stamp, [job])
            known = self.store.heard(audio, self.keys.transcriber)
            self.executor.submit(
                Work(job.number, str(path), job.recording.source, job.question, self.max_seconds, known)
            )
            return None
        _drop(path, scratch)
        if same is not None:
            same.jobs.append(job)
        return None if kept is None else outcome_of(job, kept.take, kept.guess, kept_under=key)

    def _let_go(self, scratch: Path) -> None:
        """Leave what nobody has begun to the next run."""
        for number in self.executor.drop_waiting():
            _drop(self._flights.pop(number).path, scratch)

    def _known(self, key: str) -> Kept | None:
        """What the store has, if it counts in this run."""
        if self.again and key not in self._judged_again:
            return None
        kept = self.store.find(key)
        too_long = kept is not None and (kept.take.seconds or 0.0) > self.max_seconds
        return None if too_long else kept

    def _collect(self, scratch: Path) -> Iterator[Outcome]:
        for done in self.executor.wait():
            flight = self._flights.pop(done.number)
            changed = _changed(flight)
            final = done.take.status is not Status.FAILED and not changed
            kept = Kept(done.take, done.guess) if final else None
            if not changed:
                self.store.keep(
                    flight.key,
                    kept,
                    audio=flight.audio,
                    transcriber=self.keys.transcriber,
                    heard=done.heard,
                )
            if final:
                self._judged_again.add(flight.key)
            _drop(flight.path, scratch)
            for place, job in enumerate(flight.jobs):
                if changed:
                    text = f"{job.recording.source} changed while it was scored. Run it again."
                    yield failed(job, FailureReason.CHANGED, text)
                else:
                    yield outcome_of(
                        job,
                        done.take,
                        done.guess,
                        kept_under=flight.key if final else None,
                        code=done.code,
                        new=place == 0,
                    )


def saved_take(outcome: Outcome, store: Store, keys: Keys) -> Take | None:
    """The take of an outcome, as a fresh run would give it; None where the store has none."""
    kept = None if outcome.kept_under is None else store.find(outcome.kept_under)
    if kept is None:
        return None
    # The same questions may stand in another bank today.
    versions = {**kept.take.versions, "bank": keys.bank_version}
    return replace(kept.take, source=outcome.job.recording.source, versions=versions)


def _stamp(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_size, found.st_mtime_ns


def _changed(flight: _Flight) -> bool:
    try:
        return _stamp(flight.path) != flight.stamp
    except OSError:
        return True


def _drop(path: Path, scratch: Path) -> None:
    """Remove what was copied for a worker."""
    if path.is_relative_to(scratch):
        path.unlink(missing_ok=True)
