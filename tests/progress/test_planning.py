"""What to practise next: due before new before what has time, each with its reason."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import bank, key_point
from tests.builders import question as any_question
from tests.progress.made import attempt, on_day
from voiceprep.progress.planning import Cause, Plan, plan, practised_roles
from voiceprep.questions.model import Kind, Question
from voiceprep.reports.planned import reason

if TYPE_CHECKING:
    from datetime import datetime

    from voiceprep.progress.attempts import Attempt


def question(name: str, *, kind: Kind = Kind.CONCEPT, points: str = "abc") -> Question:
    key_points = tuple(key_point(f"Claim {one}.", name=one, weight=2.0) for one in points)
    return replace(any_question(name, topic=name.title()), kind=kind, key_points=key_points)


FOUR = [question("one"), question("two"), question("three"), question("four")]


def asked(made: Plan) -> list[str]:
    return [line.question.id for line in made.lines]


def test_the_question_with_the_most_to_lose_comes_first() -> None:
    past = [attempt("+-+", question="one"), attempt("---", question="two"), attempt("+-!", question="three")]
    made = plan(FOUR[:3], past, now=on_day(1), count=3)
    assert asked(made) == ["two", "three", "one"]
    assert {line.cause for line in made.lines} == {Cause.DUE}
    assert [known.point.id for known in made.lines[1].due] == ["c", "b"]


def test_every_third_question_is_new() -> None:
    past = [attempt("---", question=name) for name in ("one", "two", "three")]
    made = plan([*FOUR, question("five")], past, now=on_day(2), count=5)
    assert [line.cause for line in made.lines] == [Cause.DUE, Cause.DUE, Cause.NEW, Cause.DUE, Cause.NEW]
    assert (made.due, made.new) == (3, 2)


def test_nothing_is_due_so_new_ones_come_and_then_what_is_due_soonest() -> None:
    past = [attempt("+++", question="one", day=0), attempt("+++", question="two", day=0.5)]
    made = plan(FOUR[:3], past, now=on_day(0.6), count=5)
    assert [line.cause for line in made.lines] == [Cause.NEW, Cause.AHEAD, Cause.AHEAD]
    assert asked(made) == ["three", "one", "two"]


def test_kinds_that_were_practised_least_come_first_among_new_ones() -> None:
    pool = [question("c1"), question("c2"), question("d1", kind=Kind.DESIGN), question("c3")]
    made = plan(pool, [attempt("+++", question="c1")], now=on_day(0), count=3)
    assert asked(made) == ["d1", "c2", "c3"]


def test_key_points_that_left_the_bank_are_not_asked_for() -> None:
    made = plan([question("one", points="ab")], [attempt("+-!", question="one")], now=on_day(1), count=1)
    assert [known.point.id for known in made.lines[0].due] == ["b"]


def test_an_answer_in_the_evening_is_due_the_next_morning() -> None:
    evening = on_day(0)
    morning = on_day(0.6)
    assert (evening.hour, morning.day) == (18, 2)
    made = plan([question("one")], [attempt("-++", question="one")], now=morning, count=1)
    assert made.lines[0].cause is Cause.DUE


def test_the_morning_after_an_evening_has_an_order() -> None:
    past = [attempt("-++", question="one"), attempt("---", question="two"), attempt("!!!", question="three")]
    made = plan(FOUR[:3], past, now=on_day(0.6), count=3)
    assert asked(made) == ["three", "two", "one"]
    assert all(line.urgency > 0 for line in made.lines)


def test_the_reason_says_what_and_when_and_how_much() -> None:
    (line,) = plan([question("one")], [attempt("+!-", question="one", day=2)], now=on_day(4), count=1).lines
    assert reason(line, now=on_day(4)) == (
        "you had 'b' the wrong way round on 3 Nov; due since 4 Nov; 3 of 3 points of this question are due"
    )
    (line,) = plan([question("one")], [attempt("+!+", question="one", day=2)], now=on_day(3), count=1).lines
    assert reason(line, now=on_day(3)) == (
        "you had 'b' the wrong way round yesterday; due today; 1 of 3 points of this question is due"
    )


def test_reasons_of_the_others() -> None:
    new, ahead = plan(FOUR[:2], [attempt("+++", question="one")], now=on_day(0), count=2).lines
    assert reason(new, now=on_day(0)) == "new: no answer to it has been judged so far"
    assert reason(ahead, now=on_day(0)) == "nothing else is due; this would be on 3 Nov"


def test_roles_that_were_practised() -> None:
    backend = any_question("b1", role="backend")
    both = bank(any_question("e1"), backend)
    assert practised_roles(both, []) == ("engineer",)
    assert practised_roles(both, [attempt(question="b1")]) == ("backend",)


ATTEMPTS = st.builds(
    attempt,
    st.text("+~-!?", min_size=1, max_size=3),
    day=st.integers(0, 60),
    question=st.sampled_from([*(one.id for one in FOUR), "gone"]),
)


@settings(max_examples=40)
@given(st.lists(ATTEMPTS, max_size=6), st.integers(0, 90), st.integers(1, 6))
def test_a_plan_has_no_repeats_and_as_many_as_there_are(
    attempts: list[Attempt], today: int, count: int
) -> None:
    now: datetime = on_day(today)
    attempts.sort(key=lambda one: one.when)
    made = plan(FOUR, attempts, now=now, count=count)
    assert made == plan(FOUR, attempts, now=now, count=count)
    assert len(set(asked(made))) == len(made.lines) == min(count, len(FOUR))
    assert all(bool(line.due) is (line.cause is Cause.DUE) for line in made.lines)
    assert all(reason(line, now=now) for line in made.lines)
