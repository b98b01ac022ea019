"""What a question does not say of itself: its kind, its topic, how long a good answer takes."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from voiceprep.questions.importing.words import PROMPTS
from voiceprep.questions.model import Kind

if TYPE_CHECKING:
    from voiceprep.questions.importing.written import Written
    from voiceprep.questions.model import StarExample

WORDS_PER_SECOND = 2.2
"""Of a spoken answer: about 130 words a minute."""
SECONDS_PER_POINT = 10
"""That a key point takes when it is told in full sentences."""
_TOPIC_WORDS = 6
_JOINTS = frozenset(
    "a an and at by for from in of on or over the to vs versus with without".split()  # noqa: SIM905
)
_DESIGN = re.compile(
    r"^\s*(?:please\s+)?(?:design|architect|sketch)\b"
    r"|\b(?:would|do|can|could) you (?:design|build|architect|deploy|structure|lay out|set up|scale)\b",
    re.IGNORECASE,
)
_EXPERIENCE = re.compile(
    r"\b(?:tell me about|describe|share|give (?:me )?an example of) (?:a|one|the last) "
    r"(?:time|situation|project|moment)\b"
    r"|\b(?:tell me about|describe) (?:your|a|an|one)\b.*\b(?:experience|conflict|failure|mistake)\b"
    r"|\bhave you ever\b|\bwhen (?:did|have) you last\b",
    re.IGNORECASE,
)
_TOPIC_LEAD = re.compile(
    r"^(?:please\s+)?(?:(?:can|could|would) you (?:please )?)?"
    r"(?:explain|describe|discuss|define|compare|design|what(?:'s| is| are| do| does)?"
    r"|how (?:do|would|does|did|can|should) (?:you|we|one|i)|how (?:does|do|is|are)"
    r"|when would you (?:choose|use)?|why (?:is|are|do|does)?|tell me about|walk me through"
    r"|give (?:me )?an example of)\s+"
    r"(?:(?:a|the last) time (?:when |that )?)?"
    r"(?:your\s+(?:approach|process|experience)\s+(?:to|for|with)\s+)?"
    r"(?:the\s+(?:difference\s+between\s+)?|an?\s+)?",
    re.IGNORECASE,
)


def guess_kind(one: Written, star: StarExample | None) -> tuple[Kind, list[str]]:
    named = (one.kind or "").strip().lower()
    remarks = []
    if named and named not in {kind.value for kind in Kind}:
        remarks.append(f'Its kind "{one.kind}" is none of {", ".join(kind.value for kind in Kind)}.')
    asks_for_story = named == "experience" or _EXPERIENCE.search(one.question)
    if star is not None and (asks_for_story or not named):
        return Kind.EXPERIENCE, remarks
    if asks_for_story:
        remarks.append("It asks for an experience but has no story: add a star_example, then make it one.")
    if named in {"concept", "design"}:
        return Kind(named), remarks
    return (Kind.DESIGN if _DESIGN.search(one.question) else Kind.CONCEPT), remarks


def guess_topic(question: str) -> str:
    """What the question is about, in at most six words: "Bias-variance tradeoff"."""
    first = re.split(r"(?<=[\w)])[.?!](?:\s|$)|:\s", question.strip())[0]
    stripped = _TOPIC_LEAD.sub("", first).strip() or first
    words = re.split(r",|\s\(|\s+(?:and (?:why|how|when)|that|so that|in order)\s+", stripped)[0].split()
    if len(words) > _TOPIC_WORDS:
        joints = [at for at, word in enumerate(words[:_TOPIC_WORDS]) if at > 2 and word.lower() in _JOINTS]
        words = words[: joints[-1] if joints else _TOPIC_WORDS]
    while len(words) > 1 and words[-1].lower() in PROMPTS | _JOINTS:
        words.pop()
    text = " ".join(words).strip(" ,;:\"'()")
    return (text[:1].upper() + text[1:]) or question[:60]


def guess_seconds(one: Written, answer: str, points: int) -> int:
    """In quarters of a minute: notes are spoken at length, so the number of key points counts as well."""
    if one.seconds is not None and 10 <= one.seconds <= 600:
        return one.seconds
    needed = max(len(answer.split()) / WORDS_PER_SECOND, points * SECONDS_PER_POINT)
    return min(180, max(30, 15 * math.ceil(needed / 15)))
