"""What progress is made of: judged answers of all sessions, in the order in which they were given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from voiceprep.values import Verdict

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Mark:
    """The verdict on one key point in one answer."""

    key_point: str
    """Id of the key point within its question."""
    claim: str
    """As the bank worded it then."""
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Judges:
    """Who decided: results of different ones cannot be compared without care."""

    judge: str | None = None
    """Identity; None where the result does not say, like the next."""
    scorer: str | None = None


@dataclass(frozen=True, slots=True)
class Attempt:
    """One judged answer. An abstention or a failure is none."""

    session: str
    """Id of its session."""
    when: datetime
    """When it was given, as far as the session says so; with a time zone."""
    number: int
    """Place of the question in the interview, from 1."""
    attempt: int
    """1 for the first take of that question."""
    question_id: str
    topic: str
    """As the bank named it then; the id where the session does not say."""
    score: float | None
    """Content, 0 to 100; None for an answer to a part of the question only."""
    marks: tuple[Mark, ...]
    """Those on which the answer is evidence."""
    self_rating: int | None = None
    """The person's own, 1 to 5, given before the score was seen; None where none was given."""
    judges: Judges = Judges()


@dataclass(frozen=True, slots=True)
class SessionRecord:
    """One session in numbers."""

    id: str
    created: datetime
    """With a time zone."""
    status: str
    """As session.json says it."""
    demo: bool
    """Whether it is the demonstration, whose answers are not the person's."""
    questions: int
    """How many were planned."""
    asked: tuple[str, ...]
    """Ids of the questions that were asked, whatever became of them."""
    attempts: tuple[Attempt, ...]
    not_judged: int
    """Answers that came to an abstention or a failure."""
    waiting: int
    """Answers that were saved and not assessed yet."""

    @property
    def counted(self) -> tuple[Attempt, ...]:
        """Of each question the answer that counts for the session: the last whole one that has a score."""
        whole = [one for one in self.attempts if one.score is not None]
        last = {one.number: one for one in sorted(whole, key=lambda one: one.attempt)}
        return tuple(one for _, one in sorted(last.items()))


@dataclass(frozen=True, slots=True)
class Damaged:
    """A session, or one result in it, that cannot be read."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Past:
    """Everything that was practised."""

    sessions: tuple[SessionRecord, ...] = ()
    """Oldest first."""
    damaged: tuple[Damaged, ...] = ()

    def attempts(self, *, demo: bool = False) -> tuple[Attempt, ...]:
        """All answers, oldest first; those of the demonstration only where asked for."""
        found = [
            attempt for session in self.sessions if demo or not session.demo for attempt in session.attempts
        ]
        return tuple(sorted(found, key=lambda one: one.when))


def evidence(marks: tuple[Mark, ...], *, named: Collection[str]) -> tuple[Mark, ...]:
    """The marks that count of an answer to a part of the question: what was said, and what was asked for.

    That the rest was missed says nothing, for nobody asked for it.
    """
    return tuple(mark for mark in marks if mark.verdict is not Verdict.MISSED or mark.key_point in named)
