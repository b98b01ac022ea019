"""Figures against cases that one can work out by hand, and what must hold of any."""

from __future__ import annotations

from itertools import product
from math import isnan
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.judging import metrics

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

CHANCES = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=40)


@st.composite
def _ranked(draw: st.DrawFn) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Scores, often alike, and labels of both kinds."""
    scores = draw(st.lists(st.integers(-20, 20), min_size=2, max_size=30))
    labels = draw(st.lists(st.booleans(), min_size=len(scores) - 2, max_size=len(scores) - 2))
    return np.array(scores, dtype=float), np.array([True, False, *labels])


# auc


@pytest.mark.parametrize(
    ("scores", "positive", "expected"),
    [
        ([1, 2, 3, 4], [0, 0, 1, 1], 1.0),
        ([4, 3, 2, 1], [0, 0, 1, 1], 0.0),
        ([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1], 0.75),
        ([5, 5, 5], [0, 1, 1], 0.5),
        ([1, 2, 2, 3], [0, 0, 1, 1], 0.875),
    ],
)
def test_auc(scores: Sequence[float], positive: Sequence[int], expected: float) -> None:
    assert metrics.auc(np.array(scores, dtype=float), np.array(positive, dtype=bool)) == expected


@pytest.mark.parametrize("label", [True, False])
def test_auc_of_one_kind_alone_is_not_computed(label: bool) -> None:
    assert isnan(metrics.auc(np.array([0.1, 0.9]), np.array([label, label])))


@given(_ranked())
def test_auc_is_the_share_of_pairs_in_the_right_order(
    ranked: tuple[NDArray[np.float64], NDArray[np.bool_]],
) -> None:
    scores, positive = ranked
    pairs = list(product(scores[positive], scores[~positive]))
    share = sum((high > low) + 0.5 * (high == low) for high, low in pairs) / len(pairs)
    assert metrics.auc(scores, positive) == pytest.approx(share)


@given(_ranked())
def test_auc_of_negated_scores_and_of_turned_labels_is_the_rest(
    ranked: tuple[NDArray[np.float64], NDArray[np.bool_]],
) -> None:
    scores, positive = ranked
    value = metrics.auc(scores, positive)
    assert metrics.auc(-scores, positive) == pytest.approx(1 - value)
    assert metrics.auc(scores, ~positive) == pytest.approx(1 - value)


@given(_ranked())
def test_auc_sees_only_the_order(ranked: tuple[NDArray[np.float64], NDArray[np.bool_]]) -> None:
    scores, positive = ranked
    value = metrics.auc(scores, positive)
    for mapped in (3 * scores + 7, scores**3, np.exp(scores / 10)):
        assert metrics.auc(mapped, positive) == value


# Labels


def test_accuracy() -> None:
    assert metrics.accuracy(np.array(["a", "b", "b", "c"]), np.array(["a", "b", "a", "b"])) == 0.5


def test_macro_f1_is_the_mean_over_the_true_labels() -> None:
    found, truth = np.array(["a", "a", "b", "b"]), np.array(["a", "b", "b", "b"])
    # a: precision 1/2, recall 1; b: precision 1, recall 2/3.
    assert metrics.macro_f1(found, truth) == pytest.approx((2 / 3 + 4 / 5) / 2)
    # A label that is never true costs only what it takes from the others.
    assert metrics.macro_f1(np.array(["a", "c"]), np.array(["a", "a"])) == pytest.approx(2 / 3)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=1, max_size=30))
def test_macro_f1_is_a_share_and_one_for_no_mistake(pairs: list[tuple[str, str]]) -> None:
    found, truth = np.array([pair[0] for pair in pairs]), np.array([pair[1] for pair in pairs])
    assert 0 <= metrics.macro_f1(found, truth) <= 1
    assert metrics.macro_f1(truth, truth) == 1
    assert (metrics.macro_f1(found, truth) == 1) == (metrics.accuracy(found, truth) == 1)


def test_precision_and_recall() -> None:
    found, truth = np.array(["a", "a", "b", "b"]), np.array(["a", "b", "b", "c"])
    assert metrics.precision_recall(found, truth, "a") == (0.5, 1.0)
    assert metrics.precision_recall(found, truth, "b") == (0.5, 0.5)
    precision, recall = metrics.precision_recall(found, truth, "c")
    assert isnan(precision)
    assert recall == 0
    precision, recall = metrics.precision_recall(np.array(["d"]), np.array(["a"]), "d")
    assert precision == 0
    assert isnan(recall)


# Correlation


def test_correlations_of_lines_and_curves() -> None:
    scores = np.array([1.0, 2.0, 3.0, 4.0])
    assert metrics.pearson(scores, 2 * scores + 1) == pytest.approx(1)
    assert metrics.spearman(scores, scores**3) == pytest.approx(1)
    assert metrics.spearman(scores, -scores) == pytest.approx(-1)
    assert metrics.spearman(scores, np.array([1.0, 2.0, 4.0, 3.0])) == pytest.approx(0.8)


# Calibration


def test_calibration_by_hand() -> None:
    chances, truth = np.array([0.05, 0.15, 0.95, 1.0]), np.array([False, False, True, True])
    bins = metrics.calibration_bins(chances, truth)
    assert [mean for mean, _, _ in bins] == pytest.approx([0.05, 0.15, 0.975])
    assert [(rate, share) for _, rate, share in bins] == [(0, 0.25), (0, 0.25), (1, 0.5)]
    assert metrics.calibration_error(chances, truth) == pytest.approx(0.0125 + 0.0375 + 0.0125)


def test_a_coin_that_says_so_is_calibrated_and_one_that_is_sure_is_not() -> None:
    truth = np.array([True, False, True, False])
    assert metrics.calibration_error(np.full(4, 0.5), truth) == 0
    assert metrics.calibration_error(np.ones(4), truth) == 0.5
    assert metrics.calibration_error(np.zeros(4), truth) == 0.5


@given(CHANCES)
def test_bins_hold_everything_once(rows: list[tuple[float, bool]]) -> None:
    chances, truth = np.array([row[0] for row in rows]), np.array([row[1] for row in rows])
    bins = metrics.calibration_bins(chances, truth)
    assert len(bins) <= metrics.BINS
    assert sum(share for _, _, share in bins) == pytest.approx(1)
    assert sum(mean * share for mean, _, share in bins) == pytest.approx(chances.mean())
    assert sum(rate * share for _, rate, share in bins) == pytest.approx(truth.mean())
    error = metrics.calibration_error(chances, truth)
    assert abs(chances.mean() - truth.mean()) - 1e-9 <= error <= 1 + 1e-9


# Intervals


@settings(max_examples=20)
@given(st.lists(st.sampled_from("abcd"), min_size=1, max_size=12), st.integers(-5, 5))
def test_constant_data_has_no_width(groups: list[str], value: int) -> None:
    column = np.full(len(groups), float(value))
    assert metrics.interval(lambda c: float(c.mean()), groups, column) == (value, value, value)


@settings(max_examples=20)
@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.floats(0, 1)), min_size=1, max_size=20))
def test_the_interval_is_in_order_within_the_data_and_the_same_each_time(
    rows: list[tuple[str, float]],
) -> None:
    groups, column = [row[0] for row in rows], np.array([row[1] for row in rows])
    value, low, high = metrics.interval(lambda c: float(c.mean()), groups, column)
    assert value == column.mean()
    assert column.min() - 1e-9 <= low <= high <= column.max() + 1e-9
    assert metrics.interval(lambda c: float(c.mean()), groups, column) == (value, low, high)


def test_groups_are_drawn_whole() -> None:
    """Each group's mean is 0, so that any choice of groups has the mean 0; a choice of rows has not."""
    column = np.array([1.0, -1.0] * 10)
    whole = [str(index // 2) for index in range(20)]
    assert metrics.interval(lambda c: float(c.mean()), whole, column) == (0, 0, 0)
    _, low, high = metrics.interval(lambda c: float(c.mean()), [str(index) for index in range(20)], column)
    assert low < -0.2 < 0.2 < high


def test_the_interval_of_a_mean_is_as_wide_as_statistics_says() -> None:
    """For 400 coins the standard error is 0.025, and 95 % are within 1.96 of it."""
    column = np.array([0.0, 1.0] * 200)
    value, low, high = metrics.interval(lambda c: float(c.mean()), [str(n) for n in range(400)], column)
    assert value == 0.5
    assert high - low == pytest.approx(2 * 1.96 * 0.025, rel=0.15)


def test_rounds_without_a_figure_are_left_out() -> None:
    """With one kind to a group, half of the rounds draw one kind alone, where there is no AUC."""
    found = metrics.interval(metrics.auc, ["a", "b"], np.array([1.0, 0.0]), np.array([True, False]))
    assert found == (1, 1, 1)
