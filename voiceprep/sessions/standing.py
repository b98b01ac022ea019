"""Which of several takes of one question counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voiceprep.values import Status

if TYPE_CHECKING:
    from collections.abc import Iterable

    from voiceprep.sessions.store import SavedTake


def standing(takes: Iterable[SavedTake]) -> dict[int, SavedTake]:
    """Number of the question → the take that counts: the latest whole one that has a score.

    Where none has one, the latest with a result. A question that was only skipped has none at all.
    """
    best: dict[int, SavedTake] = {}
    for saved in takes:
        if counts(saved) and (saved.number not in best or rank(saved) >= rank(best[saved.number])):
            best[saved.number] = saved
    return best


def counts(saved: SavedTake) -> bool:
    """Whether it has a result on a whole question."""
    return saved.part is None and saved.outcome is None and saved.take is not None


def rank(saved: SavedTake) -> tuple[bool, bool, int]:
    """The highest of a question counts: scored, then given to its end, then the latest."""
    scored = saved.take is not None and saved.take.status is Status.SCORED
    return scored, saved.complete, saved.attempt
