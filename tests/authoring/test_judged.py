"""What the judge makes of a bank becomes advice and figures."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.authoring.judges import WordJudge
from tests.builders import key_point, question
from voiceprep.authoring.advice import Severity, Topic
from voiceprep.authoring.judged import NEIGHBOURS, figures, judge_question, judged_advice, neighbours

if TYPE_CHECKING:
    from voiceprep.questions.model import Question

YEAST = key_point("Yeast turns sugar into gas.", misconceptions=("Yeast turns gas into sugar slowly.",))
SALT = key_point("Salt slows the dough.", name="salt", misconceptions=("Salt hurries the dough.",))
BREAD = replace(
    question("bread"),
    text="Why does bread rise?",
    expert_answer="Yeast turns sugar into gas, and salt slows the dough a little.",
    key_points=(YEAST, SALT),
)
CAKE = replace(
    question("cake"),
    text="Why does cake rise?",
    expert_answer="Baking powder makes bubbles in the warm batter of a cake.",
    key_points=(key_point("Baking powder makes bubbles."),),
)


def _advice(
    one: Question, *others: Question, judge: WordJudge | None = None
) -> list[tuple[Topic, str, Severity]]:
    judged = judge_question(one, others, judge or WordJudge())
    return [(advice.topic, advice.field, advice.severity) for advice in judged_advice(judged)]


def test_a_question_that_fits_the_judge_gets_no_advice() -> None:
    one = replace(BREAD, key_points=(replace(YEAST, misconceptions=("Yeast eats salt.",)), SALT))
    assert _advice(one, CAKE) == []


def test_an_expert_answer_that_lacks_a_point_is_told_which() -> None:
    poor = replace(BREAD, expert_answer="Yeast turns sugar into gas, and that is what lifts the bread.")
    (advice,) = [
        one for one in judged_advice(judge_question(poor, [], WordJudge())) if one.topic is Topic.EXPERT_SCORE
    ]
    assert advice.field == "expert_answer"
    assert "scores 50" in advice.message
    assert "not covered: salt" in advice.message


def test_an_expert_answer_that_is_not_scored_at_all() -> None:
    (advice,) = [
        one
        for one in judged_advice(judge_question(replace(BREAD, expert_answer="Yeast."), [], WordJudge()))
        if one.topic is Topic.EXPERT_SCORE
    ]
    assert "not scored" in advice.message


def test_an_expert_answer_that_says_the_contrary_is_a_fault() -> None:
    wrong = replace(BREAD, expert_answer="Yeast turns sugar into gas, and salt hurries the dough a little.")
    assert (Topic.EXPERT_ACCUSED, "key_points[2].claim", Severity.FAULT) in _advice(wrong)


def test_a_misconception_that_counts_as_the_claim_is_a_fault() -> None:
    found = _advice(BREAD)
    assert found == [(Topic.COVERED_MISCONCEPTION, "key_points[1].misconceptions[1]", Severity.FAULT)]


def test_a_misconception_that_is_not_noticed_is_advice() -> None:
    class Deaf(WordJudge):
        def _one(self, claim, said):  # type: ignore[no-untyped-def]
            return super()._one(replace(claim, misconceptions=()), said)

    assert (Topic.UNSEEN_MISCONCEPTION, "key_points[2].misconceptions[1]", Severity.ADVICE) in _advice(
        BREAD, judge=Deaf()
    )


def test_a_claim_that_another_one_covers() -> None:
    more = key_point("Yeast turns sugar into gas and alcohol.", name="more")
    found = _advice(replace(BREAD, key_points=(replace(YEAST, misconceptions=()), more)))
    assert (Topic.LIKE_SIBLING, "key_points[1].claim", Severity.ADVICE) in found
    assert (Topic.LIKE_SIBLING, "key_points[2].claim", Severity.ADVICE) not in found


LIFE = replace(YEAST, misconceptions=())


def test_a_wording_that_counts_as_the_contrary_of_its_own_claim_is_advice() -> None:
    worded = replace(SALT, wordings=("It takes longer.", "More salt hurries the dough."))
    found = _advice(replace(BREAD, key_points=(LIFE, worded)))
    assert found == [(Topic.CONTRARY_WORDING, "key_points[2].wordings[2]", Severity.ADVICE)]


def test_a_wording_that_its_own_claim_is_not_covered_by_is_no_news() -> None:
    """That is what wordings are for."""
    worded = replace(LIFE, wordings=("A fungus eats and breathes out.",))
    assert _advice(replace(BREAD, key_points=(worded, SALT))) == []


def test_an_expert_answer_that_answers_another_question_too() -> None:
    twin = replace(BREAD, id="dough", text="What lifts dough?")
    found = judge_question(BREAD, [BREAD, twin, CAKE], WordJudge())
    assert found.elsewhere == (("dough", 100.0),)
    assert any("dough" in one.message for one in judged_advice(found) if one.topic is Topic.SCORES_ELSEWHERE)


def test_only_the_nearest_questions_are_tried() -> None:
    near = replace(BREAD, id="near")
    far = [replace(CAKE, id=f"far-{n}") for n in range(5)]
    found = neighbours(BREAD, [*far, near, BREAD])
    assert found[0] == near
    assert len(found) == NEIGHBOURS
    assert BREAD not in found


def test_figures_count_what_the_advice_says() -> None:
    judged = [judge_question(one, [BREAD, CAKE], WordJudge()) for one in (BREAD, CAKE)]
    assert figures(judged) == {
        "questions": 2,
        "key_points": 3,
        "mean": 100.0,
        "lowest": 100.0,
        "below_target": [],
        "accused": [],
        "misconceptions": {"covered": 1, "opposite": 1},
        "misconceptions_seen": 0.5,
        "like_siblings": 0,
        "elsewhere": 0,
    }
    assert figures(judged[1:])["misconceptions_seen"] is None


@pytest.mark.models
def test_the_real_judge_sees_a_misconception_that_only_repeats_the_claim() -> None:
    from voiceprep.cli.setup import build_judge

    wrong = "Yeast turns sugar into gas, as everybody knows."
    judged = judge_question(
        replace(BREAD, key_points=(replace(YEAST, misconceptions=(wrong,)), SALT)), [CAKE], build_judge()
    )
    assert judged.score is not None
    assert judged.score >= 80
    assert Topic.EXPERT_ACCUSED not in {one.topic for one in judged_advice(judged)}
    assert judged.misconceptions[1][2].value in {"opposite", "missed"}
