"""What a coach sees in words alone: rarely, and rightly."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.builders import key_point, question
from voiceprep.authoring.advice import Topic
from voiceprep.authoring.wording import bank_advice, two_assertions, wording_advice
from voiceprep.packaged import packaged_path
from voiceprep.questions.bank import load_bank

if TYPE_CHECKING:
    from voiceprep.questions.model import KeyPoint, Question

FOLLOWED = "What happens to the time it takes?"


def _about(*points: KeyPoint, **changes: object) -> Question:
    return replace(question(), key_points=points, **changes)  # type: ignore[arg-type]


def _topics(one: Question) -> list[tuple[Topic, str]]:
    return [(advice.topic, advice.field) for advice in wording_advice(one)]


@pytest.mark.parametrize(
    "claim",
    [
        "A stack grows downwards. A heap grows upwards.",
        "A stack frees itself; the heap needs a collector.",
        "Threads share memory, while forks have their own.",
        "The cache is checked first, and the database is asked on a miss.",
        "Locks are simple, but they block every reader.",
    ],
)
def test_two_assertions_are_seen(claim: str) -> None:
    assert two_assertions(claim)


@pytest.mark.parametrize(
    "claim",
    [
        "A good test is fast and does not depend on others.",
        "If the disk is full, and nobody frees space, the database stops.",
        "Schemas are versioned, and are checked before a merge.",
        "Use an index, a cache, or a replica (the reader decides; the writer does not).",
        "It is a forecast, not a promise, and is updated as more is learned.",
        "Users are sampled, grouped by region, and compared with the week before.",
    ],
)
def test_one_assertion_of_several_parts_is_left_alone(claim: str) -> None:
    assert not two_assertions(claim)


@pytest.mark.parametrize(
    ("claim", "topic"),
    [
        ("This makes it fast.", Topic.REFERS_BACK),
        ("A hash map works somehow.", Topic.RESTATES_QUESTION),
        (f"A map hashes {'very ' * 25}fast.", Topic.LONG_CLAIM),
        ("A map hashes keys. A tree sorts keys.", Topic.TWO_ASSERTIONS),
    ],
)
def test_a_claim_that_could_be_better_is_named(claim: str, topic: Topic) -> None:
    asked = _about(
        key_point("A bucket holds its entries."),
        key_point(claim, name="b"),
        text="How does a hash map work somehow?",
    )
    assert _topics(asked) == [(topic, "key_points[2].claim")]


def test_it_that_stands_for_what_follows_is_no_reference() -> None:
    assert _topics(_about(key_point("It must be known to all that keys are unique."))) == []


def test_two_claims_of_the_same_words_are_one_unless_one_denies_the_other() -> None:
    one = key_point("Locks slow the writers down.")
    same = key_point("The writers are slowed down by locks.", name="b")
    denied = key_point("Locks do not slow the writers down.", name="c")
    assert _topics(_about(one, same)) == [(Topic.LIKE_SIBLING, "key_points[2].claim")]
    assert _topics(_about(one, denied)) == []


@pytest.mark.parametrize(
    "follow_up",
    ["Does a map find a value by its key in constant time?", "Tell me about the time."],
    ids=["gives it away", "no question"],
)
def test_a_follow_up_asks_without_telling(follow_up: str) -> None:
    point = replace(
        key_point(), follow_up=follow_up, claim="A map finds a value by its key in constant time."
    )
    assert _topics(_about(point)) == [(Topic.GIVES_AWAY, "key_points[1].follow_up")]
    assert _topics(_about(replace(point, follow_up=FOLLOWED))) == []


def test_a_follow_up_that_tells_it_in_other_words_gives_it_away_too() -> None:
    worded = key_point(wordings=("However many there are, the lookup takes equally long.",))
    point = replace(worded, follow_up="Does the lookup take equally long, however many there are?")
    assert _topics(_about(point)) == [(Topic.GIVES_AWAY, "key_points[1].follow_up")]
    assert _topics(_about(replace(point, wordings=()))) == []


def test_an_expert_answer_fits_into_its_time() -> None:
    assert _topics(replace(question(), expert_answer="word " * 199)) == []
    assert _topics(replace(question(), expert_answer="word " * 201)) == [
        (Topic.LONG_ANSWER, "target_seconds")
    ]


def test_questions_without_misconceptions_are_told_once() -> None:
    bare, full = question("bare"), _about(key_point(misconceptions=("A hash map sorts its keys.",)))
    assert list(bank_advice([full])) == []
    (advice,) = bank_advice([bare, full, bare])
    assert (advice.topic, advice.question) == (Topic.NO_MISCONCEPTIONS, "")
    assert "2 of 3" in advice.message
    assert str(advice) == advice.message


def test_our_own_bank_is_told_little() -> None:
    """So that the coach stays worth reading: of more than a thousand claims, three in a hundred at most."""
    bank = load_bank(packaged_path("questions.json"))
    told = [advice for one in bank.questions for advice in wording_advice(one)]
    assert len(told) <= 0.03 * sum(len(one.key_points) for one in bank.questions)
    assert {advice.topic for advice in told} == {Topic.TWO_ASSERTIONS}
