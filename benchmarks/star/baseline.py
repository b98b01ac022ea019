"""A baseline of keywords: what one gets without training."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from benchmarks.star.figures import Found
from voiceprep.scoring.quantities import has_quantity
from voiceprep.story import Part, Telling

if TYPE_CHECKING:
    from training.star_data import LabelledAnswer

_PARTS = (
    (Part.LESSON, r"\b(?:learn(?:ed|t)|lesson|taught me|next time|differently|takeaway|since then)\b"),
    (Part.RESULT, r"\b(?:result|in the end|finally|outcome|saved|reduced|increased|improved|percent|won)\b"),
    (Part.TASK, r"\b(?:task|goal|responsible|asked to|had to|needed to|supposed to|deadline|job was)\b"),
    (Part.ACTION, r"\b(?:i|we) (?:then |also |just )?(?:[a-z]+ed|went|wrote|took|made|built|told|put|got)\b"),
    (Part.OTHER, r"\b(?:i think|usually|always|would|should|you|people|honestly|good question)\b"),
)
"""The first that occurs decides; a clause without any is the situation."""
_TELLINGS = (
    (Telling.PLAN, r"\b(?:i would|i'd|i will|i'll|i'm going to)\b"),
    (Telling.HABIT, r"\b(?:i usually|i always|i often|whenever|every time|generally)\b"),
    (Telling.OPINION, r"\b(?:i think|i believe|in my opinion|you should|people should|one should)\b"),
)
"""Two of a kind, and no more of the past ("was", "were", "had"), make an answer that kind."""
_PAST = re.compile(r"\b(?:was|were|had)\b")


def keywords(answer: LabelledAnswer) -> Found:
    """What keywords make of the answer, clause by labelled clause."""
    parts = tuple(_part(clause.lower()) for clause in answer.clauses)
    results = [text for text, part in zip(answer.clauses, parts, strict=True) if part is Part.RESULT]
    number = any(has_quantity(text) for text in results)
    return Found(
        parts=parts,
        telling=_telling(" ".join(answer.clauses).lower()),
        result=bool(results),
        number=number,
        checkable=number,
        lesson=Part.LESSON in parts,
        told=frozenset(parts),
        shares=None,
    )


def _part(clause: str) -> Part:
    return next((part for part, pattern in _PARTS if re.search(pattern, clause)), Part.SITUATION)


def _telling(text: str) -> Telling:
    past = len(_PAST.findall(text))
    for telling, pattern in _TELLINGS:
        count = len(re.findall(pattern, text))
        if count >= 2 and count > past:
            return telling
    return Telling.EPISODE
