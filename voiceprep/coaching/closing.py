"""The last words of an interview."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voiceprep.coaching.prompts import Prompts
    from voiceprep.questions.model import Question
    from voiceprep.values import Take


def closing(questions: Sequence[Question], takes: Sequence[Take], prompts: Prompts) -> str:
    """How many answers there were, and the strongest and the weakest topic where one is stronger.

    Stronger is what is shown as such: scores are shown without decimals.
    """
    topics = {question.id: question.topic for question in questions}
    scored = sorted(
        (take for take in takes if take.content is not None), key=lambda take: take.content or 0.0
    )
    if not scored:
        return prompts.say("closing_none")
    best, worst = scored[-1], scored[0]
    places = {"strongest": topics[best.question_id], "weakest": topics[worst.question_id]}
    alike = round(best.content or 0.0) == round(worst.content or 0.0)
    alike = alike or places["strongest"] == places["weakest"]
    answered = count_of(len(takes), "question")
    if alike:
        said = prompts.say("closing_one", answered=answered)
    else:
        said = prompts.say("closing", answered=answered, **places)
    if unjudged := len(takes) - len(scored):
        said += " " + prompts.say("closing_unjudged", unjudged=count_of(unjudged, "answer"))
    return with_capitals(said)


def count_of(count: int, noun: str) -> str:
    """In words for one, else in figures: one question, 3 questions."""
    return f"one {noun}" if count == 1 else f"{count} {noun}s"


def with_capitals(text: str) -> str:
    """A manner may begin a sentence with a number in words, and the only such number is one: `count_of`."""
    return re.sub(r"(^|[.!?] )one\b", r"\1One", text)
