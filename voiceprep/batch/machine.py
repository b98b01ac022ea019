"""How many workers this machine takes."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

WORKER_BYTES = 800 * 1024**2
"""What one worker needs: 600 MB with all models, measured, and the rest for a long recording."""
SPARE_BYTES = 1024**3
"""Left to everything else."""
_CGROUP = Path("/sys/fs/cgroup")


@dataclass(frozen=True, slots=True)
class Machine:
    """What there is to work with."""

    cores: int
    memory: int | None
    """Bytes that are free; None where the system does not say."""


@dataclass(frozen=True, slots=True)
class Crew:
    """How the work is shared out."""

    workers: int
    threads: int
    """Of each worker."""


def this_machine() -> Machine:
    """Cores and memory that this process may use, limits of a container included."""
    return Machine(cores=_cores(), memory=_free_memory())


def crew(machine: Machine, *, files: int, workers: int | None = None) -> Crew:
    """Enough workers to keep every core busy, and no more than the memory holds; `workers` settles it.

    One thread a worker is fastest; where there are fewer workers than cores the judge gets more, Whisper
    never does (docs/decisions/0012).
    """
    if workers is None:
        workers = machine.cores
        if machine.memory is not None:
            workers = min(workers, (machine.memory - SPARE_BYTES) // WORKER_BYTES)
    workers = max(1, min(workers, files))
    return Crew(workers=workers, threads=max(1, machine.cores // workers))


def _cores() -> int:
    if sys.platform == "linux":
        usable = len(os.sched_getaffinity(0))
        with suppress(OSError, ValueError, ZeroDivisionError):
            quota, period = (_CGROUP / "cpu.max").read_text().split()
            usable = min(usable, max(1, int(quota) // int(period)))
        return usable
    return os.cpu_count() or 1


def _free_memory() -> int | None:
    if sys.platform == "linux":
        free = None
        with suppress(OSError, ValueError, StopIteration):
            lines = Path("/proc/meminfo").read_text().splitlines()
            free = 1024 * int(next(line for line in lines if line.startswith("MemAvailable")).split()[1])
        with suppress(OSError, ValueError):
            limit = int((_CGROUP / "memory.max").read_text())
            left = limit - int((_CGROUP / "memory.current").read_text()) + _droppable()
            free = left if free is None else min(free, left)
        return free
    if sys.platform == "win32":
        return None
    # Other systems say how much there is, not how much is free: half of it is taken for that.
    with suppress(OSError, ValueError):
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2
    return None


def _droppable() -> int:
    """Bytes of files that were read here: a container counts them, and they make room for what needs it."""
    with suppress(OSError, ValueError):
        lines = (_CGROUP / "memory.stat").read_text().splitlines()
        return sum(int(line.split()[1]) for line in lines if line.startswith("inactive_file "))
    return 0
