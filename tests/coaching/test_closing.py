"""The last words: the strongest and the weakest topic are named only where they differ."""

from __future__ import annotations

import pytest

from tests.builders import question, take
from voiceprep.coaching.closing import closing
from voiceprep.coaching.prompts import load_prompts

PROMPTS = load_prompts()
TOPICS = {"a": "Databases", "b": "Databases", "c": "Caches"}
QUESTIONS = [question(name, topic=topic) for name, topic in TOPICS.items()]


@pytest.mark.parametrize(
    ("contents", "told"),
    [
        ({}, "There was no answer that I could judge."),
        ({"a": 50.0}, "You answered one question."),
        ({"a": 80.0, "b": 20.0}, "You answered 2 questions."),
        ({"a": 80.0, "c": 50.0, "b": 20.0}, "You answered 3 questions."),
        ({"a": 50.0, "c": 50.0}, "You answered 2 questions."),
        (
            {"a": 80.0, "c": 50.0},
            "You answered 2 questions. Your strongest topic was Databases; practise Caches next.",
        ),
    ],
)
def test_the_last_words(contents: dict[str, float], told: str) -> None:
    takes = [take(name, content=content) for name, content in contents.items()]
    assert closing(QUESTIONS, takes, PROMPTS) == f"That was the interview. {told}"
