"""Ways to say and to cheat keep what they promise."""

from __future__ import annotations

import random
from collections import Counter
from typing import TYPE_CHECKING

import jellyfish
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import Levenshtein

from training.augment import (
    SoundsAlike,
    buried,
    hesitant,
    keywords,
    misheard,
    negated,
    shuffled,
    sprinkled,
    swapped,
)
from voiceprep.judging.lexical import content_stems

if TYPE_CHECKING:
    from collections.abc import Sequence

FUNCTION_WORDS = {"a", "the", "its", "in", "of", "is", "can", "on", "and", "to"}
VOCABULARY = [
    *sorted(FUNCTION_WORDS),
    *("bias", "variance", "model", "data", "night", "knight", "phone", "fone", "weight", "wait"),
    *("overfit", "training", "gradient", "2024", "l1", "don't"),
]
TEXTS = st.lists(st.sampled_from(VOCABULARY), min_size=1, max_size=40).map(" ".join)
SEEDS = st.integers(0, 1000)
LETTERS = "bcdfglmnprst"


def _in_order(wanted: Sequence[str], words: Sequence[str]) -> bool:
    """Whether the wanted words are all there, in order, with others between them."""
    rest = iter(words)
    return all(word in rest for word in wanted)


# Sounds


def test_a_word_of_the_same_sound_is_taken_where_there_is_one() -> None:
    sounds = SoundsAlike(["night", "knight", "nite", "phone", "fone", "zebra"])
    chooser = random.Random(1)
    assert {sounds.instead_of("night", chooser) for _ in range(50)} == {"knight", "nite"}
    assert sounds.instead_of("phone", chooser) == "fone"


@given(st.lists(st.sampled_from(VOCABULARY), min_size=1), st.sampled_from(VOCABULARY), SEEDS)
def test_what_has_the_same_sound_has_the_same_code(corpus: list[str], word: str, seed: int) -> None:
    code = jellyfish.metaphone(word)
    alike = {
        other for other in corpus if other.isalpha() and other != word and jellyfish.metaphone(other) == code
    }
    if alike:
        assert SoundsAlike(corpus).instead_of(word, random.Random(seed)) in alike


def test_a_word_without_another_of_its_sound_is_cut_split_or_replaced() -> None:
    sounds, chooser = SoundsAlike(["zebra"]), random.Random(2)
    found = {sounds.instead_of("gradient", chooser) for _ in range(200)}
    assert "zebra" in found
    for other in found - {"zebra"}:
        assert "gradient".startswith(other.replace(" ", ""))
        assert len(other) >= 2
    assert any(" " in other for other in found)
    assert {sounds.instead_of("bias", chooser) for _ in range(20)} == {"zebra"}


# Recognition errors


@pytest.mark.parametrize("rate", [0.1, 0.2, 0.3])
def test_misheard_changes_about_the_rate_of_words(rate: float) -> None:
    """Words of a made-up language, each with another of its sound, so that an error is one word."""
    chooser = random.Random(4)
    stems = ["".join(chooser.choices(LETTERS, k=3)) for _ in range(4_000)]
    words = [f"{one}{two}{three}" for one, two, three in (f"{a[0]}a {a[1]}a {a[2]}a".split() for a in stems)]
    sounds = SoundsAlike(other for word in words for other in (word, word.replace("a", "o")))
    heard = misheard(" ".join(words), rate, sounds, random.Random(5)).split()
    assert Levenshtein.distance(words, heard) / len(words) == pytest.approx(rate, rel=0.1)
    # 20 % of the errors drop a word and 10 % add one.
    assert len(words) - len(heard) == pytest.approx(0.1 * rate * len(words), abs=0.03 * len(words))


@given(TEXTS, SEEDS)
def test_misheard_at_rate_none_is_the_text_and_with_a_seed_the_same(text: str, seed: int) -> None:
    sounds = SoundsAlike(VOCABULARY)
    assert misheard(text, 0.0, sounds, random.Random(seed)) == text
    first, second = (misheard(text, 0.3, sounds, random.Random(seed)) for _ in range(2))
    assert first == second


# Hesitations


