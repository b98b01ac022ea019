"""Workers as actors of a Ray cluster, each with models of its own.

The driver, which is this process, hands out recordings as bytes, so that no node has to see its files, and
keeps every result. An actor has one recording at a time: what is waiting stays here. When a node is lost,
what its actors had in work goes to other actors, for which Ray finds room; docs/decisions/0022 says why Ray
itself repeats nothing.
"""

from __future__ import annotations

import os
import time
from collections import deque
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from voiceprep import __version__
from voiceprep.batch.interface import Unusable
from voiceprep.batch.local import FAILED_STARTS, SECONDS_A_FILE, SECONDS_A_SECOND, given_up
from voiceprep.batch.machine import WORKER_BYTES
from voiceprep.batch.naming import ending_of
from voiceprep.batch.ray_actor import Actor, TooSlow
from voiceprep.batch.ray_cluster import blas_threads, cluster_faults, while_it_lasts
from voiceprep.errors import EngineError, FailureReason

if TYPE_CHECKING:
    from collections.abc import Mapping

    from voiceprep.batch.interface import Done, MakesScorer, Work
    from voiceprep.batch.ray_cluster import Cluster

ATTEMPTS = 3
"""Workers that a recording may cost: nodes are lost through no fault of it."""
PLACE_SECONDS = 600.0
"""Time that the cluster is given to find room for a first worker; it may have to start a machine for it."""
MAX_BYTES = 2 * 1024**3
"""A bigger recording is not sent."""


