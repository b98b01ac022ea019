"""What every reader of stories promises."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from voiceprep.story import StoryReading
    from voiceprep.values import Word


class ClauseEncoder(Protocol):
    """Turns the clauses of an answer into vectors. The constructor is cheap; `load` does the heavy part."""

    @property
    def identity(self) -> str:
        """Model and its hash."""
        ...

    def load(self) -> None:
        """Make ready; may be called again at no cost. Raises MissingError."""
        ...

    def encode(self, clauses: Sequence[str]) -> NDArray[np.float32]:
        """One row for each clause of one answer, in order, shape (len(clauses), 384).

        Loads first if need be. A row may depend on all clauses. Raises JudgingError.
        """
        ...


class StoryReader(Protocol):
    """Tells which part of a story each clause is. The constructor is cheap; `load` does the heavy part."""

    @property
    def identity(self) -> str:
        """Version of its weights, and the encoder behind it."""
        ...

    def load(self) -> None:
        """Make ready; may be called again at no cost. Raises MissingError."""
        ...

    def read(self, words: Sequence[Word]) -> StoryReading:
        """The clauses of the answer with their parts. At least one word is needed.

        Raises JudgingError.
        """
        ...
