"""What to practise next: questions with key points that are due, new ones among them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from voiceprep.progress.schedule import Memory, memories
from voiceprep.values import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date, datetime

    from voiceprep.progress.attempts import Attempt
    from voiceprep.questions.model import Bank, KeyPoint, Question

NEW_EVERY = 3
"""Every third question of a plan is a new one, while there are any."""
WRONG = 1.5
"""The contrary of a key point weighs this many times as much as its absence, as in the score."""


class Cause(StrEnum):
    """Why a question is in the plan."""

    DUE = "due"
    """At least one of its key points is due."""
    NEW = "new"
    """No answer to it was judged so far."""
    AHEAD = "ahead"
    """Nothing else is left; it comes before its day."""


@dataclass(frozen=True, slots=True)
class Known:
    """A key point of today's bank that was judged before."""

    point: KeyPoint
    memory: Memory

    @property
    def urgency(self) -> float:
        """What asking for it again is worth: weight × the chance that it would not be said."""
        lost = self.point.weight * (1.0 - self.memory.recall)
        return lost * WRONG if self.memory.verdict is Verdict.OPPOSITE else lost


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One question of the plan."""

    question: Question
    cause: Cause
    due: tuple[Known, ...] = ()
    """The key points that are due, most urgent first; empty unless the cause is `DUE`."""
    first_due: date | None = None
    """When the first of its key points is or was due; None for a new one."""
    urgency: float = 0.0
    """Share of the question that would not be said now, by weight; wrong ones count `WRONG` times."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to practise next."""

    lines: tuple[PlanLine, ...]
    """In the order in which to practise."""
    due: int
    """How many questions are due in all."""
    new: int
    """How many are new in all."""


def plan(questions: Sequence[Question], attempts: Sequence[Attempt], *, now: datetime, count: int) -> Plan:
    """Choose up to `count` of the questions. Days are those of the time zone of `now`."""
    known = memories(attempts, now=now)
    lines = [_line(question, known, now) for question in questions]
    due = sorted((line for line in lines if line.cause is Cause.DUE), key=_most_urgent)
    new = _by_kind([line for line in lines if line.cause is Cause.NEW], questions, known)
    ahead = sorted((line for line in lines if line.cause is Cause.AHEAD), key=_soonest)
    return Plan(lines=tuple(_mixed(due, new, ahead))[:count], due=len(due), new=len(new))


def practised_roles(bank: Bank, attempts: Sequence[Attempt]) -> tuple[str, ...]:
    """The roles of the bank of which a question was answered, in its order; else its first with questions."""
    answered = {attempt.question_id for attempt in attempts}
    roles = {question.role for question in bank.questions if question.id in answered}
    return tuple(role.id for role in bank.roles if role.id in roles) or (bank.first_role.id,)


def _line(question: Question, known: Mapping[tuple[str, str], Memory], now: datetime) -> PlanLine:
    points = [
        Known(point, known[question.id, point.id])
        for point in question.key_points
        if (question.id, point.id) in known
    ]
    if not points:
        return PlanLine(question, Cause.NEW)
    days = {one.point.id: one.memory.due.astimezone(now.tzinfo).date() for one in points}
    first = min(days.values())
    due = [one for one in points if days[one.point.id] <= now.date()]
    if not due:
        return PlanLine(question, Cause.AHEAD, first_due=first)
    weight = sum(point.weight for point in question.key_points)
    return PlanLine(
        question,
        Cause.DUE,
        due=tuple(sorted(due, key=lambda one: -one.urgency)),
        first_due=first,
        urgency=sum(one.urgency for one in due) / weight,
    )


def _most_urgent(line: PlanLine) -> tuple[float, date | None]:
    return -line.urgency, line.first_due


def _soonest(line: PlanLine) -> date:
    assert line.first_due is not None  # noqa: S101 (only new questions have no day)
    return line.first_due


def _by_kind(
    new: list[PlanLine], questions: Sequence[Question], known: Mapping[tuple[str, str], Memory]
) -> list[PlanLine]:
    """New questions so that the kind that was practised least comes next, else in the order of the bank."""
    asked = {question_id for question_id, _ in known}
    practised = Counter(question.kind for question in questions if question.id in asked)
    left, ordered = list(new), []
    while left:
        line = min(left, key=lambda one: practised[one.question.kind])
        left.remove(line)
        practised[line.question.kind] += 1
        ordered.append(line)
    return ordered


def _mixed(due: list[PlanLine], new: list[PlanLine], ahead: list[PlanLine]) -> Iterator[PlanLine]:
    """What is due with new questions among it, then what comes before its day."""
    waiting, fresh = iter(due), iter(new)
    for place in range(1, len(due) + len(new) + 1):
        first, second = (fresh, waiting) if place % NEW_EVERY == 0 else (waiting, fresh)
        line = next(first, None) or next(second, None)
        if line is not None:
            yield line
    yield from ahead
