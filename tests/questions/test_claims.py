"""Splitting a reference answer into claims."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceprep.questions.claims import MIN_WORDS, split_claims

_VOCABULARY = "bias Model the well-known low L2 weights, fit. split; better: error? Yes! (see below) e.g."
WORDS = st.sampled_from(_VOCABULARY.split())
JOINTS = st.sampled_from(
    [" ", "  ", "\n", "\n- ", "\n* ", " - ", "; ", " (1) ", " (12) ", ", while ", ", whereas "]
)
TEXTS = st.lists(st.tuples(WORDS, JOINTS), max_size=40).map(lambda pairs: "".join(a + b for a, b in pairs))


def _words(text: str) -> list[str]:
    """Letters only: numbers belong to enumeration marks, punctuation to separators."""
    found: list[str] = re.findall(r"[A-Za-z]+\d?", text)
    return [word for word in found if word not in {"while", "whereas"}]


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        (
            "(1) Resampling: repeat the rare class; (2) Weights: let rare errors cost more.",
            ["Resampling: repeat the rare class", "Weights: let rare errors cost more."],
        ),
        (
            "1. Stop the training early. 2. Lower the learning rate.",
            ["Stop the training early.", "Lower the learning rate."],
        ),
        (
            "Use more data - Use fewer features - Use dropout layers",
            ["Use more data", "Use fewer features", "Use dropout layers"],
        ),
        ("It needs:\n- a large disk\n- a fast network\n", ["It needs a large disk", "a fast network"]),
        (
            "L1 makes weights zero, while L2 makes them small.",
            ["L1 makes weights zero", "L2 makes them small."],
        ),
        (
            "Trees need no scaling, whereas networks do need it.",
            ["Trees need no scaling", "networks do need it."],
        ),
        ("Bias is an error. Variance is another one!", ["Bias is an error.", "Variance is another one!"]),
        (
            "It gives the mean; it hides the spread",
            ["It gives the mean", "it hides the spread"],
        ),
    ],
    ids=["enumeration", "numbers", "dashes", "bullets", "while", "whereas", "sentences", "semicolon"],
)
def test_each_piece_that_can_stand_for_itself_is_a_claim(text: str, claims: list[str]) -> None:
    assert split_claims(text) == claims


@pytest.mark.parametrize(
    "text",
    [
        "A low-rank, well-known method is used here",
        "The error falls by 0.5 percent a day",
        "Precision falls while recall grows in this case",
        "See the second figure (2) for the details",
        "It stops (see section 3) after ten rounds",
    ],
)
def test_what_only_looks_like_a_boundary_does_not_split(text: str) -> None:
    assert split_claims(text) == [text]


def test_a_heading_stays_with_the_piece_after_it_and_a_leftover_with_the_one_before() -> None:
    assert split_claims("Yes. It works in most cases") == ["Yes. It works in most cases"]
    assert split_claims("It works in most cases. Not always.") == ["It works in most cases. Not always."]


def test_short_texts_are_one_claim_and_blank_ones_none() -> None:
    assert split_claims("Dropout.") == ["Dropout."]
    assert split_claims("") == []
    assert split_claims(" \n ") == []


@given(TEXTS)
def test_no_word_is_lost_doubled_or_moved(text: str) -> None:
    assert _words(" ".join(split_claims(text))) == _words(text)


@given(TEXTS)
def test_every_claim_is_long_enough_unless_it_is_the_only_one(text: str) -> None:
    claims = split_claims(text)
    assert len(claims) <= 1 or all(len(claim.split()) >= MIN_WORDS for claim in claims)
    assert all(claim == claim.strip() != "" for claim in claims)


@given(TEXTS)
def test_the_same_text_gives_the_same_claims(text: str) -> None:
    assert split_claims(text) == split_claims(text)
