"""Choose the questions of an interview: a mix, an easy one first, nothing twice, nothing of last week again.

Pure: the same questions, seed and past give the same choice.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from dataclasses import dataclass, field
from statistics import fmean
from typing import TYPE_CHECKING

from voiceprep.questions.model import Kind, Question

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from voiceprep.progress.attempts import Past

RECENT_SESSIONS = 3
"""A question that was asked in one of so many last sessions is chosen when no other is left."""
WENT_WELL = 60.0
"""A question whose answers came to this content on average is an easy one for this person."""
_EASE = {Kind.CONCEPT: 0, Kind.DESIGN: 1, Kind.EXPERIENCE: 2}
"""A concept is asked for in one sentence and answered from memory; a story has to be remembered and told."""
_WORD = re.compile(r"[^\W\d_]{5,}")
"""Shorter words of a topic say little about it."""


@dataclass(frozen=True, slots=True)
class Experience:
    """What the past says about questions."""

    sessions_ago: Mapping[str, int] = field(default_factory=dict)
    """Id → how many sessions ago it was asked last, 1 for the last session."""
    scores: Mapping[str, float] = field(default_factory=dict)
    """Id → mean content of its answers, 0 to 100."""


NO_EXPERIENCE = Experience()


def experience(past: Past) -> Experience:
    """From the sessions of the person; the demonstration is nobody's."""
    held = [session for session in reversed(past.sessions) if not session.demo]
    ago: dict[str, int] = {}
    for number, session in enumerate(held, start=1):
        for question_id in session.asked:
            ago.setdefault(question_id, number)
    scores: dict[str, list[float]] = {}
    for attempt in past.attempts():
        if attempt.score is not None:
            scores.setdefault(attempt.question_id, []).append(attempt.score)
    return Experience(ago, {name: fmean(found) for name, found in scores.items()})


def choose(
    questions: Sequence[Question], *, count: int, seed: int | None, known: Experience = NO_EXPERIENCE
) -> tuple[Question, ...]:
    """Up to `count` different questions in the order in which to ask them.

    `seed`: None for another choice every time.
    """
    shuffled = list({question.id: question for question in questions}.values())
    random.Random(seed).shuffle(shuffled)  # noqa: S311 (no secret depends on it)
    pool = _pool(shuffled, min(count, len(shuffled)), known)
    shares = _shares(Counter(question.kind for question in shuffled), pool, count)
    return tuple(_in_order(_drawn(pool, shares, known), known))


def _pool(shuffled: Sequence[Question], count: int, known: Experience) -> list[Question]:
    """Those not asked of late; where they are too few, also those asked longest ago."""

    def staleness(question: Question) -> int:
        return min(known.sessions_ago.get(question.id, RECENT_SESSIONS + 1), RECENT_SESSIONS + 1)

    ordered = sorted(shuffled, key=staleness, reverse=True)  # a stable order: chance decides among equals
    fresh = sum(staleness(question) > RECENT_SESSIONS for question in ordered)
    return ordered[: max(fresh, count)]


def _shares(kinds: Counter[Kind], pool: Sequence[Question], count: int) -> Counter[Kind]:
    """How many questions of each kind: in the proportions of `kinds`, as far as the pool has them."""
    there, shares = Counter(question.kind for question in pool), Counter[Kind]()
    for _ in range(min(count, len(pool))):
        # Whichever kind lags furthest behind its proportion (Sainte-Laguë, which favours no size).
        open_kinds = [kind for kind in Kind if shares[kind] < there[kind]]
        shares[max(open_kinds, key=lambda kind: kinds[kind] / (2 * shares[kind] + 1))] += 1
    return shares


def _drawn(pool: Sequence[Question], shares: Counter[Kind], known: Experience) -> list[Question]:
    """That many of each kind, of as many roles and topics as there are."""
    drawn: list[Question] = []
    left = list(pool)
    for kind in Kind:
        for _ in range(shares[kind]):
            chosen = min((one for one in left if one.kind is kind), key=lambda one: _crowd(one, drawn, known))
            left.remove(chosen)
            drawn.append(chosen)
    return drawn


def _crowd(question: Question, drawn: Sequence[Question], known: Experience) -> tuple[int, int, int, int]:
    """How much of the kind of this question there is already, and how lately it was asked."""
    return (
        sum(one.topic == question.topic for one in drawn),
        -min(known.sessions_ago.get(question.id, RECENT_SESSIONS + 1), RECENT_SESSIONS + 1),
        sum(one.role == question.role for one in drawn),
        sum(alike(one, question) for one in drawn),
    )


def _in_order(drawn: list[Question], known: Experience) -> list[Question]:
    """The easiest first that allows it, then as drawn, but no topic twice in a row where that can be had."""
    left = sorted(drawn, key=lambda one: effort(one, known))
    ordered: list[Question] = []
    kinds: Counter[Kind] = Counter(one.kind for one in drawn)
    while left:
        before = ordered[-1] if ordered else None
        possible = [one for one in left if _goes_on(one, before, left)] or left
        if before is None:
            chosen = possible[0]
        else:
            chosen = min(possible, key=lambda one: _jolt(one, before, kinds[one.kind]))
        left.remove(chosen)
        kinds[chosen.kind] -= 1
        ordered.append(chosen)
    return ordered


def _jolt(question: Question, before: Question, left: int) -> tuple[bool, bool, int]:
    """How badly it follows the one before. Of the kind of which the most are `left` one comes sooner."""
    return alike(before, question), before.kind is question.kind, -left


def _goes_on(question: Question, before: Question | None, left: Sequence[Question]) -> bool:
    """Whether it differs from the one before in topic, and the rest can still be put in such an order."""
    if before is not None and before.topic == question.topic:
        return False
    topics = Counter(one.topic for one in left)
    topics[question.topic] -= 1
    rest = len(left) - 1
    return all(
        many <= (rest // 2 if topic == question.topic else (rest + 1) // 2) for topic, many in topics.items()
    )


def effort(question: Question, known: Experience = NO_EXPERIENCE) -> tuple[bool, int, int, int]:
    """What an answer asks of the person; less is easier. Banks carry no such figure, so it is derived.

    In this order: whether it went well before, the kind, the length of a good answer, the key points.
    """
    return (
        known.scores.get(question.id, 0.0) < WENT_WELL,
        _EASE[question.kind],
        question.target_seconds,
        len(question.key_points),
    )


def alike(one: Question, other: Question) -> bool:
    """Whether two topics are the same or share a word."""
    return one.topic == other.topic or bool(_words(one.topic) & _words(other.topic))


def _words(topic: str) -> set[str]:
    return {word.lower() for word in _WORD.findall(topic)}
