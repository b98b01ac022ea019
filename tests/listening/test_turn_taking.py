"""The pure state machine of an answer: what it tells, and when it ends it."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceprep.listening.turn_taking import (
    COUNTDOWN,
    ENTER_ENDS,
    LIMIT_NEAR,
    MIN_PATIENCE,
    NUDGE_AFTER,
    SPEECH_BEGUN,
    SPEECH_RUN,
    Countdown,
    Ending,
    LimitNear,
    Notice,
    Nudge,
    TurnRule,
    TurnTaking,
)

STEP = 0.032
HANDS_FREE = TurnRule(hands_free=True)
STRETCHES = st.lists(st.tuples(st.booleans(), st.floats(0.1, 20.0)), min_size=1, max_size=8)
"""(whether somebody speaks, for how many seconds), one after the other."""


def follow(turn: TurnTaking, *stretches: tuple[bool, float]) -> list[tuple[float, Notice]]:
    """Everything the person is told, and when."""
    return follow_from(turn, 0.0, *stretches)


def follow_from(turn: TurnTaking, now: float, *stretches: tuple[bool, float]) -> list[tuple[float, Notice]]:
    told = []
    for speaking, seconds in stretches:
        for _ in range(round(seconds / STEP)):
            now += STEP
            told += [(now, notice) for notice in turn.hear(now, speaking=speaking)]
            if turn.ending is not None:
                return told
    return told


def test_a_pause_of_three_and_a_half_seconds_cuts_nobody_off() -> None:
    turn = TurnTaking(HANDS_FREE, 600.0)
    assert follow(turn, (True, 5.0), (False, 3.5), (True, 5.0), (False, 3.5)) == []
    assert turn.ending is None


def test_hands_free_counts_down_and_then_ends() -> None:
    turn = TurnTaking(HANDS_FREE, 600.0)
    told = follow(turn, (True, 5.0), (False, 60.0))
    assert [notice for _, notice in told] == [Countdown(3), Countdown(2), Countdown(1)]
    assert told[0][0] == pytest.approx(5.0 + MIN_PATIENCE, abs=2 * STEP)
    assert turn.ending is Ending.SILENCE


def test_speech_cancels_the_countdown_and_it_begins_anew() -> None:
    turn = TurnTaking(HANDS_FREE, 600.0)
    told = follow(turn, (True, 2.0), (False, 5.5), (True, 1.0), (False, 4.5))
    assert [n for _, n in told] == [Countdown(3), Countdown(2), Countdown(None), Countdown(3)]
    assert turn.ending is None


def test_hands_free_waits_for_the_first_word_with_one_nudge() -> None:
    turn = TurnTaking(HANDS_FREE, 600.0)
    ((when, notice),) = follow(turn, (False, 100.0))
    assert notice == Nudge()
    assert when == pytest.approx(NUDGE_AFTER, abs=2 * STEP)
    assert turn.ending is None


def test_the_limit_is_announced_once_and_then_kept() -> None:
    turn = TurnTaking(ENTER_ENDS, 120.0)
    ((when, notice),) = follow(turn, (True, 200.0))
    assert notice == LimitNear(30)
    assert when == pytest.approx(120.0 - LIMIT_NEAR, abs=2 * STEP)
    assert turn.ending is Ending.LIMIT


def test_of_a_shorter_limit_the_last_third_is_announced_and_of_a_very_short_one_nothing() -> None:
    ((when, notice),) = follow(TurnTaking(ENTER_ENDS, 45.0), (True, 44.0))
    assert notice == LimitNear(15)
    assert when == pytest.approx(30.0, abs=2 * STEP)
    assert follow(TurnTaking(ENTER_ENDS, 29.0), (True, 28.0)) == []


@pytest.mark.parametrize("patience", [0.5, 3.99, -1.0, float("nan")])
def test_nobody_may_be_impatient(patience: float) -> None:
    with pytest.raises(ValueError, match="patience"):
        TurnRule(hands_free=True, patience=patience)


@given(STRETCHES)
def test_with_enter_only_the_limit_ends_it(stretches: list[tuple[bool, float]]) -> None:
    turn = TurnTaking(ENTER_ENDS, 60.0)
    told = [notice for _, notice in follow(turn, *stretches)]
    assert turn.ending in {None, Ending.LIMIT}
    assert told.count(Nudge()) <= 1
    assert not any(isinstance(notice, Countdown) for notice in told)


@given(STRETCHES, st.floats(MIN_PATIENCE, 12.0))
def test_hands_free_never_ends_before_its_patience_and_its_countdown(
    stretches: list[tuple[bool, float]], patience: float
) -> None:
    turn = TurnTaking(TurnRule(hands_free=True, patience=patience), 1e6)
    last_speech = now = voiced = spoken = 0.0
    told: list[Notice] = []
    for speaking, seconds in stretches:
        voiced = 0.0
        for _ in range(round(seconds / STEP)):
            now += STEP
            voiced += STEP if speaking else 0.0
            if voiced >= SPEECH_RUN + STEP:  # a little later than the machine, for rounding
                last_speech, spoken = now, spoken + STEP
            told += turn.hear(now, speaking=speaking)
            if turn.ending is not None:
                assert now - last_speech >= patience + COUNTDOWN - STEP
                assert [n for n in told if isinstance(n, Countdown)][-1] == Countdown(1)
                return
    if spoken > SPEECH_BEGUN:
        assert now - last_speech < patience + COUNTDOWN + 2 * STEP


def test_a_click_begins_no_answer_and_saves_none() -> None:
    turn = TurnTaking(HANDS_FREE, 600.0)
    told = follow(turn, (True, STEP), (False, 12.0), (True, 3 * STEP), (False, 30.0))
    assert [notice for _, notice in told] == [Nudge()]
    assert turn.ending is None
    follow_from(turn, 45.0, (True, 1.0), (False, 5.0), (True, 2 * STEP), (False, 2.5))
    assert turn.ending is Ending.SILENCE


def test_where_listening_lags_the_waiting_begins_anew() -> None:
    turn = TurnTaking(HANDS_FREE, 600.0)
    assert follow(turn, (True, 1.0), (False, 5.5))[-1][1] == Countdown(2)
    assert turn.hold() == [Countdown(None)]
    assert turn.hold() == []
    told = follow_from(turn, 6.5, (False, 3.9))
    assert told == []
    follow_from(turn, 10.4, (False, 4.0))
    assert turn.ending is Ending.SILENCE


@given(STRETCHES)
def test_a_countdown_goes_down_by_one_or_is_cancelled(stretches: list[tuple[bool, float]]) -> None:
    told = [n for _, n in follow(TurnTaking(HANDS_FREE, 1e6), *stretches) if isinstance(n, Countdown)]
    for before, after in pairwise(told):
        if before.seconds_left is None:
            assert after == Countdown(round(COUNTDOWN))
        else:
            assert after.seconds_left in {None, before.seconds_left - 1}


@given(STRETCHES)
def test_after_the_end_nothing_is_told(stretches: list[tuple[bool, float]]) -> None:
    turn = TurnTaking(HANDS_FREE, 10.0)
    follow(turn, *stretches)
    if turn.ending is not None:
        ending = turn.ending
        assert turn.hear(1e6, speaking=True) == []
        assert turn.ending is ending
