"""One short sentence on what another take has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voiceprep.coaching.closing import count_of, with_capitals
from voiceprep.compared import Change, Told
from voiceprep.values import Verdict

if TYPE_CHECKING:
    from voiceprep.coaching.prompts import Prompts
    from voiceprep.compared import Comparison
    from voiceprep.questions.model import KeyPoint

_ON_A_POINT = {
    Verdict.COVERED: "point_covered",
    Verdict.PARTLY: "point_partly",
    Verdict.OPPOSITE: "point_opposite",
}
_ON_THE_STORY = {Told.TOLD: "story_told", Told.VAGUE: "story_vague", Told.MISSING: "story_missing"}


def on_the_whole(comparison: Comparison, prompts: Prompts) -> str:
    """How many points were gained and lost; empty where none is covered, as the feedback tells."""
    gained, lost = comparison.count(Change.GAINED), comparison.count(Change.LOST)
    if not (gained or lost or comparison.count(Change.KEPT)):
        return ""
    places = {}
    if gained:
        places["gained"] = count_of(gained, "point")
    if lost:
        places["lost"] = count_of(lost, "point")
    name = {(True, True): "both", (True, False): "gained", (False, True): "lost"}.get(
        (gained > 0, lost > 0), "same"
    )
    return with_capitals(prompts.say(f"compared_{name}", **places))


def on_a_point(point: KeyPoint, verdict: Verdict, prompts: Prompts, *, experience: bool = False) -> str:
    """Whether the point that was asked for is covered now; what it is, where it is not.

    `experience`: whether it belongs to the person's own past; then it is what was looked for, and no fact.
    """
    name = _ON_A_POINT.get(verdict, "point_open")
    if experience and name in {"point_open", "point_opposite"}:
        name += "_experience"
    return prompts.say(name, seed=point.id, claim=point.claim)


def on_the_story(part: str, told: Told, prompts: Prompts) -> str:
    """Whether the part that was asked for is told now."""
    return prompts.say(_ON_THE_STORY[told], part=part)
