"""What the judge makes of a bank: expert answers, misconceptions, wordings, claims beside their siblings."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from voiceprep.authoring.advice import Advice, Severity, Topic, point_field
from voiceprep.from_words import judge_transcript
from voiceprep.judging.interface import Claim
from voiceprep.judging.lexical import content_stems, recall
from voiceprep.scoring.coverage import content_score, find
from voiceprep.transcription.typed import typed_transcript
from voiceprep.values import Abstention, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from voiceprep.judging.interface import Judge
    from voiceprep.questions.model import KeyPoint, Question
    from voiceprep.values import Finding

EXPERT_TARGET = 90.0
"""Score that an expert answer should have on its own question."""
ELSEWHERE_FROM = 40.0
"""Score of an expert answer on another question from which on the two ask for the same."""
NEIGHBOURS = 3
"""Other questions that an expert answer is held against: those whose key points share most words with it."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One question as the judge sees it."""

    question: Question
    score: float | None
    """Of its expert answer, 0 to 100; None where that was not even scored."""
    reason: str
    """Why not; empty where it was."""
    findings: tuple[Finding, ...]
    """On its expert answer, one a key point."""
    misconceptions: tuple[tuple[int, int, Verdict], ...]
    """Key point, misconception (numbers from 0), and what becomes of it when it is said alone."""
    confused: tuple[tuple[int, int], ...]
    """Key points that are covered by the bare claim of another: that other one, and the one it covers."""
    contrary: tuple[tuple[int, int], ...]
    """Key point and wording (numbers from 0) that count, said alone, as the contrary of the bare claim."""
    elsewhere: tuple[tuple[str, float], ...]
    """Other questions on which the expert answer scores too much, and the score."""


def judge_question(question: Question, others: Sequence[Question], judge: Judge) -> Judged:
    """Everything about one question. `others`: those it may be mistaken for; itself among them or not."""
    found = _expert(question, question, judge)
    elsewhere = [
        (other.id, content_score(scored))
        for other in neighbours(question, others)
        if not isinstance(scored := _expert(question, other, judge), Abstention)
    ]
    refusal = found.explanation if isinstance(found, Abstention) else ""
    findings = () if isinstance(found, Abstention) else tuple(found)
    return Judged(
        question=question,
        score=None if refusal else content_score(findings),
        reason=refusal,
        findings=findings,
        misconceptions=tuple(_misconceptions(question, judge)),
        confused=tuple(_confused(question, judge)),
        contrary=tuple(_contrary(question, judge)),
        elsewhere=tuple((name, score) for name, score in elsewhere if score >= ELSEWHERE_FROM),
    )


def neighbours(question: Question, others: Sequence[Question]) -> list[Question]:
    """The questions that its expert answer is likeliest to answer as well, at most NEIGHBOURS."""
    said = content_stems(question.expert_answer)

    def shared(other: Question) -> float:
        return recall((stem for point in other.key_points for stem in content_stems(point.claim)), said)

    return sorted((one for one in others if one.id != question.id), key=shared, reverse=True)[:NEIGHBOURS]


def judged_advice(judged: Judged) -> Iterator[Advice]:
    """What an author should look at, after the judge has read the question."""
    question = judged.question
    if judged.score is None:
        message = f"is not scored on its own question: {judged.reason}"
        yield Advice(Topic.EXPERT_SCORE, question.id, "expert_answer", message)
    elif judged.score < EXPERT_TARGET:
        weak = [one.key_point for one in judged.findings if one.verdict is not Verdict.COVERED]
        behind = f"; not covered: {', '.join(weak)}" if weak else ""
        message = f"scores {judged.score:g} on its own question, less than {EXPERT_TARGET:g}{behind}."
        yield Advice(Topic.EXPERT_SCORE, question.id, "expert_answer", message)
    for number, finding in enumerate(judged.findings):
        if finding.verdict is Verdict.OPPOSITE:
            message = f'is contradicted by the expert answer, the judge thinks: "{finding.quote}".'
            field = point_field(number, "claim")
            yield Advice(Topic.EXPERT_ACCUSED, question.id, field, message, Severity.FAULT)
    for other, score in judged.elsewhere:
        message = f"scores {score:g} on {other} too; say there what sets the two apart."
        yield Advice(Topic.SCORES_ELSEWHERE, question.id, "expert_answer", message)
    for said, covered in judged.confused:
        message = (
            f"is covered by whoever says only {point_field(said, 'claim')}; merge them, or set them apart."
        )
        yield Advice(Topic.LIKE_SIBLING, question.id, point_field(covered, "claim"), message)
    yield from _misconception_advice(judged)
    yield from _wording_advice(judged)


