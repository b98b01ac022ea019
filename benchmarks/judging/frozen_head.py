"""For comparison: sentence embeddings as they are, with a trained head on top, in place of our reader."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import numpy as np
from sklearn.neural_network import MLPClassifier

from training.judge_rows import ABSENT, OUTCOMES, PARTLY, PUBLIC, bank_rows, contrast_rows, public_rows
from voiceprep.judging.interface import Reading
from voiceprep.judging.plain import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from voiceprep.judging.interface import Embedder

ROWS = 15_000
HIDDEN = 128
SEED = 31


class FrozenHeadReader:
    """A small network over (u, v, |u - v|, u × v), trained on a sample of the reader's own rows."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._head: MLPClassifier | None = None
        self._order: list[int] = []

    @property
    def identity(self) -> str:
        return f"frozen embeddings with a trained head on {self._embedder.identity}"

    def load(self) -> None:
        if self._head is not None:
            return
        rows = [
            row
            for row in [*public_rows(PUBLIC), *contrast_rows(), *bank_rows()]
            if len(row.allowed) == 1 or row.allowed == ABSENT | PARTLY
        ]
        rows = random.Random(SEED).choices(rows, weights=[row.share for row in rows], k=ROWS)
        labels = [min(row.allowed) for row in rows]  # "absent" comes before "partly"
        head = MLPClassifier((HIDDEN,), early_stopping=True, random_state=SEED, max_iter=60)
        head.fit(self._features([(plain(row.claim), plain(row.text)) for row in rows]), labels)
        self._order = [list(head.classes_).index(outcome) for outcome in OUTCOMES]
        self._head = head

    def read(self, pairs: Sequence[tuple[str, str]]) -> list[Reading]:
        self.load()
        if not pairs or self._head is None:
            return []
        chances = self._head.predict_proba(self._features(pairs))[:, self._order]
        return [Reading(*map(float, row)) for row in chances]

    def _features(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        first = self._embedder.embed([claim for claim, _ in pairs])
        second = self._embedder.embed([text for _, text in pairs])
        return np.hstack([first, second, np.abs(first - second), first * second])
