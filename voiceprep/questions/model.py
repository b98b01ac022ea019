"""A bank of questions, as values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What sort of answer a question asks for."""

    CONCEPT = "concept"
    DESIGN = "design"
    EXPERIENCE = "experience"


@dataclass(frozen=True, slots=True)
class Term:
    """A technical word, and the ways people say it or a recogniser writes it."""

    term: str
    spoken: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KeyPoint:
    """One assertion that a good answer makes."""

    id: str
    """Unique within its question."""
    claim: str
    """One assertion, one sentence."""
    weight: float
    """Relative importance within the question: 1 nice to have, 2 important, 3 essential."""
    wordings: tuple[str, ...] = ()
    """The same assertion as other people would say it aloud, most telling first."""
    terms: tuple[Term, ...] = ()
    misconceptions: tuple[str, ...] = ()
    """Full wrong statements that people make in place of the claim."""
    follow_up: str | None = None
    """A question that leads to this key point without giving it away."""


@dataclass(frozen=True, slots=True)
class StarExample:
    """A model story for an experience question."""

    situation: str
    task: str
    action: str
    result: str
    lesson: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """One question with everything that is needed to ask and judge it."""

    id: str
    """Stable and unique within the bank."""
    role: str
    topic: str
    kind: Kind
    text: str
    """As it is asked aloud."""
    expert_answer: str
    key_points: tuple[KeyPoint, ...]
    target_seconds: int
    """Length of a good spoken answer, seconds."""
    star_example: StarExample | None = None


@dataclass(frozen=True, slots=True)
class StoryPart(Question):
    """A question of which only a part of the story is asked for: that need not be about any key point."""


@dataclass(frozen=True, slots=True)
class Role:
    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Bank:
    """All questions of one file."""

    path: str
    """Where it was read from."""
    version: str
    """First twelve hex digits of the sha256 of the file; goes into every take."""
    roles: tuple[Role, ...]
    questions: tuple[Question, ...]

    @property
    def first_role(self) -> Role:
        """The first that there is a question for: a bank may list roles that it has none for yet."""
        asked = {question.role for question in self.questions}
        return next(role for role in self.roles if role.id in asked)
