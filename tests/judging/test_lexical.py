"""Content words, and terms in the ways people say them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceprep.judging.interface import MaybeSaid
from voiceprep.judging.lexical import UNCERTAIN_BELOW, content_stems, maybe_said, recall, terms_heard, tokens
from voiceprep.questions.model import Term
from voiceprep.values import Word

STEMS = st.lists(st.sampled_from(["bias", "model", "data", "weight", "loss"]), max_size=6)


def _terms(*names: str) -> tuple[Term, ...]:
    return tuple(Term(name, ()) for name in names)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("High BIAS, low variance!", ["high", "bias", "low", "variance"]),
        ("L1 and L2 (both)", ["l1", "and", "l2", "both"]),
        ("It doesn't", ["it", "doesn't"]),
        ("trade-off", ["trade", "off"]),
        ("...", []),
        ("", []),
    ],
)
def test_tokens(text: str, expected: list[str]) -> None:
    assert tokens(text) == expected


def test_forms_of_a_word_share_a_stem() -> None:
    assert len({*content_stems("train trains trained training")}) == 1


def test_words_without_content_are_left_out_and_negations_stay() -> None:
    assert content_stems("um, you know, it's just like the other one") == []
    assert content_stems("it does not overfit") == ["not", "overfit"]
    assert content_stems("it never overfits") == ["never", "overfit"]


# Terms


@pytest.mark.parametrize(
    "text",
    ["a network of nodes", "the internet", "planet", "nets5"],
)
def test_a_term_is_not_found_within_a_longer_word(text: str) -> None:
    assert terms_heard(_terms("net"), text) == ()


@pytest.mark.parametrize("text", ["a net", "Net.", "the NET, then", "two nets"])
def test_a_term_is_found_whatever_its_case_number_and_punctuation(text: str) -> None:
    assert terms_heard(_terms("net"), text) == ("net",)


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("I use L1 here", True),
        ("I use L one here", True),
        ("I use lasso here", True),
        ("I use el, one here", True),
        ("I use L and one here", False),
        ("I use one L here", False),
    ],
)
def test_each_spoken_form_counts_as_a_run_of_whole_words(text: str, *, heard: bool) -> None:
    lasso = Term("L1", ("L one", "el one", "lasso"))
    assert (terms_heard([lasso], text) == ("L1",)) == heard


def test_a_term_of_several_words_needs_all_of_them_in_order() -> None:
    assert terms_heard(_terms("learning curve"), "I plot the learning curves") == ("learning curve",)
    assert terms_heard(_terms("learning curve"), "a curve of learning") == ()
    assert terms_heard(_terms("learning curve"), "it is learning") == ()


def test_terms_come_in_their_own_order_and_once() -> None:
    assert terms_heard(_terms("bias", "loss"), "loss and bias and loss again") == ("bias", "loss")


def test_a_term_of_signs_only_is_never_heard() -> None:
    assert terms_heard(_terms("++"), "any words at all") == ()


# Recall


@pytest.mark.parametrize(
    ("claim", "window", "share"),
    [
        (["bias", "model"], ["model", "bias"], 1.0),
        (["bias", "model"], ["bias"], 0.5),
        (["bias", "bias", "model"], ["bias"], 0.5),
        (["bias"], [], 0.0),
        ([], ["bias"], 0.0),
    ],
)
def test_recall(claim: list[str], window: list[str], share: float) -> None:
    assert recall(claim, window) == share


@given(STEMS, STEMS, STEMS)
def test_more_words_never_lower_the_recall(claim: list[str], window: list[str], more: list[str]) -> None:
    assert 0.0 <= recall(claim, window) <= recall(claim, window + more) <= 1.0


@given(STEMS.filter(bool))
def test_a_claim_recalls_itself_in_any_order(claim: list[str]) -> None:
    assert recall(claim, reversed(claim)) == 1.0


# Terms that were perhaps misheard


def _heard(text: str, doubtful: int | None = None, *, probability: float = 0.3) -> tuple[Word, ...]:
    """Words that the recogniser was sure of, but for the one at index `doubtful`."""
    return tuple(
        Word(word, start=float(index), end=index + 0.5, probability=probability if index == doubtful else 0.9)
        for index, word in enumerate(text.split())
    )


BAGGING = (Term("bagging", ("bootstrap aggregating",)),)
BEGGING = "they use begging of many trees"


def test_what_sounds_like_a_term_and_was_doubtful_may_be_the_term() -> None:
    assert maybe_said(BAGGING, _heard(BEGGING, 2)) == MaybeSaid("bagging", (2, 3))
    assert maybe_said(BAGGING, _heard("They use BEGGING, of many trees", 2)) == MaybeSaid("bagging", (2, 3))


@pytest.mark.parametrize(
    "answer",
    [
        _heard(BEGGING),
        _heard(BEGGING, 1),
        _heard(BEGGING, 3),
        _heard(BEGGING, 2, probability=UNCERTAIN_BELOW),
        tuple(Word(word) for word in BEGGING.split()),
        _heard("they use pruning of many trees", 2),
        _heard("they use begging and bagging of trees", 2),
        _heard("they use begging for bootstrap aggregating", 2),
        (),
    ],
    ids=[
        "the recogniser was sure",
        "it doubted the word before",
        "it doubted the word after",
        "at the threshold it is sure",
        "typed",
        "another sound",
        "the term was said elsewhere",
        "a spoken form was said elsewhere",
        "nothing was said",
    ],
)
def test_without_doubt_or_likeness_nothing_was_misheard(answer: tuple[Word, ...]) -> None:
    assert maybe_said(BAGGING, answer) is None


@pytest.mark.parametrize("doubtful", [1, 2])
def test_a_term_of_two_words_is_doubtful_where_either_of_them_is(doubtful: int) -> None:
    answer = _heard("with radiant dissent it learns", doubtful)
    assert maybe_said(_terms("gradient descent"), answer) == MaybeSaid("gradient descent", (1, 3))


def test_one_word_may_have_been_heard_as_two() -> None:
    answer = _heard("we put it on cooper netties then", 4)
    assert maybe_said(_terms("kubernetes"), answer) == MaybeSaid("kubernetes", (4, 6))


def test_a_likeness_to_a_spoken_form_is_reported_as_the_term() -> None:
    term = (Term("GD", ("gradient descent",)),)
    assert maybe_said(term, _heard("with radiant dissent it learns", 1)) == MaybeSaid("GD", (1, 3))


def test_a_term_of_few_sounds_is_like_everything_and_never_guessed() -> None:
    assert maybe_said(_terms("L1", "R", "lasso"), _heard("with L2 the loss is less", 1)) is None


def test_the_first_term_that_was_not_heard_is_named() -> None:
    terms = _terms("collision", "bagging")
    answer = _heard("begging and a collusion", 0) + _heard("collusion", 0)
    assert maybe_said(terms, answer) == MaybeSaid("collision", (4, 5))
    assert maybe_said(terms[::-1], answer) == MaybeSaid("bagging", (0, 1))


WORDS = st.lists(
    st.builds(
        Word,
        st.sampled_from(["begging", "bagging", "the", "radiant", "dissent", "gradient", "trees"]),
        probability=st.none() | st.floats(0, 1),
    ),
    max_size=12,
)


@given(WORDS)
def test_what_was_maybe_said_lies_in_the_answer_and_was_doubted_and_not_heard(words: list[Word]) -> None:
    terms = _terms("gradient descent", "bagging")
    found = maybe_said(terms, words)
    if found is not None:
        first, last = found.words
        assert 0 <= first < last <= len(words)
        known = [word.probability for word in words[first:last] if word.probability is not None]
        assert min(known) < UNCERTAIN_BELOW
        assert found.term not in terms_heard(terms, " ".join(word.text for word in words))
