"""A linear chain over clauses: what each clause looks like, and which part tends to follow which."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Chain:
    """Log weights of a linear-chain conditional random field (Lafferty and others 2001)."""

    follows: NDArray[np.float64]
    """Of a label (column) after another (row)."""
    begins: NDArray[np.float64]
    """Of a label at the first clause."""
    ends: NDArray[np.float64]
    """Of a label at the last clause."""

    def likeliest(self, scores: NDArray[np.float64]) -> NDArray[np.int64]:
        """The likeliest sequence of labels (Viterbi). `scores`: one row a clause, one column a label."""
        best = scores[0] + self.begins
        came_from = []
        for row in scores[1:]:
            reached = best[:, None] + self.follows
            came_from.append(reached.argmax(axis=0))
            best = reached.max(axis=0) + row
        labels = [int((best + self.ends).argmax())]
        for before in reversed(came_from):
            labels.append(int(before[labels[-1]]))
        return np.array(labels[::-1], dtype=np.int64)

    def chances(self, scores: NDArray[np.float64]) -> NDArray[np.float64]:
        """Probability of each label at each clause, all sequences considered; rows sum to 1."""
        forward = np.zeros_like(scores)
        backward = np.zeros_like(scores)
        forward[0] = scores[0] + self.begins
        for at in range(1, len(scores)):
            forward[at] = scores[at] + log_sum(forward[at - 1][:, None] + self.follows, axis=0)
        backward[-1] = self.ends
        for at in range(len(scores) - 2, -1, -1):
            backward[at] = log_sum(self.follows + scores[at + 1] + backward[at + 1], axis=1)
        both = forward + backward
        return np.asarray(np.exp(both - log_sum(both, axis=1)[:, None]))


def log_sum(values: NDArray[np.float64], *, axis: int) -> NDArray[np.float64]:
    """Ln of the sum of e^values along the axis."""
    top = values.max(axis=axis, keepdims=True)
    total = np.log(np.exp(values - top).sum(axis=axis, keepdims=True)) + top
    return np.asarray(total.squeeze(axis=axis))
