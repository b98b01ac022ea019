"""Clauses and whole answers as numbers, the same at run time and in training."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from voiceprep.storytelling.cues import cues, terms

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

DIMENSIONS = 384
"""Of a sentence embedding."""
SCALES = {"embedding": 1.5, "neighbours": 0.7, "cues": 0.5, "mean cues": 0.5, "place": 1.0, "terms": 0.3}
"""Of the blocks of a clause's features. All weights are held back alike in training, so a larger scale means
more freedom. Chosen by cross-validation on the fit half (`training/data/star/README.md`)."""
ANSWER_SCALES = {"embedding": 6.0, "cues": 5.0}
"""Of the blocks of an answer's features."""
USUAL_CLAUSES = 12
"""Clauses of an answer that is neither short nor long."""


def clause_features(
    texts: Sequence[str], vectors: NDArray[np.float32], vocabulary: Mapping[str, int]
) -> NDArray[np.float64]:
    """One row a clause: embeddings of it and of its neighbours, cues, mean cues, place, terms, and 1.

    `vectors`: one row a clause; `vocabulary`: term → column of its block.
    """
    embedded = vectors.astype(np.float64)
    nothing = np.zeros((1, DIMENSIONS))
    own = np.array([cues(text) for text in texts])
    mean = np.repeat(own.mean(axis=0, keepdims=True), len(texts), axis=0)
    places = np.array([_place(at, len(texts)) for at in range(len(texts))])
    said = np.zeros((len(texts), len(vocabulary)))
    for row, text in enumerate(texts):
        said[row, [vocabulary[term] for term in terms(text) if term in vocabulary]] = 1.0
    return np.hstack(
        [
            SCALES["embedding"] * embedded,
            SCALES["neighbours"] * np.vstack([nothing, embedded[:-1]]),
            SCALES["neighbours"] * np.vstack([embedded[1:], nothing]),
            SCALES["cues"] * own,
            SCALES["mean cues"] * mean,
            SCALES["place"] * places,
            SCALES["terms"] * said,
            np.ones((len(texts), 1)),
        ]
    )


def answer_features(texts: Sequence[str], vectors: NDArray[np.float32]) -> NDArray[np.float64]:
    """One row: mean embedding and mean cues of the clauses, and 1."""
    own = np.array([cues(text) for text in texts])
    return np.concatenate(
        [
            ANSWER_SCALES["embedding"] * vectors.astype(np.float64).mean(axis=0),
            ANSWER_SCALES["cues"] * own.mean(axis=0),
            [1.0],
        ]
    )


def outcome_features(vectors: NDArray[np.float32]) -> NDArray[np.float64]:
    """One row: mean embedding of the clauses of the result, and 1."""
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