def figures(judged: Sequence[Judged]) -> dict[str, Any]:
    """What a bank is worth with this judge, in numbers; of at least one question."""
    scores = {one.question.id: one.score or 0.0 for one in judged}
    verdicts = Counter(verdict for one in judged for _, _, verdict in one.misconceptions)
    seen = verdicts[Verdict.OPPOSITE] + verdicts[Verdict.MISSED]
    return {
        "questions": len(judged),
        "key_points": sum(len(one.question.key_points) for one in judged),
        "mean": round(sum(scores.values()) / len(scores), 1),
        "lowest": round(min(scores.values()), 1),
        "below_target": sorted(name for name, score in scores.items() if score < EXPERT_TARGET),
        "accused": sorted(
            one.question.id for one in judged if any(f.verdict is Verdict.OPPOSITE for f in one.findings)
        ),
        "misconceptions": {verdict.value: count for verdict, count in sorted(verdicts.items())},
        "misconceptions_seen": round(seen / verdicts.total(), 4) if verdicts else None,
        "like_siblings": sum(len(one.confused) for one in judged),
        "elsewhere": sum(len(one.elsewhere) for one in judged),
    }


def _expert(question: Question, asked: Question, judge: Judge) -> list[Finding] | Abstention:
    """The expert answer of `question`, given to the question `asked`, by the path that every answer takes."""
    answer = typed_transcript(question.expert_answer)
    judgements = judge_transcript(asked, answer, judge)
    if isinstance(judgements, Abstention):
        return judgements
    return [find(point, one, answer.words) for point, one in zip(asked.key_points, judgements, strict=True)]


def _misconceptions(question: Question, judge: Judge) -> Iterator[tuple[int, int, Verdict]]:
    for number, point in enumerate(question.key_points):
        for index, wrong in enumerate(point.misconceptions):
            (found,) = _findings(judge, question, (point,), wrong)
            yield number, index, found.verdict


def _confused(question: Question, judge: Judge) -> Iterator[tuple[int, int]]:
    """Each claim said alone: which of the others does that cover?"""
    for said, point in enumerate(question.key_points):
        found = _findings(judge, question, question.key_points, point.claim)
        for covered, finding in enumerate(found):
            if covered != said and finding.verdict is Verdict.COVERED:
                yield said, covered


def _contrary(question: Question, judge: Judge) -> Iterator[tuple[int, int]]:
    for number, point in enumerate(question.key_points):
        for index, wording in enumerate(point.wordings):
            (found,) = _findings(judge, question, (replace(point, wordings=()),), wording)
            if found.verdict is Verdict.OPPOSITE:
                yield number, index


def _findings(judge: Judge, question: Question, points: Sequence[KeyPoint], text: str) -> list[Finding]:
    words = typed_transcript(text).words
    claims = [Claim.of(point) for point in points]
    judgements = judge.judge(claims, words, question=question.text)
    return [find(point, one, words) for point, one in zip(points, judgements, strict=True)]


def _misconception_advice(judged: Judged) -> Iterator[Advice]:
    for number, index, verdict in judged.misconceptions:
        field = point_field(number, f"misconceptions[{index + 1}]")
        if verdict is Verdict.COVERED:
            message = (
                "counts as the claim itself: whoever says it is told to be right. Word them further apart."
            )
            yield Advice(Topic.COVERED_MISCONCEPTION, judged.question.id, field, message, Severity.FAULT)
        elif verdict is not Verdict.OPPOSITE:
            message = f"is not seen as the contrary, it comes out as {verdict.value}; say it more plainly."
            yield Advice(Topic.UNSEEN_MISCONCEPTION, judged.question.id, field, message)


def _wording_advice(judged: Judged) -> Iterator[Advice]:
    for number, index in judged.contrary:
        message = (
            "counts, said alone, as the contrary of its own claim; say plainly what holds, "
            "rather than what does not, or leave it out."
        )
        field = point_field(number, f"wordings[{index + 1}]")
        yield Advice(Topic.CONTRARY_WORDING, judged.question.id, field, message)
