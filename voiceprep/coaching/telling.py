"""One sentence on how an answer is told: its weakest part, and what to add."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from voiceprep.coaching.feedback import fits
from voiceprep.story import Part, StarAdvice

if TYPE_CHECKING:
    from voiceprep.coaching.prompts import Prompts
    from voiceprep.story import Star
    from voiceprep.values import Feedback

SPOKEN = frozenset(
    {StarAdvice.HABIT, StarAdvice.OPINION, StarAdvice.PLAN}
    | {StarAdvice.NO_SITUATION, StarAdvice.NO_TASK, StarAdvice.NO_ACTION, StarAdvice.NO_RESULT}
)
"""Said aloud as well: it is no episode, or a part is missing. Everything else is only shown."""
_OF_WHAT_WAS_SAID = frozenset({StarAdvice.HABIT, StarAdvice.OPINION, StarAdvice.PLAN, StarAdvice.WHOLE})
"""Fair to an answer that was cut off, too; parts and shares depend on what it did not come to."""
_ABOUT = {
    StarAdvice.SITUATION_SHORT: Part.SITUATION,
    StarAdvice.SITUATION_LONG: Part.SITUATION,
    StarAdvice.TASK_LONG: Part.TASK,
    StarAdvice.ACTION_SHORT: Part.ACTION,
    StarAdvice.ACTION_LONG: Part.ACTION,
    StarAdvice.RESULT_LONG: Part.RESULT,
}
"""The part whose share the sentence may name."""


def story_advice(star: Star, prompts: Prompts) -> str:
    """The advice in words."""
    places = {}
    for one in star.shares:
        if one.part is _ABOUT.get(star.advice):
            places = {"share": f"{one.share:.0%}".rstrip("%"), "usual": f"{one.usual:.0%}".rstrip("%")}
    return prompts.say(f"star_{star.advice.value}", **places)


def with_story(feedback: Feedback, star: Star | None, prompts: Prompts, *, complete: bool = True) -> Feedback:
    """The feedback with the advice; spoken only where it weighs enough and still fits in behind content.

    `complete`: whether the answer was given to its end; one that was cut off is not said to lack a part.
    """
    if star is None or not (complete or star.advice in _OF_WHAT_WAS_SAID):
        return feedback
    text = story_advice(star, prompts)
    # Behind "you covered every point".
    joined = f"{prompts.say('all_covered_but')} {text}" if feedback.fix is None else text
    spoken = f"{feedback.spoken} {joined}"
    aloud = star.advice in SPOKEN and fits(spoken)
    return replace(feedback, story=text, spoken=spoken if aloud else feedback.spoken)
