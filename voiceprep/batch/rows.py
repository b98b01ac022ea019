"""The tables of a batch: which columns there are, and what stands in them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

from voiceprep.scoring.doubt import remark
from voiceprep.values import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from voiceprep.batch.jobs import Job
    from voiceprep.batch.outcome import Outcome
    from voiceprep.values import Finding, Take

Cell: TypeAlias = str | float | int | None


class Kind(StrEnum):
    """What a column holds."""

    TEXT = "text"
    NUMBER = "number"
    WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    kind: Kind = Kind.TEXT


@dataclass(frozen=True, slots=True)
class Table:
    """Columns, and rows of as many cells; the rows can be gone through once."""

    columns: tuple[Column, ...]
    rows: Iterable[Sequence[Cell]]


_WHO = (Column("path"), Column("candidate"), Column("question"))
ANSWER_COLUMNS = (
    *_WHO,
    Column("question_from"),
    Column("status"),
    Column("reason"),
    Column("reason_text"),
    Column("score", Kind.NUMBER),
    Column("recited", Kind.NUMBER),
    Column("key_points", Kind.WHOLE),
    *(Column(verdict.value, Kind.WHOLE) for verdict in Verdict),
    Column("guess_margin", Kind.NUMBER),
    Column("seconds", Kind.NUMBER),
    Column("words", Kind.WHOLE),
    Column("word_confidence", Kind.NUMBER),
    Column("words_per_minute", Kind.NUMBER),
    Column("filler_sounds", Kind.WHOLE),
    Column("strength"),
    Column("fix"),
    Column("transcript"),
    Column("remark"),
)
KEY_POINT_COLUMNS = (
    *_WHO,
    Column("key_point"),
    Column("claim"),
    Column("verdict"),
    Column("probability", Kind.NUMBER),
    Column("credit", Kind.NUMBER),
    Column("weight", Kind.NUMBER),
    Column("quote"),
    Column("start", Kind.NUMBER),
    Column("end", Kind.NUMBER),
    Column("finding"),
)


def carried_names(jobs: Iterable[Job]) -> tuple[str, ...]:
    """Further columns of the manifest, in the order in which they first occur."""
    return tuple(dict.fromkeys(name for job in jobs for name in job.columns))


def answers(results: Iterable[tuple[Outcome, Take | None]], carried: Sequence[str]) -> Table:
    """One row per file."""
    named = map(Column, _apart(carried))
    rows = (
        (*_answer(outcome, take), *(outcome.job.columns.get(name) for name in carried))
        for outcome, take in results
    )
    return Table((*ANSWER_COLUMNS, *named), rows)


def _apart(carried: Sequence[str]) -> Iterator[str]:
    """Names of columns that are neither ours nor each other's."""
    ours = {column.name for column in ANSWER_COLUMNS}
    taken = {*ours, *carried}
    for name in carried:
        free = name
        if name in ours:
            while free in taken:
                free = f"manifest_{free}"
            taken.add(free)
        yield free


def key_points(results: Iterable[tuple[Outcome, Take | None]]) -> Table:
    """One row per key point of every answer that has a score."""
    rows = (
        (*_who(outcome), *_finding(finding))
        for outcome, take in results
        if take is not None
        for finding in take.findings
    )
    return Table(KEY_POINT_COLUMNS, rows)


def records(table: Table) -> Iterator[Mapping[str, Cell]]:
    """The rows by name of column."""
    names = [column.name for column in table.columns]
    return (dict(zip(names, row, strict=True)) for row in table.rows)


def _who(outcome: Outcome) -> tuple[Cell, ...]:
    return outcome.job.recording.source, outcome.job.candidate, outcome.question_id


def _answer(outcome: Outcome, take: Take | None) -> tuple[Cell, ...]:
    code, text = outcome.reason or (None, None)
    findings = () if take is None else take.findings
    transcript = None if take is None else take.transcript
    delivery = None if take is None else take.delivery
    feedback = None if take is None else take.feedback
    return (
        *_who(outcome),
        outcome.job.asked.value,
        outcome.status.value,
        code,
        text,
        outcome.content,
        None if take is None else take.recited,
        len(findings) if findings else None,
        *(
            sum(finding.verdict is verdict for finding in findings) if findings else None
            for verdict in Verdict
        ),
        None if outcome.guess is None else outcome.guess.margin,
        outcome.seconds,
        None if transcript is None else len(transcript.words),
        outcome.word_confidence,
        None if delivery is None or delivery.pace is None else delivery.pace.words_per_minute,
        None if delivery is None else delivery.fillers.sounds,
        None if feedback is None else feedback.strength,
        None if feedback is None else feedback.fix,
        None if transcript is None else transcript.text,
        None if take is None else remark(take),
    )


def _finding(finding: Finding) -> tuple[Cell, ...]:
    return (
        finding.key_point,
        finding.claim,
        finding.verdict.value,
        finding.probability,
        finding.credit,
        finding.weight,
        finding.quote,
        finding.start,
        finding.end,
        finding.reason,
    )
