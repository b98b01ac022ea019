"""From questions and answers as they were written to a bank that `check` accepts."""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from voiceprep.questions.check import folded, wording_slips
from voiceprep.questions.importing.claims import refers_back, split_answer, split_story
from voiceprep.questions.importing.guessing import guess_kind, guess_seconds, guess_topic
from voiceprep.questions.importing.story import story_in
from voiceprep.questions.importing.terms import propose_terms
from voiceprep.questions.importing.weighing import propose_weight
from voiceprep.questions.importing.written import Aside, Written, WrittenPoint

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Iterable, Sequence

    from voiceprep.questions.model import StarExample

MOST_POINTS = 20
"""More key points than a question may have (schema.json) are left aside."""
MOST_WORDINGS = 10
"""More wordings than a key point may have (schema.json) are left aside."""
MOST_SIGNS = 5000
"""The longest text that a bank may hold (schema.json)."""
_ID_SIGNS = 48
_OWN_ID_SIGNS = 60
"""A bank takes 64, and a number may have to stand behind it."""


@dataclass(frozen=True, slots=True)
class Drafted:
    """One question of the draft, and what was done to it."""

    question: dict[str, Any]
    """As the bank holds it."""
    aside: tuple[Aside, ...] = ()
    """Parts of the answer that became no key point."""
    remarks: tuple[str, ...] = ()
    """What the author should look at, one sentence each."""


def draft_questions(written: Sequence[Written], *, role: str) -> tuple[list[Drafted], list[Aside]]:
    """Every question that has an answer, drafted; and those that cannot be in a bank, with the reason.

    Each of `written` is in exactly one of the two. `role`: of questions that name none.
    """
    drafted: list[Drafted] = []
    refused: list[Aside] = []
    own = _own_ids(written)
    taken: set[str] = set()
    for one in written:
        if reason := _refusal(one):
            refused.append(Aside(one.question, reason))
            continue
        drafted.append(_drafted(one, role=role, own=own, taken=taken))
        taken.add(drafted[-1].question["id"])
    return drafted, refused


def identifier(text: str, *, fallback: str = "question") -> str:
    """Lower-case letters and digits of `text`, joined by hyphens; `fallback` where it has none."""
    plain = unicodedata.normalize("NFKD", text)
    words = re.findall(r"[a-z0-9]+", "".join(s for s in plain if not unicodedata.combining(s)).lower())
    kept = ""
    for word in words:
        longer = f"{kept}-{word}" if kept else word[:_ID_SIGNS]
        if len(longer) > _ID_SIGNS:
            break
        kept = longer
    return kept or fallback


def _own_id(given: str | None) -> str | None:
    """As the author wrote it where a bank takes that, else made from it; None where there is none."""
    if given and len(given) <= _OWN_ID_SIGNS and re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", given):
        return given
    return identifier(given) if given else None


def unused(name: str, taken: Container[str]) -> str:
    """`name`, with a number behind it where it is taken."""
    number = 2
    chosen = name
    while chosen in taken:
        chosen, number = f"{name}-{number}", number + 1
    return chosen


def _own_ids(written: Iterable[Written | WrittenPoint]) -> frozenset[str]:
    return frozenset(name for one in written if (name := _own_id(one.id)))


def _name(given: str | None, proposed: str, *, own: frozenset[str], taken: Collection[str]) -> str:
    """Saved results go by these ids, so what is proposed takes none that an author gave."""
    name = _own_id(given)
    return unused(name, taken) if name else unused(proposed, own.union(taken))


def _refusal(one: Written) -> str | None:
    if not re.search(r"\w", one.question):
        return "has no words"
    if not re.search(r"\w", one.answer) and not one.points and one.star is None:
        return "has no answer"
    if (
        max(map(len, (one.question, one.answer, one.topic or "", *(point.claim for point in one.points))))
        > MOST_SIGNS
    ):
        return f"is longer than {MOST_SIGNS} characters"
    return None


def _drafted(one: Written, *, role: str, own: frozenset[str], taken: set[str]) -> Drafted:
    if one.entry is not None:
        return Drafted({**one.entry, "id": unused(one.entry["id"], taken), "role": one.role or role})
    star = one.star or story_in(one.answer)
    kind, remarks = guess_kind(one, star)
    points, aside = _points(one, star)
    entries = _entries(points, one.question)
    aside += _take_wordings_aside(entries)
    topic = " ".join((one.topic or guess_topic(one.question)).split())
    answer = _in_one(one.answer) or " ".join(point.claim for point in points)
    if star is not None and one.star is None:
        answer = " ".join(filter(None, (star.situation, star.task, star.action, star.result, star.lesson)))
    question: dict[str, Any] = {
        "id": _name(one.id, identifier(topic), own=own, taken=taken),
        "role": identifier(one.role, fallback=role) if one.role else role,
        "topic": topic,
        "kind": kind.value,
        "text": " ".join(one.question.split()),
        "expert_answer": answer,
        "target_seconds": guess_seconds(one, answer, len(points)),
        "key_points": entries,
    }
    if star is not None:
        question["star_example"] = {
            name: getattr(star, name)
            for name in ("situation", "task", "action", "result", "lesson")
            if getattr(star, name)
        }
    if star is not None and not one.points:
        remarks.append("Its key points come from one person's story: word them so that others' stories fit.")
    if hanging := sum(refers_back(point.claim) for point in points):
        remarks.append(f'{hanging} of its claims begin with a word like "this": say what it stands for.')
    return Drafted(question, tuple(aside), tuple(remarks))


