"""What the page of all sessions says: every number and label, decided.

An answer without a score counts nowhere; neither does one that was broken off, nor the demonstration, whose
answers are not the person's.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import fmean
from typing import TYPE_CHECKING

from voiceprep.reports.days import full_day
from voiceprep.reports.trends import Gains, gains, judges_differ

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from voiceprep.values import Take


CHARTED = 60
"""So many sessions can be told apart in a chart; the list has them all."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One take that was assessed."""

    question_id: str
    topic: str
    take: Take
    begun: datetime
    """When it was given, with a time zone; a question of an old session may have been answered again."""
    complete: bool = True
    """Whether it was given to its end; what was broken off is no answer to the whole question."""


@dataclass(frozen=True, slots=True)
class Sitting:
    """One session, read."""

    id: str
    day: str
    """As people write it."""
    role: str
    address: str | None
    """Of its own page; None where there is none."""
    demo: bool
    questions: int
    """How many were asked."""
    answers: tuple[Answer, ...]
    """In the order they were given; those without a score included."""


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One line of the list."""

    id: str
    day: str
    role: str
    address: str | None
    questions: int
    content: float | None
    """Mean over the questions, each with its last take that has a score; None where nothing has."""
    scored: str
    gained: int | None
    """Key points that the take of that question before did not cover; None where nothing can be compared."""
    lost: int | None
    remark: str


@dataclass(frozen=True, slots=True)
class TopicRow:
    """One topic over time."""

    topic: str
    contents: tuple[float, ...]
    """One for each scored take, oldest first."""
    best: float
    change: str
    """From the first to the last; empty with one take."""


@dataclass(frozen=True, slots=True)
class OverviewData:
    """All sessions."""

    title: str
    about: tuple[str, ...]
    remarks: tuple[str, ...]
    sessions: tuple[SessionRow, ...]
    """Oldest first."""
    topics: tuple[TopicRow, ...]
    """Where the last result is lowest first: that is what to practise."""
    damaged: tuple[str, ...]
    """What could not be read, each with its reason."""

    @property
    def charted(self) -> tuple[SessionRow, ...]:
        """Those in the charts: the latest that have a content result."""
        return tuple(row for row in self.sessions if row.content is not None)[-CHARTED:]


def overview(sittings: Sequence[Sitting], damaged: Sequence[str]) -> OverviewData:
    """From all sessions, oldest first."""
    counted = [one for one in sittings if not one.demo]
    scored = sorted(
        ((one.id, answer) for one in counted for answer in _scored(one)), key=lambda pair: pair[1].begun
    )
    answers = [answer for _, answer in scored]
    changes = gains((session, answer.question_id, answer.take) for session, answer in scored)
    rows = tuple(_row(one, changes.get(one.id)) for one in sittings)
    return OverviewData(
        title="Mock interviews so far",
        about=(
            _count(len(sittings), "session"),
            _count(len(answers), "answer with a result", "answers with a result"),
        ),
        remarks=tuple(_remarks(answers, demos=len(sittings) - len(counted))),
        sessions=rows,
        topics=tuple(_topics(answers)),
        damaged=tuple(damaged),
    )


def _scored(sitting: Sitting) -> list[Answer]:
    return [answer for answer in sitting.answers if answer.take.content is not None and answer.complete]


def _row(sitting: Sitting, change: Gains | None) -> SessionRow:
    scored = _scored(sitting)
    last = {answer.question_id: answer.take.content for answer in scored}
    contents = [content for content in last.values() if content is not None]
    unscored = sum(answer.take.content is None for answer in sitting.answers)
    broken_off = len(sitting.answers) - len(scored) - unscored
    remarks = ["demonstration, counts nowhere"] if sitting.demo else []
    if broken_off:
        remarks.append(f"{_count(broken_off, 'answer')} broken off, left out")
    if unscored:
        remarks.append(f"{_count(unscored, 'answer')} without a score, left out")
    return SessionRow(
        id=sitting.id,
        day=sitting.day,
        role=sitting.role,
        address=sitting.address,
        questions=sitting.questions,
        content=fmean(contents) if contents and not sitting.demo else None,
        scored=f"{len(last)} of {sitting.questions}",
        gained=None if change is None else change.gained,
        lost=None if change is None else change.lost,
        remark="; ".join(remarks),
    )


def _topics(scored: Sequence[Answer]) -> list[TopicRow]:
    contents: dict[str, list[float]] = {}
    for answer in scored:
        if answer.take.content is not None:
            contents.setdefault(answer.topic, []).append(answer.take.content)
    rows = [
        TopicRow(
            topic=topic,
            contents=tuple(values),
            best=max(values),
            change=f"{round(values[-1]) - round(values[0]):+d}" if len(values) > 1 else "",
        )
        for topic, values in contents.items()
    ]
    return sorted(rows, key=lambda row: (row.contents[-1], row.topic))


def _remarks(answers: Sequence[Answer], *, demos: int) -> Iterator[str]:
    if not answers:
        yield "There is no answer with a result yet, so there are no charts."
    if demos:
        yield f"{_count(demos, 'demonstration')} in the list. Answers that ship with voiceprep count nowhere."
    days = judges_differ((full_day(one.begun), one.take) for one in answers)
    if days:
        yield (
            f"Judge or scorer changed on {', on '.join(days)}: results before and after are not strictly "
            "comparable. `voiceprep replay SESSION --rescore` shows what today's would say."
        )


def _count(number: int, noun: str, plural: str | None = None) -> str:
    return f"{number} {noun if number == 1 else plural or f'{noun}s'}"
