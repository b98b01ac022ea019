"""Judgements of claims → findings with evidence → the content result."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from voiceprep.values import Finding, Verdict, Word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voiceprep.questions.model import KeyPoint

SCORER_VERSION = "4"
"""Raised whenever the same judgements would give another result."""
PARTLY_CREDIT = 0.5
"""A key point that is stated in part counts half."""
OPPOSITE_FROM = 0.9
"""Probability from which on an answer is said to state the contrary. To accuse somebody wrongly is worse
than to miss it (docs/decisions/0010)."""
NOTHING_BELOW = 0.1
"""Expected share up to which a claim earns nothing: what answers to other questions come out at."""
FULL_FROM = 0.7
"""Expected share from which on a claim counts in full: what plainly stated claims reach."""
STEEPNESS = 1.5
"""Exponent between the two: many faint resemblances must not add up to one stated claim."""
OPPOSITE_PENALTY = 0.5
"""Saying the contrary costs half of what stating it would have earned: worse than silence."""
_PROBABLY = 0.5
"""More likely than not."""


class Misheard(Protocol):
    """A term that was perhaps said, and where."""

    @property
    def term(self) -> str: ...
    @property
    def words(self) -> tuple[int, int]: ...


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
    def contrary_words(self) -> tuple[int, int] | None: ...
    @property
    def terms_heard(self) -> tuple[str, ...]: ...
    @property
    def maybe_said(self) -> Misheard | None: ...


@dataclass(frozen=True, slots=True)
class Rule:
    """The line of the verdict table that applied (docs/scoring.md)."""

    verdict: Verdict
    probability: float
    """That the verdict is right, 0 to 1."""
    measured: str
    """What was held against the threshold: an outcome, or two that are added up."""
    value: float
    """The probability of that."""
    threshold: float
    """Reached by `value` for opposite, covered and partly; not reached for unsure and missed."""


def rule_of(chances: Chances) -> Rule:
    """Which rule gives the verdict.

    Opposite from OPPOSITE_FROM on, covered where the claim is probably stated, partly where it is
    probably stated at least in part, unsure where a term of it may have been misheard, else missed.
    """
    opposite, states, told = chances.opposite, chances.states, chances.states + chances.partly
    if opposite >= OPPOSITE_FROM:
        return Rule(Verdict.OPPOSITE, opposite, "opposite", opposite, OPPOSITE_FROM)
    if states >= _PROBABLY:
        return Rule(Verdict.COVERED, states, "states", states, _PROBABLY)
    if told >= _PROBABLY:
        return Rule(Verdict.PARTLY, told, "states + partly", told, _PROBABLY)
    if chances.maybe_said is not None:
        return Rule(Verdict.UNSURE, told, "states + partly", told, _PROBABLY)
    return Rule(Verdict.MISSED, 1.0 - told, "states + partly", told, _PROBABLY)


def verdict_of(chances: Chances) -> tuple[Verdict, float]:
    """The verdict, and the probability that it is right."""
    rule = rule_of(chances)
    return rule.verdict, rule.probability


def stated(chances: Chances) -> float:
    """Expected share of the claim that was stated, 0 to 1."""
    return chances.states + PARTLY_CREDIT * chances.partly


def share_of(chances: Chances) -> float:
    """Where `stated` lies between NOTHING_BELOW (0) and FULL_FROM (1), cut to that range."""
    share = (stated(chances) - NOTHING_BELOW) / (FULL_FROM - NOTHING_BELOW)
    return float(min(1.0, max(0.0, share)))


def credit_of(chances: Chances) -> float:
    """What the claim adds to the content result, -0.5 to 1.

    Rises with `stated` from NOTHING_BELOW to FULL_FROM, to the power STEEPNESS; an opposite costs
    OPPOSITE_PENALTY times its probability.
    """
    if verdict_of(chances)[0] is Verdict.OPPOSITE:
        return -OPPOSITE_PENALTY * chances.opposite
    return float(share_of(chances) ** STEEPNESS)


def find(key_point: KeyPoint, chances: Chances, answer: Sequence[Word]) -> Finding:
    """The finding on one key point, with its quote and seconds."""
    verdict, probability = verdict_of(chances)
    words = _evidence(verdict, chances)
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
        reason=_reason(verdict, chances, start),
    )


def _evidence(verdict: Verdict, chances: Chances) -> tuple[int, int] | None:
    if verdict is Verdict.OPPOSITE:
        return chances.contrary_words
    if verdict is Verdict.UNSURE and chances.maybe_said is not None:
        return chances.maybe_said.words
    return None if verdict is Verdict.MISSED else chances.words


def content_score(findings: Sequence[Finding]) -> float:
    """The content result 0 to 100: weighted mean of the credits, never below 0.

    `docs/scoring.md` documents the formula.
    """
    total = sum(finding.weight for finding in findings)
    gained = sum(finding.weight * finding.credit for finding in findings)
    return round(100 * max(0.0, gained / total), 1)


def _reason(verdict: Verdict, chances: Chances, start: float | None) -> str:
    if verdict is Verdict.UNSURE and chances.maybe_said is not None:
        check = "" if start is None else f", check {int(start) // 60}:{int(start) % 60:02d}"
        return f'maybe "{chances.maybe_said.term}" was said{check}'
    plain = {
        Verdict.COVERED: "these words say it",
        Verdict.PARTLY: "these words come near it or say a part of it",
        Verdict.OPPOSITE: "these words say the contrary",
        Verdict.MISSED: "nothing in the answer says it",
        Verdict.UNSURE: "the recording leaves it open",
    }[verdict]
    told = verdict in {Verdict.COVERED, Verdict.PARTLY}
    heard = ", ".join(chances.terms_heard) if told else ""
    return f"{plain}; heard: {heard}" if heard else plain
