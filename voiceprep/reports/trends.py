"""What changes from take to take of the same question."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from voiceprep.compared import Change
from voiceprep.scoring.comparison import JUDGED_BY, change_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from voiceprep.values import Take, Verdict


@dataclass(frozen=True, slots=True)
class Gains:
    """Key points that became covered, or no longer are, in one session."""

    gained: int
    lost: int


def gains(takes: Iterable[tuple[str, str, Take]]) -> dict[str, Gains]:
    """Of all scored takes, oldest first, with the ids of session and question: id of a session → its gains.

    Each take is compared with the one before of the same question, in whichever session that was; only key
    points that both have count. A session is left out where none of its takes has an earlier one.
    """
    before: dict[str, dict[tuple[str, str], Verdict]] = {}
    found: dict[str, Gains] = {}
    for session, question_id, take in takes:
        # An id that stands for another claim by now is another key point.
        now = {(finding.key_point, finding.claim): finding.verdict for finding in take.findings}
        if (then := before.get(question_id)) is not None:
            changed = [change_of(then[point], now[point]) for point in now.keys() & then.keys()]
            old = found.get(session, Gains(0, 0))
            found[session] = Gains(
                old.gained + changed.count(Change.GAINED), old.lost + changed.count(Change.LOST)
            )
        before[question_id] = now
    return found


def judges_differ(takes: Iterable[tuple[str, Take]]) -> list[str]:
    """The days from which on another judge or scorer decided; of takes with their days, oldest first."""
    return list(dict.fromkeys(_days(takes)))


def _days(takes: Iterable[tuple[str, Take]]) -> Iterator[str]:
    before: tuple[str | None, ...] | None = None
    for day, take in takes:
        now = tuple(take.versions.get(name) for name in JUDGED_BY)
        if before is not None and now != before:
            yield day
        before = now
