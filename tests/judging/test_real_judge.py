"""The judge as it ships, on the bank as it ships."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from tests.builders import typed
from voiceprep.judging.embedding.embedding_judge import EmbeddingJudge
from voiceprep.judging.interface import Claim
from voiceprep.judging.lexical import content_stems, tokens
from voiceprep.judging.onnx import OnnxMiniLM
from voiceprep.packaged import packaged_path
from voiceprep.questions.bank import load_bank
from voiceprep.scoring.coverage import content_score, find
from voiceprep.values import Finding, Verdict

if TYPE_CHECKING:
    from voiceprep.questions.model import Question

pytestmark = pytest.mark.models
QUESTIONS = load_bank(packaged_path("questions.json")).questions
FOR_EACH_QUESTION = pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.id)


@pytest.fixture(scope="module")
def judge() -> EmbeddingJudge:
    """One for all: it remembers the answers, which are held against many questions here."""
    return EmbeddingJudge(OnnxMiniLM())


def _findings(judge: EmbeddingJudge, question: Question, text: str) -> list[Finding]:
    answer = typed(text)
    claims = [Claim(point.claim, point.terms, point.misconceptions) for point in question.key_points]
    judgements = judge.judge(claims, answer, question=question.text)
    return [find(point, found, answer) for point, found in zip(question.key_points, judgements, strict=True)]


def _score(judge: EmbeddingJudge, question: Question, text: str) -> float:
    return content_score(_findings(judge, question, text))


@FOR_EACH_QUESTION
def test_the_expert_answer_scores_high_and_above_every_other_answer(
    judge: EmbeddingJudge, question: Question
) -> None:
    own = _score(judge, question, question.expert_answer)
    others = {
        other.id: _score(judge, question, other.expert_answer) for other in QUESTIONS if other is not question
    }
    assert own > 75
    assert own > max(others.values()), others


@FOR_EACH_QUESTION
def test_all_misconceptions_together_score_low_and_are_not_taken_for_the_claims(
    judge: EmbeddingJudge, question: Question
) -> None:
    wrong = " ".join(text for point in question.key_points for text in point.misconceptions)
    findings = _findings(judge, question, wrong)
    covered = [finding.key_point for finding in findings if finding.verdict is Verdict.COVERED]
    assert content_score(findings) < 30
    assert len(covered) <= len(findings) / 2, covered


@FOR_EACH_QUESTION
def test_a_list_of_keywords_scores_below_the_expert_answer(judge: EmbeddingJudge, question: Question) -> None:
    keywords = [word for point in question.key_points for word in tokens(point.claim) if content_stems(word)]
    random.Random(7).shuffle(keywords)
    keyword_score = _score(judge, question, " ".join(keywords))
    assert keyword_score < _score(judge, question, question.expert_answer)


@FOR_EACH_QUESTION
def test_the_question_itself_and_silence_score_nothing(judge: EmbeddingJudge, question: Question) -> None:
    assert _score(judge, question, question.text) == 0.0
    assert _score(judge, question, "") == 0.0


@pytest.mark.parametrize("question", QUESTIONS[:3], ids=lambda question: question.id)
def test_the_same_answer_gives_the_same_findings_to_the_last_digit(question: Question) -> None:
    """On fresh engines, so that nothing is remembered from one to the other."""
    once, again = (
        _findings(EmbeddingJudge(OnnxMiniLM()), question, question.expert_answer) for _ in range(2)
    )
    assert once == again


def test_quotes_are_the_answers_own_words(judge: EmbeddingJudge) -> None:
    for question in QUESTIONS:
        for finding in _findings(judge, question, question.expert_answer):
            assert finding.quote is None or finding.quote in question.expert_answer
