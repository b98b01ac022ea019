"""Clauses and windows of an answer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import spoken, typed
from voiceprep.judging.windows import MAX_CLAUSES, MAX_WINDOW_WORDS, MAX_WORDS, MIN_WORDS, clauses, windows
from voiceprep.values import Word


@st.composite
def _answers(draw: st.DrawFn) -> tuple[Word, ...]:
    """Words with and without punctuation, times and pauses."""
    texts = draw(st.lists(st.sampled_from(["word", "end.", "and,", "why?", "so…"]), max_size=120))
    silence = st.sampled_from([None, 0.0, 0.3, 0.7, 3.0])
    gaps = draw(st.lists(silence, min_size=len(texts), max_size=len(texts)))
    now, words = 0.0, []
    for text, gap in zip(texts, gaps, strict=True):
        now += gap or 0.0
        words.append(Word(text) if gap is None else Word(text, start=now, end=now + 0.2, probability=1.0))
        now += 0.2
    return tuple(words)


@given(_answers())
def test_clauses_cover_every_word_once_and_in_order(answer: tuple[Word, ...]) -> None:
    covered = [index for first, last in clauses(answer) for index in range(first, last)]
    assert covered == list(range(len(answer)))


@given(_answers())
def test_no_clause_is_too_short_to_say_something_or_too_long_for_one_claim(answer: tuple[Word, ...]) -> None:
    lengths = [last - first for first, last in clauses(answer)]
    # The last one may have taken in a leftover of at most MIN_WORDS - 1 words.
    assert all(length < MAX_WORDS + MIN_WORDS for length in lengths)
    assert all(length >= MIN_WORDS for length in lengths) or len(lengths) == 1


@given(_answers())
def test_a_window_is_one_to_three_whole_clauses_with_their_words(answer: tuple[Word, ...]) -> None:
    ranges = clauses(answer)
    starts, ends = [first for first, _ in ranges], [last for _, last in ranges]
    for window in windows(answer):
        assert 1 <= ends.index(window.last) - starts.index(window.first) + 1 <= MAX_CLAUSES
        assert window.last - window.first <= MAX_WINDOW_WORDS
        assert window.text == " ".join(word.text for word in answer[window.first : window.last])


@given(_answers())
def test_every_clause_is_a_window_of_its_own_and_no_window_comes_twice(answer: tuple[Word, ...]) -> None:
    found = [(window.first, window.last) for window in windows(answer)]
    assert set(clauses(answer)) <= set(found)
    assert found == sorted(set(found))


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
    assert clauses(typed("word " * 70)) == [(0, 30), (30, 60), (60, 70)]


def test_windows_of_three_clauses() -> None:
    found = windows(typed("one two three four. five six seven eight. nine ten eleven twelve."))
    assert [(window.first, window.last) for window in found] == [
        (0, 4),
        (0, 8),
        (0, 12),
        (4, 8),
        (4, 12),
        (8, 12),
    ]
    assert found[3].text == "five six seven eight."


def test_windows_stop_at_sixty_words() -> None:
    found = [(window.first, window.last) for window in windows(typed("word " * 90))]
    assert found == [(0, 30), (0, 60), (30, 60), (30, 90), (60, 90)]
