"""Spaced repetition: what was said well comes back later and later, what was not comes back tomorrow."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.progress.made import attempt, on_day
from voiceprep.progress.schedule import LONGEST_DAYS, RECALL_WANTED, memories
from voiceprep.values import Verdict

if TYPE_CHECKING:
    from voiceprep.progress.attempts import Attempt

A = ("hash-map", "a")


def days_until_due(*attempts: Attempt) -> int:
    """From the day of the last answer on."""
    memory = memories(attempts, now=on_day(10_000))[A]
    return (memory.due.date() - memory.when.date()).days


def test_missed_and_wrong_come_back_the_next_day() -> None:
    assert days_until_due(attempt("-")) == days_until_due(attempt("!")) == 1


def test_the_first_days_are_the_documented_ones() -> None:
    page = (Path(__file__).parents[2] / "docs" / "progress.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| (\w+) \| \w+ \| (\d) days? \|$", page, flags=re.MULTILINE))
    signs = {"covered": "+", "partly": "~", "missed": "-", "opposite": "!"}
    assert {name: days_until_due(attempt(sign)) for name, sign in signs.items()} == {
        name: int(days) for name, days in rows.items()
    }


def test_covered_comes_back_after_partly_and_partly_after_missed() -> None:
    assert days_until_due(attempt("+")) > days_until_due(attempt("~")) >= days_until_due(attempt("-"))


def test_each_time_it_is_covered_the_next_time_is_further_off() -> None:
    answers, gaps, day = [], [], 0.0
    for _ in range(5):
        answers.append(attempt("+", day=day))
        gaps.append(days_until_due(*answers))
        day += gaps[-1]
    assert gaps == sorted(gaps)
    assert gaps[0] < gaps[-1] <= LONGEST_DAYS


def test_what_was_said_right_after_it_was_missed_is_due_the_next_day_all_the_same() -> None:
    assert days_until_due(attempt("-"), attempt("+")) == 1


@pytest.mark.parametrize("sign", ["!", "-"])
def test_a_lapse_brings_it_back_tomorrow(sign: str) -> None:
    long_known = [attempt("+", day=day) for day in (0, 3, 12, 40)]
    lapse = attempt(sign, day=90)
    assert days_until_due(*long_known, lapse) == 1
    assert days_until_due(*long_known, lapse, attempt("+", day=90.1), attempt("~", day=90.2)) == 1
    assert days_until_due(*long_known, attempt("+", day=90), attempt(sign, day=90.1)) == 1
    assert days_until_due(*long_known, lapse, attempt("+", day=91)) > 1


WEST, EAST = timezone(timedelta(hours=-8)), timezone(timedelta(hours=9))


@pytest.mark.parametrize("zone", [WEST, UTC, EAST])
def test_the_morning_after_an_evening_is_another_day(zone: timezone) -> None:
    evening, morning = datetime(2026, 11, 1, 20, 0, tzinfo=zone), datetime(2026, 11, 2, 9, 0, tzinfo=zone)
    practised = replace(attempt("-"), when=evening)
    memory = memories([practised], now=morning)[A]
    assert memory.due.astimezone(zone).date() == morning.date()
    assert memory.recall < 1.0
    early, late = (replace(practised, when=when) for when in (morning, evening + timedelta(days=1)))
    weeks_later = morning + timedelta(days=30)
    recalls = {memories([practised, one], now=weeks_later)[A].recall for one in (early, late)}
    assert len(recalls) == 1, "both are answers of the next day, and no repeats of the same"


def test_the_night_of_elsewhere_parts_no_day() -> None:
    """What two answers of one afternoon in the west are in UTC."""
    first = replace(attempt("+"), when=datetime(2026, 11, 1, 15, 0, tzinfo=WEST))
    second = replace(first, when=datetime(2026, 11, 1, 17, 0, tzinfo=WEST))
    memory = memories([first, second], now=datetime(2026, 11, 1, 18, 0, tzinfo=WEST))[A]
    assert (memory.recall, memory.when) == (1.0, second.when)


def test_an_answer_of_later_today_does_not_count_yet() -> None:
    assert memories([attempt("+", day=0.1)], now=on_day(0)) == {}


def test_unsure_says_nothing() -> None:
    assert memories([attempt("?")], now=on_day(1)) == {}
    before = memories([attempt("-")], now=on_day(5))
    assert memories([attempt("-"), attempt("?", day=3)], now=on_day(5)) == before


def test_answers_of_after_now_do_not_count() -> None:
    assert memories([attempt("+", day=9)], now=on_day(1)) == {}


def test_recall_falls_to_what_is_wanted_about_when_it_is_due() -> None:
    due_in = days_until_due(attempt("+"))
    now = memories([attempt("+")], now=on_day(0))[A]
    then = memories([attempt("+")], now=on_day(due_in))[A]
    assert now.recall == 1.0
    assert abs(then.recall - RECALL_WANTED) < 0.03


@settings(max_examples=40)
@given(st.lists(st.tuples(st.sampled_from("+~-!?"), st.integers(0, 400)), max_size=15), st.integers(0, 500))
def test_any_past_gives_the_same_sensible_memory_twice(answers: list[tuple[str, int]], today: int) -> None:
    attempts = [attempt(sign, day=day) for sign, day in sorted(answers, key=lambda one: one[1])]
    found = memories(attempts, now=on_day(today))
    assert found == memories(attempts, now=on_day(today))
    telling = [
        one for one in attempts if one.when <= on_day(today) and one.marks[0].verdict is not Verdict.UNSURE
    ]
    assert set(found) == ({A} if telling else set())
    for memory in found.values():
        assert 0.0 <= memory.recall <= 1.0
        assert 1 <= (memory.due.date() - memory.when.date()).days <= LONGEST_DAYS
        assert memory.reviews == len(telling)
        assert memory.when == telling[-1].when