def _in_one(answer: str) -> str:
    """As one paragraph to be spoken: the entries of a list become sentences."""
    said = []
    lines = answer.splitlines()
    for line in lines if len(lines) > 1 else ():
        bare = re.sub(r"^\s*[-*•]\s+", "", line)
        ended = bare.rstrip().endswith((".", "!", "?", ":", ";", ","))
        said.append(bare if bare == line or ended else f"{bare.rstrip()}.")
    return " ".join(" ".join(said or lines).split())


def _points(one: Written, star: StarExample | None) -> tuple[list[WrittenPoint], list[Aside]]:
    """The author's own key points, or those split off the answer; no more than a question may have."""
    if one.points:
        firsts = {folded(point.claim): number for number, point in reversed(list(enumerate(one.points)))}
        points = [one.points[number] for number in sorted(firsts.values())]
        twice = [point for number, point in enumerate(one.points) if number not in firsts.values()]
        aside = [Aside(point.claim, "said twice") for point in twice]
    else:
        split = split_story(star) if star is not None else split_answer(one.answer)
        points, aside = [WrittenPoint(claim) for claim in split.claims], list(split.aside)
    aside += [Aside(point.claim, f"beyond {MOST_POINTS} key points") for point in points[MOST_POINTS:]]
    return points[:MOST_POINTS], aside


def _entries(points: Sequence[WrittenPoint], question: str) -> list[dict[str, Any]]:
    entries = []
    for number, (point, name) in enumerate(zip(points, _point_ids(points), strict=True)):
        terms = point.terms or propose_terms(point.claim)
        entry: dict[str, Any] = {
            "id": name,
            "claim": " ".join(point.claim.split()),
            "weight": _whole(_sound_weight(point.weight))
            or propose_weight(point.claim, question, first=number == 0),
        }
        if terms:
            entry["terms"] = [{"term": term.term, "spoken": list(term.spoken)} for term in terms]
        if point.wordings:
            entry["wordings"] = list(point.wordings)
        wrong = [text for text in point.misconceptions if folded(text) != folded(point.claim)]
        if wrong:
            entry["misconceptions"] = wrong
        if point.follow_up:
            entry["follow_up"] = point.follow_up
        entries.append(entry)
    return entries


def _take_wordings_aside(entries: Sequence[dict[str, Any]]) -> list[Aside]:
    """Take the wordings that a bank refuses out of the key points."""
    aside: list[Aside] = []
    slips = {(at, index): message for at, index, message in wording_slips(entries)}
    for at, entry in enumerate(entries):
        kept: list[str] = []
        for index, text in enumerate(entry.pop("wordings", [])):
            if (at, index) in slips:
                aside.append(Aside(text, f"a wording that {slips[at, index].rstrip('.')}"))
            elif len(text) > MOST_SIGNS:
                aside.append(Aside(text, f"longer than {MOST_SIGNS} characters"))
            elif len(kept) == MOST_WORDINGS:
                aside.append(Aside(text, f"beyond {MOST_WORDINGS} wordings"))
            else:
                kept.append(text)
        if kept:
            entry["wordings"] = kept
    return aside


def _point_ids(points: Sequence[WrittenPoint]) -> list[str]:
    own = _own_ids(points)
    names: list[str] = []
    for number, point in enumerate(points, start=1):
        proposed = identifier(_gist(point.claim), fallback=f"point-{number}")
        names.append(_name(point.id, proposed, own=own, taken=names))
    return names


def _sound_weight(weight: float | None) -> float | None:
    return weight if weight is not None and math.isfinite(weight) and 0 < weight <= 10 else None


def _whole(number: float | None) -> float | None:
    """3 rather than 3.0, as people write it."""
    return int(number) if number is not None and number.is_integer() else number


def _gist(claim: str) -> str:
    """The heading of a claim, or its first words."""
    heading, mark, _ = claim.partition(":")
    return heading if mark and len(heading.split()) <= 5 else " ".join(claim.split()[:4])
