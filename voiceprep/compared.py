"""Two takes of one question side by side: the values. `scoring/comparison.py` compares.

All are frozen. "Not measured" is None, never 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from voiceprep.story import Part
    from voiceprep.values import Verdict


class Change(StrEnum):
    """What became of a key point from one take to the next."""

    GAINED = "gained"
    """Covered now, and not before."""
    LOST = "lost"
    """Covered before, and not now."""
    KEPT = "kept"
    """Covered both times."""
    MISSING = "missing"
    """Covered neither time, though it may have come closer."""


@dataclass(frozen=True, slots=True)
class PointChange:
    """One key point in both takes."""

    key_point: str
    claim: str
    change: Change
    before: Verdict
    after: Verdict


class Told(StrEnum):
    """How well one part of a story is told."""

    MISSING = "missing"
    VAGUE = "vague"
    """A result in which there is nothing that one could check."""
    TOLD = "told"


@dataclass(frozen=True, slots=True)
class StoryChange:
    """One part of the story in both takes."""

    part: Part
    before: Told
    after: Told


@dataclass(frozen=True, slots=True)
class Shift:
    """A number in both takes; None where it was not measured."""

    before: float | None
    after: float | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a later take changed against an earlier one."""

    points: tuple[PointChange, ...]
    """The key points that both takes were judged on, in the order of the bank."""
    story: StoryChange | None
    """The part of the story that was to be told again; None where none was."""
    content: Shift | None
    """Content result, 0 to 100. This and the others: None where only a part was answered, which is another
    answer than the whole."""
    first_key_point: Shift | None
    """Seconds from the first word to the first stated key point."""
    seconds: Shift | None
    """From the first sound of speech to the last."""
    filler_sounds: Shift | None
    """Filled pauses; not known until they are counted, after the feedback."""
    filler_words: Shift | None
    judged_alike: bool = True
    """Whether the same judge, with the same rules, decided on both; else a change may be the judge's."""

    def count(self, change: Change) -> int:
        """How many key points changed in that way."""
        return sum(point.change is change for point in self.points)