class RayWorkers:
    """Starts actors as they are needed, and replaces those that are lost."""

    def __init__(self, make_scorer: MakesScorer, cluster: Cluster, *, workers: int) -> None:
        self._make_scorer = make_scorer
        self._cluster = cluster
        self._most = workers
        self._blas_threads = blas_threads(os.environ)
        self._waiting: deque[Work] = deque()
        self._starting: dict[Any, Any] = {}
        self._idle: list[Any] = []
        self._running: dict[Any, tuple[Any, Work]] = {}
        self._attempts: dict[int, int] = {}
        self._given_up: list[Done] = []
        self._failed_starts = 0
        self._last_sign = time.monotonic()

    @property
    def has_room(self) -> bool:
        # As many again as there are workers: none has to wait until the driver has found the next recording.
        return len(self._waiting) < self._most

    @property
    def in_flight(self) -> int:
        return len(self._waiting) + len(self._running) + len(self._given_up)

    def submit(self, work: Work) -> None:
        if not self._starting and not self._running:
            self._last_sign = time.monotonic()
        self._waiting.append(work)
        self._hand_out()

    def wait(self) -> list[Done]:
        from ray import wait

        done: list[Done] = []
        while not done and not self._given_up and (self._waiting or self._running):
            # Not for ever at once, so that Ctrl-C is noticed wherever Python runs.
            with while_it_lasts():
                ready, _ = wait([*self._running, *self._starting], num_returns=1, timeout=1.0)
            for sign in ready:
                self._last_sign = time.monotonic()
                if sign in self._starting:
                    self._greeted(self._starting.pop(sign), sign)
                else:
                    done += self._finished(*self._running.pop(sign), sign)
                self._hand_out()
            if not self._running and time.monotonic() > self._last_sign + PLACE_SECONDS:
                raise EngineError(
                    "The Ray cluster found no room for a worker within ten minutes.",
                    next_step="See what `ray status` says: a worker needs one core and 800 MB of memory.",
                )
        done += self._given_up
        self._given_up = []
        return done

    def drop_waiting(self) -> list[int]:
        dropped = [work.number for work in self._waiting]
        self._waiting.clear()
        for number in dropped:
            self._attempts.pop(number, None)
        return dropped

    def close(self) -> None:
        from ray import kill

        for actor in [*self._starting.values(), *self._idle, *(actor for actor, _ in self._running.values())]:
            with suppress(*cluster_faults()):
                kill(actor)
        self._starting, self._idle, self._running = {}, [], {}
        self._waiting.clear()
        self._cluster.close()

    def _hand_out(self) -> None:
        """Give what is waiting to whoever has nothing to do; get more workers if there is too much of it."""
        while self._waiting and self._idle:
            work, actor = self._waiting.popleft(), self._idle.pop()
            try:
                files = _files(work)
            except (OSError, ValueError) as failure:
                self._idle.append(actor)
                self._given_up.append(_unsent(work, failure))
                continue
            limit = SECONDS_A_FILE + SECONDS_A_SECOND * work.max_seconds
            with while_it_lasts():
                self._running[actor.score.remote(work, files, limit)] = actor, work
        lacking = min(len(self._waiting), self._most - len(self._running)) - len(self._starting)
        for _ in range(lacking):
            with while_it_lasts():
                actor = self._started()
                self._starting[actor.greet.remote()] = actor

    def _started(self) -> Any:
        from ray import remote

        return (
            remote(Actor)
            .options(
                num_cpus=1,
                memory=WORKER_BYTES,
                max_restarts=0,
                max_task_retries=0,
                runtime_env={"env_vars": {"OPENBLAS_NUM_THREADS": str(self._blas_threads)}},
            )
            .remote(self._make_scorer)
        )

    def _greeted(self, actor: Any, sign: Any) -> None:
        from ray import get, kill
        from ray.exceptions import RayActorError, RayTaskError

        try:
            with while_it_lasts(but=(RayTaskError, RayActorError)):
                said = get(sign)
        except RayTaskError as cause:
            raise EngineError(
                f"A node of the Ray cluster cannot run voiceprep: {cause.cause or cause}.",
                next_step=f"Install voiceprep {__version__} and its extras on every node.",
            ) from cause
        except RayActorError as cause:
            kill(actor)
            self._failed_starts += 1
            if self._failed_starts >= FAILED_STARTS and not self._idle and not self._running:
                raise EngineError(
                    f"No worker can be started: {FAILED_STARTS} in a row ended at once.",
                    next_step="See the logs of the Ray cluster, or run without --on.",
                ) from cause
            return
        if isinstance(said, Unusable):
            raise said.failure()
        self._refuse_others(said.versions)
        self._failed_starts = 0
        self._idle.append(actor)

    @cached_property
    def _ours(self) -> Mapping[str, str]:
        return self._make_scorer().versions

    def _refuse_others(self, theirs: Mapping[str, str]) -> None:
        """Raise EngineError for a node whose results are not those that are kept under our names."""
        for name, ours in self._ours.items():
            if theirs.get(name) != ours:
                raise EngineError(
                    f"A node of the Ray cluster has another {name} than this machine: "
                    f"{theirs.get(name)}, not {ours}.",
                    next_step=f"Install voiceprep {__version__} with the same versions of packages there.",
                )

    def _finished(self, actor: Any, work: Work, sign: Any) -> list[Done]:
        from ray import get, kill
        from ray.exceptions import RayActorError, RayTaskError

        said: Done | Unusable | TooSlow
        try:
            with while_it_lasts(but=(RayTaskError, RayActorError)):
                said = get(sign)
        except RayTaskError as cause:
            self._idle.append(actor)
            return [given_up(work, f"scoring it failed unexpectedly ({cause.cause or cause})")]
        except RayActorError:
            kill(actor)
            return self._lost(work)
        if isinstance(said, Unusable):
            raise said.failure()
        if isinstance(said, TooSlow):
            kill(actor)
            return [given_up(work, "it took too long")]
        self._idle.append(actor)
        self._attempts.pop(work.number, None)
        return [said]

    def _lost(self, work: Work) -> list[Done]:
        """To be tried again, or given up."""
        self._attempts[work.number] = self._attempts.get(work.number, 0) + 1
        if self._attempts[work.number] < ATTEMPTS:
            self._waiting.appendleft(work)
            return []
        del self._attempts[work.number]
        return [given_up(work, "every worker that tried it ended unexpectedly")]


def _unsent(work: Work, failure: OSError | ValueError) -> Done:
    """The result of a recording that is gone, or too big: without its path, which may have to be hidden."""
    if isinstance(failure, OSError):
        return given_up(work, f"it cannot be read ({failure.strerror})", FailureReason.UNREADABLE)
    return given_up(work, f"{failure}", FailureReason.TOO_LONG)


def _files(work: Work) -> dict[str, bytes]:
    """The recording, and the words beside it that a recogniser of sidecar text reads, by their endings."""
    path = Path(work.path)
    if path.stat().st_size > MAX_BYTES:
        raise ValueError(f"it has more than {MAX_BYTES / 1024**3:g} GB")
    found = {ending_of(work.path): path.read_bytes()}
    beside = path.with_suffix(".txt")
    if beside != path and beside.is_file() and beside.stat().st_size <= MAX_BYTES // 1024:
        found[".txt"] = beside.read_bytes()
    return found
