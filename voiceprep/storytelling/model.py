"""The trained weights (`story.json`): what is made of the vectors of an answer's clauses."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

import numpy as np

from voiceprep.story import Part, Telling
from voiceprep.storytelling.chain import Chain, log_sum
from voiceprep.storytelling.features import answer_features, clause_features, outcome_features

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

PARTS = tuple(Part)
"""Columns of the clause weights."""
TELLINGS = tuple(Telling)
"""Columns of the answer weights."""


@dataclass(frozen=True, slots=True)
class StoryModel:
    """What was learned from labelled answers."""

    version: str
    clause_weights: NDArray[np.float64]
    """Shape (features, PARTS)."""
    chain: Chain
    answer_weights: NDArray[np.float64]
    """Shape (features, TELLINGS)."""
    outcome_weights: NDArray[np.float64]
    """Shape (features,): log odds that a result could be checked."""

    def parts(
        self, texts: Sequence[str], vectors: NDArray[np.float32]
    ) -> tuple[list[Part], NDArray[np.float64]]:
        """The likeliest part of each clause, and the probabilities, one row a clause."""
        scores = clause_features(texts, vectors) @ self.clause_weights
        return [PARTS[label] for label in self.chain.likeliest(scores)], self.chain.chances(scores)

    def telling(self, texts: Sequence[str], vectors: NDArray[np.float32]) -> dict[Telling, float]:
        """Probability of each kind of answer."""
        scores = answer_features(texts, vectors) @ self.answer_weights
        chances = np.exp(scores - log_sum(scores, axis=0))
        return dict(zip(TELLINGS, map(float, chances), strict=True))

    def checkable(self, vectors: NDArray[np.float32]) -> float:
        """Probability that a result of these clauses could be checked; 0 without clauses."""
        if not len(vectors):
            return 0.0
        return float(1 / (1 + np.exp(-outcome_features(vectors) @ self.outcome_weights)))


def from_json(document: Mapping[str, Any]) -> StoryModel:
    """The model in a document that `training/train_story.py` wrote."""
    chain = document["chain"]
    return StoryModel(
        version=document["version"],
        clause_weights=np.array(document["clause_weights"]),
        chain=Chain(*(np.array(chain[name]) for name in ("follows", "begins", "ends"))),
        answer_weights=np.array(document["answer_weights"]),
        outcome_weights=np.array(document["outcome_weights"]),
    )


@cache
def load_model() -> StoryModel:
    """The weights that ship with voiceprep."""
    text = resources.files(__package__).joinpath("story.json").read_text(encoding="utf-8")
    return from_json(json.loads(text))
