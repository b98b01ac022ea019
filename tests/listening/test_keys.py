"""Which line is which key, and where each key leads: every order of keys that a person may press."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceprep.listening.keys import (
    ANSWERS,
    COMMANDS,
    LETTERS,
    NO_COMMANDS,
    Key,
    Moment,
    Pressed,
    Step,
    Waits,
    follow,
    key_of,
)

MAYBE_KEYS = st.sampled_from([None, *Key])
WAITS = st.builds(Waits, think=st.sampled_from([0.0, 30.0]), pause=st.booleans())
ENDS = {Step.NEXT, Step.SKIP, Step.AGAIN, Step.PART, Step.QUIT}
ON = {None, Key.ENTER, Key.AGAIN, Key.PART}
"""What leads from the question to its feedback: there is nothing to try again before that."""


@pytest.mark.parametrize(
    ("line", "spoken", "typed"),
    [
        ("", Key.ENTER, Key.ENTER),
        (" \n", Key.ENTER, Key.ENTER),
        ("r", Key.REPEAT, None),
        ("S\n", Key.SKIP, None),
        ("q", Key.QUIT, None),
        ("/r", Key.REPEAT, Key.REPEAT),
        ("/S ", Key.SKIP, Key.SKIP),
        ("/q", Key.QUIT, Key.QUIT),
        ("a", Key.AGAIN, None),
        ("/a", Key.AGAIN, Key.AGAIN),
        ("p", Key.PART, None),
        ("/p", Key.PART, Key.PART),
        ("repeat", Key.REPEAT, Key.REPEAT),
        ("Skip", Key.SKIP, Key.SKIP),
        ("quit", Key.QUIT, Key.QUIT),
        ("skip it", None, None),
        ("x", None, None),
    ],
)
def test_only_a_whole_line_is_a_key(line: str, spoken: Key | None, typed: Key | None) -> None:
    assert key_of(line, LETTERS) == spoken
    assert key_of(line, COMMANDS) == typed
    assert key_of(line, NO_COMMANDS) in {Key.ENTER, None}


def test_the_first_key_counts() -> None:
    pressed = Pressed()
    assert pressed.key is None
    pressed.press(Key.SKIP)
    pressed.press(Key.QUIT)
    assert pressed.event.is_set()
    assert pressed.key is Key.SKIP


@pytest.mark.parametrize("moment", [Moment.ASKING, Moment.THINKING, *ANSWERS])
@pytest.mark.parametrize("key", [Key.AGAIN, Key.PART])
def test_a_second_try_asked_for_too_late_does_nothing_to_the_next_question(moment: Moment, key: Key) -> None:
    pressed = Pressed(moment)
    pressed.press(key)
    assert not pressed.event.is_set()
    pressed.press(Key.SKIP)
    assert pressed.key is Key.SKIP


def test_a_key_that_could_mean_nothing_yet_is_taken_back_and_no_other_one() -> None:
    pressed = Pressed(Moment.ANSWERING)
    pressed.press(Key.ENTER)
    pressed.forget(Key.ENTER)
    assert (pressed.key, pressed.event.is_set()) == (None, False)
    pressed.press(Key.SKIP)
    pressed.forget(Key.ENTER)
    assert (pressed.key, pressed.event.is_set()) == (Key.SKIP, True)


def test_behind_a_key_that_is_taken_back_the_next_one_counts() -> None:
    """Ctrl-D comes once, and nobody could leave any more."""
    pressed = Pressed(Moment.ANSWERING)
    for key in (Key.ENTER, Key.ENTER, Key.AGAIN, Key.QUIT, Key.SKIP):
        pressed.press(key)
    pressed.forget(Key.ENTER)
    assert (pressed.key, pressed.event.is_set()) == (Key.QUIT, True)


def walk(keys: list[Key | None], waits: Waits) -> list[tuple[Step, Key | None]]:
    """The steps of one question and what was pressed in each; nothing is pressed after `keys`."""
    step, steps = Step.ASK, []
    pressed = iter(keys)
    while step not in ENDS:
        key = next(pressed, None)
        steps.append((step, key))
        step = follow(step, key, waits)
    return [*steps, (step, None)]


@given(WAITS)
def test_without_a_key_each_step_comes_once(waits: Waits) -> None:
    think = [Step.THINK] if waits.think else []
    pause = [Step.PAUSE] if waits.pause else []
    steps = [Step.ASK, *think, Step.ANSWER, Step.FEEDBACK, *pause, Step.NEXT]
    assert [step for step, _ in walk([], waits)] == steps


@given(st.lists(MAYBE_KEYS, max_size=20), WAITS)
def test_whatever_is_pressed_no_answer_begins_before_its_question_and_no_feedback_before_its_answer(
    keys: list[Key | None], waits: Waits
) -> None:
    steps = walk(keys, waits)
    for (before, key), (step, _) in pairwise(steps):
        if step is Step.ANSWER:
            assert before in {Step.ASK, Step.THINK}
            assert key in ON
        if step is Step.FEEDBACK:
            assert before in {Step.ANSWER, Step.FEEDBACK, Step.PAUSE}
            assert before is not Step.ANSWER or key in ON
        assert step is not Step.THINK or waits.think
        assert step is not Step.PAUSE or waits.pause


@given(st.lists(MAYBE_KEYS, max_size=20), WAITS)
def test_a_question_ends_skipped_or_quit_exactly_where_that_was_asked_for(
    keys: list[Key | None], waits: Waits
) -> None:
    *way, (end, _) = walk(keys, waits)
    last, key = way[-1]
    answered = any(step is Step.FEEDBACK for step, _ in way)
    assert (end is Step.QUIT) == (key is Key.QUIT)
    assert (end is Step.SKIP) == (key is Key.SKIP and last in {Step.ASK, Step.THINK, Step.ANSWER})
    assert end is not Step.SKIP or not answered
    assert end is not Step.NEXT or answered
    assert (end is Step.AGAIN) == (key is Key.AGAIN and last in {Step.FEEDBACK, Step.PAUSE})
    assert (end is Step.PART) == (key is Key.PART and last in {Step.FEEDBACK, Step.PAUSE})
    assert all(pressed is not Key.QUIT for _, pressed in way[:-1])


@given(st.sampled_from(Step), WAITS)
def test_the_same_is_said_again_where_that_was_asked_for(step: Step, waits: Waits) -> None:
    again = {
        Step.GREET: Step.GREET,
        Step.ASK: Step.ASK,
        Step.THINK: Step.ASK,
        Step.ANSWER: Step.ASK,
        Step.FEEDBACK: Step.FEEDBACK,
        Step.PAUSE: Step.FEEDBACK,
    }
    assert follow(step, Key.REPEAT, waits) is again.get(step, Step.NEXT)
    assert follow(step, Key.QUIT, waits) is Step.QUIT
