"""The phrase is heard at the end and nowhere else."""

from __future__ import annotations

import pytest

from tests.builders import spoken, typed
from voiceprep.transcription.end_phrase import end_phrase, without_end_phrase
from voiceprep.values import Transcript


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("It underfits. That's my answer.", "It underfits."),
        ("It underfits, and that is my answer", "It underfits,"),
        ("It underfits. Okay, so that\u2019s my answer!", "It underfits."),
        ("That's my answer.", ""),
        ("It underfits. Yeah. That was my answer.", "It underfits."),
        ("That's my answer to overfitting", "That's my answer to overfitting"),
        ("They asked whether that's my answers", "They asked whether that's my answers"),
        ("Not that my answer", "Not that my answer"),
        ("", ""),
    ],
)
def test_the_phrase_is_cut_from_the_end(said: str, kept: str) -> None:
    assert without_end_phrase(Transcript(typed(said), "typed")).text == kept
    assert (end_phrase(typed(said)) is None) == (said == kept)


def test_the_times_of_the_answer_stay() -> None:
    words = spoken("it underfits that's my answer")
    assert without_end_phrase(Transcript(words, "fake")).words == words[:2]
