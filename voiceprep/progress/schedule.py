"""How well each key point is remembered, and when it should be practised again: FSRS on the verdicts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING

from voiceprep.values import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

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
    recall: float
    """Estimated probability that it would be said now, 0 to 1."""


def memories(attempts: Iterable[Attempt], *, now: datetime) -> dict[tuple[str, str], Memory]:
    """Question and key point → what is known of it at `now`. Answers of after that do not count.

    `attempts`: oldest first. The same attempts and the same `now` give the same result.
    """
    from fsrs import Card, Scheduler

    # Interviews are held by the day: no steps of minutes. Chance would make two plans of one day differ.
    scheduler = Scheduler(
        desired_retention=RECALL_WANTED,
        learning_steps=(),
        relearning_steps=(),
        maximum_interval=LONGEST_DAYS,
        enable_fuzzing=False,
    )
    cards: dict[tuple[str, str], Card] = {}
    seen: dict[tuple[str, str], tuple[int, Verdict, datetime]] = {}
    for attempt in attempts:
        when = attempt.when.astimezone(UTC)
        for mark in attempt.marks if when <= now else ():
            key, rating = (attempt.question_id, mark.key_point), rating_of(mark.verdict)
            if rating is None:
                continue
            card = cards.get(key) or Card(
                card_id=0, due=when
            )  # without an id, making one takes a millisecond
            cards[key], _ = scheduler.review_card(card, rating, when)
            seen[key] = (seen[key][0] + 1 if key in seen else 1, mark.verdict, attempt.when)
    return {key: _memory(scheduler, cards[key], seen[key], now.astimezone(UTC)) for key in seen}


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


def _memory(scheduler: Scheduler, card: Card, seen: tuple[int, Verdict, datetime], now: datetime) -> Memory:
    reviews, verdict, when = seen
    recall = scheduler.get_card_retrievability(card, now)
    return Memory(reviews=reviews, verdict=verdict, when=when, due=card.due, recall=recall)
