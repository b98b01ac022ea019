"""What changes from take to take of the same question."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from voiceprep.compared import Change
from voiceprep.scoring.comparison import change_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from voiceprep.values import Take, Verdict

_JUDGED_BY = ("judge", "scorer")


@dataclass(frozen=True, slots=True)
class Gains:
    """Key points that became covered, or no longer are, in one session."""

    gained: int
    lost: int
    compared: int
    """How many takes had an earlier one of the same question."""


def gains(sessions: Sequence[Sequence[tuple[str, Take]]]) -> list[Gains]:
    """For each session, of its scored takes with the ids of their questions, oldest first.

    Each take is compared with the one before of the same question, in whichever session that was; only key
    points that both have count.
    """
    before: dict[str, dict[str, Verdict]] = {}
    changes = []
    for takes in sessions:
        gained = lost = compared = 0
        for question_id, take in takes:
            now = {finding.key_point: finding.verdict for finding in take.findings}
            if (then := before.get(question_id)) is not None:
                compared += 1
                changed = [change_of(then[point], now[point]) for point in now.keys() & then.keys()]
                gained += changed.count(Change.GAINED)
                lost += changed.count(Change.LOST)
            before[question_id] = now
        changes.append(Gains(gained, lost, compared))
    return changes


def judges_differ(sessions: Sequence[tuple[str, Sequence[Take]]]) -> list[str]:
    """The days, one for each session that was judged by another judge or scorer than the one before."""
    return list(_days(sessions))


def _days(sessions: Sequence[tuple[str, Sequence[Take]]]) -> Iterator[str]:
    before: tuple[str | None, ...] | None = None
    for day, takes in sessions:
        if not takes:
            continue
        now = tuple(takes[-1].versions.get(name) for name in _JUDGED_BY)
        if before is not None and now != before:
            yield day
        before = now
