"""Run a program and see what it takes: time, processor time, and memory with all of its children."""

from __future__ import annotations

import os
import resource
import subprocess
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

LOOK_EVERY = 0.1
"""Seconds between two looks at the memory."""
_PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True)
class Cost:
    """What one run took."""

    wall_seconds: float
    cpu_seconds: float
    """Of the program and its children."""
    peak_bytes: int
    """Resident memory of the program and its children together; what they share counts for each."""
    code: int
    """Exit code."""


def run_measured(command: Sequence[str], log: Path, environment: Mapping[str, str]) -> Cost:
    """Run the command to its end; what it prints goes into the log. Linux."""
    before, started = _children_cpu(), time.perf_counter()
    with log.open("w", encoding="utf-8") as out:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, env=dict(environment))
        memory = PeakMemory(process.pid)
        code = process.wait()
        wall = time.perf_counter() - started
        peak = memory.stop()
    return Cost(wall, _children_cpu() - before, peak, code)


class PeakMemory:
    """Looks at the resident memory of a process and its children again and again, from now on. Linux."""

    def __init__(self, process: int) -> None:
        self._process = process
        self._peak = 0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def stop(self) -> int:
        """The most that was seen, in bytes."""
        self._ended.set()
        self._thread.join()
        return self._peak

    def _look(self) -> None:
        while not self._ended.wait(LOOK_EVERY):
            parents = {child: (parent, size) for child, parent, size in _processes()}
            family = {self._process}
            # Three generations.
            for _ in range(3):
                family |= {child for child, (parent, _) in parents.items() if parent in family}
            self._peak = max(self._peak, sum(parents[one][1] for one in family if one in parents))


def _processes() -> Iterator[tuple[int, int, int]]:
    """Number, parent, and bytes of resident memory of every process."""
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                parent = int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1])
                pages = int((folder / "statm").read_text().split()[1])
            except (OSError, IndexError, ValueError):
                continue  # it has just ended
            yield int(folder.name), parent, pages * _PAGE


def _children_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
