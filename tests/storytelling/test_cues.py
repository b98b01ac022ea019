"""Cues of a clause."""

from __future__ import annotations

import math

import pytest

from voiceprep.storytelling.cues import MOST, NAMES, USUAL_WORDS, cues


def _cue(name: str, text: str) -> float:
    return dict(zip(NAMES, cues(text), strict=True))[name]


@pytest.mark.parametrize(
    ("name", "text", "count"),
    [
        ("i", "I'd asked, and I\u2019m glad I did", 3),
        ("we", "We said we're done with us", 2),
        ("regular past", "I called and asked and walked", 3),
        ("would", "I would, and you'd too", 2),
        ("had to", "we had to stop", 1),
        ("habitually", "I usually do that every day", 2),
        ("not", "nobody didn't", 2),
        ("begins with and", "And then and then", 1),
        ("begins with so", "also so", 0),
        ("asks", "Why?", 1),
        ("from then on", "it has been quiet since, and still is", 2),
        ("all or none", "nobody left and everyone sang", 2),
        ("i or we do", "And then I phoned her", 1),
        ("i or we do", "the phone that we had", 0),
        ("another does", "and the phone stopped ringing", 1),
        ("another does", "I told the others", 0),
        ("has done", "they\u2019ve replaced it and it has never broken", 2),
        ("has done", "they have a lamp", 0),
        ("is asked for", "what they wanted from me by the Friday", 2),
        ("has a quantity", "by 40 percent", 1),
        ("has a quantity", "by a lot", 0),
    ],
)
def test_what_is_counted(name: str, text: str, count: int) -> None:
    assert _cue(name, text) == count


def test_a_cue_counts_three_times_at_most() -> None:
    assert _cue("i", "I I I I I") == MOST


def test_the_length_is_nought_for_a_usual_clause() -> None:
    assert _cue("length", " ".join(["word"] * USUAL_WORDS)) == 0
    assert _cue("length", " ".join(["word"] * 2 * USUAL_WORDS)) == pytest.approx(math.log(2))
    assert math.isfinite(_cue("length", ""))
