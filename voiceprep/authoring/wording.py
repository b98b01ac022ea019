"""What can be said about a question from its words alone, without any model.

Every rule is careful rather than thorough: an author who is told ten things, five of them wrong, reads none.
"""

from __future__ import annotations

import re
from itertools import combinations
from typing import TYPE_CHECKING

from voiceprep.authoring.advice import Advice, Topic, point_field
from voiceprep.judging.lexical import content_stems, recall
from voiceprep.questions.importing.claims import refers_back
from voiceprep.questions.importing.words import AUXILIARIES, finite_verb, sentences, third_person

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from voiceprep.questions.model import KeyPoint, Question

MOST_CLAIM_WORDS = 25
"""A longer claim does not fit into spoken feedback."""
RESTATED_FROM = 0.85
"""Share of a claim's words of content that the question has too, from which on it says nothing new."""
ALIKE_FROM = 0.85
"""Share of words of content that two claims have in common, either way, from which on they are one."""
NAMED = 3
"""Questions that are named where many have the same."""
FASTEST = 200 / 60
"""Words a second of somebody who explains in a hurry."""
_SECOND = re.compile(r"(?:;|,\s+(?:and|but|while|whereas))\s+(?=\S)", re.IGNORECASE)
_NEGATIONS = frozenset({"not", "no", "never", "without", "cannot", "nor"})
_QUOTED = re.compile(r"\([^)]*\)|\"[^\"]*\"")


def wording_advice(question: Question) -> Iterator[Advice]:
    """All that stands out in the wording of one question."""
    yield from _claims(question)
    yield from _siblings(question)
    for number, point in enumerate(question.key_points):
        yield from _follow_up(question, point, number)
    words = len(question.expert_answer.split())
    if words > question.target_seconds * FASTEST:
        yield Advice(
            Topic.LONG_ANSWER,
            question.id,
            "target_seconds",
            f"{words} words cannot be spoken in {question.target_seconds} seconds.",
        )


def bank_advice(questions: Sequence[Question]) -> Iterator[Advice]:
    """What stands out in all questions together: those that list no misconceptions are named at once."""
    bare = [one.id for one in questions if not any(point.misconceptions for point in one.key_points)]
    if bare:
        named = ", ".join(bare[:NAMED]) + (" and others" if len(bare) > NAMED else "")
        message = (
            f"without misconceptions hardly anybody is told that they said the contrary; {len(bare)} of "
            f"{len(questions)} questions list none ({named})."
        )
        yield Advice(Topic.NO_MISCONCEPTIONS, "", "", message)


def two_assertions(claim: str) -> bool:
    """Whether a claim clearly says two things: two sentences, or two clauses that could stand alone."""
    bare = _QUOTED.sub("", claim)
    if len(sentences(bare)) > 1:
        return True
    for joint in _SECOND.finditer(bare):
        before, after = bare[: joint.start()].split(), bare[joint.end() :].split()
        both = finite_verb(before) is not None and finite_verb(after) is not None
        if both and not _condition(before) and not _goes_on(after[0].lower()):
            return True
    return False


def _goes_on(word: str) -> bool:
    """Whether a clause that begins so has the subject of the one before: "..., and is updated later"."""
    return word in AUXILIARIES or third_person(word) or word.endswith("ed")


def _condition(words: list[str]) -> bool:
    """Such as "If it is full, and nobody waits, ...": one assertion with two conditions."""
    return words[0].lower() in {"if", "when", "because", "since", "although", "unless", "where", "while"}


def _claims(question: Question) -> Iterator[Advice]:
    asked = content_stems(question.text)
    for number, point in enumerate(question.key_points):
        field = point_field(number, "claim")
        if two_assertions(point.claim):
            message = "holds two assertions; somebody who makes one of them is half right. Split it."
            yield Advice(Topic.TWO_ASSERTIONS, question.id, field, message)
        if (count := len(point.claim.split())) > MOST_CLAIM_WORDS:
            message = f"has {count} words; more than {MOST_CLAIM_WORDS} are too much to say in feedback."
            yield Advice(Topic.LONG_CLAIM, question.id, field, message)
        if refers_back(point.claim):
            first = point.claim.split(maxsplit=1)[0]
            message = f'begins with "{first}"; alone, nobody can tell what that is. Name it.'
            yield Advice(Topic.REFERS_BACK, question.id, field, message)
        stems = content_stems(point.claim)
        if len(set(stems)) > 1 and recall(stems, asked) >= RESTATED_FROM:
            message = "says little more than the question, whose words earn nothing in an answer."
            yield Advice(Topic.RESTATES_QUESTION, question.id, field, message)


def _siblings(question: Question) -> Iterator[Advice]:
    stems = [content_stems(point.claim) for point in question.key_points]
    for (first, one), (second, other) in combinations(enumerate(stems), 2):
        shared = min(recall(one, other), recall(other, one))
        if shared >= ALIKE_FROM and _NEGATIONS & set(one) == _NEGATIONS & set(other):
            message = f"has the same words as {point_field(first, 'claim')}; one answer would earn both."
            yield Advice(Topic.LIKE_SIBLING, question.id, point_field(second, "claim"), message)


def _follow_up(question: Question, point: KeyPoint, number: int) -> Iterator[Advice]:
    if point.follow_up is None:
        return
    field = point_field(number, "follow_up")
    asked = content_stems(point.follow_up)
    said = [content_stems(text) for text in (point.claim, *point.wordings)]
    if any(len(set(stems)) > 2 and recall(stems, asked) >= RESTATED_FROM for stems in said):
        yield Advice(Topic.GIVES_AWAY, question.id, field, "gives the key point away; ask for it instead.")
    elif not point.follow_up.rstrip().endswith("?"):
        yield Advice(Topic.GIVES_AWAY, question.id, field, "is no question; end it with a question mark.")
