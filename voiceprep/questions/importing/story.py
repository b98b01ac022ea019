"""A worked story (situation, task, action, result) in an answer; the method may be mentioned without one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from voiceprep.questions.importing.written import Aside
from voiceprep.questions.model import StarExample

if TYPE_CHECKING:
    from collections.abc import Mapping

_LABEL = re.compile(
    r"\b(Situation|Task|Action|Result|Results|Lesson|Learned|Lessons learned)\s*:\s*", re.IGNORECASE
)
_LEARNED = re.compile(r"(?<=[.!])\s+((?:I\s+|We\s+)?Learned\s+\S.*)$", re.IGNORECASE | re.DOTALL)
_PARTS = ("situation", "task", "action", "result")


def story_of(parts: Mapping[str, str]) -> tuple[StarExample | None, list[Aside]]:
    """The story that these named parts tell; none, and what they say, where one of the four is missing."""
    told = {part: parts.get(part, "") for part in (*_PARTS, "lesson")}
    if missing := [part for part in _PARTS if not told[part]]:
        reason = f"of a story without {', '.join(missing)}"
        return None, [Aside(text, reason) for text in told.values() if text]
    situation, task, action, result, lesson = told.values()
    return StarExample(situation, task, action, result, lesson or None), []


def story_in(answer: str) -> StarExample | None:
    """The story that `answer` tells under those four labels, in that order; None where it tells none."""
    labels = list(_LABEL.finditer(answer))
    names = [label.group(1).lower().removesuffix("s") for label in labels]
    if tuple(names[:4]) != _PARTS:
        return None
    ends = [*(label.start() for label in labels[1:]), len(answer)]
    told = [" ".join(answer[label.end() : end].split()) for label, end in zip(labels, ends, strict=True)]
    told = [re.sub(r"[\s*_#-]+$", "", part) for part in told]
    if not all(told[:4]):
        return None
    lesson = told[4] if len(told) > 4 else None
    if lesson is None and (learned := _LEARNED.search(told[3])):
        told[3], lesson = told[3][: learned.start()].strip(), learned.group(1).strip()
    situation, task, action, result = told[:4]
    return StarExample(situation, task, action, result, lesson or None)
