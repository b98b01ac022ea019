"""From clauses with their parts to spans, shares, order, and one piece of advice."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import spoken, typed
from voiceprep.scoring.star import USUAL, star
from voiceprep.story import (
    Clause,
    Measure,
    Part,
    Proportion,
    Star,
    StarAdvice,
    StoryReading,
    Telling,
    ToldResult,
)

S, T, A, R, L, O = Part  # noqa: E741 (the letters that people know)
EPISODE = {Telling.EPISODE: 0.9, Telling.HABIT: 0.05, Telling.OPINION: 0.03, Telling.PLAN: 0.02}
parts_in_order = st.lists(st.sampled_from(list(Part)), min_size=1, max_size=12)


def _reading(
    parts: list[Part], *, telling: dict[Telling, float] | None = None, checkable: float = 0.9, length: int = 5
) -> StoryReading:
    clauses = tuple(
        Clause((place * length, (place + 1) * length), part, dict.fromkeys(Part, 1 / 6))
        for place, part in enumerate(parts)
    )
    return StoryReading(clauses, telling or EPISODE, checkable)


def _star(parts: list[Part], *, text: str = "", timed: bool = True, **reading: object) -> Star:
    told = text or " ".join(["word"] * 5 * len(parts))
    return star(_reading(parts, **reading), spoken(told) if timed else typed(told))  # type: ignore[arg-type]


def _share(found: Star, part: Part) -> float:
    return next(one.share for one in found.shares if one.part is part)


def test_shares_are_of_the_told_story_in_seconds() -> None:
    found = _star([O, S, S, T, A, A, A, A, A, A, R, L])
    assert (found.telling, found.measure) == (Telling.EPISODE, Measure.SECONDS)
    assert {part: _share(found, part) for part in USUAL} == USUAL
    assert all(one.proportion is Proportion.FITTING for one in found.shares)
    assert (found.missing, found.order, found.lesson) == ((), (S, T, A, R), True)
    assert [span.part for span in found.spans] == [S, T, A, R, L]
    assert [span.seconds for span in found.spans if span.part is A] == [15.0]


def test_typed_words_have_shares_of_words_and_no_times() -> None:
    found = _star([S, A, A, R], timed=False)
    assert found.measure is Measure.WORDS
    assert _share(found, A) == 0.5
    assert all(span.start is None and span.seconds is None for span in found.spans)
    assert all(share.seconds is None for share in found.shares)


@pytest.mark.parametrize(
    ("parts", "advice"),
    [
        ([S, T, S], StarAdvice.NO_ACTION),
        ([S, T, A], StarAdvice.NO_RESULT),
        ([T, A, R], StarAdvice.NO_SITUATION),
        ([S, A, R], StarAdvice.NO_TASK),
        ([S, S, S, S, S, S, T, A, A, A, A, R], StarAdvice.SITUATION_LONG),
        ([S, S, T, A, A, R, R, R, R, R], StarAdvice.RESULT_LONG),
        ([S, S, T, A, A, A, A, A, A, R], StarAdvice.WHOLE),
    ],
)
def test_the_weakest_part_is_named(parts: list[Part], advice: StarAdvice) -> None:
    assert _star(parts).advice is advice


def test_what_is_no_episode_is_told_first() -> None:
    for kind in (Telling.HABIT, Telling.OPINION, Telling.PLAN):
        found = _star([S, A, R], telling={**dict.fromkeys(Telling, 0.1), kind: 0.7})
        assert (found.telling, found.advice.value) == (kind, kind.value)
    assert _star([O, O]).telling is not Telling.EPISODE


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("we had a bad site I fixed it all by hand and then errors fell by forty percent", True),
        ("we had a bad site I fixed it all by hand and then everyone felt so much better", False),
    ],
)
def test_a_figure_in_the_result_is_found_there_and_nowhere_else(text: str, *, number: bool) -> None:
    reading = StoryReading(
        tuple(
            Clause(words, part, dict.fromkeys(Part, 1 / 6))
            for words, part in (((0, 5), S), ((5, 11), A), ((11, 17), R))
        ),
        EPISODE,
        0.1,
    )
    found = star(reading, spoken(text))
    assert found.result == ToldResult(number=number, checkable=number)
    assert (found.advice is StarAdvice.RESULT_VAGUE) is False or not number
    other = replace(reading, clauses=tuple(reversed([replace(c, part=O) for c in reading.clauses])))
    assert star(replace(other, clauses=tuple(reversed(other.clauses))), spoken(text)).result is None


def test_i_and_we_are_counted_within_the_action() -> None:
    text = "we had a broken site I wrote it all myself and we tested it with care"
    reading = StoryReading(
        tuple(
            Clause(words, part, dict.fromkeys(Part, 1 / 6))
            for words, part in (((0, 5), S), ((5, 10), A), ((10, 16), A))
        ),
        EPISODE,
        0.0,
    )
    person = star(reading, spoken(text)).first_person
    assert person is not None
    assert (person.i >= 1, person.we) == (True, 1)
    assert star(_reading([S, R]), spoken("word " * 10)).first_person is None


def test_the_country_in_capitals_is_not_us() -> None:
    person = _star([A, A], text="I moved it to the US, and they told us so").first_person
    assert person is not None
    assert (person.i, person.we) == (1, 1)


@given(parts_in_order)
def test_shares_make_a_whole_and_spans_are_in_order(parts: list[Part]) -> None:
    found = _star(parts)
    told = sum(one.share for one in found.shares)
    assert told == pytest.approx(1.0, abs=0.001) or (told == 0 and not found.shares)
    ranges = [span.words for span in found.spans]
    assert ranges == sorted(ranges)
    assert all(one[1] <= other[0] for one, other in pairwise(ranges))
    assert set(found.missing) == set(USUAL) - set(parts)
    assert set(found.order) == set(USUAL) & set(parts)


@given(parts_in_order, st.floats(0.5, 30.0))
def test_a_silence_before_the_first_word_moves_times_and_nothing_else(
    parts: list[Part], seconds: float
) -> None:
    words = spoken(" ".join(["word"] * 5 * len(parts)))
    later = tuple(replace(w, start=(w.start or 0) + seconds, end=(w.end or 0) + seconds) for w in words)
    one, two = star(_reading(parts), words), star(_reading(parts), later)
    assert (one.telling, one.order, one.missing, one.advice) == (
        two.telling,
        two.order,
        two.missing,
        two.advice,
    )
    for share, other in zip(one.shares, two.shares, strict=True):
        assert share.share == pytest.approx(other.share, abs=0.002)
    for span, moved in zip(one.spans, two.spans, strict=True):
        assert moved.start == pytest.approx((span.start or 0) + seconds, abs=0.01)
