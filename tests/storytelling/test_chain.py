"""The chain against every sequence of labels, written out."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceprep.storytelling.chain import Chain

LABELS = 3


def _case(seed: int, length: int) -> tuple[Chain, np.ndarray]:
    numbers = np.random.default_rng(seed)
    chain = Chain(*(3 * numbers.normal(size=shape) for shape in ((LABELS, LABELS), LABELS, LABELS)))
    return chain, 3 * numbers.normal(size=(length, LABELS))


def _weight(chain: Chain, scores: np.ndarray, labels: tuple[int, ...]) -> float:
    steps = sum(chain.follows[one, other] for one, other in pairwise(labels))
    there = sum(scores[place, label] for place, label in enumerate(labels))
    return float(chain.begins[labels[0]] + steps + there + chain.ends[labels[-1]])


@given(st.integers(0, 10_000), st.integers(1, 5))
def test_the_likeliest_sequence_and_all_probabilities_are_those_of_enumeration(
    seed: int, length: int
) -> None:
    chain, scores = _case(seed, length)
    sequences = list(product(range(LABELS), repeat=length))
    weights = np.array([_weight(chain, scores, labels) for labels in sequences])
    assert tuple(chain.likeliest(scores)) == sequences[int(weights.argmax())]
    shares = np.exp(weights - weights.max())
    shares /= shares.sum()
    expected = np.zeros((length, LABELS))
    for labels, share in zip(sequences, shares, strict=True):
        expected[np.arange(length), labels] += share
    assert chain.chances(scores) == pytest.approx(expected, abs=1e-9)


def test_transitions_overrule_a_clause_that_stands_alone() -> None:
    sticky = Chain(np.where(np.eye(2) == 1, 2.0, -2.0), np.zeros(2), np.zeros(2))
    scores = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 0.0]])
    assert list(sticky.likeliest(scores)) == [0, 0, 0]
    loose = Chain(np.zeros((2, 2)), np.zeros(2), np.zeros(2))
    assert list(loose.likeliest(scores)) == [0, 1, 0]
