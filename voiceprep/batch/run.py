"""Score a batch: known results from the store, new ones from the workers, each kept as it comes."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from voiceprep.batch.interface import Work
from voiceprep.batch.jobs import RowStatus
from voiceprep.batch.store import Kept
from voiceprep.errors import AudioError, ExitCode
from voiceprep.scoring.confidence import word_confidence
from voiceprep.values import Status

if TYPE_CHECKING:
    import threading
    from collections.abc import Generator, Iterable, Iterator

    from voiceprep.batch.interface import Executor, Guess
    from voiceprep.batch.jobs import Job
    from voiceprep.batch.keys import Keys
    from voiceprep.batch.store import Store
    from voiceprep.values import Take


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one job: small, so that many can be kept. The take lies in the store."""

    job: Job
    status: RowStatus
    code: ExitCode
    """OK, NOT_SCORED, or a failure's own."""
    reason: tuple[str, str] | None
    """Code and text of why there is no score; None where there is one."""
    question_id: str | None
    """None where it is not known."""
    content: float | None = None
    """Content result, 0 to 100."""
    seconds: float | None = None
    """Length of the recording; None where it could not be read."""
    word_confidence: float | None = None
    """Mean probability of the words, 0 to 1; None without words."""
    guess: Guess | None = None
    kept_under: str | None = None
    """Key of the result in the store; None where there is none, and the next run tries again."""
    new: bool = False
    """Whether it was found out in this run."""


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
                    yield from self._collect(Path(scratch))
            finally:
                self.executor.close()

    def _begin(self, job: Job, scratch: Path) -> Outcome | None:
        """The outcome, where nobody has to listen for it; else the job is under way."""
        if job.problem is not None:
            reason = (job.problem.status.value, job.problem.text)
            return Outcome(job, job.problem.status, job.problem.code, reason, _asked(job))
        try:
            path = job.recording.fetch(scratch)
            stamp, audio = _stamp(path), self.keys.audio(path)
        except (OSError, AudioError) as failure:
            return _unreadable(job, failure)
        key = self.keys.result(audio, job.question)
        flight = next((flight for flight in self._flights.values() if flight.key == key), None)
        kept = None if self.again and key not in self._judged_again else self.store.find(key)
        too_long = kept is not None and (kept.take.seconds or 0.0) > self.max_seconds
        if flight is not None:
            flight.jobs.append(job)
        elif kept is not None and not too_long:
            _drop(path, scratch)
            return _outcome(job, kept.take, kept.guess, kept_under=key)
        else:
            self._flights[job.number] = _Flight(key, audio, path, stamp, [job])
            known = self.store.heard(audio, self.keys.transcriber)
            self.executor.submit(
                Work(job.number, str(path), job.recording.source, job.question, self.max_seconds, known)
            )
            return None
        _drop(path, scratch)
        return None

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
            self._judged_again.add(flight.key)
            _drop(flight.path, scratch)
            for place, job in enumerate(flight.jobs):
                if changed:
                    yield _failed(job, f"{job.recording.source} changed while it was scored. Run it again.")
                else:
                    yield _outcome(
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


def exit_code(outcomes: Iterable[Outcome]) -> ExitCode:
    """Where all files ended alike, their own; else 4."""
    codes = {outcome.code for outcome in outcomes}
    return codes.pop() if len(codes) == 1 else ExitCode.NOT_SCORED


def _outcome(
    job: Job,
    take: Take,
    guess: Guess | None,
    *,
    kept_under: str | None,
    code: ExitCode | None = None,
    new: bool = False,
) -> Outcome:
    status, reason = RowStatus(take.status.value), None
    if take.abstention is not None:
        reason = (take.abstention.reason.value, take.abstention.explanation)
    elif take.failure is not None:
        # The same recording may have failed under another name.
        reason = ("failed", take.failure.replace(take.source, job.recording.source))
    if guess is not None and not guess.sure:
        status = RowStatus.UNKNOWN_QUESTION
        reason = (status.value, _doubt(guess))
    ours = ExitCode.OK if status is RowStatus.SCORED else ExitCode.NOT_SCORED
    return Outcome(
        job=job,
        status=status,
        code=ours if code is None else code,
        reason=reason,
        question_id=take.question_id or None,
        content=take.content,
        seconds=take.seconds,
        word_confidence=word_confidence(take.transcript),
        guess=guess,
        kept_under=kept_under,
        new=new,
    )


def _doubt(guess: Guess) -> str:
    return (
        f"It is not clear which question this answers: {guess.question_id} fits best with {guess.content:g} "
        f"points, {guess.margin:g} more than the next. Name the question in a manifest."
    )


def _failed(job: Job, text: str) -> Outcome:
    return Outcome(job, RowStatus.FAILED, ExitCode.BAD_INPUT, ("failed", text), _asked(job), new=True)


def _unreadable(job: Job, failure: OSError | AudioError) -> Outcome:
    if isinstance(failure, AudioError):
        return _failed(job, f"{failure.message} {failure.next_step}")
    why = {
        FileNotFoundError: "does not exist",
        IsADirectoryError: "is a folder",
        PermissionError: "cannot be read: permission is denied",
    }.get(type(failure), f"cannot be read: {failure.strerror or failure}")
    return _failed(job, f"{job.recording.source} {why}. Give the path of an audio file.")


def _asked(job: Job) -> str | None:
    return None if job.question is None else job.question.id


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
