"""Filled pauses of a live interview are counted while the next question is asked, so that nobody waits."""

from __future__ import annotations

import threading
from concurrent.futures import wait
from typing import TYPE_CHECKING

from voiceprep.assess import count_later

if TYPE_CHECKING:
    from collections.abc import Iterator
    from concurrent.futures import Executor, Future
    from pathlib import Path

    from voiceprep.assessor import Assessor
    from voiceprep.values import Take


class Counting:
    """Works on one answer after the other, in `background`."""

    def __init__(self, background: Executor, assessor: Assessor) -> None:
        self._background = background
        self._assessor = assessor
        self._begun: list[tuple[int, int, Take, Future[Take]]] = []
        self._stop = threading.Event()

    def begin(self, number: int, attempt: int, take: Take, recording: Path | None) -> None:
        """Count those of an answer whose feedback has been given; returns at once."""
        if recording is not None:
            counted = self._background.submit(count_later, take, recording, self._assessor, stop=self._stop)
            self._begun.append((number, attempt, take, counted))

    def is_over_within(self, seconds: float) -> bool:
        """Wait that long at most; whether `finished` has to wait no more."""
        return not wait([counted for *_, counted in self._begun], timeout=seconds).not_done

    def finished(self) -> Iterator[tuple[int, int, Take]]:
        """Number, attempt and new take of each that was changed by it; waits for what is under way."""
        while self._begun:
            number, attempt, before, counted = self._begun.pop(0)
            if (take := counted.result()) != before:
                yield number, attempt, take

    def stop(self) -> None:
        """Let what is under way end soon; whatever has not been counted stays to be counted."""
        self._stop.set()
