"""The past in lines: everything once, in order, and nothing that was not judged."""

from __future__ import annotations

from dataclasses import replace
from io import StringIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from tests.progress.made import WORDS, attempt, on_day, past_of, session_of
from voiceprep.progress.attempts import Attempt, Judges, Past, evidence
from voiceprep.progress.history import History, history, mean_score, scores
from voiceprep.reports.history import OVERRATED_SHOWN, render_history
from voiceprep.reports.history_json import history_to_json
from voiceprep.values import Verdict

ATTEMPTS = st.builds(
    attempt,
    st.text("+~-!?", min_size=1, max_size=4),
    day=st.integers(0, 30),
    question=st.sampled_from(["one", "two", "three"]),
    topic=st.sampled_from(["Drift", "Trees"]),
    score=st.none() | st.floats(0, 100),
    rating=st.none() | st.integers(1, 5),
)


def on_screen(found: History, *, partial: bool = False) -> str:
    screen = StringIO()
    Console(width=200, file=screen).print(render_history(found, today=on_day(9).date(), partial=partial))
    return screen.getvalue()


def test_a_question_over_time() -> None:
    found = history(past_of(attempt("-+", day=0, score=20), attempt("+?", day=3, score=70)))
    (line,) = found.questions
    assert scores(line.scored) == [20, 70]
    signs = {point.key_point: [mark.verdict for _, mark in point.marks] for point in line.points}
    assert signs == {"a": [Verdict.MISSED, Verdict.COVERED], "b": [Verdict.COVERED, Verdict.UNSURE]}


def test_an_answer_to_a_part_counts_for_its_key_points_only() -> None:
    found = history(past_of(attempt("--", score=20), attempt("+", day=1, score=None)))
    (line,) = found.questions
    assert scores(line.scored) == [20]
    assert [len(point.marks) for point in line.points] == [2, 1]
    assert scores(found.topics[0].scored) == [20]


def test_of_several_takes_of_a_question_the_last_counts_for_the_session() -> None:
    first, again = attempt(score=20), replace(attempt(score=60), attempt=2)
    other = replace(attempt(question="trees", score=80), number=2)
    part = replace(attempt(question="trees", score=None), number=2, attempt=2)
    session = replace(session_of(first, again, other, part), questions=2)
    found = history(Past((session,)))
    shown = history_to_json(Past((session,)), found)["sessions"][0]
    assert (shown["questions"], shown["scored"], shown["score"]) == (2, 2, 70.0)
    assert "2 of 2" in on_screen(found)
    assert "2 of 2" not in on_screen(found, partial=True)
    assert scores(found.topics[0].scored) == [20, 60], "each take is a step of its topic"


def test_what_was_not_asked_for_is_not_missed() -> None:
    marks = attempt("-~-!").marks
    assert [mark.key_point for mark in evidence(marks, named={"c"})] == ["b", "c", "d"]


def test_key_points_stand_in_the_order_of_the_last_answer() -> None:
    before, after = attempt("++", day=0), attempt("+++", day=1)
    swapped = replace(after, marks=after.marks[:0:-1])
    part = replace(attempt(day=2, score=None), marks=before.marks[:1])
    (line,) = history(past_of(before, swapped, part)).questions
    assert [point.key_point for point in line.points] == ["c", "b", "a"]


def test_the_demonstration_counts_only_where_asked_for() -> None:
    past = Past((session_of(attempt(score=90), demo=True), session_of(attempt(day=1, score=10))))
    assert mean_score(history(past).topics[0].scored) == 10
    assert mean_score(history(past, demo=True).topics[0].scored) == 50
    assert [session.demo for session in history(past).sessions] == [True, False]


def test_self_ratings_beside_results() -> None:
    past = past_of(
        attempt(score=20, rating=4),
        attempt(day=1, score=60, rating=4),
        attempt(day=2, score=90, rating=2),
        attempt(day=3, score=None, rating=5),
        attempt(day=4, score=50),
    )
    found = history(past)
    assert [(group.rating, len(group.attempts), group.score) for group in found.rated] == [
        (2, 1, 90),
        (4, 2, 40),
    ]
    assert [one.score for one in found.overrated] == [20]


def test_the_latest_that_were_rated_too_well_are_named_and_the_others_counted() -> None:
    # The older ones were rated higher.
    days = range(OVERRATED_SHOWN + 2)
    past = past_of(*(attempt(day=day, topic=f"T{day}", score=9, rating=4 + (day < 3)) for day in days))
    (line,) = [one for one in on_screen(history(past)).splitlines() if "less than half" in one]
    assert [f"T{day} " in line for day in days] == [False, False, True, True, True]
    assert line.index("T2") < line.index("T3") < line.index("T4")
    assert line.rstrip().endswith(", and 2 more.")
    few = on_screen(history(past_of(attempt(score=9, rating=4))))
    assert "more" not in few


def test_a_change_of_judges_is_told() -> None:
    first, second = Judges("one", "1"), Judges("two", "1")
    attempts = [replace(attempt(day=day), judges=judges) for day, judges in enumerate([first, first, second])]
    assert [one.when for one in history(past_of(*attempts)).judges] == [on_day(0), on_day(2)]


def test_only_sessions_with_a_wanted_answer_are_left() -> None:
    past = past_of(attempt(question="one"), attempt(day=1, question="two"))
    found = history(past, wanted=lambda one: one.question_id == "two")
    assert [session.id for session in found.sessions] == ["on day 1"]


@settings(max_examples=40)
@given(st.lists(ATTEMPTS, max_size=6))
def test_every_mark_and_score_stands_in_one_line_oldest_first(attempts: list[Attempt]) -> None:
    found = history(past_of(*attempts))
    marks = [mark for line in found.questions for point in line.points for mark in point.marks]
    assert len(marks) == sum(len(one.marks) for one in attempts)
    whole = sorted(scores(attempts))
    assert sorted(value for line in found.questions for value in scores(line.scored)) == whole
    assert sorted(value for line in found.topics for value in scores(line.scored)) == whole
    rows = [line.scored for line in found.questions] + [line.scored for line in found.topics]
    rows += [tuple(one for one, _ in point.marks) for line in found.questions for point in line.points]
    assert all([one.when for one in row] == sorted(one.when for one in row) for row in rows)


@pytest.mark.parametrize("sign", WORDS)
def test_every_verdict_has_its_place(sign: str) -> None:
    (line,) = history(past_of(attempt(sign))).questions
    assert line.points[0].marks[0][1].verdict is WORDS[sign]
