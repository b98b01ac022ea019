"""Text as the judge reads it: the same for the same words, however they came in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceprep.judging.plain import HESITATIONS, plain, plain_words

WORDS = st.lists(
    st.sampled_from(["a", "model", "that's", "not", "3.5", "l1", "user's", "1,000"]), max_size=12
)
MARKS = st.sampled_from(["", ",", ".", "?", "!", ";", ":", "…", "—", '"', ")", " -"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("High BIAS, low variance!", "high bias low variance"),
        ("It\u2019s the café's naïve trade-off.", "it's the cafe's naive trade off"),
        ("5% of 1,000 is 50.5", "5 percent of 1,000 is 50.5"),
        ("R&D: p < 0.05, n > 30, a = b + c", "r and d p less than 0.05 n greater than 30 a equals b plus c"),
        ("ﬁne-tuning at ½ cost", "fine tuning at 1 2 cost"),
        ("like, you know, it learns", "like you know it learns"),
        ("Um, so, uh, it learns. Hmm.", "so it learns"),
        ("the the model, um, model learns", "the model learns"),
        ("The, THE the model", "the model"),
        ("the model and the model", "the model and the model"),
        ("umbrella and error", "umbrella and error"),
        ("a ≠ b, a ≥ b", "a is not equal to b a at least b"),
        ("5 mm in an ER diagram", "5 mm in an er diagram"),
        ("um... erm?", ""),
        ("...", ""),
        ("", ""),
    ],
)
def test_plain(text: str, expected: str) -> None:
    assert plain(text) == expected


@given(st.text())
def test_what_is_plain_stays_as_it_is(text: str) -> None:
    assert plain(plain(text)) == plain(text)


@given(st.text())
def test_the_text_is_the_words(text: str) -> None:
    assert plain(text).split() == plain_words(text)


@given(WORDS, st.data())
def test_punctuation_changes_nothing(words: list[str], data: st.DataObject) -> None:
    marked = [word + data.draw(MARKS) for word in words]
    assert plain_words(" ".join(marked)) == plain_words(" ".join(words))


@given(WORDS, st.data())
def test_capitals_change_nothing(words: list[str], data: st.DataObject) -> None:
    cased = [data.draw(st.sampled_from([word, word.upper(), word.capitalize()])) for word in words]
    assert plain_words(" ".join(cased)) == plain_words(" ".join(words))


@given(WORDS, st.lists(st.tuples(st.integers(0, 12), st.sampled_from(sorted(HESITATIONS)), MARKS)))
def test_hesitations_change_nothing(words: list[str], hesitations: list[tuple[int, str, str]]) -> None:
    halting = list(words)
    for place, sound, mark in hesitations:
        halting.insert(place, sound + mark)
    assert plain_words(" ".join(halting)) == plain_words(" ".join(words))


@given(WORDS, st.data())
def test_restarts_change_nothing(words: list[str], data: st.DataObject) -> None:
    halting = [again for word in words for again in [word] * data.draw(st.integers(1, 3))]
    assert plain_words(" ".join(halting)) == plain_words(" ".join(words))
