"""Workers as processes of this machine, each with models of its own.

One pipe to each worker, so that it is known which recording a worker had when it died: that recording is
tried once more in a new worker, and fails if that dies too. The others notice nothing.
"""

from __future__ import annotations

import multiprocessing
import signal
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING, Any

from voiceprep.batch.guess import UNKNOWN
from voiceprep.batch.interface import Done, Unusable
from voiceprep.errors import EngineError, ExitCode, FailureReason, MissingError, StorageError
from voiceprep.values import Status, Take

if TYPE_CHECKING:
    from collections.abc import Iterator

    from voiceprep.batch.interface import MakesScorer, Work

ATTEMPTS = 2
"""Workers that a recording may cost."""
FAILED_STARTS = 3
"""Workers in a row that may die before they are ready; then none can be started here."""
SECONDS_A_FILE = 120.0
"""Time that any recording is given, for models that load and a busy machine."""
SECONDS_A_SECOND = 4.0
"""Further time for every second that a recording may last: forty times what scoring takes."""
PATIENCE = 3600.0
"""Seconds that are waited at once; the system takes no endless wait."""
_SIGNALS = (signal.SIGINT, signal.SIGTERM)
"""Ctrl-C, and what a system that shuts down sends, reach every process of a group. What they mean is decided
where the results are kept: a worker that nobody needs any more is killed, or ends with its pipe."""


@dataclass(frozen=True, slots=True)
class _Ready:
    """The worker has its scorer."""


@dataclass(slots=True)
class _Worker:
    process: Any
    pipe: Connection
    ready: bool = False
    work: Work | None = None
    deadline: float = field(default=float("inf"))
    """When its work has taken too long, by the monotonic clock."""


class LocalWorkers:
    """Starts workers as they are needed, and replaces those that die."""

    def __init__(self, make_scorer: MakesScorer, *, workers: int) -> None:
        self._make_scorer = make_scorer
        self._most = workers
        self._workers: list[_Worker] = []
        self._attempts: dict[int, int] = {}
        self._given_up: list[Done] = []
        self._failed_starts = 0

    @property
    def has_room(self) -> bool:
        return len(self._workers) < self._most or any(worker.work is None for worker in self._workers)

    @property
    def in_flight(self) -> int:
        return sum(worker.work is not None for worker in self._workers) + len(self._given_up)

    def submit(self, work: Work) -> None:
        worker = next((worker for worker in self._workers if worker.work is None), None)
        if worker is None:
            worker = self._started()
        worker.work = work
        worker.deadline = time.monotonic() + SECONDS_A_FILE + SECONDS_A_SECOND * work.max_seconds
        # One that died while it had nothing to do is noticed in `wait`.
        with suppress(OSError):
            worker.pipe.send(work)

    def wait(self) -> list[Done]:
        while not self._given_up and any(worker.work is not None for worker in self._workers):
            nearest = min(worker.deadline for worker in self._workers if worker.work is not None)
            signs = [sign for worker in self._workers for sign in (worker.pipe, worker.process.sentinel)]
            wait(signs, timeout=max(0.0, min(PATIENCE, nearest - time.monotonic())))
            done = [result for worker in list(self._workers) if (result := self._heard_from(worker))]
            if done:
                return done
        done, self._given_up = self._given_up, []
        return done

    def drop_waiting(self) -> list[int]:
        return []  # each goes to a worker at once

    def close(self) -> None:
        for worker in self._workers:
            if worker.work is not None:
                worker.process.kill()
            # One without work ends by itself when nothing more can come.
            worker.pipe.close()
        for worker in self._workers:
            worker.process.join()
        self._workers.clear()

    def _started(self) -> _Worker:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=serve, args=(theirs, self._make_scorer), daemon=True)
        with _without_interrupts():
            process.start()
        # Ours alone is left, so that the worker ends when this process does, however it ends.
        theirs.close()
        worker = _Worker(process, ours)
        self._workers.append(worker)
        return worker

    def _heard_from(self, worker: _Worker) -> Done | None:
        """What a worker has done, if anything; one that is gone or stuck is let go."""
        try:
            while worker.pipe.poll():
                said = worker.pipe.recv()
                if isinstance(said, Unusable):
                    raise said.failure()
                if isinstance(said, _Ready):
                    worker.ready, self._failed_starts = True, 0
                else:
                    worker.work, worker.deadline = None, float("inf")
                    done: Done = said
                    self._attempts.pop(done.number, None)
                    return done
        except (EOFError, OSError):
            self._lost(worker)
            return None
        if not worker.process.is_alive() and not worker.pipe.poll():
            self._lost(worker)
        elif time.monotonic() >= worker.deadline:
            self._lost(worker, too_slow=True)
        return None

    def _lost(self, worker: _Worker, *, too_slow: bool = False) -> None:
        worker.process.kill()
        worker.process.join()
        worker.pipe.close()
        self._workers.remove(worker)
        self._failed_starts += not worker.ready
        if self._failed_starts >= FAILED_STARTS:
            raise EngineError(
                f"No worker can be started: {FAILED_STARTS} in a row ended at once.",
                next_step="Close other programs if memory is short, or run with --workers 1.",
            )
        work = worker.work
        if work is None:
            return
        self._attempts[work.number] = self._attempts.get(work.number, 0) + 1
        if self._attempts[work.number] < ATTEMPTS and not too_slow:
            self.submit(work)
        else:
            del self._attempts[work.number]
            why = "it took too long" if too_slow else "every worker that tried it ended unexpectedly"
            self._given_up.append(given_up(work, why))


def serve(pipe: Connection, make_scorer: MakesScorer) -> None:
    """What a worker does until nothing more can come."""
    for number in _SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    with suppress(EOFError, BrokenPipeError, ConnectionResetError):
        try:
            scorer = make_scorer()
            pipe.send(_Ready())
            while True:
                pipe.send(scorer.score(pipe.recv()))
        except (MissingError, StorageError) as failure:
            pipe.send(Unusable.of(failure))


def given_up(work: Work, why: str, reason: FailureReason = FailureReason.ENGINE) -> Done:
    """The result of a recording that no worker can score. `reason`: another where that is its own fault."""
    take = Take(
        question_id=UNKNOWN if work.question is None else work.question.id,
        source=work.source,
        status=Status.FAILED,
        failure=f"{work.source} was given up: {why}. Play it in another program to check it.",
        failure_reason=reason,
    )
    return Done(work.number, take, ExitCode.ENGINE if reason is FailureReason.ENGINE else ExitCode.BAD_INPUT)


@contextmanager
def _without_interrupts() -> Iterator[None]:
    """A process that is started here is not stopped by them from its first moment on."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, signal.SIG_IGN) for number in _SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
