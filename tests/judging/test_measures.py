"""What is measured about a claim, and how it is weighed."""

from __future__ import annotations

import json
from dataclasses import astuple, fields, replace
from importlib import resources
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceprep.judging.interface import Reading
from voiceprep.judging.measures import (
    MAX_LOG_ODDS,
    OUTCOMES,
    PLAIN,
    WORDED,
    Calibration,
    Measures,
    combined,
    load_calibrations,
    log_odds,
    measure,
    read_calibration,
    softplus,
)
from voiceprep.judging.reading_judge import calibrated, uncalibrated
from voiceprep.judging.retrieval import Proposal

if TYPE_CHECKING:
    from voiceprep.judging.reading_judge import Weigher

NAMES = [field.name for field in fields(Measures)]
NOTHING = Measures(*[0.0] * len(NAMES))
PROPOSAL = Proposal(
    windows=(0, 1), misconceptions=(), similarity=0.6, nearest=0.7, recall=0.4, echo=0.2, connectedness=0.9
)
SILENT = Reading(0.0, 0.0, 0.0, 1.0)
ODDS = st.floats(-MAX_LOG_ODDS, MAX_LOG_ODDS)


@st.composite
def _measures(draw: st.DrawFn) -> Measures:
    return Measures(*draw(st.lists(ODDS, min_size=len(NAMES), max_size=len(NAMES))))


def _calibration(**weights: dict[str, float]) -> Calibration:
    """Coefficients that are zero but for those named: outcome → measure or "intercept" → coefficient."""
    return Calibration(
        "x",
        {
            outcome: tuple(weights.get(outcome, {}).get(name, 0.0) for name in [*NAMES, "intercept"])
            for outcome in OUTCOMES
        },
    )


# Log odds


@pytest.mark.parametrize(
    ("probability", "odds"),
    [
        (0.5, 0.0),
        (0.731058578, 1.0),
        (0.268941421, -1.0),
        (1.0, MAX_LOG_ODDS),
        (0.0, -MAX_LOG_ODDS),
        (0.999, MAX_LOG_ODDS),
        (1.0000001, MAX_LOG_ODDS),
    ],
)
def test_log_odds(probability: float, odds: float) -> None:
    assert log_odds(probability) == pytest.approx(odds)


