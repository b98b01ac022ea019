"""A question narrowed to a part of it, so that an answer to that part goes through the same assessment."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING

from voiceprep.questions.model import Kind, StoryPart

if TYPE_CHECKING:
    from voiceprep.questions.model import Question
    from voiceprep.values import Portion


def narrowed(question: Question, portion: Portion | None) -> Question | None:
    """The question as the portion asks it; the question itself without one.

    None where the portion is about nothing that this question has.
    """
    if portion is None:
        return question
    asked = replace(question, text=portion.asked, target_seconds=round(portion.seconds))
    if portion.story is not None:
        # A part of a story is looked for in any answer, whatever the kind of question.
        story = {field.name: getattr(asked, field.name) for field in fields(asked)}
        return StoryPart(**(story | {"kind": Kind.EXPERIENCE}))
    points = tuple(point for point in question.key_points if point.id == portion.key_point)
    # One sentence on one point is no story, and what it lacks of one is no news.
    return replace(asked, kind=Kind.CONCEPT, key_points=points) if points else None
