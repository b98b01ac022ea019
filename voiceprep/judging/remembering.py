"""An embedder that keeps what it has seen: claims come up again with every answer to a question."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from voiceprep.judging.interface import Embedder

MAX_TEXTS = 20_000
"""Vectors kept, 1.5 kB each: 30 MB at most. Beyond that everything is forgotten and begins anew."""


class RememberingEmbedder:
    """Gives every text to the embedder behind it once."""

    def __init__(self, embedder: Embedder, *, remembered: int = MAX_TEXTS) -> None:
        self._embedder = embedder
        self._remembered = remembered
        self._known: dict[str, NDArray[np.float32]] = {}

    @property
    def identity(self) -> str:
        return self._embedder.identity

    def load(self) -> None:
        self._embedder.load()

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        import numpy as np

        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        if len(self._known) + len(new) > self._remembered:
            self._known.clear()
            new = list(dict.fromkeys(texts))
        if new:
            self._known.update(zip(new, self._embedder.embed(new), strict=True))
        if not texts:
            return self._embedder.embed([])
        return np.stack([self._known[text] for text in texts])
