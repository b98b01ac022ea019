"""Every kind of fake keeps what it promises to keep, and loses what it promises to lose."""

from __future__ import annotations

import random
import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.judging import gaming
from benchmarks.judging.items import Item
from voiceprep.judging.interface import Claim
from voiceprep.judging.lexical import content_stems
from voiceprep.judging.plain import plain_words

if TYPE_CHECKING:
    from collections.abc import Sequence

REFERENCE = (
    "A hash map stores its values in buckets. The hash of the key chooses the bucket; "
    "two keys can share a bucket. Lookup takes constant time!"
)
FILLER = ("So this morning the tram was late again, you know.", "My cat sleeps all day.")
FUNCTION_WORDS = {"a", "the", "its", "in", "of", "can", "on", "and", "to"}
REFERENCES = st.lists(
    st.sampled_from(
        ["the", "a", "bias.", "Model", "data;", "is", "are", "not", "weights,", "grows", "can't"]
    ),
    min_size=1,
    max_size=25,
).map(" ".join)
SEEDS = st.integers(0, 1000)


def _item(reference: str = REFERENCE, *, group: str = "hash-map") -> Item:
    return Item((), "whatever", "How does a hash map work?", group, extra={"reference": reference})


def _in_order(wanted: Sequence[str], words: Sequence[str]) -> bool:
    """Whether the wanted words are all there, in order, with others between them."""
    rest = iter(words)
    return all(word in rest for word in wanted)


def test_the_reference_is_the_given_one_or_else_all_claims() -> None:
    assert gaming.reference(_item("All of it.")) == "All of it."
    assert gaming.reference(Item((Claim("One."), Claim("Two.")), "")) == "One. Two."


@given(REFERENCES, SEEDS)
def test_shuffled_keeps_every_word(reference: str, seed: int) -> None:
    made = gaming.shuffled(_item(reference), random.Random(seed))
    assert sorted(made.split()) == sorted(reference.split())


def test_shuffled_loses_the_order() -> None:
    assert gaming.shuffled(_item(), random.Random(1)) != REFERENCE


@given(REFERENCES, SEEDS)
def test_keywords_are_the_words_of_content_and_no_others(reference: str, seed: int) -> None:
    made = gaming.keyword_list(_item(reference), random.Random(seed))
    assert sorted(content_stems(made)) == sorted(content_stems(reference))
    assert all(content_stems(word) for word in made.split())


def test_keywords_have_no_function_words_and_no_full_stops() -> None:
    words = gaming.keyword_list(_item(), random.Random(1)).split()
    assert not {word.lower() for word in words} & FUNCTION_WORDS
    assert {"hash", "map", "buckets", "bucket", "Lookup"} <= set(words)


def test_every_sentence_is_denied() -> None:
    made = gaming.negated(_item(), random.Random(1))
    assert "two keys can not share a bucket." in made
    denials = ("It is not true that", "It is wrong that", "I would never say that")
    for sentence in ("A hash map stores", "The hash of the key chooses", "Lookup takes"):
        assert any(f"{denial} {sentence}" in made for denial in denials)


@pytest.mark.parametrize("sentence", ["Keys are not sorted.", "You can't sort it.", "A map has no order."])
def test_a_sentence_that_denies_already_is_not_denied_twice_in_the_middle(sentence: str) -> None:
    """ "Are not not sorted" would say the reference itself."""
    made = gaming.negated(_item(sentence), random.Random(1))
    assert made.endswith(f" {sentence}")
    assert made != sentence


@given(REFERENCES, SEEDS)
def test_a_denial_adds_words_and_takes_none_away(reference: str, seed: int) -> None:
    made = gaming.negated(_item(reference), random.Random(seed))
    assert _in_order(reference.split(), made.split())
    added = set(made.lower().split()) - {"that", "say", "true", "it", "i"}
    assert len(made.split()) > len(reference.split())
    assert added & {"not", "wrong", "never"}


@given(REFERENCES, SEEDS)
def test_swapped_keeps_every_word(reference: str, seed: int) -> None:
    made = gaming.swapped(_item(reference), random.Random(seed))
    assert sorted(made.split()) == sorted(reference.split())


def test_swapped_changes_two_places_of_content_in_every_sentence_that_has_three() -> None:
    sentence = "Bias grows when variance shrinks."
    made = gaming.swapped(_item(f"{sentence} It is biased."), random.Random(1))
    pairs = zip(sentence.split(), made.split(), strict=False)
    changed = [(before, after) for before, after in pairs if before != after]
    assert len(changed) == 2
    assert all(content_stems(word) for pair in changed for word in pair)
    assert made.endswith("It is biased.")


@given(REFERENCES, SEEDS)
def test_keywords_in_filler_are_the_keywords_and_one_filler_in_order(reference: str, seed: int) -> None:
    made = gaming.with_fillers(FILLER)(_item(reference), random.Random(seed)).split()
    keywords = gaming.keyword_list(_item(reference), random.Random(seed)).split()
    filler = next(text.split() for text in FILLER if _in_order(text.split(), made))
    assert sorted(made) == sorted([*filler, *keywords])


def test_rambling_is_two_different_talks() -> None:
    made = gaming.rambling(["one", "two", "three"])(_item(), random.Random(1)).split()
    assert len(set(made)) == 2


@given(SEEDS)
def test_another_answer_is_never_that_of_the_same_question(seed: int) -> None:
    items = [_item("Mine.", group="a"), _item("Mine too.", group="a"), _item("Theirs.", group="b")]
    assert gaming.another(items)(items[0], random.Random(seed)) == "Theirs."


def test_doubled_and_read_back() -> None:
    chooser = random.Random(1)
    assert gaming.doubled(_item("Said."), chooser) == "Said. Said."
    assert gaming.question_read_back(_item(), chooser) == "How does a hash map work?"


@given(REFERENCES, SEEDS)
def test_recognised_has_neither_capitals_nor_punctuation_and_keeps_the_words(
    reference: str, seed: int
) -> None:
    made = gaming.recognised(reference, random.Random(seed))
    assert re.fullmatch(r"[a-z' ]*", made)
    assert _in_order(re.sub(r"[.,;]", "", reference.lower()).split(), made.split())


def test_recognised_keeps_numbers_and_adds_hesitations() -> None:
    made = gaming.recognised("About 3.5 percent, or 50%: It\u2019s fine!", random.Random(3))
    assert [word for word in plain_words(made) if word not in {"so", "like", "you", "know", "i", "mean"}] == [
        "about", "3.5", "percent", "or", "50", "percent", "it's", "fine",
    ]  # fmt: skip
    long = gaming.recognised("word " * 2000, random.Random(3))
    others = [word for word in long.split() if word != "word"]
    # 8 % of the words have a hesitation before them, of one word or two.
    assert 0.06 < len(others) / 2000 < 0.14
    assert set(others) <= {"um", "uh", "you", "know", "like", "i", "mean", "so"}


def test_every_kind_is_the_same_with_the_same_seed() -> None:
    items = [_item(), _item("Something else is true here.", group="other")]
    makers = gaming.kinds(items, rambles=["one talk", "two talks", "three"], digressions=FILLER)
    assert len(makers) == 10
    for name, make in makers.items():
        first, second = (make(items[0], random.Random(7)) for _ in range(2))
        assert first == second, name
        assert first.strip(), name
    chooser = random.Random(7)
    assert len({makers["shuffled"](items[0], chooser) for _ in range(5)}) > 1
