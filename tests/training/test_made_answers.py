"""Answers made of labelled statements, and what may be said of the windows cut from them."""

from __future__ import annotations

import random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from training.judge_rows import ABSENT, OPPOSITE, OUTCOMES, PARTLY, STATES
from training.made_answers import WINDOWS, answer_rows


def _entry(name: str) -> dict[str, Any]:
    """A claim each of whose texts has ten words that stand nowhere else."""
    return {
        "claim": f"claim {name}",
        "misconceptions": [f"wrong {name}"],
        **{label: [" ".join(f"{label}{name}{place}" for place in range(10))] for label in OUTCOMES},
    }


TOPIC = [_entry(name) for name in ("alpha", "beta", "gamma", "delta", "epsilon", "zeta")]
LABELS = {label: {label} for label in OUTCOMES}


def _share(text: str, label: str, name: str) -> float:
    return len(set(text.split()) & {f"{label}{name}{place}" for place in range(10)}) / 10


@given(st.integers(0, 10_000))
def test_a_window_may_be_said_to_do_what_its_words_do(seed: int) -> None:
    for row in answer_rows(TOPIC, random.Random(seed)):
        kind, name = row.claim.split()
        shares = {label: _share(row.text, label, name) for label in OUTCOMES}
        label, share = max(shares.items(), key=lambda item: item[1])
        if share < 0.5 or label == "absent":
            assert row.allowed == ABSENT | PARTLY
        elif share < 0.9:
            assert row.allowed == LABELS[label] | PARTLY | ABSENT or (kind, label) == ("wrong", "states")
        else:
            assert row.allowed == (OPPOSITE if kind == "wrong" else LABELS[label])


def test_every_outcome_is_asked_about_and_claims_that_are_not_in_the_window() -> None:
    rows = [row for seed in range(50) for row in answer_rows(TOPIC, random.Random(seed))]
    seen = {row.allowed for row in rows}
    assert {frozenset(one) for one in (STATES, PARTLY, OPPOSITE, ABSENT | PARTLY)} <= seen
    assert any(row.claim.startswith("wrong") for row in rows)
    assert any(row.claim.split()[1] not in row.text for row in rows)


def test_windows_are_no_longer_than_the_judge_reads_and_cover_the_answer() -> None:
    for seed in range(50):
        rows = list(answer_rows(TOPIC, random.Random(seed)))
        assert rows
        assert max(len(row.text.split()) for row in rows) <= max(WINDOWS)


def test_a_topic_of_one_claim_makes_an_answer_too() -> None:
    rows = list(answer_rows(TOPIC[:1], random.Random(2)))
    assert {row.claim.split()[1] for row in rows} == {"alpha"}
