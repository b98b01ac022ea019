"""The shortest run of the person's own words that carries a verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import spoken, typed
from tests.judging.word_reader import WordReader
from voiceprep.judging.plain import plain
from voiceprep.judging.quoting import AT_ONCE, KEPT, MAX_CLAUSES, Wanted, shortest_quotes
from voiceprep.judging.windows import Window, clauses, windows

if TYPE_CHECKING:
    from voiceprep.values import Word

CLAIM = "hash maps find values"
KINDS = st.sampled_from(["told", "opposite"])


def _plain(answer: tuple[Word, ...], span: tuple[int, int]) -> str:
    return plain(" ".join(word.text for word in answer[slice(*span)]))


def _whole(answer: tuple[Word, ...]) -> Window:
    return Window(0, len(answer), _plain(answer, (0, len(answer))))


def _quote(answer: tuple[Word, ...], window: Window, kind: str = "told") -> tuple[int, int]:
    wanted: Wanted = (CLAIM, 0, kind)
    ((told, contrary),) = shortest_quotes([(wanted, None)], [window], answer, WordReader())
    assert told is not None
    assert contrary is None
    return told


def _strength(answer: tuple[Word, ...], span: tuple[int, int], kind: str) -> float:
    (reading,) = WordReader().read([(CLAIM, _plain(answer, span))])
    return reading.opposite if kind == "opposite" else reading.states + 0.5 * reading.partly


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        (
            "So to begin with that. Hash maps find values, as we say. And then we go home.",
            "Hash maps find values,",
        ),
        ("hash maps find values", "hash maps find values"),
        ("Hash maps do it there. They find all the values. And we go home.", "Hash maps ... values."),
        (
            "Hash maps do it. We now go home. They find all the values. So it always is.",
            "Hash maps ... values.",
        ),
        ("Well, hash maps, um, find, values", "Well, ... values"),
        (
            "so hash maps find values and this goes on without an end or any pause in it at all",
            "so ... an end",
        ),
        ("So hash maps find values. Now hash maps find values.", "So hash maps find values."),
        (
            "And again they all say, hash maps find values. So hash maps find values.",
            "hash maps find values.",
        ),
    ],
    ids=[
        "one clause of three",
        "one clause alone",
        "two clauses that need each other",
        "three clauses that need each other",
        "a short clause whole",
        "a flood of words up to the cut",
        "of two that are as short the first",
        "of two the shorter",
    ],
)
def test_what_is_quoted(text: str, quote: str) -> None:
    answer = typed(text)
    words = text.split()
    begins, _, ends = quote.partition(" ... ")
    first, last = _quote(answer, _whole(answer))
    quoted = " ".join(words[first:last])
    assert quoted.startswith(begins)
    assert quoted.endswith(ends or begins)


def test_pauses_part_a_quote_from_what_was_said_around_it() -> None:
    answer = spoken("so we go home now hash maps find values and so we do say", pauses={5: 1.0, 9: 1.0})
    assert _quote(answer, _whole(answer)) == (5, 9)


def test_a_contrary_is_quoted_where_it_is_contrary() -> None:
    answer = typed("Some maps of hash are there. Hash maps do not find values. So it always is.")
    assert _quote(answer, _whole(answer), "opposite") == (6, 12)


def test_a_quote_does_not_leave_its_window() -> None:
    answer = typed("a claim of ours is that hash maps find values as we say it here")
    assert _quote(answer, Window(6, 10, "hash maps find values")) == (6, 10)
    assert _quote(answer, Window(7, 12, "maps find values as we")) == (7, 12)


def test_each_quote_is_looked_for_in_its_own_window_and_none_where_none_is_wanted() -> None:
    answer = typed("Hash maps find values there. Trees grow very high leaves. So it always is.")
    first, second = (Window(*span, _plain(answer, span)) for span in ((0, 5), (5, 14)))
    stated: Wanted = (CLAIM, 0, "told")
    grown: Wanted = ("trees grow high leaves", 1, "told")
    wanted = [(None, None), (stated, None), (None, grown), (stated, grown)]
    reader = WordReader()
    assert shortest_quotes(wanted, [first, second], answer, reader) == [
        (None, None),
        ((0, 5), None),
        (None, (5, 10)),
        ((0, 5), (5, 10)),
    ]
    windows_first, shorter = reader.asked
    assert len(windows_first) == 4
    assert all(len(text.split()) <= 9 for _, text in shorter)


def test_what_is_longer_than_the_quote_is_not_read() -> None:
    said = "hash maps find values. " + "so it goes on and on. " * 4
    answer = typed(said)
    reader = WordReader()
    assert shortest_quotes([((CLAIM, 0, "told"), None)], [_whole(answer)], answer, reader) == [((0, 4), None)]
    assert sum(len(pairs) for pairs in reader.asked) == 1 + AT_ONCE


VOCABULARY = [*CLAIM.split(), "values.", "not", "and", "there,", "trees", "grow.", "um,"]


@st.composite
def _answers(draw: st.DrawFn, max_words: int) -> tuple[Word, ...]:
    return typed(" ".join(draw(st.lists(st.sampled_from(VOCABULARY), min_size=1, max_size=max_words))))


@given(_answers(80), st.data(), KINDS)
def test_a_quote_lies_in_its_window_and_is_as_strong(
    answer: tuple[Word, ...], data: st.DataObject, kind: str
) -> None:
    found = windows(answer)
    if not found:
        return
    window = data.draw(st.sampled_from(found))
    first, last = _quote(answer, window, kind)
    assert window.first <= first < last <= window.last
    whole = _strength(answer, (window.first, window.last), kind)
    assert _strength(answer, (first, last), kind) >= KEPT * whole - 1e-9


@given(_answers(16), KINDS)
def test_no_shorter_run_of_clauses_is_as_strong(answer: tuple[Word, ...], kind: str) -> None:
    """Of at most four clauses, so that all their runs are tried."""
    whole = (0, len(answer))
    enough = KEPT * _strength(answer, whole, kind)
    first, last = _quote(answer, _whole(answer), kind)
    parts = clauses(answer)
    runs = [
        (parts[at][0], parts[at + length - 1][1])
        for length in range(1, MAX_CLAUSES + 1)
        for at in range(len(parts) - length + 1)
    ]
    strong = [run for run in [*runs, whole] if _strength(answer, run, kind) >= enough]
    assert last - first == min(run[1] - run[0] for run in strong)
