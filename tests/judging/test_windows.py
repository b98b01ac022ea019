"""Windows for reading, counted in plain words; clauses for quoting, cut at punctuation and pauses."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import spoken, typed
from voiceprep.judging.plain import plain, plain_words
from voiceprep.judging.windows import (
    MAX_WORDS,
    MIN_WORDS,
    STRIDE,
    WINDOW,
    Window,
    clauses,
    windows,
)
from voiceprep.values import Word

PIECES = st.sampled_from(["word", "end.", "and,", "why?", "so…", "um,", "trade-off", "50%", "...", "the"])


@st.composite
def _answers(draw: st.DrawFn) -> tuple[Word, ...]:
    """Words with and without punctuation, times and pauses."""
    texts = draw(st.lists(PIECES, max_size=150))
    silence = st.sampled_from([None, 0.0, 0.3, 0.7, 3.0])
    gaps = draw(st.lists(silence, min_size=len(texts), max_size=len(texts)))
    now, words = 0.0, []
    for text, gap in zip(texts, gaps, strict=True):
        now += gap or 0.0
        words.append(Word(text) if gap is None else Word(text, start=now, end=now + 0.2, probability=1.0))
        now += 0.2
    return tuple(words)


def _said(answer: tuple[Word, ...]) -> list[str]:
    return plain_words(" ".join(word.text for word in answer))


def _numbered(count: int) -> str:
    return " ".join(f"w{number}" for number in range(count))


def _spans(found: list[Window]) -> list[tuple[int, int]]:
    return [(window.first, window.last) for window in found]


# Windows


@given(_answers())
def test_a_window_is_a_run_of_the_plain_words_and_no_longer_than_it_may_be(answer: tuple[Word, ...]) -> None:
    said = f" {' '.join(_said(answer))} "
    found = windows(answer)
    for window in found:
        assert f" {window.text} " in said
        assert 1 <= len(window.text.split()) <= WINDOW
    assert len(found) == len(set(found))


@given(_answers())
def test_a_window_lies_where_its_words_were_said(answer: tuple[Word, ...]) -> None:
    for window in windows(answer):
        assert 0 <= window.first < window.last <= len(answer)
        # A word like "trade-off" is two plain words, of which the window may hold one.
        around = plain(" ".join(word.text for word in answer[window.first : window.last]))
        assert window.text in around
        assert len(around.split()) <= len(window.text.split()) + 2


@given(st.integers(0, 200))
def test_every_word_is_in_some_window_and_all_windows_are_of_one_length(count: int) -> None:
    found = [window.text.split() for window in windows(typed(_numbered(count)))]
    assert {word for words in found for word in words} == set(_numbered(count).split())
    assert all(len(words) == min(WINDOW, count) for words in found)


@given(st.integers(0, 200))
def test_neighbours_are_a_stride_apart(count: int) -> None:
    starts = [window.first for window in windows(typed(_numbered(count)))]
    for number, (one, following) in enumerate(pairwise(starts), start=2):
        # The last one reaches back as far as it needs to be as long as the others.
        assert following - one == STRIDE or (number == len(starts) and 0 < following - one < STRIDE)


@given(st.integers(0, 150), st.integers(1, WINDOW - STRIDE))
def test_a_statement_is_whole_in_some_window(before: int, length: int) -> None:
    found = windows(typed(_numbered(before + length + 40)))
    assert any(window.first <= before and before + length <= window.last for window in found)


@given(_answers(), st.data())
def test_the_same_words_have_the_same_windows_however_they_came_in(
    answer: tuple[Word, ...], data: st.DataObject
) -> None:
    said = _said(answer)
    marks = st.sampled_from(["{}", "{},", "{}.", "Um, {}", "{}?", "{} {}", "({})"])
    other = [
        data.draw(marks).replace("{}", data.draw(st.sampled_from([word, word.upper()]))) for word in said
    ]
    found = [window.text for window in windows(typed(" ".join(other)))]
    assert found == [window.text for window in windows(answer)]


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (0, []),
        (1, [(0, 1)]),
        (40, [(0, 40)]),
        (41, [(0, 40), (1, 41)]),
        (56, [(0, 40), (16, 56)]),
        (75, [(0, 40), (16, 56), (32, 72), (35, 75)]),
    ],
)
def test_windows_of_so_many_words(count: int, expected: list[tuple[int, int]]) -> None:
    assert _spans(windows(typed(_numbered(count)))) == expected


def test_hesitations_and_restarts_are_within_a_window_but_not_in_its_text() -> None:
    assert windows(typed("Um, a key, uh, key finds — well — its value. Hmm.")) == [
        Window(1, 11, "a key finds well its value")
    ]


@pytest.mark.parametrize("text", ["um", "uh, erm ...", "... ?"])
def test_an_answer_without_words_has_no_windows(text: str) -> None:
    assert windows(typed(text)) == []


# Clauses


@given(_answers())
def test_clauses_cover_every_word_once_and_in_order(answer: tuple[Word, ...]) -> None:
    covered = [index for first, last in clauses(answer) for index in range(first, last)]
    assert covered == list(range(len(answer)))


@given(_answers())
def test_no_clause_is_too_short_to_say_something_or_too_long_for_a_quote(answer: tuple[Word, ...]) -> None:
    lengths = [last - first for first, last in clauses(answer)]
    # The last one may have taken in a leftover of at most MIN_WORDS - 1 words.
    assert all(length < MAX_WORDS + MIN_WORDS for length in lengths)
    assert all(length >= MIN_WORDS for length in lengths) or len(lengths) == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("yes", [(0, 1)]),
        ("a key finds its value. it does so in constant time.", [(0, 5), (5, 11)]),
        ("well, so, a key finds its value", [(0, 7)]),
        ("a key finds its value, I think.", [(0, 7)]),
        ("first it hashes the key; then it looks there", [(0, 5), (5, 9)]),
    ],
    ids=[
        "nothing",
        "a word",
        "sentences",
        "short ones join the next",
        "a leftover joins the last",
        "semicolon",
    ],
)
def test_typed_clauses_end_at_punctuation(text: str, expected: list[tuple[int, int]]) -> None:
    assert clauses(typed(text)) == expected


@pytest.mark.parametrize(("silence", "cut"), [(0.59, False), (0.61, True), (5.0, True)])
def test_a_pause_ends_a_clause_without_punctuation(silence: float, *, cut: bool) -> None:
    answer = spoken("a key finds its value it does so at once", pauses={5: silence})
    assert clauses(answer) == ([(0, 5), (5, 10)] if cut else [(0, 10)])


def test_a_pause_after_a_few_words_does_not_cut_them_off() -> None:
    answer = spoken("a hash map finds its value at once", pauses={3: 4.0})
    assert clauses(answer) == [(0, 8)]


def test_a_flood_of_words_is_cut() -> None:
    assert clauses(typed("word " * 30)) == [(0, 12), (12, 24), (24, 30)]