@given(TEXTS, SEEDS, st.floats(0, 1))
def test_hesitant_keeps_the_words_in_order(text: str, seed: int, rate: float) -> None:
    said = hesitant(text, random.Random(seed), rate)
    assert _in_order(text.split(), said.split())
    assert said.endswith(text.rsplit(maxsplit=1)[-1])


def test_hesitant_adds_asides_and_restarts_at_its_rate() -> None:
    words = [f"w{number}" for number in range(5_000)]
    assert hesitant(" ".join(words), random.Random(1), 0.0).split() == words
    said = Counter(hesitant(" ".join(words), random.Random(1)).split())
    restarts = sum(said[word] - 1 for word in words)
    asides = sum(count for word, count in said.items() if not word.startswith("w") or word == "well")
    # 8 % of the words; of these 30 % restart with two words, 70 % have an aside of one word or two.
    assert restarts == pytest.approx(5_000 * 0.08 * 0.3 * 2, rel=0.25)
    assert 0.8 < asides / (5_000 * 0.08 * 0.7) < 2


# Cheats


@given(TEXTS, SEEDS)
def test_shuffled_keeps_every_word(text: str, seed: int) -> None:
    assert sorted(shuffled(text, random.Random(seed)).split()) == sorted(text.split())


@given(TEXTS, SEEDS)
def test_keywords_are_the_words_of_content_and_no_others(text: str, seed: int) -> None:
    made = keywords(text, random.Random(seed))
    assert sorted(content_stems(made)) == sorted(content_stems(text))
    assert all(content_stems(word) for word in made.split())
    assert not set(made.split()) & FUNCTION_WORDS


@given(TEXTS, SEEDS)
def test_sprinkled_is_the_keywords_and_the_filler_in_order(text: str, seed: int) -> None:
    filler = [f"f{number}" for number in range(10)]
    made = sprinkled(text, " ".join(filler), random.Random(seed)).split()
    assert _in_order(filler, made)
    rest = [word for word in made if word not in filler]
    assert sorted(rest) == sorted(word for word in text.split() if content_stems(word))


@given(TEXTS, SEEDS)
def test_negated_adds_a_denial_and_takes_nothing_away(text: str, seed: int) -> None:
    made = negated(text, random.Random(seed))
    if made is None:
        assert "don't" in text
        return
    assert _in_order(text.split(), made.split())
    added = Counter(made.split()) - Counter(text.split())
    assert set(added) & {"not", "never", "no", "wrong", "false"}


def test_a_not_stands_after_the_first_auxiliary_or_the_whole_is_denied() -> None:
    chooser = random.Random(1)
    found = {negated("high bias can hurt and is bad", chooser) for _ in range(200)}
    assert "high bias can not hurt and is bad" in found
    assert "high bias can never hurt and is bad" in found
    assert "it is not true that high bias can hurt and is bad" in found
    assert "high bias can hurt and is bad no that is wrong" in found


@pytest.mark.parametrize(
    "text",
    ["bias is not bad", "it has no bias", "it never ends", "that doesn't help", "it works without data"],
)
def test_what_denies_already_is_not_denied(text: str) -> None:
    assert negated(text, random.Random(1)) is None


# Burial


@given(TEXTS, st.lists(TEXTS, min_size=1, max_size=5), st.integers(1, 80), SEEDS)
def test_buried_holds_the_text_whole_within_the_limit(
    text: str, others: list[str], limit: int, seed: int
) -> None:
    made = buried(text, others, limit, random.Random(seed))
    assert f" {text} " in f" {made} "
    assert len(made.split()) <= max(limit, len(text.split()))


def test_buried_text_stands_anywhere_between_the_others() -> None:
    others, chooser = ["x " * 50], random.Random(1)
    places = {buried("the needle", others, 20, chooser).split().index("needle") for _ in range(400)}
    assert places == set(range(1, 20))
    assert buried("the needle", others, 5, chooser) == "the needle"


def test_words_that_change_places_are_the_same_words() -> None:
    text = "undersampling drops common examples before training"
    for seed in range(20):
        made = swapped(text, random.Random(seed))
        assert made is not None
        assert made != text
        assert sorted(made.split()) == sorted(text.split())
    assert swapped("two words", random.Random(1)) is None
