"""Figures with bootstrap intervals, and nothing about where the numbers come from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import pearsonr, rankdata, spearmanr

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

ROUNDS = 500
SEED = 19
BINS = 10


def auc(scores: NDArray[np.float64], positive: NDArray[np.bool_]) -> float:
    """Chance that a positive outranks a negative, ties half (Mann and Whitney 1947)."""
    ranks = rankdata(scores)
    count, rest = positive.sum(), (~positive).sum()
    if not count or not rest:
        return float("nan")
    return float((ranks[positive].sum() - count * (count + 1) / 2) / (count * rest))


def spearman(scores: NDArray[np.float64], grades: NDArray[np.float64]) -> float:
    return float(spearmanr(scores, grades).statistic)


def pearson(scores: NDArray[np.float64], grades: NDArray[np.float64]) -> float:
    return float(pearsonr(scores, grades).statistic)


def accuracy(found: NDArray[np.str_], truth: NDArray[np.str_]) -> float:
    return float((found == truth).mean())


def macro_f1(found: NDArray[np.str_], truth: NDArray[np.str_]) -> float:
    """Mean over the labels of the harmonic mean of precision and recall."""
    values = []
    for label in sorted(set(truth)):
        hits = ((found == label) & (truth == label)).sum()
        total = (found == label).sum() + (truth == label).sum()
        values.append(2 * hits / total)
    return float(np.mean(values))


def precision_recall(found: NDArray[np.str_], truth: NDArray[np.str_], label: str) -> tuple[float, float]:
    """NaN where the label was never found, or never true."""
    hits = ((found == label) & (truth == label)).sum()
    said, true = (found == label).sum(), (truth == label).sum()
    return float(hits / said) if said else float("nan"), float(hits / true) if true else float("nan")


def calibration_error(chances: NDArray[np.float64], truth: NDArray[np.bool_]) -> float:
    """Expected calibration error over BINS bins of equal width (Naeini et al. 2015)."""
    return sum(share * abs(mean - rate) for mean, rate, share in calibration_bins(chances, truth))


def calibration_bins(
    chances: NDArray[np.float64], truth: NDArray[np.bool_]
) -> list[tuple[float, float, float]]:
    """Per bin that is not empty: mean probability, observed frequency, share of all."""
    places = np.minimum((chances * BINS).astype(int), BINS - 1)
    return [
        (
            float(chances[places == b].mean()),
            float(truth[places == b].mean()),
            float((places == b).mean()),
        )
        for b in range(BINS)
        if (places == b).any()
    ]


def interval(
    figure: Callable[..., float], groups: Sequence[str], *columns: NDArray[np.generic]
) -> tuple[float, float, float]:
    """The figure and its 95 % bootstrap interval; whole groups are drawn, since their rows are alike."""
    generator = np.random.default_rng(SEED)
    names = sorted(set(groups))
    places = {name: [] for name in names}  # type: dict[str, list[int]]
    for index, name in enumerate(groups):
        places[name].append(index)
    values = []
    for _ in range(ROUNDS):
        drawn = generator.choice(len(names), len(names))
        rows = np.concatenate([np.array(places[names[number]]) for number in drawn])
        value = figure(*(column[rows] for column in columns))
        if not np.isnan(value):
            values.append(value)
    low, high = np.quantile(values or [float("nan")], (0.025, 0.975))
    return float(figure(*columns)), float(low), float(high)
