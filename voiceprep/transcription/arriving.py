"""Sound that arrives block by block, in one place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voiceprep.audio.clip import SAMPLE_RATE

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MIN_ROOM = 60 * SAMPLE_RATE
"""Samples for which there is room at least, so that few answers need more."""


class ArrivingSound:
    """Samples in a row, to which blocks can be added at little cost."""

    def __init__(self, samples: NDArray[np.float32]) -> None:
        self._room = samples
        self._count = len(samples)

    def __len__(self) -> int:
        return self._count

    def add(self, samples: NDArray[np.float32]) -> None:
        import numpy as np

        count = self._count + len(samples)
        if count > len(self._room):
            # Of room that is not written to, nothing is taken from the memory yet.
            more = np.empty(max(count, 2 * len(self._room), MIN_ROOM), dtype=np.float32)
            more[: self._count] = self.samples
            self._room = more
        self._room[self._count : count] = samples
        self._count = count

    @property
    def samples(self) -> NDArray[np.float32]:
        """All of them, not to be changed."""
        return self._room[: self._count]

    def stretch(self, start: int, end: int) -> NDArray[np.float32]:
        """A copy of some."""
        return self._room[start:end].copy()
