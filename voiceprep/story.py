"""The values of STAR: what a reader makes of each clause, and how an answer is told as a story.

All are frozen. "Not computed" is None, never 0. Times are seconds from the start of the answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class Part(StrEnum):
    """What a clause does in an answer."""

    SITUATION = "situation"
    """Where, when, who, how things stood."""
    TASK = "task"
    """What had to be achieved, by whom, by when."""
    ACTION = "action"
    """What the speaker, or "we", did."""
    RESULT = "result"
    """What came of it."""
    LESSON = "lesson"
    """What was learned, or is done differently since."""
    OTHER = "other"
    """Talk about the talk, general views, habits, plans."""


class Telling(StrEnum):
    """What kind of answer it is."""

    EPISODE = "episode"
    """Something concrete that happened once."""
    HABIT = "habit"
    """What the speaker usually does."""
    OPINION = "opinion"
    """What one should do or think."""
    PLAN = "plan"
    """What the speaker would or will do."""


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause as a reader sees it."""

    words: tuple[int, int]
    """Word range in the transcript: first, one past the last."""
    part: Part
    chances: Mapping[Part, float]
    """Probability of each part; they sum to 1."""


@dataclass(frozen=True, slots=True)
class StoryReading:
    """What a reader makes of an answer."""

    clauses: tuple[Clause, ...]
    """In order; together they cover all words."""
    telling: Mapping[Telling, float]
    """Probability of each kind; they sum to 1."""
    checkable: float
    """Probability that the result, if one is told, is something another person could check, 0 to 1."""


class Measure(StrEnum):
    """What the shares of a story are shares of."""

    SECONDS = "seconds"
    WORDS = "words"
    """Typed answers have no times."""


class Proportion(StrEnum):
    """The share of a part against the usual one."""

    SHORT = "short"
    FITTING = "fitting"
    LONG = "long"


class StarAdvice(StrEnum):
    """The weakest part of a story, and so what to add."""

    HABIT = "habit"
    OPINION = "opinion"
    PLAN = "plan"
    NO_ACTION = "no_action"
    NO_RESULT = "no_result"
    NO_SITUATION = "no_situation"
    NO_TASK = "no_task"
    RESULT_VAGUE = "result_vague"
    """There is a result, but without a number or anything that one could check."""
    SITUATION_SHORT = "situation_short"
    SITUATION_LONG = "situation_long"
    TASK_LONG = "task_long"
    ACTION_SHORT = "action_short"
    ACTION_LONG = "action_long"
    RESULT_LONG = "result_long"
    WHOLE = "whole"
    """Nothing is missing and the proportions are usual."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of neighbouring clauses of one part."""

    part: Part
    words: tuple[int, int]
    """Word range in the transcript: first, one past the last."""
    quote: str
    """These words."""
    start: float | None
    """Seconds; None without times."""
    end: float | None
    seconds: float | None
    """Time of its clauses, silence between them left out; None without times."""


@dataclass(frozen=True, slots=True)
class Share:
    """How much of the story one part takes."""

    part: Part
    seconds: float | None
    """Time of its clauses, silence between clauses left out; None without times."""
    words: int
    """Number of words of its clauses."""
    share: float
    """Of the four parts together, 0 to 1."""
    usual: float
    """The share that interview guides advise, 0 to 1."""
    proportion: Proportion


@dataclass(frozen=True, slots=True)
class ToldResult:
    """What the result of a story carries."""

    number: bool
    """A figure of any kind."""
    checkable: bool
    """A figure, or something else that another person could check."""


@dataclass(frozen=True, slots=True)
class FirstPerson:
    """Who acts in the action: shown, and not judged, for the evidence on it is split."""

    i: int
    """How often "I", "me", "my" and their like are said."""
    we: int
    """How often "we", "us", "our" and their like are said."""
    i_seconds: float | None
    """Time of the clauses that say more "I" than "we"; None without times."""
    we_seconds: float | None
    """Time of the clauses that say more "we" than "I"; None without times."""


@dataclass(frozen=True, slots=True)
class Star:
    """How an answer is told: Situation, Task, Action, Result."""

    telling: Telling
    probability: float
    """Of that kind, 0 to 1."""
    measure: Measure
    """What the shares are shares of."""
    spans: tuple[Span, ...]
    """In the order they were said; what belongs to no part is left out."""
    shares: tuple[Share, ...]
    """Situation, task, action, result; empty where none of them is told."""
    order: tuple[Part, ...]
    """Those of the four that are told, by the middle of their words."""
    missing: tuple[Part, ...]
    """Those of the four that are not told."""
    result: ToldResult | None
    """None without a result."""
    lesson: bool
    """Whether a lesson is told."""
    first_person: FirstPerson | None
    """None without an action."""
    advice: StarAdvice

    @property
    def in_order(self) -> bool:
        """Whether the told parts follow each other as situation, task, action, result."""
        return self.order == tuple(part for part in STAR_PARTS if part in self.order)


STAR_PARTS = (Part.SITUATION, Part.TASK, Part.ACTION, Part.RESULT)
"""In the order in which interview guides ask for them."""
HEAVIEST_FIRST = (Part.ACTION, Part.RESULT, Part.SITUATION, Part.TASK)
"""By what a story loses without them."""
