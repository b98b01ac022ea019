"""Which takes of a session are meant, and where to begin in them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import finding, take
from voiceprep.errors import UsageError
from voiceprep.sessions.store import SavedTake
from voiceprep.values import Verdict
from voiceprep.wanted import choose, find_number, seconds_of

if TYPE_CHECKING:
    from voiceprep.values import Take


def result(*spoken: tuple[str, float]) -> Take:
    findings = [replace(finding(name=name), start=start, end=start + 1) for name, start in spoken]
    return replace(take(), findings=(*findings, finding(Verdict.MISSED, name="missed")))


def saved(number: int, attempt: int, question: str, *spoken: tuple[str, float]) -> SavedTake:
    return SavedTake(number, attempt, question, None, None, result(*spoken))


TAKES = [
    saved(1, 1, "drift", ("cause", 4.0)),
    saved(1, 2, "drift", ("cause", 7.0), ("cure", 9.0)),
    saved(2, 1, "mlops", ("pipeline", 2.0)),
]


def places(
    question: str | None = None, attempt: int | None = None, at: str | None = None
) -> list[tuple[int, int, float]]:
    wanted = choose(TAKES, question=question, attempt=attempt, at=at)
    chosen = [one for one in TAKES if wanted(one)]
    return [
        (one.number, one.attempt, wanted.begin(one, first=place == 0)) for place, one in enumerate(chosen)
    ]


def test_all_of_them_from_the_beginning() -> None:
    assert places() == [(1, 1, 0.0), (1, 2, 0.0), (2, 1, 0.0)]


def test_a_question_by_number_or_id_and_one_attempt() -> None:
    assert places("1") == places("drift") == [(1, 1, 0.0), (1, 2, 0.0)]
    assert places("drift", 2) == [(1, 2, 0.0)]
    assert places(attempt=1) == [(1, 1, 0.0), (2, 1, 0.0)]


def test_a_time_is_where_the_first_begins_and_a_key_point_where_each_does() -> None:
    assert places("1", at="1:12") == [(1, 1, 72.0), (1, 2, 0.0)]
    assert places(at="cause") == [(1, 1, 4.0), (1, 2, 7.0)]
    assert places(at="cure") == [(1, 2, 9.0)]


@pytest.mark.parametrize(
    ("question", "attempt", "at", "there"),
    [
        ("nope", None, None, "1 (drift), 2 (mlops)"),
        ("2", 3, None, "1 of question 2"),
        ("1", None, "missed", "cause, cure"),
        (None, None, "1:2:3", "cause, cure, pipeline"),
    ],
)
def test_what_is_not_there_brings_what_is(
    question: str | None, attempt: int | None, at: str | None, there: str
) -> None:
    with pytest.raises(UsageError) as caught:
        choose(TAKES, question=question, attempt=attempt, at=at)
    assert there in caught.value.next_step


def test_an_empty_session_is_shown_as_empty() -> None:
    assert not any(map(choose([], question=None, attempt=None, at=None), TAKES[:0]))
    with pytest.raises(UsageError):
        find_number([], "1")


@given(st.integers(0, 999), st.integers(0, 59))
def test_a_time_is_read_as_it_is_shown(minutes: int, seconds: int) -> None:
    assert seconds_of(f"{minutes}:{seconds:02d}") == 60 * minutes + seconds
    assert seconds_of(str(60 * minutes + seconds)) == 60 * minutes + seconds


@given(st.text(max_size=12))
def test_any_text_is_a_time_or_none(text: str) -> None:
    assert seconds_of(text) is None or seconds_of(text) >= 0  # type: ignore[operator]
