"""What a coach for authors says."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much something matters."""

    FAULT = "fault"
    """The bank cannot be used, or misleads: it tells people that a wrong statement is right."""
    ADVICE = "advice"
    """It works, but questions would be judged better."""


class Topic(StrEnum):
    """What a piece of advice is about; `docs/writing-a-bank.md` explains each."""

    TWO_ASSERTIONS = "two-assertions"
    LONG_CLAIM = "long-claim"
    REFERS_BACK = "refers-back"
    RESTATES_QUESTION = "restates-question"
    LIKE_SIBLING = "like-sibling"
    NO_MISCONCEPTIONS = "no-misconceptions"
    GIVES_AWAY = "gives-away"
    LONG_ANSWER = "long-answer"
    EXPERT_SCORE = "expert-score"
    EXPERT_ACCUSED = "expert-accused"
    SCORES_ELSEWHERE = "scores-elsewhere"
    COVERED_MISCONCEPTION = "covered-misconception"
    UNSEEN_MISCONCEPTION = "unseen-misconception"
    CONTRARY_WORDING = "contrary-wording"
    NOT_HEARD = "not-heard"


@dataclass(frozen=True, slots=True)
class Advice:
    """One thing to look at in one question."""

    topic: Topic
    question: str
    """Id of the question; empty for the bank as a whole."""
    field: str
    """Dotted path within the question, such as `key_points[2].claim`; entries are counted from 1."""
    message: str
    severity: Severity = Severity.ADVICE

    def __str__(self) -> str:
        return ": ".join(part for part in (self.question, self.field, self.message) if part)


def point_field(number: int, name: str = "") -> str:
    """The path of a key point, counted from 0, or of a field of it."""
    return f"key_points[{number + 1}]" + (f".{name}" if name else "")
