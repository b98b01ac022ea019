"""Answers longer than the network has room for are read in stretches."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceprep.storytelling.in_context import ContextEncoder, stretches

ANSWER = [
    "We had a flood in the archive.",
    "I carried the oldest books out,",
    "and not one of them was lost.",
]


def test_what_fits_is_read_at_once() -> None:
    assert stretches([3, 4, 3], room=10) == [(0, 3, [0, 1, 2])]
    assert stretches([], room=10) == []


def test_a_clause_is_taken_from_where_it_is_farthest_from_a_cut() -> None:
    assert stretches([1] * 8, room=6) == [(0, 6, [0, 1, 2, 3, 4]), (3, 8, [5, 6, 7])]


@given(st.lists(st.integers(0, 10), max_size=60))
def test_every_clause_is_taken_once_from_a_stretch_with_room_for_it(lengths: list[int]) -> None:
    found = stretches(lengths, room=10)
    assert sorted(clause for _, _, clauses in found for clause in clauses) == list(range(len(lengths)))
    for first, last, clauses in found:
        assert sum(lengths[first:last]) <= 10
        assert all(first <= clause < last for clause in clauses)


@pytest.mark.models
def test_a_clause_is_read_with_what_stands_around_it() -> None:
    encoder = ContextEncoder()
    whole, alone = encoder.encode(ANSWER), encoder.encode(ANSWER[:1])
    assert whole.shape == (3, 384)
    assert not np.allclose(whole[0], alone[0], atol=0.1)
    assert np.array_equal(whole, encoder.encode(ANSWER))


@pytest.mark.models
def test_a_clause_of_signs_alone_is_nothing() -> None:
    vectors = ContextEncoder().encode(["", *ANSWER])
    assert not vectors[0].any()
    assert vectors[1:].any(axis=1).all()


@pytest.mark.models
def test_a_clause_without_end_is_cut() -> None:
    vectors = ContextEncoder().encode(["flood " * 2_000, *ANSWER])
    assert vectors.any(axis=1).all()
