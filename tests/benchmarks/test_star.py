"""What was heard of a labelled answer meets its labels; figures on whole stories say what they mean."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.star.figures import Found, figures
from benchmarks.star.spoken import owners
from training.star_data import LabelledAnswer, onto_labelled
from voiceprep.story import STAR_PARTS, Part, Telling
from voiceprep.values import Word

S, T, A, R, NONE = Part.SITUATION, Part.TASK, Part.ACTION, Part.RESULT, Part.OTHER
STORY = LabelledAnswer(
    id="one",
    style="plain",
    job="baker",
    kind="good",
    clauses=("We had 2 ovens.", "So I, um, sold one.", "It paid the rent."),
    labels=(S, A, R),
    telling=Telling.EPISODE,
    result=True,
    number=False,
    checkable=True,
    lesson=False,
)
TRUE = Found(
    parts=STORY.labels,
    telling=Telling.EPISODE,
    result=True,
    number=False,
    checkable=True,
    lesson=False,
    told=frozenset({S, A, R}),
    shares=STORY.shares,
)


def heard(text: str) -> tuple[Word, ...]:
    return tuple(Word(word) for word in text.split())


def values(*pairs: tuple[LabelledAnswer, Found]) -> dict[str, float]:
    return {one.name: one.value for one in figures(pairs)}


def test_what_is_heard_as_it_was_said_has_the_owners_of_the_answer() -> None:
    assert owners(STORY, STORY.words) == STORY.owners
    assert owners(STORY, heard("we had 2 ovens so I um sold one it paid the rent")) == STORY.owners


def test_words_that_are_lost_added_or_changed_leave_the_others_where_they_were() -> None:
    assert owners(STORY, heard("We had two ovens. So I sold one. Well, it paid the rent.")) == (
        *(0, 0, 0, 0),
        *(1, 1, 1, 1),
        *(1, 2, 2, 2, 2),
    )


@given(st.lists(st.sampled_from(["we", "had", "ovens", "sold", "it", "paid", "--", "never"]), max_size=12))
def test_every_word_that_is_heard_has_an_owner(texts: list[str]) -> None:
    found = owners(STORY, [Word(text) for text in texts])
    assert len(found) == len(texts)
    assert set(found) <= {0, 1, 2}


def test_a_clause_of_which_nothing_was_heard_is_no_part_of_the_story() -> None:
    words = heard("We had 2 ovens. It paid the rent.")
    assert onto_labelled(STORY, [(0, 4), (4, 8)], [S, R], owners(STORY, words)) == [S, NONE, R]


def test_shares_are_those_of_the_words_of_the_story() -> None:
    assert dict(zip(STAR_PARTS, STORY.shares, strict=True)) == {S: 4 / 13, T: 0.0, A: 5 / 13, R: 4 / 13}
    assert replace(STORY, labels=(NONE, NONE, NONE)).shares == ()


def test_of_episodes_each_part_is_told_or_not_and_the_shares_are_points_apart() -> None:
    wrong = replace(TRUE, told=frozenset({S, T, R}), shares=(0.0, 0.0, 1.0, 0.0))
    plan = replace(STORY, id="two", telling=Telling.PLAN)
    found = values((STORY, TRUE), (replace(STORY, id="three"), wrong), (plan, wrong))
    assert found["situation told, in episodes: accuracy"] == 1.0
    assert found["task told, in episodes: accuracy"] == found["action told, in episodes: accuracy"] == 0.5
    # 4 and 4 thirteenths too little, 8 too much; of four parts, and of two episodes the other is right.
    assert found["shares of an episode: points apart"] == pytest.approx(100 * 16 / 13 / 4 / 2, abs=0.001)


def test_who_measures_no_shares_has_no_figure_for_them() -> None:
    assert "shares of an episode: points apart" not in values((STORY, replace(TRUE, shares=None)))
