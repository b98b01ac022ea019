"""What to ask next about an answer: one missed point, or the part of it that is worth another try.

Nothing is made up: the questions are the bank's, the words around them are the prompts', and what is named in
them was said by the person or stands in the bank.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from voiceprep.coaching.feedback import most_wanted, shortened, stated
from voiceprep.story import HEAVIEST_FIRST, Part, Telling
from voiceprep.values import Portion, Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voiceprep.coaching.prompts import Prompts
    from voiceprep.questions.model import KeyPoint, Question
    from voiceprep.story import Star
    from voiceprep.values import Finding, Take

POINT_SECONDS = 45.0
"""Time for an answer on one key point."""
STORY_SECONDS = {Part.SITUATION: 20.0, Part.TASK: 15.0, Part.ACTION: 60.0, Part.RESULT: 20.0}
"""Time for one part of a story."""
QUOTE_WORDS = 8
"""Words of the person that lead over to a follow-up, at most."""
_NAME_WORDS = 2
"""The first words of a claim that may still be the name of a thing: "Gradient descent takes ..."."""
_NUMBERED = re.compile(r"(?:point-?)?\d+")
_NO_EDGES = frozenset(
    """
    a an the in on at by for from of to into with without and or but not no never both each few more most some
    any all it its their his her is are was be do does did whom who which what that than
    """.split()  # noqa: SIM905 (easier to read)
)
"""Words that no name of a thing begins or ends with."""
_OPEN = (Verdict.MISSED, Verdict.UNSURE, Verdict.PARTLY)
"""What a follow-up is built from, the most open first. The opposite was set right in the feedback."""


def follow_up(question: Question, take: Take, prompts: Prompts) -> Portion | None:
    """The point to ask about after the feedback; None where nothing is open or nothing was judged.

    The heaviest open one that the feedback has not just told: what was told could only be repeated.
    """
    told = most_wanted(take.findings)
    open_points = [finding for finding in take.findings if finding.verdict in _OPEN]
    if not open_points:
        return None
    wanted = max(open_points, key=lambda one: (one is not told, one.weight, -_OPEN.index(one.verdict)))
    return point_portion(question, wanted.key_point, prompts)


def weakest_part(question: Question, take: Take, prompts: Prompts) -> Portion | None:
    """What is worth a try of its own: a part of the story, else the point that the feedback told."""
    part = None if take.star is None else _weak_part(take.star)
    if part is not None:
        return story_portion(part, prompts)
    told = most_wanted(take.findings)
    return None if told is None else point_portion(question, told.key_point, prompts)


def _weak_part(star: Star) -> Part | None:
    """The missing part that weighs most, else a result that nobody can check; only an episode has parts."""
    if star.telling is not Telling.EPISODE:
        return None
    vague = star.result is not None and not star.result.checkable
    missing = (part for part in HEAVIEST_FIRST if part in star.missing)
    return next(missing, Part.RESULT if vague else None)


def learned(take: Take, part: Portion, answered: Take) -> Take:
    """The take as far as it matters for what to ask next, after that part of it was answered again."""
    if part.story is not None:
        return replace(take, star=_told_anew(take.star, part.story, answered.star))
    again = {finding.key_point: finding for finding in answered.findings}
    return replace(take, findings=tuple(again.get(one.key_point, one) for one in take.findings))


def _told_anew(star: Star | None, part: Part, again: Star | None) -> Star | None:
    """The story with what is told of that part now; as it was where the part is still not told."""
    if star is None or again is None or part not in again.order:
        return star
    missing = tuple(one for one in star.missing if one is not part)
    return replace(star, missing=missing, result=again.result if part is Part.RESULT else star.result)


def point_portion(question: Question, key_point: str, prompts: Prompts) -> Portion | None:
    """That key point alone; None where the question has none of that name."""
    for point in question.key_points:
        if point.id == key_point:
            name = point_name(point)
            asked = point.follow_up or (
                prompts.say("say_more_open", seed=point.id)
                if name is None
                else prompts.say("say_more", seed=point.id, point=name)
            )
            return Portion(asked, POINT_SECONDS, key_point=point.id)
    return None


def story_portion(part: Part, prompts: Prompts) -> Portion:
    """That part of the story alone: situation, task, action or result."""
    seconds = STORY_SECONDS[part]
    return Portion(prompts.say(f"retake_{part.value}", seconds=f"{seconds:g}"), seconds, story=part)


def point_name(point: KeyPoint) -> str | None:
    """A short name of a key point, from its id: claims are whole sentences, and give the answer away.

    None where the id names nothing: a number, or the first words of the claim, as imported banks have them.
    """
    name = " ".join(re.split(r"[-_\s]+", point.id)).strip()
    words, claimed = _plain(name), _plain(point.claim.partition(":")[0])
    beginning = len(words) > _NAME_WORDS and claimed[: len(words)] == words and claimed != words
    return None if beginning or not words or _NUMBERED.fullmatch(point.id) else name


def portion_name(question: Question, portion: Portion) -> str:
    """What a portion is about, in a few words."""
    if portion.story is not None:
        return f"the {portion.story.value}"
    for point in question.key_points:
        if point.id == portion.key_point:
            name = point_name(point)
            return "one of the points" if name is None else f'the point "{name}"'
    return "a part of it"


def transition(question: Question, take: Take, prompts: Prompts) -> str:
    """Leads over to a follow-up, by what the person covered: a term of theirs, or their own words."""
    covered = [one for one in stated(take.findings) if one.verdict is Verdict.COVERED]
    named = [(one, name) for one in covered if (name := _term_said(question, one)) is not None]
    seed, seconds = question.id, f"{POINT_SECONDS:g}"
    if named:
        # A term of several words is mostly a thing, and reads well in a sentence; single ones may be verbs.
        _, name = max(named, key=lambda pair: (" " in pair[1], pair[0].weight * pair[0].probability))
        return prompts.say("follow_up_covered", seed=seed, covered=name, seconds=seconds)
    if covered:
        best = max(covered, key=lambda one: one.weight * one.probability)
        quote = shortened(best.quote or "", QUOTE_WORDS)
        return prompts.say("follow_up_said", seed=seed, quote=quote, seconds=seconds)
    return prompts.say("follow_up", seed=seed, seconds=seconds)


def _term_said(question: Question, finding: Finding) -> str | None:
    """The longest term of the key point that stands in its quote, as the bank writes it."""
    said = _plain(finding.quote or "")
    terms = next((point.terms for point in question.key_points if point.id == finding.key_point), ())
    named = [one for one in terms if _is_name(one.term)]
    found = [one.term for one in named if any(_stands_in(way, said) for way in (one.term, *one.spoken))]
    return max(found, key=len, default=None)


def _is_name(term: str) -> bool:
    """Whether it can be named alone: no figure, and no piece of a sentence such as "for whom"."""
    words = _plain(term)
    edges = {words[0], words[-1]} if words else _NO_EDGES
    return not edges & _NO_EDGES and not all(word.isdecimal() for word in words)


def _stands_in(words: str, said: Sequence[str]) -> bool:
    wanted = _plain(words)
    return bool(wanted) and any(
        said[at : at + len(wanted)] == wanted for at in range(len(said) - len(wanted) + 1)
    )


def _plain(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())
