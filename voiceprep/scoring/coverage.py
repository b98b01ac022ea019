"""Judgements of claims → findings with evidence → the content result."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from voiceprep.values import Finding, Verdict, Word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voiceprep.questions.model import KeyPoint

SCORER_VERSION = "1"
"""Raised whenever the same judgements would give another result."""
PARTLY_CREDIT = 0.5
"""A key point that is stated in part counts half."""
OPPOSITE_FROM = 0.7
"""Probability from which on an answer is said to state the contrary. To accuse somebody wrongly is worse
than to miss it: on answers that people wrote, 0.5 accused eight of 259 findings, 0.7 two."""
NOTHING_BELOW = 0.1
"""Expected share up to which a claim earns nothing: what answers to other questions come out at."""
FULL_FROM = 0.7
"""Expected share from which on a claim counts in full: what plainly stated claims reach."""
STEEPNESS = 1.5
"""Exponent between the two: many faint resemblances must not add up to one stated claim."""
OPPOSITE_PENALTY = 0.5
"""Saying the contrary costs half of what stating it would have earned: worse than silence."""


class Chances(Protocol):
    """What scoring needs to know of a judgement: four probabilities and where to look."""

    @property
    def states(self) -> float: ...
    @property
    def partly(self) -> float: ...
    @property
    def opposite(self) -> float: ...
    @property
    def absent(self) -> float: ...
    @property
    def words(self) -> tuple[int, int] | None: ...
    @property
    def terms_heard(self) -> tuple[str, ...]: ...


def verdict_of(chances: Chances) -> tuple[Verdict, float]:
    """The verdict, and the probability that it is right.

    Opposite from OPPOSITE_FROM on, covered where the claim is probably stated, partly where it is
    probably stated at least in part, else missed.
    """
    told = chances.states + chances.partly
    if chances.opposite >= OPPOSITE_FROM:
        return Verdict.OPPOSITE, chances.opposite
    if chances.states >= 0.5:
        return Verdict.COVERED, chances.states
    if told >= 0.5:
        return Verdict.PARTLY, told
    return Verdict.MISSED, 1.0 - told


def stated(chances: Chances) -> float:
    """Expected share of the claim that was stated, 0 to 1."""
    return chances.states + PARTLY_CREDIT * chances.partly


def credit_of(chances: Chances) -> float:
    """What the claim adds to the content result, -0.5 to 1.

    Rises with `stated` from NOTHING_BELOW to FULL_FROM, to the power STEEPNESS; an opposite costs
    OPPOSITE_PENALTY times its probability.
    """
    if verdict_of(chances)[0] is Verdict.OPPOSITE:
        return -OPPOSITE_PENALTY * chances.opposite
    share = (stated(chances) - NOTHING_BELOW) / (FULL_FROM - NOTHING_BELOW)
    return float(min(1.0, max(0.0, share)) ** STEEPNESS)


def find(key_point: KeyPoint, chances: Chances, answer: Sequence[Word]) -> Finding:
    """The finding on one key point, with its quote and seconds."""
    verdict, probability = verdict_of(chances)
    words = chances.words if verdict is not Verdict.MISSED else None
    quote = start = end = None
    if words is not None:
        said = answer[words[0] : words[1]]
        quote = " ".join(word.text for word in said)
        start, end = said[0].start, said[-1].end
    return Finding(
        key_point=key_point.id,
        claim=key_point.claim,
        verdict=verdict,
        probability=round(probability, 4),
        credit=round(credit_of(chances), 4),
        weight=key_point.weight,
        quote=quote,
        words=words,
        start=start,
        end=end,
        reason=_reason(verdict, chances.terms_heard if words else ()),
    )


def content_score(findings: Sequence[Finding]) -> float:
    """The content result 0 to 100: weighted mean of the credits, never below 0.

    `docs/scoring.md` documents the formula.
    """
    total = sum(finding.weight for finding in findings)
    gained = sum(finding.weight * finding.credit for finding in findings)
    return round(100 * max(0.0, gained / total), 1)


def _reason(verdict: Verdict, terms: Sequence[str]) -> str:
    plain = {
        Verdict.COVERED: "these words say it",
        Verdict.PARTLY: "these words come near it or say a part of it",
        Verdict.OPPOSITE: "these words say the contrary",
        Verdict.MISSED: "nothing in the answer says it",
        Verdict.UNSURE: "the recording leaves it open",
    }[verdict]
    return f"{plain}; heard: {', '.join(terms)}" if terms else plain
