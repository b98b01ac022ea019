"""The bank that ships with voiceprep is complete: judging and coaching rely on it."""

from __future__ import annotations

import pytest

from voiceprep.packaged import packaged_path
from voiceprep.questions.bank import load_bank
from voiceprep.questions.check import faults
from voiceprep.questions.model import Kind, Question

PATH = packaged_path("questions.json")
BANK = load_bank(PATH)
QUESTIONS = BANK.questions


def test_it_is_sound() -> None:
    assert faults(PATH) == []


def test_it_has_five_roles() -> None:
    assert len(BANK.roles) == 5
    assert len({question.text for question in QUESTIONS}) == len(QUESTIONS)


@pytest.mark.parametrize("role", [role.id for role in BANK.roles])
def test_each_role_has_twenty_questions_of_every_kind_and_no_topic_twice(role: str) -> None:
    questions = [question for question in QUESTIONS if question.role == role]
    assert len(questions) >= 20
    assert {question.kind for question in questions} == set(Kind)
    assert len({question.topic for question in questions}) == len(questions)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.id)
class TestEachQuestion:
    def test_has_four_to_nine_key_points(self, question: Question) -> None:
        assert 4 <= len(question.key_points) <= 9

    def test_has_misconceptions_to_find_opposites_by(self, question: Question) -> None:
        assert sum(len(point.misconceptions) for point in question.key_points) >= 2

    def test_leads_to_every_key_point_without_giving_it_away(self, question: Question) -> None:
        for point in question.key_points:
            assert point.follow_up
            assert point.follow_up.endswith("?")
            assert point.claim.rstrip(".").lower() not in point.follow_up.lower()

    def test_has_a_story_where_it_asks_for_one(self, question: Question) -> None:
        assert (question.star_example is not None) == (question.kind is Kind.EXPERIENCE)

    def test_weighs_its_key_points_between_nice_to_have_and_essential(self, question: Question) -> None:
        assert {point.weight for point in question.key_points} <= {1.0, 2.0, 3.0}

    def test_has_claims_that_fit_into_spoken_feedback(self, question: Question) -> None:
        for point in question.key_points:
            assert 4 <= len(point.claim.split()) <= 25
            assert point.claim.endswith(".")

    def test_has_an_expert_answer_that_can_be_spoken_in_its_time(self, question: Question) -> None:
        """Nobody explains faster than 200 words a minute."""
        assert len(question.expert_answer.split()) <= question.target_seconds / 60 * 200
