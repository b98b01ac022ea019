"""What is asked next: an open point, by the bank's question, with nothing in it that nobody said."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import finding, key_point, question, story_reading, take, typed
from voiceprep.coaching.feedback import most_wanted
from voiceprep.coaching.follow_up import (
    follow_up,
    learned,
    point_portion,
    portion_name,
    story_portion,
    transition,
    weakest_part,
)
from voiceprep.coaching.prompts import load_prompts
from voiceprep.coaching.second_take import on_a_point, on_the_story, on_the_whole
from voiceprep.compared import Told
from voiceprep.questions.model import Question, Term
from voiceprep.questions.narrowing import narrowed
from voiceprep.scoring.comparison import compare
from voiceprep.scoring.star import star
from voiceprep.story import STAR_PARTS, Part
from voiceprep.values import Finding, Portion, Take, Verdict

PROMPTS = load_prompts()
POINTS = (
    replace(
        key_point("Latency is kept below a second.", name="latency", terms=(Term("latency", ("delay",)),)),
        follow_up="How fast has it to be?",
    ),
    replace(
        key_point("The model is updated weekly.", name="weekly-update", weight=3.0),
        follow_up="And the update?",
    ),
    key_point("Old models are kept.", name="roll-back", weight=2.0),
)
QUESTION: Question = replace(question("serving"), key_points=POINTS)
OPEN = {Verdict.MISSED, Verdict.UNSURE, Verdict.PARTLY}


def answered(*verdicts: Verdict, quote: str | None = None) -> Take:
    findings: list[Finding] = [
        finding(verdict, name=point.id, claim=point.claim, weight=point.weight)
        for point, verdict in zip(POINTS, verdicts, strict=True)
    ]
    if quote is not None:
        findings[0] = replace(findings[0], quote=quote, words=(0, len(quote.split())))
    return replace(take("serving"), findings=tuple(findings))


@given(st.lists(st.sampled_from(Verdict), min_size=3, max_size=3))
def test_it_asks_about_a_point_that_is_open_and_was_not_just_told(verdicts: list[Verdict]) -> None:
    said = answered(*verdicts)
    portion = follow_up(QUESTION, said, PROMPTS)
    open_points = {one.key_point for one in said.findings if one.verdict in OPEN}
    if portion is None:
        assert not open_points
        return
    assert portion.key_point in open_points
    told = most_wanted(said.findings)
    assert told is not None
    assert portion.key_point != told.key_point or open_points == {told.key_point}


def test_the_heaviest_open_point_is_asked_about_by_the_question_of_the_bank() -> None:
    portion = follow_up(QUESTION, answered(Verdict.OPPOSITE, Verdict.MISSED, Verdict.MISSED), PROMPTS)
    assert portion == Portion("And the update?", 45.0, key_point="weekly-update")


def test_a_point_without_a_question_is_asked_about_by_its_name() -> None:
    portion = follow_up(QUESTION, answered(Verdict.COVERED, Verdict.COVERED, Verdict.MISSED), PROMPTS)
    assert portion is not None
    assert portion.asked == "What can you say about roll back?"


def test_where_nothing_was_judged_nothing_is_asked() -> None:
    assert follow_up(QUESTION, take("serving"), PROMPTS) is None
    assert weakest_part(QUESTION, take("serving"), PROMPTS) is None


@pytest.mark.parametrize(
    ("quote", "named"),
    [
        ("so the delay stays small", '"latency"'),
        ("the Latency, of course, is small", '"latency"'),
        ("answers come within a second", '"answers come within a second"'),
    ],
)
def test_the_transition_names_what_the_person_said(quote: str, named: str) -> None:
    said = answered(Verdict.COVERED, Verdict.MISSED, Verdict.MISSED, quote=quote)
    assert named in transition(QUESTION, said, PROMPTS)


@given(st.lists(st.sampled_from(Verdict), min_size=3, max_size=3), st.booleans())
def test_the_transition_quotes_nothing_that_nobody_said(verdicts: list[Verdict], with_quote: bool) -> None:
    quote = "we watch the delay of each answer" if with_quote else None
    said = answered(*verdicts, quote=quote)
    (*quoted,) = re.findall(r'"(.+?)"', transition(QUESTION, said, PROMPTS))
    assert quoted == (["latency"] if with_quote and verdicts[0] is Verdict.COVERED else [])


@pytest.mark.parametrize(
    ("name", "claim", "asked"),
    [
        ("dropout", "Dropout switches off random units.", "dropout"),
        ("gradient-descent", "Gradient descent takes steps downhill.", "gradient descent"),
        ("early-stopping-rule", "Training stops when validation loss rises.", "early stopping rule"),
        ("stop-early-when-it-rises", "Stop early when it rises: the loss.", "stop early when it rises"),
        # First words of the claim, as imported banks have them: no name, and part of the answer.
        ("stop-early-when-the", "Stop early when the validation loss rises.", None),
        ("point-3", "Stop early when the validation loss rises.", None),
        ("3", "Stop early when the validation loss rises.", None),
    ],
)
def test_a_point_without_a_name_is_asked_for_without_one(name: str, claim: str, asked: str | None) -> None:
    point = key_point(claim, name=name)
    only = replace(QUESTION, key_points=(point,))
    portion = point_portion(only, name, PROMPTS)
    assert portion is not None
    if asked is None:
        assert portion_name(only, portion) == "one of the points"
        assert not set(re.findall(r"\w+", portion.asked.lower())) & {"stop", "early", "point", "3"}
    else:
        assert portion_name(only, portion) == f'the point "{asked}"'
        assert asked in portion.asked


def told_in(*parts: tuple[Part, int], checkable: float = 0.9) -> Take:
    """An answer whose clauses are these parts, and none of whose points is covered."""
    words = typed(" ".join(["word"] * sum(length for _, length in parts)))
    story = star(story_reading(*parts, checkable=checkable), words)
    return replace(answered(*[Verdict.MISSED] * 3), star=story)


def test_the_missing_part_of_a_story_comes_before_key_points() -> None:
    said = told_in((Part.SITUATION, 3), (Part.TASK, 1), (Part.ACTION, 3))
    portion = weakest_part(QUESTION, said, PROMPTS)
    assert portion is not None
    assert (portion.story, portion.seconds) == (Part.RESULT, 20.0)
    assert portion_name(QUESTION, portion) == "the result"
    # Once it is told, the point that the feedback named is next.
    again = weakest_part(QUESTION, learned(said, portion, told_in((Part.RESULT, 5))), PROMPTS)
    assert again is not None
    assert again.key_point == "weekly-update"
    assert portion_name(QUESTION, again) == 'the point "weekly update"'


@pytest.mark.parametrize(
    ("second_try", "next_part"),
    [
        (told_in((Part.OTHER, 5)), Part.RESULT),
        (take("serving"), Part.RESULT),
        (told_in((Part.RESULT, 5)), Part.SITUATION),
        (told_in((Part.RESULT, 5), checkable=0.1), Part.SITUATION),
    ],
    ids=["not told", "no story", "told", "told, and nobody can check it"],
)
def test_a_part_of_the_story_is_asked_for_until_it_is_told(second_try: Take, next_part: Part) -> None:
    said = told_in((Part.TASK, 4), (Part.ACTION, 4))
    known = learned(said, story_portion(Part.RESULT, PROMPTS), second_try)
    portion = weakest_part(QUESTION, known, PROMPTS)
    assert portion is not None
    assert portion.story is next_part


def test_a_result_that_nobody_can_check_is_asked_for_once_nothing_is_missing() -> None:
    said = told_in((Part.SITUATION, 2), (Part.TASK, 1), (Part.ACTION, 6), (Part.RESULT, 1), checkable=0.1)
    for again, story in ((0.1, Part.RESULT), (0.9, None)):
        said = learned(said, story_portion(Part.RESULT, PROMPTS), told_in((Part.RESULT, 5), checkable=again))
        portion = weakest_part(QUESTION, said, PROMPTS)
        assert portion is not None
        assert portion.story is story


def test_a_point_that_was_learned_is_not_asked_for_again() -> None:
    said = answered(Verdict.MISSED, Verdict.MISSED, Verdict.COVERED)
    portion = point_portion(QUESTION, "weekly-update", PROMPTS)
    assert portion is not None
    only = replace(take("serving"), findings=(finding(Verdict.COVERED, name="weekly-update"),))
    again = weakest_part(QUESTION, learned(said, portion, only), PROMPTS)
    assert again is not None
    assert again.key_point == "latency"


@pytest.mark.parametrize("term", ["not exist", "for whom", "a few", "in the past", "both", "90"])
def test_a_figure_or_a_piece_of_a_sentence_is_not_named_as_covered(term: str) -> None:
    """They stand among the terms because they are listened for."""
    point = replace(POINTS[0], terms=(Term(term, ()),))
    said = answered(Verdict.COVERED, Verdict.MISSED, Verdict.MISSED, quote=f"it would be {term} here")
    asked = replace(QUESTION, key_points=(point, *POINTS[1:]))
    assert f'"it would be {term} here"' in transition(asked, said, PROMPTS)


def test_a_question_is_narrowed_to_what_is_asked() -> None:
    portion = point_portion(QUESTION, "latency", PROMPTS)
    only = narrowed(QUESTION, portion)
    assert only is not None
    assert (only.text, only.key_points, only.target_seconds) == ("How fast has it to be?", POINTS[:1], 45)
    for part in STAR_PARTS:
        told = narrowed(QUESTION, story_portion(part, PROMPTS))
        assert told is not None
        assert told.key_points == POINTS
        assert part.value in told.text
    assert narrowed(QUESTION, None) is QUESTION
    assert narrowed(QUESTION, Portion("Gone?", 45.0, key_point="gone")) is None
    assert point_portion(QUESTION, "gone", PROMPTS) is None


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ("mmm", "cmm", "That is one point more than before."),
        ("ccm", "mmm", "This time 2 points got lost."),
        ("cmm", "mcc", "You gained 2 points and lost one point."),
        ("cmm", "cmm", "You covered the same points as before."),
        ("mmm", "mmm", ""),
    ],
)
def test_another_take_gets_one_sentence(before: str, after: str, sentence: str) -> None:
    verdicts = {"c": Verdict.COVERED, "m": Verdict.MISSED}
    old, new = (answered(*(verdicts[letter] for letter in one)) for one in (before, after))
    assert on_the_whole(compare(old, new), PROMPTS) == sentence


def test_a_part_is_told_whether_it_is_there_now() -> None:
    assert on_a_point(POINTS[0], Verdict.COVERED, PROMPTS) == "That point is covered now."
    for verdict in (Verdict.MISSED, Verdict.UNSURE, Verdict.PARTLY, Verdict.OPPOSITE):
        assert POINTS[0].claim in on_a_point(POINTS[0], verdict, PROMPTS)
    for verdict in (Verdict.MISSED, Verdict.OPPOSITE):
        lived = on_a_point(POINTS[0], verdict, PROMPTS, experience=True)
        assert lived.endswith(f" for is this: {POINTS[0].claim}")
        assert "other way round" not in lived
    assert {on_the_story("result", told, PROMPTS) for told in Told} == {
        "Now the result is there.",
        "Now the result is there, but there is nothing in it that one could check.",
        "I still do not hear the result.",
    }
