"""Two takes of one question side by side, key point by key point. Pure, and without a score of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voiceprep.compared import Change, Comparison, PointChange, Shift, StoryChange, Told
from voiceprep.story import Part
from voiceprep.values import Verdict

if TYPE_CHECKING:
    from voiceprep.story import Star
    from voiceprep.values import Portion, Take

JUDGED_BY = ("judge", "scorer")
"""What decides on a key point, as the versions of a take name it."""


def compare(before: Take, after: Take, *, part: Portion | None = None) -> Comparison:
    """What `after` changed. `part`: all that `after` was to answer; it is compared on that alone.

    For a part of the story that is this part, and key points that came along with it: leaving out the rest
    was the task.
    """
    points, alike = tuple(_points(before, after)), judged_alike(before, after)
    if part is not None:
        story = None
        if part.story is not None:
            points = tuple(point for point in points if point.change is Change.GAINED)
            story = StoryChange(part.story, told(before.star, part.story), told(after.star, part.story))
        return Comparison(points, story, None, None, None, None, None, alike)
    return Comparison(
        points=points,
        story=None,
        content=Shift(before.content, after.content),
        first_key_point=Shift(_first_key_point(before), _first_key_point(after)),
        seconds=Shift(_seconds(before), _seconds(after)),
        filler_sounds=Shift(_filler_sounds(before), _filler_sounds(after)),
        filler_words=Shift(_filler_words(before), _filler_words(after)),
        judged_alike=alike,
    )


def change_of(before: Verdict, after: Verdict) -> Change:
    """What became of a key point. Only what is covered is had: a part of it is not enough to be gained."""
    if after is Verdict.COVERED:
        return Change.KEPT if before is Verdict.COVERED else Change.GAINED
    return Change.LOST if before is Verdict.COVERED else Change.MISSING


def told(star: Star | None, part: Part) -> Told:
    """How well that part is told in an answer."""
    if star is None or part not in star.order:
        return Told.MISSING
    if part is Part.RESULT and star.result is not None and not star.result.checkable:
        return Told.VAGUE
    return Told.TOLD


def judged_alike(before: Take, after: Take) -> bool:
    """Whether the same judge and the same rules decided on both."""
    return all(before.versions.get(name) == after.versions.get(name) for name in JUDGED_BY)


def _points(before: Take, after: Take) -> list[PointChange]:
    """An id that stands for another claim by now is another key point."""
    earlier = {finding.key_point: finding for finding in before.findings}
    return [
        PointChange(now.key_point, now.claim, change_of(was.verdict, now.verdict), was.verdict, now.verdict)
        for now in after.findings
        if (was := earlier.get(now.key_point)) is not None and was.claim == now.claim
    ]


def _first_key_point(take: Take) -> float | None:
    return None if take.delivery is None else take.delivery.first_key_point


def _seconds(take: Take) -> float | None:
    return None if take.delivery is None else take.delivery.seconds


def _filler_sounds(take: Take) -> float | None:
    return None if take.delivery is None else take.delivery.fillers.sounds


def _filler_words(take: Take) -> float | None:
    return None if take.delivery is None else take.delivery.fillers.words
