"""Clauses with their parts → how an answer is told: shares, order, what is missing, what to add."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from voiceprep.scoring.quantities import has_quantity
from voiceprep.scoring.spoken_words import is_i, is_we
from voiceprep.story import (
    HEAVIEST_FIRST,
    STAR_PARTS,
    Clause,
    FirstPerson,
    Measure,
    Part,
    Proportion,
    Share,
    Span,
    Star,
    StarAdvice,
    StoryReading,
    Telling,
    ToldResult,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from voiceprep.values import Word

STAR_VERSION = "5"
"""Raised whenever the same reading of the same words would be told otherwise."""
USUAL = {Part.SITUATION: 0.2, Part.TASK: 0.1, Part.ACTION: 0.6, Part.RESULT: 0.1}
"""Shares that interview guides advise. A convention: nobody has shown that other shares do worse."""
TOLERANCE = 0.15
"""Shares that differ by no more than this are usual."""
CHECKABLE_FROM = 0.5
"""Probability from which on a result without a number counts as one that could be checked."""
_LACKING = {
    Part.ACTION: StarAdvice.NO_ACTION,
    Part.RESULT: StarAdvice.NO_RESULT,
    Part.SITUATION: StarAdvice.NO_SITUATION,
    Part.TASK: StarAdvice.NO_TASK,
}
_LOPSIDED = {
    (Part.SITUATION, Proportion.SHORT): StarAdvice.SITUATION_SHORT,
    (Part.SITUATION, Proportion.LONG): StarAdvice.SITUATION_LONG,
    (Part.TASK, Proportion.LONG): StarAdvice.TASK_LONG,
    (Part.ACTION, Proportion.SHORT): StarAdvice.ACTION_SHORT,
    (Part.ACTION, Proportion.LONG): StarAdvice.ACTION_LONG,
    (Part.RESULT, Proportion.LONG): StarAdvice.RESULT_LONG,
}


def star(reading: StoryReading, words: Sequence[Word]) -> Star:
    """How the answer is told. The same reading and words always give the same."""
    told = {part: [one for one in reading.clauses if one.part is part] for part in Part}
    telling = _telling(reading, story=any(told[part] for part in STAR_PARTS))
    timed = bool(words) and all(word.start is not None and word.end is not None for word in words)
    shares = _shares(told, words, timed=timed)
    missing = tuple(part for part in STAR_PARTS if not told[part])
    result = _told_result(told[Part.RESULT], words, reading.checkable)
    return Star(
        telling=telling,
        probability=round(reading.telling[telling], 4),
        measure=Measure.SECONDS if timed else Measure.WORDS,
        spans=tuple(_spans(reading.clauses, words, timed=timed)),
        shares=shares,
        order=tuple(
            sorted((part for part in STAR_PARTS if told[part]), key=lambda part: _middle(told[part]))
        ),
        missing=missing,
        result=result,
        lesson=bool(told[Part.LESSON]),
        first_person=_first_person(told[Part.ACTION], words, timed=timed),
        advice=_advice(telling, missing, result, shares),
    )


def _telling(reading: StoryReading, *, story: bool) -> Telling:
    """The likeliest kind. Where no clause tells a part of a story, it is no episode."""
    kinds = [kind for kind in Telling if story or kind is not Telling.EPISODE]
    return max(kinds, key=lambda kind: reading.telling[kind])


def _advice(
    telling: Telling, missing: Sequence[Part], result: ToldResult | None, shares: Sequence[Share]
) -> StarAdvice:
    """The weakest part: what kind of answer it is, then what is missing, then what is out of proportion."""
    if telling is not Telling.EPISODE:
        return StarAdvice(telling.value)
    for part in HEAVIEST_FIRST:
        if part in missing:
            return _LACKING[part]
    if result is not None and not result.checkable:
        return StarAdvice.RESULT_VAGUE
    lopsided = [one for one in shares if (one.part, one.proportion) in _LOPSIDED]
    if lopsided:
        worst = max(lopsided, key=lambda one: abs(one.share - one.usual))
        return _LOPSIDED[worst.part, worst.proportion]
    return StarAdvice.WHOLE


def _shares(told: Mapping[Part, list[Clause]], words: Sequence[Word], *, timed: bool) -> tuple[Share, ...]:
    lengths = {part: sum(_length(one, words, timed=timed) for one in told[part]) for part in STAR_PARTS}
    total = sum(lengths.values())
    if not total:
        return ()
    shares = []
    for part, length in lengths.items():
        share = round(length / total, 4)
        shares.append(
            Share(
                part=part,
                seconds=round(length, 2) if timed else None,
                words=sum(last - first for first, last in (one.words for one in told[part])),
                share=share,
                usual=USUAL[part],
                proportion=_proportion(share, USUAL[part]),
            )
        )
    return tuple(shares)


def _proportion(share: float, usual: float) -> Proportion:
    # To four decimals, as the share is: 0.35 is no more than 0.15 above 0.2.
    apart = round(share - usual, 4)
    if abs(apart) <= TOLERANCE:
        return Proportion.FITTING
    return Proportion.LONG if apart > 0 else Proportion.SHORT


def _length(clause: Clause, words: Sequence[Word], *, timed: bool) -> float:
    """Seconds from its first word to its last, or its number of words."""
    first, last = clause.words
    if not timed:
        return last - first
    start, end = words[first].start, words[last - 1].end
    return 0.0 if start is None or end is None else max(0.0, end - start)


def _spans(clauses: Sequence[Clause], words: Sequence[Word], *, timed: bool) -> Iterator[Span]:
    for part, together in groupby(clauses, key=lambda one: one.part):
        if part is Part.OTHER:
            continue
        run = list(together)
        first, last = run[0].words[0], run[-1].words[1]
        seconds = sum(_length(one, words, timed=True) for one in run)
        yield Span(
            part=part,
            words=(first, last),
            quote=" ".join(word.text for word in words[first:last]),
            start=words[first].start if timed else None,
            end=words[last - 1].end if timed else None,
            seconds=round(seconds, 2) if timed else None,
        )


def _middle(clauses: Sequence[Clause]) -> float:
    """Mean place of the words of these clauses."""
    ranges = [one.words for one in clauses]
    return sum((last - first) * (first + last) / 2 for first, last in ranges) / sum(
        last - first for first, last in ranges
    )


def _told_result(clauses: Sequence[Clause], words: Sequence[Word], checkable: float) -> ToldResult | None:
    if not clauses:
        return None
    number = any(has_quantity(_text(one, words)) for one in clauses)
    return ToldResult(number=number, checkable=number or checkable >= CHECKABLE_FROM)


def _first_person(clauses: Sequence[Clause], words: Sequence[Word], *, timed: bool) -> FirstPerson | None:
    if not clauses:
        return None
    counts = [_pronouns(one, words) for one in clauses]
    lengths = [_length(one, words, timed=True) for one in clauses] if timed else []
    mine = sum(length for length, (i, we) in zip(lengths, counts, strict=False) if i > we)
    ours = sum(length for length, (i, we) in zip(lengths, counts, strict=False) if we > i)
    return FirstPerson(
        i=sum(i for i, _ in counts),
        we=sum(we for _, we in counts),
        i_seconds=round(mine, 2) if timed else None,
        we_seconds=round(ours, 2) if timed else None,
    )


def _pronouns(clause: Clause, words: Sequence[Word]) -> tuple[int, int]:
    said = [word.text for word in words[clause.words[0] : clause.words[1]]]
    return sum(map(is_i, said)), sum(map(is_we, said))


def _text(clause: Clause, words: Sequence[Word]) -> str:
    return " ".join(word.text for word in words[clause.words[0] : clause.words[1]])
