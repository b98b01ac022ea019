"""From readings to four probabilities: what is measured about a claim, and how it is weighed."""

from __future__ import annotations

import json
import math
from dataclasses import astuple, dataclass, fields
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from voiceprep.judging.interface import Reading

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from voiceprep.judging.retrieval import Proposal

OUTCOMES = ("states", "partly", "opposite", "absent")
PLAIN, WORDED = "calibration.json", "calibration_worded.json"
"""Coefficients for claims in their own words alone, and for claims with other wordings."""
LEAST = 1e-6
"""Probability that stands for 0 where a logarithm is taken."""
MAX_LOG_ODDS = 6.0
"""Probabilities beyond 0.9975 are alike: the network's last decimals are no evidence."""


@dataclass(frozen=True, slots=True)
class Measures:
    """One claim in one answer, in the order of the coefficients.

    Log odds are natural and cut to ±MAX_LOG_ODDS.
    """

    states: float
    """Log odds of the claim being stated, in the window where that is likeliest."""
    told: float
    """The same for being stated at least in part."""
    contrary: float
    """Log odds of the contrary being stated, in the window where that is likeliest."""
    contrary_there: float
    """Log odds of the contrary in the window where the claim is likeliest stated."""
    wrong_stated: float
    """Softplus (ln(1 + e^x)) of the log odds of a listed misconception being stated; 0 where none is listed.

    That a misconception is not stated says little, so only high odds count.
    """
    wrong_denied: float
    """The same for a listed misconception being contradicted."""
    listed: float
    """1 where misconceptions are listed, else 0."""
    similarity: float
    """Mean cosine of the claim and its other wordings with the nearest window."""
    recall: float
    """Share of the claim's words of content in one window."""
    echo: float
    """Where the nearest window lies between the claim (0) and its nearest misconception (1)."""
    verbatim: float
    """Recall to the third power: near 1 only where hardly a word of content of the claim is missing."""
    connectedness: float
    """Share of function words against that of connected English, at most 1."""

    def row(self) -> tuple[float, ...]:
        """The values in coefficient order."""
        return tuple(astuple(self))

    def named(self) -> dict[str, float]:
        """The values by name."""
        return dict(zip((field.name for field in fields(self)), self.row(), strict=True))


def measure(proposal: Proposal, readings: Sequence[Reading], wrong: Sequence[Reading]) -> Measures:
    """`readings`: the claim in each proposed window; `wrong`: each proposed misconception in its window."""
    there = max(readings, key=lambda reading: reading.states)
    return Measures(
        states=log_odds(there.states),
        told=max(log_odds(reading.states + reading.partly) for reading in readings),
        contrary=max(log_odds(reading.opposite) for reading in readings),
        contrary_there=log_odds(there.opposite),
        wrong_stated=max((softplus(log_odds(reading.states)) for reading in wrong), default=0.0),
        wrong_denied=max((softplus(log_odds(reading.opposite)) for reading in wrong), default=0.0),
        listed=1.0 if wrong else 0.0,
        similarity=proposal.similarity,
        recall=proposal.recall,
        echo=proposal.echo,
        verbatim=proposal.recall**3,
        connectedness=proposal.connectedness,
    )


def combined(readings: Sequence[Reading]) -> Reading:
    """A claim that was read in several wordings in one window; its own text, the first, weighs half.

    The weighted geometric mean of each probability: what one wording alone makes certain is not.
    """
    own, *others = readings
    if not others:
        return own
    means = {outcome: math.exp(_mean_log(own, others, outcome)) for outcome in OUTCOMES}
    total = sum(means.values())
    return Reading(**{outcome: value / total for outcome, value in means.items()})


def _mean_log(own: Reading, others: Sequence[Reading], outcome: str) -> float:
    first, *rest = (math.log(max(getattr(one, outcome), LEAST)) for one in (own, *others))
    return (first + sum(rest) / len(rest)) / 2


def log_odds(probability: float) -> float:
    """ln(p / (1 - p)), cut to ±MAX_LOG_ODDS."""
    kept = min(max(probability, 1e-9), 1 - 1e-9)
    return max(-MAX_LOG_ODDS, min(MAX_LOG_ODDS, math.log(kept / (1 - kept))))


def softplus(value: float) -> float:
    """ln(1 + e^value): near 0 for low values, the value itself for high ones."""
    return math.log1p(math.exp(value))


@dataclass(frozen=True, slots=True)
class Calibration:
    """A multinomial logistic regression."""

    version: str
    coefficients: Mapping[str, tuple[float, ...]]
    """Outcome → one coefficient per measure, the intercept last."""

    def logits(self, row: Sequence[float]) -> dict[str, float]:
        """Per outcome the sum of measure × coefficient, the intercept's measure being 1."""
        return {
            outcome: sum(a * b for a, b in zip(weights, (*row, 1.0), strict=True))
            for outcome, weights in self.coefficients.items()
        }

    def probabilities(self, row: Sequence[float]) -> dict[str, float]:
        """Probability of each outcome; they sum to 1."""
        logits = self.logits(row)
        top = max(logits.values())
        raised = {outcome: math.exp(value - top) for outcome, value in logits.items()}
        total = sum(raised.values())
        return {outcome: value / total for outcome, value in raised.items()}


@dataclass(frozen=True, slots=True)
class Calibrations:
    """Those for claims in their own words alone, and for claims that are read in other wordings too.

    The readings are of another kind: what all wordings agree on is more certain, and seldom so high.
    """

    plain: Calibration
    worded: Calibration

    @property
    def version(self) -> str:
        """Of both."""
        return f"{self.plain.version} or {self.worded.version}"

    def of(self, *, worded: bool) -> Calibration:
        """What the measures of such a claim are weighed with."""
        return self.worded if worded else self.plain


def read_calibration(package: str, name: str) -> Calibration:
    """The coefficients in that file of the package."""
    record = json.loads(resources.files(package).joinpath(name).read_text(encoding="utf-8"))
    return Calibration(
        version=record["version"],
        coefficients={outcome: tuple(record["coefficients"][outcome]) for outcome in OUTCOMES},
    )


@cache
def load_calibrations() -> Calibrations:
    """The coefficients that ship with voiceprep, for the reader that ships with it."""
    return Calibrations(read_calibration(__package__, PLAIN), read_calibration(__package__, WORDED))
