"""Near-verbatim overlap with the expert answer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceprep.scoring.recitation import MEMORISED_FROM, MIN_WORDS, RUN, recited_share, sounds_memorised

EXPERT_ANSWER = "a hash map turns the key into a number and looks in the place of that number"
OWN_ANSWER = "so what happens is that every key gets its bucket by hashing"
EXPERT, OWN = EXPERT_ANSWER.split(), OWN_ANSWER.split()
WORDS = st.lists(st.sampled_from(["a", "key", "has", "one", "place"]), max_size=30)


@pytest.mark.parametrize(
    ("answer", "share"),
    [
        (EXPERT, 1.0),
        (EXPERT[3:9], 1.0),
        (EXPERT[3:8], 0.0),
        (OWN, 0.0),
        ([*OWN[:6], *EXPERT[:6]], 0.5),
        ([*EXPERT[:6], *OWN[:6], *EXPERT[6:12]], 2 / 3),
        ([*EXPERT[:5], "so", *EXPERT[5:10]], 0.0),
        ([*EXPERT[:3], *EXPERT[6:9], *EXPERT[12:15]], 0.0),
        (EXPERT[::-1], 0.0),
        (EXPERT + EXPERT, 1.0),
        ([], 0.0),
    ],
    ids=[
        "all of it",
        "six words in a row",
        "five words in a row",
        "own words",
        "half of it",
        "two pieces around own words",
        "a word between",
        "pieces of three",
        "backwards",
        "twice",
        "nothing",
    ],
)
def test_only_long_runs_of_the_same_words_are_recited(answer: list[str], share: float) -> None:
    assert recited_share(answer, EXPERT) == pytest.approx(share)


@pytest.mark.parametrize("expert", [[], EXPERT[: RUN - 1]])
def test_nothing_is_recited_of_an_expert_answer_without_runs(expert: list[str]) -> None:
    assert recited_share(EXPERT, expert) == 0.0


@given(WORDS, WORDS)
def test_the_share_lies_between_nothing_and_all(answer: list[str], expert: list[str]) -> None:
    assert 0.0 <= recited_share(answer, expert) <= 1.0


@given(WORDS.filter(lambda words: len(words) >= RUN))
def test_an_answer_recites_itself(answer: list[str]) -> None:
    assert recited_share(answer, answer) == 1.0


@given(WORDS, st.integers(1, 20))
def test_own_words_after_it_lower_the_share(answer: list[str], more: int) -> None:
    own = [f"own{number}" for number in range(more)]
    before, after = (recited_share(words, EXPERT) for words in (EXPERT + answer, EXPERT + answer + own))
    assert after < before


@pytest.mark.parametrize(
    ("share", "words", "memorised"),
    [
        (1.0, MIN_WORDS, True),
        (MEMORISED_FROM, MIN_WORDS, True),
        (MEMORISED_FROM - 0.01, 500, False),
        (1.0, MIN_WORDS - 1, False),
        (0.0, 0, False),
    ],
)
def test_a_long_answer_that_is_half_recited_sounds_memorised(
    share: float, words: int, *, memorised: bool
) -> None:
    assert sounds_memorised(share, words) is memorised
