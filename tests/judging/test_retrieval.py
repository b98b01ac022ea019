"""Which windows are read against a claim, and what is measured while they are looked for."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import typed
from tests.judging.bag_of_words import BagOfWords
from voiceprep.judging.interface import Claim
from voiceprep.judging.retrieval import (
    PER_CLAIM,
    PER_MISCONCEPTION,
    PER_WORDED_CLAIM,
    Proposal,
    informative,
    propose,
)
from voiceprep.judging.windows import Window, windows
from voiceprep.questions.model import Term

LOOKUP = Claim("Hash maps find values in constant time.")
TREE = Claim("Trees keep their keys sorted.", misconceptions=("Trees leave their keys unsorted.",))
QUESTION = "How does a hash map find the value of a key?"
FILLER = "and then we went home to eat some bread with the other people of the house "


def _windows(*texts: str) -> list[Window]:
    """Windows one after the other, as if each had been said alone."""
    made: list[Window] = []
    for text in texts:
        first = made[-1].last if made else 0
        made.append(Window(first, first + len(text.split()), text))
    return made


def _proposal(claim: Claim, *texts: str, question: str = "") -> Proposal:
    (proposal,) = propose([claim], _windows(*texts), BagOfWords(), question=question)
    return proposal


# Windows that say something


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("the hash gives the place of the value", True),
        ("so you know it is just that and so on", False),
        ("how does a hash map find the value of a key", False),
        ("value a of how key does map the find hash a", True),
        ("well how does a hash map find the value of a key", False),
        ("a hash map", False),
        ("a hash map find the value at once by its number", True),
        ("hash", True),
    ],
    ids=[
        "own words",
        "no content",
        "the question",
        "its words in another order",
        "the question after a word",
        "a piece of the question",
        "a piece of it and more",
        "one word",
    ],
)
def test_what_says_no_more_than_the_question_is_left_out(text: str, *, kept: bool) -> None:
    found = _windows(text)
    assert informative(found, QUESTION) == (found if kept else [])


def test_without_a_question_nothing_is_read_back() -> None:
    found = _windows("how does a hash map find the value of a key")
    assert informative(found, "") == found


def test_the_question_is_known_whatever_its_capitals_and_punctuation() -> None:
    found = _windows("how does a hash map find the value of a key")
    assert informative(found, "HOW does a hash-map find, the value of a key ?") == []


def test_the_windows_that_are_kept_keep_their_order() -> None:
    one, empty, two = _windows("hashes are numbers", "so it is", "numbers are places")
    assert informative([one, empty, two], QUESTION) == [one, two]


# Proposals


def test_the_nearest_window_comes_first() -> None:
    proposal = _proposal(LOOKUP, "bread with butter", "hash maps find values in constant time", "find values")
    assert proposal.windows == (1, 2, 0)


def test_windows_that_are_equally_near_come_in_the_order_of_the_answer() -> None:
    assert _proposal(LOOKUP, "find bread", "find bread", "find bread").windows == (0, 1, 2)


def test_so_many_windows_are_read_and_the_one_with_the_claim_first() -> None:
    answer = windows(typed(FILLER * 4 + LOOKUP.text + FILLER * 4))
    (proposal,) = propose([LOOKUP], answer, BagOfWords())
    assert len(proposal.windows) == PER_CLAIM
    assert "constant time" in answer[proposal.windows[0]].text


def test_the_windows_near_a_misconception_are_read_against_both() -> None:
    texts = ("trees keep their keys sorted", "keep keys sorted", "trees leave their keys unsorted")
    proposal = _proposal(TREE, *texts)
    assert proposal.misconceptions == ((0, 2),)
    assert proposal.windows == (0, 1, 2)


def test_a_claim_without_misconceptions_has_none_to_read() -> None:
    assert _proposal(LOOKUP, "hash maps find values").misconceptions == ()


def test_similarity_is_that_of_the_nearest_window() -> None:
    proposal = _proposal(LOOKUP, "bread with butter", "hash maps find bread milk cake")
    assert proposal.similarity == pytest.approx(0.5)
    assert _proposal(LOOKUP, "butter").similarity == pytest.approx(0.0)


def test_the_echo_of_a_misconception_is_1_and_that_of_the_claim_0() -> None:
    assert _proposal(TREE, TREE.misconceptions[0]).echo == pytest.approx(1.0)
    assert _proposal(TREE, TREE.text).echo == pytest.approx(0.0)
    assert _proposal(LOOKUP, LOOKUP.text).echo == 0.0


def test_a_misconception_is_no_nearness_to_the_claim() -> None:
    claim = Claim("Trees keep their keys sorted.", misconceptions=("Bread goes stale quickly.",))
    assert _proposal(claim, "bread goes stale quickly").similarity == pytest.approx(0.0)


@pytest.mark.parametrize(
    ("text", "question", "recall"),
    [
        ("constant time values maps hash finding", "", 1.0),
        ("values are found", "", 1 / 6),
        ("values in constant time", "", 0.5),
        ("a hash map finds", "What does a hash map find?", 0.0),
        ("a hash map takes constant time", "What does a hash map find?", 2 / 3),
        ("find values", "Do hash maps find values in constant time?", 1 / 3),
        ("bread", "", 0.0),
    ],
)
def test_recall_counts_the_words_of_content_that_the_question_did_not_give(
    text: str, question: str, recall: float
) -> None:
    assert _proposal(LOOKUP, text, question=question).recall == pytest.approx(recall)


def test_a_term_is_recalled_in_any_of_its_spoken_forms() -> None:
    claim = Claim("Lasso drops weights.", terms=(Term("lasso", ("L one",)),))
    assert _proposal(claim, "with l one we see weights").recall == pytest.approx(2 / 3)
    assert _proposal(Claim(claim.text), "with l one we see weights").recall == pytest.approx(1 / 3)


@pytest.mark.parametrize(
    ("text", "connectedness"),
    [
        ("hash maps constant time values", 0.0),
        ("they have it so that you can find the values by them", 1.0),
        ("the hash maps constant time values", 1 / 6 / 0.35),
    ],
    ids=["keywords", "speech", "one of six is a function word"],
)
def test_a_list_of_keywords_is_not_connected(text: str, connectedness: float) -> None:
    assert _proposal(LOOKUP, text).connectedness == pytest.approx(connectedness)


TEXTS = st.lists(st.sampled_from([*LOOKUP.text.split(), *TREE.text.split(), *FILLER.split()]), min_size=1)


@given(TEXTS)
def test_a_proposal_names_windows_that_there_are_once_each(words: list[str]) -> None:
    answer = windows(typed(" ".join(words)))
    for claim, proposal in zip((LOOKUP, TREE), propose([LOOKUP, TREE], answer, BagOfWords()), strict=True):
        assert 1 <= len(proposal.windows) <= PER_CLAIM + PER_MISCONCEPTION * len(claim.misconceptions)
        assert len(set(proposal.windows)) == len(proposal.windows)
        assert set(proposal.windows) <= set(range(len(answer)))
        assert {index for _, index in proposal.misconceptions} <= set(proposal.windows)
        assert -1.0 <= proposal.similarity <= 1.0 + 1e-6
        assert 0.0 <= proposal.recall <= 1.0
        assert 0.0 <= proposal.echo <= 1.0
        assert 0.0 <= proposal.connectedness <= 1.0


@given(TEXTS)
def test_the_order_of_the_claims_does_not_matter(words: list[str]) -> None:
    answer = windows(typed(" ".join(words)))
    there = propose([LOOKUP, TREE], answer, BagOfWords(), question=QUESTION)
    assert propose([TREE, LOOKUP], answer, BagOfWords(), question=QUESTION) == there[::-1]


def test_a_window_about_the_subject_gives_way_to_one_about_the_claim() -> None:
    order = Claim("Hash maps keep no order.")
    answer = _windows("hash maps and maps that hash", "values are there in time")
    (alone,) = propose([LOOKUP], answer, BagOfWords())
    beside_another, _ = propose([LOOKUP, order], answer, BagOfWords())
    assert alone.windows == (0, 1)
    assert beside_another.windows == (1, 0)


# Other wordings

PILE = Claim(
    "Garbage collectors reclaim unused memory.", wordings=("Objects nobody points at are thrown away.",)
)


def test_another_wording_finds_the_place_that_the_claim_does_not() -> None:
    texts = ("the weather was lovely yesterday", "objects that nobody holds are thrown away")
    worded = _proposal(PILE, *texts)
    assert worded.windows[0] == 1
    assert worded.similarity > _proposal(replace(PILE, wordings=()), *texts).similarity


def test_the_similarity_is_the_mean_over_the_claim_and_its_wordings() -> None:
    text = "objects that nobody holds"
    alone = [_proposal(Claim(one), text).similarity for one in (PILE.text, *PILE.wordings)]
    assert alone[0] < alone[1]
    assert _proposal(PILE, text).similarity == pytest.approx(sum(alone) / 2)


def test_a_claim_in_several_wordings_is_read_in_fewer_windows() -> None:
    texts = [f"{word} memory is reclaimed when unused" for word in ("first", "second", "third", "fourth")]
    assert len(_proposal(PILE, *texts).windows) == PER_WORDED_CLAIM
    assert len(_proposal(replace(PILE, wordings=()), *texts).windows) == PER_CLAIM


def test_wordings_leave_echo_and_recall_as_the_claim_and_its_misconception_make_them() -> None:
    texts = ("trees leave their keys unsorted", "a tree keeps keys sorted")
    plain = _proposal(TREE, *texts)
    worded = _proposal(replace(TREE, wordings=("Whatever hangs there is in order.",)), *texts)
    assert (worded.echo, worded.recall) == (plain.echo, plain.recall)
