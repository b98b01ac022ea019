"""Fit a linear chain over clauses: conditional likelihood with an L2 penalty, by L-BFGS."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix, vstack

from voiceprep.storytelling.chain import Chain, log_sum

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

MAX_STEPS = 80


@dataclass(frozen=True)
class _Batch:
    """All answers of a fit, as one matrix of clauses and as a padded grid of answers."""

    rows: csr_matrix
    """Features, one row a clause."""
    truth: NDArray[np.float64]
    """One row a clause, 1 in the column of its label."""
    answer: NDArray[np.int64]
    """For each clause the number of its answer."""
    place: NDArray[np.int64]
    """For each clause its place in the answer."""
    last: NDArray[np.int64]
    """For each answer the place of its last clause."""

    def grid(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Values per clause as (answer, place, label); zeros after an answer's end."""
        padded = np.zeros((len(self.last), int(self.last.max()) + 1, values.shape[1]))
        padded[self.answer, self.place] = values
        return padded


def fit_chain(
    features: Sequence[NDArray[np.float64]], labels: Sequence[Sequence[int]], count: int
) -> tuple[NDArray[np.float64], Chain]:
    """Weights (features, labels) and chain that make the labels likeliest, held back by half their squares.

    `features`: per answer one row a clause; `labels`: per answer one number below `count` a clause.
    """
    batch = _batch(features, labels, count)
    width = batch.rows.shape[1]
    shapes = ((width, count), (count, count), (count,), (count,))
    ends = np.cumsum([int(np.prod(shape)) for shape in shapes])

    def taken_apart(flat: NDArray[np.float64]) -> tuple[NDArray[np.float64], Chain]:
        parts = np.split(flat, ends[:-1])
        weights, follows, begins, stops = (
            part.reshape(shape) for part, shape in zip(parts, shapes, strict=True)
        )
        return weights, Chain(follows, begins, stops)

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        value, slopes = _loss(*taken_apart(flat), batch)
        return value + 0.5 * float(flat @ flat), np.concatenate([s.ravel() for s in slopes]) + flat

    best = minimize(loss, np.zeros(ends[-1]), jac=True, method="L-BFGS-B", options={"maxiter": MAX_STEPS})
    return taken_apart(best.x)


def _batch(features: Sequence[NDArray[np.float64]], labels: Sequence[Sequence[int]], count: int) -> _Batch:
    lengths = np.array([len(one) for one in labels])
    return _Batch(
        rows=vstack([csr_matrix(one) for one in features]).tocsr(),
        truth=np.eye(count)[np.concatenate([np.asarray(one) for one in labels])],
        answer=np.repeat(np.arange(len(lengths)), lengths),
        place=np.concatenate([np.arange(length) for length in lengths]),
        last=lengths - 1,
    )


def _loss(
    weights: NDArray[np.float64], chain: Chain, batch: _Batch
) -> tuple[float, tuple[NDArray[np.float64], ...]]:
    """Negative log likelihood, and its slopes by weights, follows, begins and ends."""
    by_clause = np.asarray(batch.rows @ weights)
    scores, truth = batch.grid(by_clause), batch.grid(batch.truth)
    everyone = np.arange(len(batch.last))
    forward, backward = _passes(scores, chain, batch.last)
    total = log_sum(forward[everyone, batch.last] + chain.ends, axis=1)
    # Beyond an answer's end the sums mean nothing and are not used; they must only not overflow.
    chances = np.exp(np.minimum(forward + backward - total[:, None, None], 0.0))
    inside = np.arange(scores.shape[1] - 1) < batch.last[:, None]
    pairs = forward[:, :-1, :, None] + chain.follows + (scores + backward)[:, 1:, None, :]
    expected = (np.exp(np.minimum(pairs - total[:, None, None, None], 0.0)) * inside[:, :, None, None]).sum(
        (0, 1)
    )
    seen = np.einsum("nti,ntj->ij", truth[:, :-1], truth[:, 1:])
    first, final = truth[:, 0].sum(axis=0), truth[everyone, batch.last].sum(axis=0)
    likelihood = (
        (by_clause * batch.truth).sum() + (seen * chain.follows).sum() + first @ chain.begins
        + final @ chain.ends - total.sum()
    )  # fmt: skip
    surplus = chances[batch.answer, batch.place] - batch.truth
    slopes = (
        np.asarray(batch.rows.T @ surplus),
        expected - seen,
        chances[:, 0].sum(axis=0) - first,
        chances[everyone, batch.last].sum(axis=0) - final,
    )
    return -float(likelihood), slopes


def _passes(
    scores: NDArray[np.float64], chain: Chain, last: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Log sums over all beginnings and over all ends, for every answer at once."""
    forward, backward = np.zeros_like(scores), np.zeros_like(scores)
    forward[:, 0] = scores[:, 0] + chain.begins
    for at in range(1, scores.shape[1]):
        forward[:, at] = scores[:, at] + log_sum(forward[:, at - 1, :, None] + chain.follows, axis=1)
    backward[np.arange(len(last)), last] = chain.ends
    for at in range(scores.shape[1] - 2, -1, -1):
        onward = log_sum(chain.follows + (scores + backward)[:, at + 1, None, :], axis=2)
        backward[:, at] = np.where((at < last)[:, None], onward, backward[:, at])
    return forward, backward
