"""To a Ray cluster: one that exists, or one that is started on this machine and ends with the run."""

from __future__ import annotations

import importlib.util
import logging
import os
import sys
import threading
import warnings
from contextlib import ExitStack, contextmanager, redirect_stdout
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TextIO, cast

from voiceprep.batch.machine import WORKER_BYTES, this_machine
from voiceprep.errors import EngineError, MissingError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

INSTALL = 'pip install "voiceprep[ray]"'
_QUIET = {"RAY_USAGE_STATS_ENABLED": "0"}
"""Ray tells its makers how it is used, unless it is told not to."""
_ALONE = {
    # Ray's name for what it does on laptops by default: listen on the loopback device only.
    "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0",
    # Its dashboard process asks which cloud it is on, statistics or not: nobody listens on that port.
    "http_proxy": "http://127.0.0.1:9",
    "no_proxy": "",
}
"""For a cluster of this machine alone: nothing leaves it."""


class _WithoutRay:
    """Standard output without what Ray prints about workers and nodes that end, from a thread of its own.

    It has no setting for that, and results that are meant for another program would have it among them.
    """

    def __init__(self, out: TextIO) -> None:
        self._out = out

    def write(self, text: str) -> int:
        from_ray = threading.current_thread().name.startswith("ray_")
        return len(text) if from_ray else self._out.write(text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._out, name)


@dataclass(frozen=True, slots=True)
class Cluster:
    """A connection."""

    ours: ExitStack | None
    """What ends with it; None where it existed before."""

    def workers(self) -> int:
        """Those that the nodes have cores and memory for at present; at least one."""
        import ray

        nodes: list[Any] = ray.nodes()  # type: ignore[no-untyped-call]
        alive = [node["Resources"] for node in nodes if node["Alive"]]
        fitting = (min(int(has.get("CPU", 0)), int(has.get("memory", 0) // WORKER_BYTES)) for has in alive)
        return max(1, sum(fitting))

    def close(self) -> None:
        if self.ours is not None:
            self.ours.close()


def address_of(on: str, environment: Mapping[str, str]) -> str | None:
    """From --on: the address of a cluster to join, or None for one to be started. Raises UsageError."""
    if on == "ray":
        return environment.get("RAY_ADDRESS") or None
    if on.startswith("ray://") and on.removeprefix("ray://"):
        return on
    raise UsageError(
        f"--on {on} is no place to score.", next_step="Give --on local, --on ray or --on ray://HOST:PORT."
    )


def connect(address: str | None) -> Cluster:
    """To the cluster at that address; None starts one here. Raises MissingError and EngineError.

    A process that is connected already stays so.
    """
    if importlib.util.find_spec("ray") is None:
        raise MissingError("Ray is not installed.", next_step=INSTALL)
    if address and address.startswith("ray://") and importlib.util.find_spec("grpc") is None:
        raise MissingError("What Ray needs for ray:// addresses is not installed.", next_step=INSTALL)
    with _environment(_QUIET | ({} if address else _ALONE)), warnings.catch_warnings():
        # What it remarks comes as an exception as well.
        warnings.simplefilter("ignore")
        import ray

        if ray.is_initialized():
            return Cluster(ours=None)
        here: dict[str, Any] = {"include_dashboard": False, "num_cpus": this_machine().cores}
        try:
            ray.init(
                address or "local",
                log_to_driver=False,
                logging_level=logging.ERROR,
                **({} if address else here),
            )
        # Ray has no exception of its own for this, and raises bare ones too.
        except Exception as cause:
            ray.shutdown()
            where = (
                f"There is no Ray cluster to join at {address}" if address else "Ray cannot be started here"
            )
            raise EngineError(
                f"{where}: {str(cause).strip() or type(cause).__name__}",
                next_step="See that it runs, with this version of Ray and of Python; set "
                "RAY_AUTH_MODE=token where it asks for a token."
                if address
                else "Run it again, or leave --on out.",
            ) from cause
    ours = ExitStack()
    ours.enter_context(redirect_stdout(cast("TextIO", _WithoutRay(sys.stdout))))
    ours.callback(ray.shutdown)
    return Cluster(ours)


@contextmanager
def while_it_lasts(*, but: tuple[type[Exception], ...] = ()) -> Iterator[None]:
    """Raises EngineError where there is no cluster any more. `but`: what says only that a worker is gone."""
    try:
        yield
    except but:
        raise
    except cluster_faults() as cause:
        raise EngineError(
            f"The Ray cluster is gone: {cause}.", next_step="Start it again, and run the command again."
        ) from cause


def cluster_faults() -> tuple[type[Exception], ...]:
    """What is raised where there is no cluster any more, and where it lost an object for good."""
    from ray.exceptions import RayError

    # Of ray:// addresses; what nothing has loaded can raise nothing.
    grpc: Any = sys.modules.get("grpc")
    return (RayError, ConnectionError, *(() if grpc is None else (grpc.RpcError,)))


def blas_threads(environment: Mapping[str, str]) -> int:
    """Threads of numpy's matrix products in this process, and so in workers of this machine.

    Ray would give its workers one. The number decides the last bits of what a recogniser sees, and those now
    and then a word.
    """
    for name in ("OPENBLAS_NUM_THREADS", "GOTO_NUM_THREADS", "OMP_NUM_THREADS"):
        if environment.get(name, "").isdigit() and int(environment[name]) > 0:
            return int(environment[name])
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


@contextmanager
def _environment(values: Mapping[str, str]) -> Iterator[None]:
    """Those variables, for what is imported and started meanwhile."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name)
            else:
                os.environ[name] = value
