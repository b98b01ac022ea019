"""The past, sorted into lines: per topic, per question and per key point, oldest first."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from statistics import fmean
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from voiceprep.progress.attempts import Attempt, Mark, Past, SessionRecord

WELL_RATED = 4
"""From this rating on a person thinks that it went well."""
HALF = 50.0
"""Content below this is less than half of what was to be said."""
_Key = TypeVar("_Key")


@dataclass(frozen=True, slots=True)
class PointLine:
    """One key point over time."""

    question_id: str
    key_point: str
    claim: str
    """As it was worded last."""
    marks: tuple[tuple[Attempt, Mark], ...]
    """Oldest first, at least one."""


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """One question over time."""

    question_id: str
    topic: str
    """As it was named last."""
    scored: tuple[Attempt, ...]
    """Answers to the whole question, oldest first; empty where only parts were answered."""
    points: tuple[PointLine, ...]
    """In the order of the last answer to the whole question."""


@dataclass(frozen=True, slots=True)
class TopicLine:
    """One topic over time."""

    topic: str
    scored: tuple[Attempt, ...]
    """As in `QuestionLine`."""


@dataclass(frozen=True, slots=True)
class Rated:
    """All answers that the person rated alike before seeing the result."""

    rating: int
    """1 to 5."""
    attempts: tuple[Attempt, ...]

    @property
    def score(self) -> float:
        """Mean content, 0 to 100."""
        return fmean(scores(self.attempts))


@dataclass(frozen=True, slots=True)
class History:
    """Everything that `history` shows."""

    sessions: tuple[SessionRecord, ...]
    """Oldest first, with those attempts only that were asked for; all, or those that hold one of these."""
    topics: tuple[TopicLine, ...]
    """In the order in which they came up first, like the next."""
    questions: tuple[QuestionLine, ...]
    rated: tuple[Rated, ...]
    """From 1 to 5, those that occur."""
    judges: tuple[Attempt, ...]
    """The first answer, and the first after each change of judge or scorer."""

    @property
    def overrated(self) -> tuple[Attempt, ...]:
        """Answers that the person thought had gone well, and that said less than half."""
        return tuple(
            attempt
            for group in self.rated
            if group.rating >= WELL_RATED
            for attempt in group.attempts
            if attempt.score is not None and attempt.score < HALF
        )


def scores(attempts: Iterable[Attempt]) -> list[float]:
    """Content of those answers that answer a whole question."""
    return [attempt.score for attempt in attempts if attempt.score is not None]


def mean_score(attempts: Iterable[Attempt]) -> float | None:
    """None where there is no score."""
    found = scores(attempts)
    return fmean(found) if found else None


def mean_rating(attempts: Iterable[Attempt]) -> float | None:
    """None where nothing was rated."""
    found = [attempt.self_rating for attempt in attempts if attempt.self_rating is not None]
    return fmean(found) if found else None


def history(past: Past, *, wanted: Callable[[Attempt], bool] | None = None, demo: bool = False) -> History:
    """The history of the attempts that are `wanted`, None for all; of the demonstration where asked for."""
    attempts = [attempt for attempt in past.attempts(demo=demo) if wanted is None or wanted(attempt)]
    chosen = set(map(_place, attempts))
    sessions = tuple(_with(session, chosen) for session in past.sessions)
    if wanted is not None:
        sessions = tuple(session for session in sessions if session.attempts)
    by_topic = _grouped(attempts, lambda one: one.topic)
    by_question = _grouped(attempts, lambda one: one.question_id)
    by_rating = _grouped(attempts, lambda one: one.self_rating)
    return History(
        sessions=sessions,
        topics=tuple(TopicLine(topic, _whole(group)) for topic, group in by_topic.items()),
        questions=tuple(_question(name, group) for name, group in by_question.items()),
        rated=tuple(
            Rated(rating, _whole(by_rating[rating]))
            for rating in sorted(one for one in by_rating if one is not None)
            if _whole(by_rating[rating])
        ),
        judges=tuple(
            one
            for before, one in zip([None, *attempts], attempts, strict=False)
            if before is None or before.judges != one.judges
        ),
    )


def _place(attempt: Attempt) -> tuple[str, int, int]:
    return attempt.session, attempt.number, attempt.attempt


def _with(session: SessionRecord, chosen: set[tuple[str, int, int]]) -> SessionRecord:
    return replace(session, attempts=tuple(one for one in session.attempts if _place(one) in chosen))


def _whole(attempts: Sequence[Attempt]) -> tuple[Attempt, ...]:
    return tuple(attempt for attempt in attempts if attempt.score is not None)


def _grouped(attempts: Iterable[Attempt], key: Callable[[Attempt], _Key]) -> Mapping[_Key, list[Attempt]]:
    groups: defaultdict[_Key, list[Attempt]] = defaultdict(list)
    for attempt in attempts:
        groups[key(attempt)].append(attempt)
    return groups


def _question(name: str, attempts: Sequence[Attempt]) -> QuestionLine:
    marks: defaultdict[str, list[tuple[Attempt, Mark]]] = defaultdict(list)
    for attempt in attempts:
        for mark in attempt.marks:
            marks[mark.key_point].append((attempt, mark))
    # A bank may have changed in between: today's key points come first, in today's order, which an answer to
    # a part of the question does not tell.
    latest_first = attempts[::-1]
    ordered = sorted(latest_first, key=lambda one: one.score is None)
    latest = [mark.key_point for attempt in ordered for mark in attempt.marks]
    return QuestionLine(
        question_id=name,
        topic=attempts[-1].topic,
        scored=_whole(attempts),
        points=tuple(
            PointLine(name, point, marks[point][-1][1].claim, tuple(marks[point]))
            for point in dict.fromkeys(latest)
        ),
    )
