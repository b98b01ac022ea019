"""The fit of the chain: its slopes, and that it finds what is plain."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import pytest

from training.fit_chain import _batch, _loss, fit_chain
from voiceprep.storytelling.chain import Chain

WIDTH, COUNT = 4, 3
LENGTHS = (1, 3, 5, 2)
SIZE = WIDTH * COUNT + COUNT * COUNT + 2 * COUNT


def _case() -> tuple[list[np.ndarray], list[list[int]], np.ndarray]:
    numbers = np.random.default_rng(3)
    rows = [numbers.normal(size=(length, WIDTH)) for length in LENGTHS]
    labels = [numbers.integers(0, COUNT, length).tolist() for length in LENGTHS]
    return rows, labels, numbers.normal(size=SIZE)


def _apart(flat: np.ndarray) -> tuple[np.ndarray, Chain]:
    cut = np.cumsum([WIDTH * COUNT, COUNT * COUNT, COUNT])
    weights, follows, begins, ends = np.split(flat, cut)
    return weights.reshape(WIDTH, COUNT), Chain(follows.reshape(COUNT, COUNT), begins, ends)


def test_the_loss_is_that_of_all_sequences_written_out() -> None:
    rows, labels, flat = _case()
    weights, chain = _apart(flat)
    expected = 0.0
    for one, truth in zip(rows, labels, strict=True):
        scores = one @ weights

        def weight(sequence: tuple[int, ...], scores: np.ndarray = scores) -> float:
            steps = sum(chain.follows[a, b] for a, b in pairwise(sequence))
            there = sum(scores[place, label] for place, label in enumerate(sequence))
            return float(chain.begins[sequence[0]] + steps + there + chain.ends[sequence[-1]])

        everything = [weight(sequence) for sequence in product(range(COUNT), repeat=len(truth))]
        expected += np.log(np.exp(everything).sum()) - weight(tuple(truth))
    assert _loss(weights, chain, _batch(rows, labels, COUNT))[0] == pytest.approx(expected)


def test_the_slopes_are_those_of_small_steps() -> None:
    rows, labels, flat = _case()
    batch = _batch(rows, labels, COUNT)
    slopes = np.concatenate([slope.ravel() for slope in _loss(*_apart(flat), batch)[1]])
    for place in range(SIZE):
        step = np.zeros(SIZE)
        step[place] = 1e-5
        rise = _loss(*_apart(flat + step), batch)[0] - _loss(*_apart(flat - step), batch)[0]
        assert slopes[place] == pytest.approx(rise / 2e-5, abs=1e-6)


def test_it_finds_labels_that_the_rows_give_and_an_order_that_they_do_not() -> None:
    """Label 0 has a row of its own; 1 and 2 look alike and only their order tells them apart."""
    rows = [np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 1.0]])] * 30
    weights, chain = fit_chain(rows, [[0, 1, 2]] * 30, 3)
    assert list(chain.likeliest(rows[0] @ weights)) == [0, 1, 2]
    assert chain.follows[0, 1] > chain.follows[0, 2]
    assert chain.follows[1, 2] > chain.follows[2, 1]
