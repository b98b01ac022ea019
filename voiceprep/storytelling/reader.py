"""The reader of stories: clauses, their vectors and cues, and the trained weights."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voiceprep.story import Clause, Part, StoryReading
from voiceprep.storytelling.clauses import clauses

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from voiceprep.storytelling.interface import ClauseEncoder
    from voiceprep.storytelling.model import StoryModel
    from voiceprep.values import Word


class ChainStoryReader:
    """Reads with the weights that ship with voiceprep, or with others of their form."""

    def __init__(self, encoder: ClauseEncoder, model: StoryModel | None = None) -> None:
        self._encoder = encoder
        self._given = model

    @property
    def _model(self) -> StoryModel:
        from voiceprep.storytelling.model import load_model

        return self._given or load_model()

    @property
    def identity(self) -> str:
        return f"story reader {self._model.version} on {self._encoder.identity}"

    def load(self) -> None:
        self._encoder.load()
        _ = self._model

    def read(self, words: Sequence[Word]) -> StoryReading:
        ranges = clauses(words)
        texts = [" ".join(word.text for word in words[first:last]) for first, last in ranges]
        vectors = self._encoder.encode(texts)
        return read_with(self._model, ranges, texts, vectors)


def read_with(
    model: StoryModel,
    ranges: Sequence[tuple[int, int]],
    texts: Sequence[str],
    vectors: NDArray[np.float32],
) -> StoryReading:
    """What the model makes of clauses whose vectors are known. One range, text and row a clause."""
    parts, chances = model.parts(texts, vectors)
    results = [at for at, part in enumerate(parts) if part is Part.RESULT]
    return StoryReading(
        clauses=tuple(
            Clause(words=one, part=part, chances=dict(zip(Part, map(float, row), strict=True)))
            for one, part, row in zip(ranges, parts, chances, strict=True)
        ),
        telling=model.telling(texts, vectors),
        checkable=model.checkable(vectors[results]),
    )
