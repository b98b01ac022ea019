"""What every reader of stories promises."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voiceprep.story import StoryReading
    from voiceprep.values import Word


class StoryReader(Protocol):
    """Tells which part of a story each clause is. The constructor is cheap; `load` does the heavy part."""

    @property
    def identity(self) -> str:
        """Version of its weights, and the embedder behind it."""
        ...

    def load(self) -> None:
        """Make ready; may be called again at no cost. Raises MissingError."""
        ...

    def read(self, words: Sequence[Word]) -> StoryReading:
        """The clauses of the answer with their parts. At least one word is needed.

        Raises JudgingError.
        """
        ...
