"""From what was found in labelled answers to figures with intervals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.judging.figures import Figure
from benchmarks.judging.metrics import accuracy, interval, macro_f1
from training.star_data import LabelledAnswer, onto_labelled
from voiceprep.scoring.star import star
from voiceprep.story import STAR_PARTS, Part, Telling

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from voiceprep.story import StoryReading
    from voiceprep.values import Word


@dataclass(frozen=True, slots=True)
class Found:
    """What somebody, or something, made of one answer."""

    parts: tuple[Part, ...]
    """One a labelled clause."""
    telling: Telling
    result: bool
    number: bool
    """Whether the result carries a figure."""
    checkable: bool
    lesson: bool
    told: frozenset[Part]
    """The parts that are not called missing."""
    shares: tuple[float, ...] | None
    """Of STAR_PARTS, 0 to 1; empty where none is told, None where nobody measures them."""


def found_in(
    answer: LabelledAnswer,
    reading: StoryReading,
    words: Sequence[Word] | None = None,
    owners: Sequence[int] | None = None,
) -> Found:
    """What voiceprep shows of a reading; of other `words` than the answer's, where it was heard."""
    told = star(reading, answer.words if words is None else words)
    ranges = [one.words for one in reading.clauses]
    return Found(
        parts=tuple(onto_labelled(answer, ranges, [one.part for one in reading.clauses], owners)),
        telling=told.telling,
        result=told.result is not None,
        number=told.result is not None and told.result.number,
        checkable=told.result is not None and told.result.checkable,
        lesson=told.lesson,
        told=frozenset(STAR_PARTS) - set(told.missing),
        shares=tuple(one.share for one in told.shares),
    )


def figures(pairs: Sequence[tuple[LabelledAnswer, Found]]) -> list[Figure]:
    """Every figure of the card, with 95 % intervals (whole answers drawn)."""
    ids = [answer.id for answer, _ in pairs]
    owners = [answer.id for answer, _ in pairs for _ in answer.clauses]
    truth = [part.value for answer, _ in pairs for part in answer.labels]
    seen = [part.value for _, found in pairs for part in found.parts]

    def of_clauses(name: str, what: Callable[..., float]) -> Figure:
        return _figure(name, what, owners, seen, truth)

    def of_answers(name: str, field: str) -> Figure:
        mine, theirs = (
            [str(getattr(one, field)) for one in column]
            for column in zip(*((f, a) for a, f in pairs), strict=True)
        )
        return _figure(name, accuracy, ids, mine, theirs)

    episodes = [
        [str(one.telling is Telling.EPISODE) for one in column]
        for column in zip(*((found, answer) for answer, found in pairs), strict=True)
    ]
    return [
        _figure("episode or not: accuracy", accuracy, ids, *episodes),
        of_answers("kind of answer: accuracy", "telling"),
        of_clauses("clauses: macro-F1", macro_f1),
        of_clauses("clauses: accuracy", accuracy),
        *(of_clauses(f"clauses, {part}: F1", _f1_of(part)) for part in Part),
        of_answers("result present: accuracy", "result"),
        of_answers("number in the result: accuracy", "number"),
        of_answers("checkable result: accuracy", "checkable"),
        of_answers("lesson present: accuracy", "lesson"),
        *_of_stories([(a, f) for a, f in pairs if a.telling is Telling.EPISODE]),
    ]


def _of_stories(pairs: Sequence[tuple[LabelledAnswer, Found]]) -> list[Figure]:
    """Of answers that are an episode: which parts are told, and how much of the story each takes."""
    ids = [answer.id for answer, _ in pairs]
    found = [
        _figure(
            f"{part} told, in episodes: accuracy",
            accuracy,
            ids,
            [str(part in one.told) for _, one in pairs],
            [str(part in answer.labels) for answer, _ in pairs],
        )
        for part in (Part.SITUATION, Part.TASK, Part.ACTION)
    ]
    if any(one.shares is None for _, one in pairs):
        return found
    apart = [100 * _apart(one.shares or (0.0,) * len(STAR_PARTS), answer.shares) for answer, one in pairs]
    value, low, high = interval(lambda column: float(column.mean()), ids, np.array(apart))
    name = "shares of an episode: points apart"
    return [*found, Figure(name, round(value, 4), round(low, 4), round(high, 4), len(ids))]


def _apart(found: Sequence[float], labelled: Sequence[float]) -> float:
    return float(np.abs(np.subtract(found, labelled)).mean())


def _figure(
    name: str, what: Callable[..., float], groups: Sequence[str], seen: Sequence[str], truth: Sequence[str]
) -> Figure:
    value, low, high = interval(what, groups, np.array(seen), np.array(truth))
    return Figure(name, round(value, 4), round(low, 4), round(high, 4), len(truth))


def _f1_of(part: Part) -> Callable[..., float]:
    def f1(seen: np.ndarray, truth: np.ndarray) -> float:
        hits = ((seen == part.value) & (truth == part.value)).sum()
        total = (seen == part.value).sum() + (truth == part.value).sum()
        return float(2 * hits / total) if total else float("nan")

    return f1
