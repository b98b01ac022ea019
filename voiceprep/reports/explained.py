"""How the numbers of saved takes came about, as values; made by `voiceprep.explain`, rendered beside this."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from voiceprep.scoring.coverage import content_score

if TYPE_CHECKING:
    from collections.abc import Mapping

    from voiceprep.scoring.coverage import Rule
    from voiceprep.values import Finding, Portion, Status


@dataclass(frozen=True, slots=True)
class Measured:
    """One measure of a claim in the answer, and what it weighs."""

    name: str
    value: float
    coefficients: Mapping[str, float] | None
    """Outcome → coefficient; None where nothing is calibrated."""

    @property
    def terms(self) -> dict[str, float] | None:
        """Outcome → measure × coefficient; None where nothing is calibrated."""
        if self.coefficients is None:
            return None
        return {outcome: weight * self.value for outcome, weight in self.coefficients.items()}


@dataclass(frozen=True, slots=True)
class Point:
    """One key point: from measures to probabilities, verdict, credit and share of the result."""

    finding: Finding
    """Today's."""
    measures: tuple[Measured, ...]
    """The intercept last, with the value 1, where calibrated; empty where nothing was read."""
    calibration: str | None
    """Version of the coefficients; None where nothing is calibrated or nothing was read."""
    logits: Mapping[str, float] | None
    """Outcome → sum of its terms; None where nothing is calibrated or nothing was read."""
    probabilities: Mapping[str, float]
    """Outcome → probability, not rounded; they sum to 1."""
    rule: Rule
    stated: float
    """Expected share of the claim that was stated, 0 to 1."""
    share: float
    """Where that lies between earning nothing and earning in full, cut to 0 to 1."""
    credit: float
    """Not rounded; the finding has it with four decimals."""
    saved: Finding | None
    """The saved finding on this key point; None where there was none."""

    @property
    def earned(self) -> float:
        """Weight × credit, the credit as in the finding."""
        return self.finding.weight * self.finding.credit


@dataclass(frozen=True, slots=True)
class Change:
    """Something that had a say in the saved result and is another today."""

    name: str
    """Judge, scorer or bank."""
    saved: str | None
    """Its identity then; None where the take does not say."""
    today: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """One take of a session."""

    number: int
    """Place of the question in the interview, from 1."""
    attempt: int
    """1 for the first take of that question."""
    question_id: str
    question: str | None
    """As the bank words it; None where the bank does not have it."""
    part: Portion | None
    """What was to be answered where it was not the whole question, which has no score; None for a whole
    answer."""
    status: Status | None
    """Of the saved take; None where nothing was saved or the result is damaged."""
    nothing: str | None
    """Why there is nothing to explain; None where there are points."""
    saved_content: float | None = None
    """The saved content result, 0 to 100; None unless it was scored."""
    changes: tuple[Change, ...] = ()
    """Empty where judge, scorer and bank are those of the saved result, or nothing was scored."""
    points: tuple[Point, ...] = ()
    """In the order of the bank."""
    gone: tuple[Finding, ...] = ()
    """Saved findings on key points that today's bank does not have."""

    @property
    def weight(self) -> float:
        """Total weight of the key points."""
        return sum(point.finding.weight for point in self.points)

    @property
    def earned(self) -> float:
        """Sum of weight × credit."""
        return sum(point.earned for point in self.points)

    @property
    def content(self) -> float | None:
        """Today's content result, 0 to 100; None where there is none."""
        return content_score([point.finding for point in self.points]) if self.points else None
