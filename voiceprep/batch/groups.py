"""Whether some groups of people are heard worse than others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from voiceprep.batch.jobs import RowStatus
from voiceprep.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from voiceprep.batch.jobs import Job
    from voiceprep.batch.outcome import Outcome

SMALL = 20
"""Recordings below which a group's figures are mostly chance."""
WARNING = (
    "Recognition errors can carry into scores: who is heard with less confidence, or not scored more often, "
    "may also be scored lower for the same answer. Listen to recordings of that group before you compare."
)
NO_GROUP = "(none)"


@dataclass(frozen=True, slots=True)
class Group:
    """How the recordings of one group were heard."""

    column: str
    value: str
    files: int
    scored: int
    abstained: int
    failed: int
    unknown_question: int
    word_confidence: float | None
    """Mean over its recordings with words, 0 to 1; None where there are none."""
    opened: int
    """Files whose sound could be read. The others say nothing about how anybody is heard."""

    @property
    def abstained_share(self) -> float | None:
        """Of the files that could be read, 0 to 1; None where there is none."""
        return round(self.abstained / self.opened, 4) if self.opened else None

    @property
    def small(self) -> bool:
        """Whether too few files could be read to conclude anything from."""
        return self.opened < SMALL


def check_columns(jobs: Collection[Job], columns: Sequence[str]) -> None:
    """Raises UsageError for a column that no file has."""
    for column in columns:
        if not any(column in job.columns for job in jobs):
            raise UsageError(
                f'Neither the manifest nor the pattern has "{column}".',
                next_step="Check --group for typing slips.",
            )


def groups(outcomes: Iterable[Outcome], columns: Sequence[str]) -> list[Group]:
    """One entry per column and value, in order."""
    known = list(outcomes)
    found = []
    for column in columns:
        by_value: dict[str, list[Outcome]] = {}
        for outcome in known:
            by_value.setdefault(outcome.job.columns.get(column) or NO_GROUP, []).append(outcome)
        found += [_group(column, value, members) for value, members in sorted(by_value.items())]
    return found


def _group(column: str, value: str, members: Sequence[Outcome]) -> Group:
    heard = [one.word_confidence for one in members if one.word_confidence is not None]
    count = {status: sum(one.status is status for one in members) for status in RowStatus}
    return Group(
        column=column,
        value=value,
        files=len(members),
        scored=count[RowStatus.SCORED],
        abstained=count[RowStatus.ABSTAINED],
        failed=count[RowStatus.FAILED],
        unknown_question=count[RowStatus.UNKNOWN_QUESTION],
        word_confidence=round(sum(heard) / len(heard), 4) if heard else None,
        opened=sum(one.seconds is not None for one in members),
    )
