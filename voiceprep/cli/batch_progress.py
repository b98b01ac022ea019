"""What is shown while a batch runs: how far it is, how fast, and how long it will take."""

from __future__ import annotations

import sys
import time
from collections import deque
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from voiceprep.batch.jobs import RowStatus
from voiceprep.cli.console import counted, watched
from voiceprep.errors import FailureReason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from voiceprep.batch.jobs import Job
    from voiceprep.batch.outcome import Outcome
    from voiceprep.cli.console import Console

SECONDS_BETWEEN = 60.0
"""Between lines that say how far it is, where nobody watches a bar."""
RECENT = 64
"""Files by which the pace is told: what was slow or quick long ago says nothing of what is to come."""
_AT_ONCE = {FailureReason.UNREADABLE.value, FailureReason.EMPTY.value}
"""Reasons of files that took no work."""


class Pace:
    """How fast it goes."""

    def __init__(self) -> None:
        self._started = time.monotonic()
        self.files = 0
        self.seconds = 0.0
        """Of sound that was scored in this run."""
        self.unscored = 0
        self._ends = deque([self._started], maxlen=RECENT)
        """When work began, and when each of the last files that took work was done."""
        self._worked = 0
        """Files that took work."""
        self._since = 0
        """Files since work began. What is known already, or broken, often comes first, and at once."""

    def add(self, outcome: Outcome) -> None:
        self.files += 1
        if _took_work(outcome):
            self._worked += 1
            self._ends.append(time.monotonic())
        elif not self._worked:
            self._ends[0] = time.monotonic()
        self._since += bool(self._worked)
        self.seconds += (outcome.seconds or 0.0) if outcome.new else 0.0
        self.unscored += outcome.status is not RowStatus.SCORED

    def __str__(self) -> str:
        elapsed = max(1e-6, time.monotonic() - self._started)
        rate = f"{self.seconds / elapsed:.1f} audio hours per hour, " if self.seconds else ""
        return f"{rate}{self.unscored} without a score"

    def left(self, files: int) -> float | None:
        """Seconds until that many files are done, if as many of the others take work, and as long."""
        if not self._worked or self.files >= files:
            return None
        per_work = (self._ends[-1] - self._ends[0]) / (len(self._ends) - 1)
        return (files - self.files) * per_work * self._worked / self._since

    def told(self, files: int) -> str:
        """All of it in one line; `files`: how many there are."""
        left = self.left(files)
        return f"{self}" if left is None else f"{timedelta(seconds=round(left))} left, {self}"


def _took_work(outcome: Outcome) -> bool:
    return outcome.new and (outcome.reason is None or outcome.reason[0] not in _AT_ONCE)


@contextmanager
def progress(files: int, console: Console) -> Iterator[Callable[[Outcome], None]]:
    """A bar where somebody watches, with speed, time and failures; with --verbose a line per file."""
    pace = Pace()

    def tell(outcome: Outcome) -> None:
        pace.add(outcome)
        why = "" if outcome.reason is None else f": {outcome.reason[1]}"
        console.detail(f"{printable(outcome.job.recording.source)}: {outcome.status}{why}")

    if not _watched(console):
        yield _now_and_then(tell, pace, files, console)
        # Fewer than there are, where the person stopped it.
        console.note(f"{counted(pace.files, 'file')}: {pace}")
        return
    from rich.console import Console as RichConsole
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (
        *("Scoring", BarColumn(), MofNCompleteColumn()),
        TextColumn("{task.description}", markup=False),
    )
    with Progress(*columns, console=RichConsole(stderr=True)) as bars:
        bar = bars.add_task("starting ...", total=files)

        def move(outcome: Outcome) -> None:
            tell(outcome)
            bars.update(bar, advance=1, description=pace.told(files))

        yield move


def looked_through(jobs: Sequence[Job], console: Console) -> Iterator[Job]:
    """The jobs, one by one; from time to time a line for a log says how many are done."""
    is_due = _every_minute()
    for done, job in enumerate(jobs):
        if is_due() and not _watched(console):
            console.note(f"{done} of {counted(len(jobs), 'file')} looked through")
        yield job


def printable(name: str) -> str:
    """The name as it is, unless it holds signs that would spoil the screen."""
    return name if name.isprintable() else ascii(name)


def _watched(console: Console) -> bool:
    """Whether there is somebody to see something move."""
    return not console.quiet and watched(sys.stderr)


def _now_and_then(
    tell: Callable[[Outcome], None], pace: Pace, files: int, console: Console
) -> Callable[[Outcome], None]:
    """`tell`, and from time to time a line for a log."""
    is_due = _every_minute()

    def told(outcome: Outcome) -> None:
        tell(outcome)
        if is_due():
            console.note(f"{pace.files} of {files} files: {pace.told(files)}")

    return told


def _every_minute() -> Callable[[], bool]:
    """Says when it is time for a line."""
    due = time.monotonic() + SECONDS_BETWEEN

    def is_due() -> bool:
        nonlocal due
        if time.monotonic() < due:
            return False
        due = time.monotonic() + SECONDS_BETWEEN
        return True

    return is_due
