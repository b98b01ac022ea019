"""Content words, and terms in the ways people say them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceprep.judging.lexical import content_stems, recall, terms_heard, tokens
from voiceprep.questions.model import Term

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
