"""The judge as it ships, on the bank as it ships."""

from __future__ import annotations

from dataclasses import replace
from statistics import mean
from typing import TYPE_CHECKING

import pytest

from tests.builders import spoken, typed
from tests.judging import gaming
from voiceprep.cli.setup import build_judge
from voiceprep.judging.interface import Claim
from voiceprep.judging.plain import plain
from voiceprep.packaged import packaged_path
from voiceprep.questions.bank import load_bank
from voiceprep.scoring.coverage import content_score, find
from voiceprep.values import Finding, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from voiceprep.judging.interface import Judge
    from voiceprep.questions.model import Question
    from voiceprep.values import Word

pytestmark = pytest.mark.models
BANK = load_bank(packaged_path("questions.json"))
QUESTIONS = tuple(question for question in BANK.questions if question.role == "ml-engineer")
FOR_EACH_QUESTION = pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.id)
MARGIN = 30.0
"""Points by which a fake has to stay below the expert answer."""
MOST = 0.9
"""Share of the questions that must keep that margin."""
SOME = QUESTIONS[::2]
"""For long fakes; `python -m benchmarks.judging` takes all."""
FAKES: dict[str, Callable[[Question], str]] = {
    "shuffled": gaming.shuffled,
    "keywords": gaming.keywords,
    "negated": gaming.negated,
    "question read back": gaming.question_read_back,
    "ramble": gaming.ramble,
    "ramble with keywords": gaming.ramble_with_keywords,
}


@pytest.fixture(scope="module")
def judge() -> Judge:
    """One for all: it remembers the answers, which are held against many questions here."""
    return build_judge()


def _findings(judge: Judge, question: Question, answer: Sequence[Word]) -> list[Finding]:
    claims = [Claim.of(point) for point in question.key_points]
    judgements = judge.judge(claims, answer, question=question.text)
    return [find(point, found, answer) for point, found in zip(question.key_points, judgements, strict=True)]


def _score(judge: Judge, question: Question, text: str) -> float:
    return content_score(_findings(judge, question, typed(text)))


def test_expert_answers_score_high(judge: Judge) -> None:
    scores = [_score(judge, question, question.expert_answer) for question in QUESTIONS]
    assert mean(scores) > 90
    assert min(scores) > 75


def test_another_questions_expert_answer_scores_far_below(judge: Judge) -> None:
    behind = []
    for number, question in enumerate(QUESTIONS):
        other = QUESTIONS[(number + 5) % len(QUESTIONS)]
        own = _score(judge, question, question.expert_answer)
        behind.append(own - _score(judge, question, other.expert_answer))
    assert min(behind) > 0
    assert sum(points >= MARGIN for points in behind) >= MOST * len(behind)


@pytest.mark.parametrize("fake", FAKES)
def test_fakes_score_far_below_expert_answers(judge: Judge, fake: str) -> None:
    behind = [
        _score(judge, question, question.expert_answer) - _score(judge, question, FAKES[fake](question))
        for question in SOME
    ]
    assert mean(behind) > MARGIN
    assert sum(points >= MARGIN for points in behind) >= MOST * len(behind)


def test_no_expert_answer_is_accused_of_a_contrary(judge: Judge) -> None:
    for question in QUESTIONS:
        verdicts = {
            one.key_point: one.verdict for one in _findings(judge, question, typed(question.expert_answer))
        }
        assert Verdict.OPPOSITE not in verdicts.values(), verdicts


@pytest.mark.parametrize("role", [role.id for role in BANK.roles])
def test_expert_answers_of_every_role_score_high_and_accuse_nobody(judge: Judge, role: str) -> None:
    scores = {}
    # Every fourth: `python -m benchmarks.banks` takes all of them.
    for question in [one for one in BANK.questions if one.role == role][::4]:
        findings = _findings(judge, question, typed(question.expert_answer))
        scores[question.id] = content_score(findings)
        assert all(finding.verdict is not Verdict.OPPOSITE for finding in findings), question.id
    # benchmarks/results/banks.json has all of them; another processor rounds int8 sums differently.
    assert min(scores.values()) >= 80, scores


def test_saying_everything_twice_gains_nothing_on_average(judge: Judge) -> None:
    gains = [
        _score(judge, question, f"{question.expert_answer} {question.expert_answer}")
        - _score(judge, question, question.expert_answer)
        for question in SOME
    ]
    assert abs(mean(gains)) < 5


def test_a_misconception_alone_is_hardly_ever_taken_for_the_claim(judge: Judge) -> None:
    found = [
        _findings(judge, replace(question, key_points=(point,)), typed(wrong))[0].verdict
        for question in QUESTIONS
        for point in question.key_points
        for wrong in point.misconceptions
    ]
    seen = sum(verdict in (Verdict.OPPOSITE, Verdict.MISSED) for verdict in found)
    assert seen >= 0.95 * len(found)


@FOR_EACH_QUESTION
def test_all_misconceptions_together_score_low_and_are_not_taken_for_the_claims(
    judge: Judge, question: Question
) -> None:
    wrong = " ".join(text for point in question.key_points for text in point.misconceptions)
    findings = _findings(judge, question, typed(wrong))
    covered = [finding.key_point for finding in findings if finding.verdict is Verdict.COVERED]
    assert content_score(findings) < 30
    assert len(covered) <= len(findings) / 2, covered


@FOR_EACH_QUESTION
def test_the_question_itself_and_silence_score_nothing(judge: Judge, question: Question) -> None:
    assert _score(judge, question, question.text) == 0.0
    assert _score(judge, question, "") == 0.0


@pytest.mark.parametrize("question", QUESTIONS[:3], ids=lambda question: question.id)
def test_the_same_words_have_the_same_verdicts_typed_and_spoken(judge: Judge, question: Question) -> None:
    by_hand = _findings(judge, question, typed(question.expert_answer))
    aloud = _findings(judge, question, spoken(f"um {plain(question.expert_answer)}", pauses={20: 1.0}))
    assert [(one.verdict, one.credit) for one in by_hand] == [(one.verdict, one.credit) for one in aloud]


@pytest.mark.parametrize("question", QUESTIONS[:3], ids=lambda question: question.id)
def test_the_same_answer_gives_the_same_findings_to_the_last_digit(question: Question) -> None:
    """On fresh engines, so that nothing is remembered from one to the other."""
    answer = typed(question.expert_answer)
    once, again = (_findings(build_judge(), question, answer) for _ in range(2))
    assert once == again


@FOR_EACH_QUESTION
def test_quotes_are_the_answers_own_words(judge: Judge, question: Question) -> None:
    for finding in _findings(judge, question, typed(question.expert_answer)):
        assert finding.quote is None or finding.quote in question.expert_answer
        assert (finding.quote is None) == (finding.verdict is Verdict.MISSED)
