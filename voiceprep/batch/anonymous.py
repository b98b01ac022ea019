"""Names of people replaced by hashes that say nothing, and stay the same from run to run."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from voiceprep.batch.jobs import Asked, RowStatus
from voiceprep.batch.kinds import AUDIO_ENDINGS
from voiceprep.batch.remote import is_url
from voiceprep.errors import AudioError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from voiceprep.batch.found import Recording
    from voiceprep.batch.jobs import Job

LENGTH = 12
"""Hex digits: two of 100,000 names share a hash with a chance of 1 in 50,000."""

NO_QUESTION = "The name of the file names no question of the bank."


@dataclass(frozen=True, slots=True)
class Renamed:
    """A recording under another name."""

    recording: Recording
    source: str

    def fetch(self, scratch: Path) -> Path:
        try:
            return self.recording.fetch(scratch)
        except AudioError as failure:
            text = _told_of(failure.message, self.recording.source, self.source)
            raise AudioError(text, next_step=failure.next_step, reason=failure.reason) from None


def anonymous(jobs: Iterable[Job], secret: str, *, keep: Collection[str]) -> Iterator[Job]:
    """The jobs without candidates' names: in their place, in that of the paths, and in no other column.

    `secret`: what the hashes are made with, so that nobody can find a name by trying. `keep`: columns that
    stay as they are; all others of the manifest are left out.
    """
    for job in jobs:
        source = job.recording.source
        # What else stands behind a dot may be the name of somebody.
        ending = PurePosixPath(source).suffix.lower()
        alias = f"file-{_hash(secret, source)}{ending if ending in AUDIO_ENDINGS else ''}"
        problem = job.problem
        if problem is not None and job.asked is Asked.NAME and problem.status is RowStatus.UNKNOWN_QUESTION:
            problem = replace(problem, text=NO_QUESTION)
        elif problem is not None:
            problem = replace(problem, text=_told_of(problem.text, source, alias))
        yield replace(
            job,
            recording=Renamed(job.recording, alias),
            problem=problem,
            candidate=None if job.candidate is None else f"candidate-{_hash(secret, job.candidate)}",
            columns={name: value for name, value in job.columns.items() if name in keep},
        )


def _told_of(text: str, source: str, alias: str) -> str:
    """What is said of a recording under its other name; a storage may call it in a way of its own."""
    names = (source, source.rpartition("://")[2], PurePosixPath(source).name) if is_url(source) else (source,)
    for name in filter(None, names):
        text = text.replace(name, alias)
    return text


def _hash(secret: str, name: str) -> str:
    return hmac.new(secret.encode(), name.encode("utf-8", "backslashreplace"), "sha256").hexdigest()[:LENGTH]
