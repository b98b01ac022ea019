"""What is shown of a batch that is done."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from voiceprep.batch.groups import WARNING
from voiceprep.batch.jobs import RowStatus
from voiceprep.cli.batch_progress import printable
from voiceprep.cli.console import counted
from voiceprep.values import Status, Take

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from voiceprep.batch.groups import Group
    from voiceprep.batch.outcome import Outcome
    from voiceprep.cli.console import Console

LISTED = 40
"""Files that are listed on the screen, at most."""


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


def _show_groups(groups: Sequence[Group], console: Console) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False)
    for name in ("group", "files", "scored", "abstained", "word confidence", ""):
        table.add_column(name)
    for group in groups:
        confidence = "" if group.word_confidence is None else f"{group.word_confidence:.2f}"
        share = "" if group.abstained_share is None else f" ({group.abstained_share:.0%})"
        few = "too few to conclude from" if group.small else ""
        cells = (
            f"{group.column}: {group.value}",
            str(group.files),
            str(group.scored),
            f"{group.abstained}{share}",
            confidence,
            few,
        )
        table.add_row(*(Text(cell) for cell in cells))
    console.show(table)
    console.show(WARNING)
