"""The last words of an interview."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voiceprep.coaching.prompts import Prompts
    from voiceprep.questions.model import Question
    from voiceprep.values import Take


def closing(questions: Sequence[Question], takes: Sequence[Take], prompts: Prompts) -> str:
    """How many answers there were, and the strongest and the weakest topic where one is stronger."""
    topics = {question.id: question.topic for question in questions}
    scored = sorted(
        (take for take in takes if take.content is not None), key=lambda take: take.content or 0.0
    )
    answered = count_of(len(scored), "question")
    if not scored:
        return prompts.say("closing_none")
    best, worst = scored[-1], scored[0]
    strongest, weakest = topics[best.question_id], topics[worst.question_id]
    if strongest == weakest or best.content == worst.content:
        return prompts.say("closing_one", answered=answered)
    return prompts.say("closing", answered=answered, strongest=strongest, weakest=weakest)


def count_of(count: int, noun: str) -> str:
    """In words for one, else in figures: one question, 3 questions."""
    return f"one {noun}" if count == 1 else f"{count} {noun}s"
