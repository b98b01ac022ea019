"""The last words: the strongest and the weakest topic are named only where they differ."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.builders import question, take
from voiceprep.coaching.closing import closing, with_capitals
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
        # Both are shown as 80.
        ({"a": 80.1, "c": 79.9}, "You answered 2 questions."),
        ({"a": None}, "There was no answer that I could judge."),
        ({"a": 50.0, "b": None, "c": None}, "You answered 3 questions. I could not judge 2 answers."),
        (
            {"a": 80.0, "b": None, "c": 50.0},
            (
                "You answered 3 questions. Your strongest topic was Databases; practise Caches next. "
                "I could not judge one answer."
            ),
        ),
        (
            {"a": 80.0, "c": 50.0},
            "You answered 2 questions. Your strongest topic was Databases; practise Caches next.",
        ),
    ],
)
def test_the_last_words(contents: dict[str, float | None], told: str) -> None:
    takes = [replace(take(name), content=content) for name, content in contents.items()]
    assert closing(QUESTIONS, takes, PROMPTS) == f"That was the interview. {told}"


def test_a_sentence_that_begins_with_a_number_in_words_has_a_capital() -> None:
    assert with_capitals("Welcome. one question.") == "Welcome. One question."
    assert with_capitals("one point more.") == "One point more."
    assert with_capitals("I have one question. onehalf is none") == "I have one question. onehalf is none"