@given(st.floats(0, 1), st.floats(0, 1))
def test_likelier_never_has_lower_odds(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert -MAX_LOG_ODDS <= log_odds(low) <= log_odds(high) <= MAX_LOG_ODDS


# Measures


def test_each_measure_has_its_window() -> None:
    stated = Reading(states=0.6, partly=0.1, opposite=0.2, absent=0.1)
    touched = Reading(states=0.1, partly=0.8, opposite=0.1, absent=0.0)
    denied = Reading(states=0.0, partly=0.1, opposite=0.9, absent=0.0)
    found = measure(PROPOSAL, [touched, stated, denied], [])
    assert found == Measures(
        states=log_odds(0.6),
        told=log_odds(0.1 + 0.8),
        contrary=log_odds(0.9),
        contrary_there=log_odds(0.2),
        wrong_stated=0.0,
        wrong_denied=0.0,
        listed=0.0,
        similarity=0.6,
        recall=0.4,
        echo=0.2,
        verbatim=pytest.approx(0.064),  # type: ignore[arg-type]
        connectedness=0.9,
    )


def test_misconceptions_are_measured_by_the_likeliest() -> None:
    wrong = [Reading(0.8, 0.0, 0.1, 0.1), Reading(0.2, 0.0, 0.7, 0.1)]
    found = measure(PROPOSAL, [SILENT], wrong)
    assert (found.wrong_stated, found.wrong_denied, found.listed) == (
        softplus(log_odds(0.8)),
        softplus(log_odds(0.7)),
        1.0,
    )


def test_a_listed_misconception_that_nobody_mentioned_is_not_as_if_none_were_listed() -> None:
    found = measure(PROPOSAL, [SILENT], [SILENT])
    # Low odds of a misconception are no evidence for the claim.
    assert (found.wrong_stated, found.wrong_denied) == (softplus(-MAX_LOG_ODDS), softplus(-MAX_LOG_ODDS))
    assert 0.0 < found.wrong_stated < 0.01
    assert found.listed == 1.0


@given(_measures())
def test_the_names_have_the_order_of_the_row(measures: Measures) -> None:
    assert list(measures.named()) == NAMES
    assert tuple(measures.named().values()) == measures.row()
    assert Measures(**measures.named()) == measures


# Weighing


def test_without_any_evidence_all_outcomes_are_equal() -> None:
    assert _calibration().probabilities(NOTHING.row()) == dict.fromkeys(OUTCOMES, 0.25)


def test_a_logit_is_the_weighted_sum_with_the_intercept_last() -> None:
    calibration = _calibration(states={"states": 2.0, "recall": -1.0, "intercept": 0.5})
    logits = calibration.logits(replace(NOTHING, states=3.0, recall=0.5).row())
    assert logits == {"states": 6.0, "partly": 0.0, "opposite": 0.0, "absent": 0.0}


def test_the_probabilities_are_a_softmax() -> None:
    calibration = _calibration(opposite={"intercept": 1.0})
    found = calibration.probabilities(NOTHING.row())
    assert found["opposite"] == pytest.approx(2.718281828 / (2.718281828 + 3))


def test_huge_logits_do_no_harm() -> None:
    found = _calibration(absent={"intercept": 1000.0}).probabilities(NOTHING.row())
    assert found == pytest.approx({"states": 0.0, "partly": 0.0, "opposite": 0.0, "absent": 1.0})


def test_a_calibration_for_other_measures_is_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        Calibration("x", dict.fromkeys(OUTCOMES, (1.0, 2.0))).logits(NOTHING.row())


@given(_measures())
@pytest.mark.parametrize("weigh", [calibrated, uncalibrated])
@pytest.mark.parametrize("wordings", [0, 2])
def test_what_is_weighed_sums_to_one(weigh: Weigher, wordings: int, measures: Measures) -> None:
    found = weigh(measures, wordings)
    chances = [getattr(found, outcome) for outcome in OUTCOMES]
    assert all(0.0 <= chance <= 1.0 for chance in chances)
    assert sum(chances) == pytest.approx(1.0)


def test_uncalibrated_probabilities_are_the_readers_own() -> None:
    found = uncalibrated(measure(PROPOSAL, [Reading(0.7, 0.0, 0.1, 0.2)], []), 0)
    assert astuple(found) == pytest.approx((0.7, 0.0, 0.1, 0.2))


def test_a_statement_and_its_contrary_share_what_there_is() -> None:
    found = uncalibrated(measure(PROPOSAL, [Reading(0.9, 0.0, 0.0, 0.1), Reading(0.0, 0.0, 0.6, 0.4)], []), 0)
    assert astuple(found) == pytest.approx((0.6, 0.0, 0.4, 0.0))


@pytest.mark.parametrize("name", [PLAIN, WORDED])
def test_the_coefficients_that_ship_are_for_these_measures_in_this_order(name: str) -> None:
    text = resources.files("voiceprep.judging").joinpath(name).read_text(encoding="utf-8")
    assert json.loads(text)["features"] == NAMES
    shipped = read_calibration("voiceprep.judging", name)
    assert list(shipped.coefficients) == list(OUTCOMES)
    assert {len(weights) for weights in shipped.coefficients.values()} == {len(NAMES) + 1}
    assert shipped.version in load_calibrations().version


def test_claims_with_other_wordings_have_coefficients_of_their_own() -> None:
    both = load_calibrations()
    assert both.plain.coefficients != both.worded.coefficients
    assert both.of(worded=False) == both.plain
    assert both.of(worded=True) == both.worded


@pytest.mark.parametrize("wordings", [0, 2])
@pytest.mark.parametrize("outcome", ["states", "opposite"])
def test_what_ships_believes_what_was_read(outcome: str, wordings: int) -> None:
    """Whatever the coefficients: evidence for an outcome makes it likelier than evidence for another."""
    plain = {
        "states": Reading(0.98, 0.01, 0.0, 0.01),
        "opposite": Reading(0.0, 0.01, 0.98, 0.01),
    }
    found = {name: calibrated(measure(PROPOSAL, [reading], []), wordings) for name, reading in plain.items()}
    silent = calibrated(measure(PROPOSAL, [SILENT], []), wordings)
    other = "opposite" if outcome == "states" else "states"
    assert getattr(found[outcome], outcome) > getattr(found[other], outcome)
    assert getattr(found[outcome], outcome) > getattr(silent, outcome)


def test_a_weighing_is_told_by_its_identity() -> None:
    assert load_calibrations().version in calibrated.identity
    assert calibrated.identity != uncalibrated.identity


# Several wordings of one claim

READINGS = st.tuples(*[st.floats(0.001, 1.0)] * 4).map(
    lambda parts: Reading(*(part / sum(parts) for part in parts))
)


@given(READINGS)
def test_a_claim_in_one_wording_is_as_it_was_read(reading: Reading) -> None:
    assert combined([reading]) == reading


@given(st.lists(READINGS, min_size=1, max_size=4))
def test_combined_readings_sum_to_one(readings: list[Reading]) -> None:
    assert sum(astuple(combined(readings))) == pytest.approx(1.0)


@given(READINGS, st.integers(1, 3))
def test_wordings_that_are_read_alike_change_nothing(reading: Reading, others: int) -> None:
    assert astuple(combined([reading] * (1 + others))) == pytest.approx(astuple(reading))


@given(READINGS, st.lists(READINGS, min_size=2, max_size=3))
def test_the_order_of_the_other_wordings_does_not_matter(own: Reading, others: list[Reading]) -> None:
    there, back = combined([own, *others]), combined([own, *reversed(others)])
    assert astuple(there) == pytest.approx(astuple(back))


def test_the_claims_own_text_weighs_as_much_as_all_other_wordings_together() -> None:
    """sqrt(0.8 * sqrt(0.2 * 0.05)) = 0.283 and sqrt(0.2 * sqrt(0.8 * 0.95)) = 0.418, then to a sum of 1."""
    own, first, second = (Reading(p, 0.0, 0.0, 1.0 - p) for p in (0.8, 0.2, 0.05))
    found = combined([own, first, second])
    assert found.states == pytest.approx(0.2828 / (0.2828 + 0.4176), abs=1e-3)
    assert found.absent == pytest.approx(0.4176 / (0.2828 + 0.4176), abs=1e-3)


def test_a_probability_of_nothing_has_a_logarithm_too() -> None:
    found = combined([SILENT, Reading(1.0, 0.0, 0.0, 0.0)])
    assert found.states == found.absent == pytest.approx(0.5, abs=0.01)
