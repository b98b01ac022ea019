"""What is to be scored: every recording with its question, or with the reason why that is not known."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from voiceprep.batch.found import Found, LocalFile, find_files, find_remote, is_inside, resolved
from voiceprep.batch.remote import is_url
from voiceprep.errors import ExitCode, FailureReason, UsageError
from voiceprep.questions.bank import find_question

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from voiceprep.batch.found import Recording
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


def find_jobs(paths: Sequence[str], asking: Asking, *, but: Path | None = None) -> list[Job]:
    """The jobs, in the order of the paths, and by name within a folder; or in that of the manifest.

    Everything that was named has a job, and be it one with a problem. `but`: a folder that is passed over
    within the paths. Raises UsageError.
    """
    if paths:
        entries = _from_paths(paths, asking, but)
    elif asking.manifest is not None:
        entries = _from_manifest(asking.manifest)
    else:
        raise UsageError("There is nothing to score.", next_step="Give files, folders or a manifest.")
    return [_job(number, found, row, asking) for number, (found, row) in enumerate(entries)]


def _from_manifest(manifest: Manifest) -> Iterator[tuple[Found, Row | None]]:
    for row in manifest.rows:
        if is_url(row.path):
            yield from ((found, row) for found in find_remote(row.path))
            continue
        path = manifest.folder / row.path
        trouble = (
            None if is_inside(path, manifest.folder) else f"{row.path} leaves the folder of the manifest."
        )
        yield Found(LocalFile(path, source=row.path), tail=row.path, trouble=trouble), row


def _from_paths(paths: Sequence[str], asking: Asking, but: Path | None) -> Iterator[tuple[Found, Row | None]]:
    manifest = asking.manifest
    if manifest is None:
        yield from ((found, None) for found in find_files(paths, but=but))
        return
    named: dict[str, list[Row]] = {}
    loosely_used: set[int] = set()
    for row in manifest.rows:
        named.setdefault(_plain(row.path), []).append(row)
    files = [(found, _rows(_exact_names(found, manifest), named)) for found in find_files(paths, but=but)]
    used = {row.line for _, rows in files for row in rows}
    for found, exact in files:
        # Who names a part of a folder may mean a path within that part; but not one that is another file's.
        loose = [] if exact else [row for row in _rows(_loose_names(found), named) if row.line not in used]
        rows = exact or loose
        yield from ((found, row) for row in rows or (None,))
        loosely_used |= {row.line for row in loose}
    used |= loosely_used
    for row in manifest.rows:
        if row.line not in used:
            leaves = _plain(row.path).startswith(("../", "/"))
            what = "leaves the folder" if leaves else "is not among the files"
            trouble = f"{row.path} (line {row.line} of the manifest) {what}."
            yield Found(LocalFile(Path(row.path), source=row.path), tail=row.path, trouble=trouble), row


def _rows(names: Iterator[str], named: Mapping[str, list[Row]]) -> list[Row]:
    """Those of the first name that there are any for."""
    return next((named[name] for name in names if name in named), [])


def _exact_names(found: Found, manifest: Manifest) -> Iterator[str]:
    """How a manifest calls that file and no other: from its own folder, or whole."""
    if isinstance(found.recording, LocalFile):
        path, folder = resolved(found.recording.path), resolved(manifest.folder)
        if path.is_relative_to(folder):
            yield path.relative_to(folder).as_posix()
        yield path.as_posix()


def _loose_names(found: Found) -> Iterator[str]:
    """How it may call it too: as the person does, or from the folder that was named."""
    yield _plain(found.recording.source)
    yield _plain(found.tail)


def _plain(path: str) -> str:
    return posixpath.normpath(path.replace("\\", "/"))


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
