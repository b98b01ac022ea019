"""No workers: this process scores one recording after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from voiceprep.batch.interface import Done, MakesScorer, Scorer, Work


class Here:
    """For a few files, where starting workers would take longer than the work."""

    def __init__(self, make_scorer: MakesScorer) -> None:
        self._make_scorer = make_scorer
        self._scorer: Scorer | None = None
        self._works: list[Work] = []

    @property
    def has_room(self) -> bool:
        return not self._works

    @property
    def in_flight(self) -> int:
        return len(self._works)

    def submit(self, work: Work) -> None:
        self._works.append(work)

    def wait(self) -> list[Done]:
        if not self._works:
            return []
        if self._scorer is None:
            self._scorer = self._make_scorer()
        done = self._scorer.score(self._works[0])
        del self._works[0]
        return [done]

    def drop_waiting(self) -> list[int]:
        return []  # there is one work at a time

    def close(self) -> None:
        self._works.clear()
