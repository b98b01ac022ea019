"""What is shown of a batch: progress while it runs, and what came of it."""

from __future__ import annotations

import sys
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import asdict
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from voiceprep.batch.groups import WARNING
from voiceprep.batch.jobs import RowStatus
from voiceprep.cli.console import Console, counted
from voiceprep.values import Status, Take

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from voiceprep.batch.groups import Group
    from voiceprep.batch.outcome import Outcome

LISTED = 40
"""Files that are listed on the screen, at most."""
SECONDS_BETWEEN = 60.0
"""Between lines that say how far it is, where nobody watches a bar."""


class Pace:
    """How fast it goes."""

    def __init__(self) -> None:
        self._started = time.monotonic()
        self.files = 0
        self.seconds = 0.0
        """Of sound that was scored in this run."""
        self.unscored = 0
        self._worked = 0
        """Files that took time in this run."""
        self._work_begun: float | None = None
        """When the first of them was begun, or nearly so: what is known already comes first, and at once."""

    def add(self, outcome: Outcome) -> None:
        self.files += 1
        if outcome.new:
            self._worked += 1
        elif not self._worked:
            self._work_begun = time.monotonic()
        self.seconds += (outcome.seconds or 0.0) if outcome.new else 0.0
        self.unscored += outcome.status is not RowStatus.SCORED

    def __str__(self) -> str:
        elapsed = max(1e-6, time.monotonic() - self._started)
        rate = f"{self.seconds / elapsed:.1f} audio hours per hour, " if self.seconds else ""
        return f"{rate}{self.unscored} without a score"

    def left(self, files: int) -> float | None:
        """Seconds until that many files are done, if the others take as long as those so far."""
        if not self._worked or self.files >= files:
            return None
        begun = self._started if self._work_begun is None else self._work_begun
        return (files - self.files) * (time.monotonic() - begun) / self._worked


@contextmanager
def progress(files: int, console: Console) -> Iterator[Callable[[Outcome], None]]:
    """A bar where somebody watches, with speed, time and failures; with --verbose a line per file."""
    pace = Pace()

    def tell(outcome: Outcome) -> None:
        pace.add(outcome)
        why = "" if outcome.reason is None else f": {outcome.reason[1]}"
        console.detail(f"{printable(outcome.job.recording.source)}: {outcome.status}{why}")

    if console.quiet or not sys.stderr.isatty():
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
            left = pace.left(files)
            told = "" if left is None else f"{timedelta(seconds=round(left))} left, "
            bars.update(bar, advance=1, description=f"{told}{pace}")

        yield move


def _now_and_then(
    tell: Callable[[Outcome], None], pace: Pace, files: int, console: Console
) -> Callable[[Outcome], None]:
    """`tell`, and from time to time a line for a log."""
    due = time.monotonic() + SECONDS_BETWEEN

    def told(outcome: Outcome) -> None:
        nonlocal due
        tell(outcome)
        if time.monotonic() >= due:
            due = time.monotonic() + SECONDS_BETWEEN
            console.note(f"{pace.files} of {files} files: {pace}")

    return told


def show_batch(
    outcomes: Sequence[Outcome],
    results: Callable[[], Iterator[tuple[Outcome, Take | None]]],
    groups: Sequence[Group],
    console: Console,
    *,
    listed: bool,
) -> None:
    """The whole batch as JSON or for people. `listed`: show the files, not only those without a score."""
    counts = Counter(outcome.status for outcome in outcomes)
    if console.as_json:
        console.json_results(
            (result_to_json(outcome, take) for outcome, take in results()), summary_to_json(counts, groups)
        )
        return
    shown = list(outcomes) if listed else [one for one in outcomes if one.status is not RowStatus.SCORED]
    if shown:
        console.show(_files(shown[:LISTED]))
    if len(shown) > LISTED:
        console.show(f"and {len(shown) - LISTED} more: --out FILE writes them all")
    if groups:
        _show_groups(groups, console)
    known = sum(outcome.kept_under is not None and not outcome.new for outcome in outcomes)
    said = ", ".join(f"{counts[status]} {status.replace('_', ' ')}" for status in RowStatus if counts[status])
    files = counted(len(outcomes), "file")
    console.show(f"{files}: {said}" + (f"; {known} were known already" if known else ""))


def result_to_json(outcome: Outcome, take: Take | None) -> dict[str, Any]:
    """A result as `score` prints it, and what is known of the file besides."""
    from voiceprep.json_form import take_to_json

    job = outcome.job
    if take is None:
        failure = "" if outcome.reason is None else outcome.reason[1]
        take = Take(
            question_id=outcome.question_id or "",
            source=job.recording.source,
            status=Status.FAILED,
            failure=failure,
        )
    code, text = outcome.reason or (None, None)
    return {
        **take_to_json(take),
        "question_id": outcome.question_id,
        "status": outcome.status.value,
        "reason": None if code is None else {"code": code, "text": text},
        "file": file_to_json(outcome),
    }


def file_to_json(outcome: Outcome) -> dict[str, Any]:
    """What is known of a file besides its result."""
    job = outcome.job
    return {
        "candidate": job.candidate,
        "question_from": job.asked.value,
        "guess": None if outcome.guess is None else asdict(outcome.guess),
        "columns": dict(job.columns),
    }


def summary_to_json(counts: Mapping[RowStatus, int], groups: Sequence[Group]) -> dict[str, Any]:
    """What stands below the results of a batch."""
    return {
        "counts": {status.value: counts[status] for status in RowStatus},
        "groups": [
            {**asdict(group), "abstained_share": group.abstained_share, "small": group.small}
            for group in groups
        ],
        "groups_warning": WARNING if groups else None,
    }


def _files(outcomes: Sequence[Outcome]) -> Any:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False)
    for name in ("file", "question", "score", "why there is none"):
        table.add_column(name, overflow="fold")
    for outcome in outcomes:
        score = "" if outcome.content is None else f"{outcome.content:g}"
        why = "" if outcome.reason is None else outcome.reason[1]
        cells = (printable(outcome.job.recording.source), outcome.question_id or "?", score, why)
        table.add_row(*(Text(cell) for cell in cells))
    return table


def printable(name: str) -> str:
    """The name as it is, unless it holds signs that would spoil the screen."""
    return name if name.isprintable() else ascii(name)


def _show_groups(groups: Sequence[Group], console: Console) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False)
    for name in ("group", "files", "scored", "abstained", "word confidence", ""):
        table.add_column(name)
    for group in groups:
        confidence = "" if group.word_confidence is None else f"{group.word_confidence:.2f}"
        share = f"{group.abstained} ({group.abstained_share:.0%})"
        few = "too few to conclude from" if group.small else ""
        cells = (
            f"{group.column}: {group.value}",
            str(group.files),
            str(group.scored),
            share,
            confidence,
            few,
        )
        table.add_row(*(Text(cell) for cell in cells))
    console.show(table)
    console.show(WARNING)
