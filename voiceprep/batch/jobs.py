"""What is to be scored: every recording with its question, or with the reason why that is not known."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from voiceprep.batch.found import LocalFile, find_files
from voiceprep.batch.listed import all_listed, with_rows
from voiceprep.errors import ExitCode, FailureReason, UsageError
from voiceprep.questions.bank import find_question

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from voiceprep.batch.found import Found, Recording
    from voiceprep.batch.manifest import Manifest, Row
    from voiceprep.batch.pattern import Matched, Pattern
    from voiceprep.questions.model import Bank, Question


class RowStatus(StrEnum):
    """What became of a file."""

    SCORED = "scored"
    ABSTAINED = "abstained"
    FAILED = "failed"
    UNKNOWN_QUESTION = "unknown_question"


class Asked(StrEnum):
    """How it is known which question a file answers."""

    MANIFEST = "manifest"
    NAME = "name"
    OPTION = "option"
    SPOKEN = "spoken"
    """It is asked in the recording (`split.py`)."""
    GUESS = "guess"
    NOT = "not"


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a file cannot be scored, known before anybody listens."""

    status: RowStatus
    text: str
    code: ExitCode
    failure: FailureReason = FailureReason.UNREADABLE
    """Means nothing unless failed."""

    @property
    def reason(self) -> str:
        """The code of the row."""
        return self.failure.value if self.status is RowStatus.FAILED else self.status.value


@dataclass(frozen=True, slots=True)
class Job:
    """One file of a batch."""

    number: int
    """Its place, from 0."""
    recording: Recording
    asked: Asked
    question: Question | None
    """None where it has to be guessed, or there is a problem."""
    problem: Problem | None = None
    candidate: str | None = None
    """Who answers; None where nothing says so."""
    columns: Mapping[str, str] = field(default_factory=dict)
    """What else the manifest or the name says."""


@dataclass(frozen=True, slots=True)
class Asking:
    """Where questions come from, in this order; at least one is given."""

    bank: Bank
    manifest: Manifest | None = None
    pattern: Pattern | None = None
    question: Question | None = None
    """That of all files for which nothing else is said."""
    guess: bool = False


def find_jobs(
    paths: Sequence[str],
    asking: Asking,
    *,
    but: Path | None = None,
    passed_over: Callable[[Path], None] | None = None,
) -> list[Job]:
    """The jobs, in the order of the paths, and by name within a folder; or in that of the manifest.

    Everything that was named has a job, and be it one with a problem. `but` and `passed_over`: as
    `find_files` has them. Raises UsageError.
    """
    entries: Iterable[tuple[Found, Row | None]]
    if paths:
        files = find_files(paths, but=but, passed_over=passed_over)
        manifest = asking.manifest
        entries = with_rows(files, manifest) if manifest else ((found, None) for found in files)
    elif asking.manifest is not None:
        entries = all_listed(asking.manifest)
    else:
        raise UsageError("There is nothing to score.", next_step="Give files, folders or a manifest.")
    return [_job(number, found, row, asking) for number, (found, row) in enumerate(entries)]


def _matched(found: Found, pattern: Pattern) -> Matched | None:
    """What its path says: within the folder that was named, or where that is too short, as it was written."""
    within = pattern.match(found.tail)
    if within is not None or not isinstance(found.recording, LocalFile):
        return within
    return pattern.match(found.recording.source)


def _job(number: int, found: Found, row: Row | None, asking: Asking) -> Job:
    matched = _matched(found, asking.pattern) if asking.pattern else None
    columns = dict(matched.columns) if matched else {}
    candidate = matched.candidate if matched else None
    if row is not None:
        columns |= row.columns
        candidate = row.candidate or candidate
    trouble = found.trouble
    asked, question, problem = _question(
        row.question if row else None, matched.question if matched else None, asking
    )
    if trouble is not None:
        problem = Problem(RowStatus.FAILED, trouble, ExitCode.BAD_INPUT)
    return Job(number, found.recording, asked, question, problem, candidate, columns)


def _question(
    listed: str | None, matched: str | None, asking: Asking
) -> tuple[Asked, Question | None, Problem | None]:
    for asked, name in ((Asked.MANIFEST, listed), (Asked.NAME, matched)):
        if name:
            try:
                return asked, find_question(asking.bank, name), None
            except UsageError as unknown:
                text = f"{unknown.message} {unknown.next_step}"
                return asked, None, Problem(RowStatus.UNKNOWN_QUESTION, text, ExitCode.NOT_SCORED)
    if asking.question is not None:
        return Asked.OPTION, asking.question, None
    if asking.guess:
        return Asked.GUESS, None, None
    text = "Nothing says which question it answers. Name it in the manifest, or give --question or --guess."
    return Asked.NOT, None, Problem(RowStatus.UNKNOWN_QUESTION, text, ExitCode.NOT_SCORED)
