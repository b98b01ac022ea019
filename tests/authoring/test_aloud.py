"""Terms that are lost on the way from our voice to the recogniser."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.builders import key_point, question
from voiceprep.authoring.advice import Topic
from voiceprep.authoring.aloud import aloud_advice, came_back_as, text_to_speak
from voiceprep.questions.model import Term

ETCD = Term("etcd", ("e t c d",))
STORE = key_point("Kubernetes keeps its state in etcd.", terms=(Term("Kubernetes", ()), ETCD))


def test_terms_that_are_heard_need_nothing() -> None:
    asked = replace(question(), key_points=(STORE,))
    assert list(aloud_advice(asked, lambda text: text)) == []
    assert list(aloud_advice(asked, lambda text: text.replace("etcd", "E. T. C. D."))) == []


def test_a_term_that_is_lost_is_named_with_what_came_back() -> None:
    asked = replace(question(), key_points=(key_point(), STORE))
    (advice,) = aloud_advice(asked, lambda text: text.replace("etcd", "at city"))
    assert (advice.topic, advice.field) == (Topic.NOT_HEARD, "key_points[2].terms[2]")
    assert '"at city"' in advice.message


def test_a_sentence_that_was_lost_as_a_whole_is_spoken_again() -> None:
    asked = replace(question(), key_points=(key_point(), STORE))
    assert list(aloud_advice(asked, lambda text: text if text == STORE.claim else "")) == []


def test_a_question_without_terms_is_not_spoken() -> None:
    def never(text: str) -> str:
        raise AssertionError(text)

    assert list(aloud_advice(replace(question(), key_points=(key_point(),)), never)) == []


def test_a_term_that_its_claim_does_not_use_is_spoken_as_well() -> None:
    assert text_to_speak(STORE) == STORE.claim
    other = replace(STORE, terms=(*STORE.terms, Term("raft", ())))
    assert text_to_speak(other) == f"{STORE.claim} This is about raft."


@pytest.mark.parametrize(
    ("term", "heard", "instead"),
    [
        ("etcd", "it keeps its state in at city today", "at city"),
        ("etcd", "something else was understood entirely by all of the people", ""),
        ("nothing", "it keeps its state in etcd today", ""),
        ("etcd", "it keeps its state in today", ""),
    ],
)
def test_what_came_back_is_found_by_its_neighbours(term: str, heard: str, instead: str) -> None:
    assert came_back_as(term, "It keeps its state in etcd today.", heard) == instead
