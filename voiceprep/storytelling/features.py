"""Clauses and whole answers as numbers, the same at run time and in training."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from voiceprep.storytelling.cues import cues

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

USUAL_CLAUSES = 12
"""Clauses of an answer that is neither short nor long."""
PLACES = 7
"""Columns that tell where a clause stands."""


def clause_features(texts: Sequence[str], vectors: NDArray[np.float32]) -> NDArray[np.float64]:
    """One row a clause: its vector, cues, mean cues of the answer, place, and 1.

    `vectors`: one row a clause.
    """
    own = np.array([cues(text) for text in texts])
    mean = np.repeat(own.mean(axis=0, keepdims=True), len(texts), axis=0)
    places = np.array([_place(at, len(texts)) for at in range(len(texts))])
    return np.hstack([vectors.astype(np.float64), own, mean, places, np.ones((len(texts), 1))])


def answer_features(texts: Sequence[str], vectors: NDArray[np.float32]) -> NDArray[np.float64]:
    """One row: mean vector and mean cues of the clauses, and 1."""
    own = np.array([cues(text) for text in texts])
    return np.concatenate([vectors.astype(np.float64).mean(axis=0), own.mean(axis=0), [1.0]])


def outcome_features(vectors: NDArray[np.float32]) -> NDArray[np.float64]:
    """One row: mean vector of the clauses of the result, and 1."""
    return np.concatenate([vectors.astype(np.float64).mean(axis=0), [1.0]])


def _place(at: int, count: int) -> tuple[float, ...]:
    """Where a clause stands: along the answer, first, last and next to last, and how many there are."""
    along = (at + 0.5) / count - 0.5
    return (
        along,
        4 * along**2 - 1 / 3,
        float(at == 0),
        float(at == 1),
        float(at == count - 1),
        float(at == count - 2),
        math.log(count / USUAL_CLAUSES),
    )
