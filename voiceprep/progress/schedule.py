"""How well each key point is remembered, and when it should be practised again: FSRS on the verdicts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from voiceprep.values import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import tzinfo

    from fsrs import Card, Rating, Scheduler

    from voiceprep.progress.attempts import Attempt

RECALL_WANTED = 0.9
"""A key point is due when the probability that it would be said again has fallen to this."""
LONGEST_DAYS = 365
"""What was said well over and over is asked for once a year all the same."""


@dataclass(frozen=True, slots=True)
class Memory:
    """What is known about one key point that was judged at least once."""

    reviews: int
    """How many answers told something about it."""
    verdict: Verdict
    """The last that did."""
    when: datetime
    """Of that answer."""
    due: datetime
    """The beginning of that day, in the time zone of `now`."""
    recall: float
    """Estimated probability that it would be said now, 0 to 1."""


@dataclass(slots=True)
class _Learnt:
    """One key point while the answers are gone through."""

    card: Card
    """Its times are days: midnight in UTC, whatever the time zone."""
    verdict: Verdict
    when: datetime
    reviews: int = 0
    lapsed: datetime | None = None
    """The last day on which it was missed or the wrong way round."""

    @property
    def due(self) -> datetime:
        if self.lapsed is None or self.lapsed != self.card.last_review:
            return self.card.due
        # FSRS gives what was known for long some days more, and who says it right after counts as knowing it.
        return min(self.card.due, self.lapsed + timedelta(days=1))


def memories(attempts: Iterable[Attempt], *, now: datetime) -> dict[tuple[str, str], Memory]:
    """Question and key point → what is known of it at `now`. Answers of after that do not count.

    `attempts`: oldest first. Days are those of the time zone of `now`. The same attempts and the same `now`
    give the same result.
    """
    from fsrs import Card, Rating, Scheduler

    # Interviews are held by the day: no steps of minutes. Chance would make two plans of one day differ.
    scheduler = Scheduler(
        desired_retention=RECALL_WANTED,
        learning_steps=(),
        relearning_steps=(),
        maximum_interval=LONGEST_DAYS,
        enable_fuzzing=False,
    )
    learnt: dict[tuple[str, str], _Learnt] = {}
    for attempt in attempts:
        day = _day(attempt.when, now.tzinfo)
        for mark in attempt.marks if attempt.when <= now else ():
            key, rating = (attempt.question_id, mark.key_point), rating_of(mark.verdict)
            if rating is None:
                continue
            # Without an id, making a card takes a millisecond.
            one = learnt.get(key) or _Learnt(Card(card_id=0, due=day), mark.verdict, attempt.when)
            one.card, _ = scheduler.review_card(one.card, rating, day)
            one.verdict, one.when, one.reviews = mark.verdict, attempt.when, one.reviews + 1
            one.lapsed = day if rating is Rating.Again else one.lapsed
            learnt[key] = one
    return {key: _memory(scheduler, one, now) for key, one in learnt.items()}


def _day(when: datetime, zone: tzinfo | None) -> datetime:
    """The day as FSRS is told it, which counts 24 hours: from an evening to a morning is one day, too."""
    return datetime.combine(when.astimezone(zone).date(), time(), UTC)


def rating_of(verdict: Verdict) -> Rating | None:
    """What a verdict says about memory; None where it says nothing.

    Never "easy": whether it came easily cannot be told from what was said.
    """
    from fsrs import Rating

    ratings = {
        Verdict.COVERED: Rating.Good,
        Verdict.PARTLY: Rating.Hard,
        Verdict.MISSED: Rating.Again,
        Verdict.OPPOSITE: Rating.Again,
    }
    return ratings.get(verdict)


def _memory(scheduler: Scheduler, one: _Learnt, now: datetime) -> Memory:
    return Memory(
        reviews=one.reviews,
        verdict=one.verdict,
        when=one.when,
        # As a day of the person's: midnight in UTC is the day before to the west of it.
        due=datetime.combine(one.due.date(), time(), now.tzinfo),
        recall=scheduler.get_card_retrievability(one.card, _day(now, now.tzinfo)),
    )
