"""Where a spoken answer is cut into clauses."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.builders import spoken, typed
from voiceprep.storytelling.clauses import MAX_WORDS, clauses


def _cut(text: str) -> list[str]:
    words = typed(text)
    return [" ".join(word.text for word in words[first:last]) for first, last in clauses(words)]


def test_sentences_and_joined_statements_are_clauses_of_their_own() -> None:
    assert _cut(
        "The server was down all night. So I restarted it quickly by hand, and then we wrote a test."
    ) == [
        "The server was down all night.",
        "So I restarted it quickly by hand,",
        "and then we wrote a test.",
    ]


def test_a_pause_ends_a_clause_where_there_is_no_punctuation() -> None:
    words = spoken("the server was down I restarted it by hand", pauses={4: 1.0})
    assert clauses(words) == [(0, 4), (4, 9)]


def test_a_word_or_two_are_no_clause() -> None:
    assert len(_cut("Well. Yes. The server was down all night.")) == 1
    assert clauses(()) == []


@given(st.lists(st.sampled_from(["word", "and", "I", "so", "end.", "then,", "because"]), max_size=120))
def test_clauses_cover_all_words_once(parts: list[str]) -> None:
    words = typed(" ".join(parts))
    ranges = clauses(words)
    assert [edge for pair in ranges for edge in pair] == sorted(edge for pair in ranges for edge in pair)
    assert sum(last - first for first, last in ranges) == len(words)
    assert all(first == before for (first, _), (_, before) in zip(ranges[1:], ranges, strict=False))
    assert all(last - first <= MAX_WORDS + 4 for first, last in ranges)
