"""How each number of a saved result came about, by judging the saved transcript again, step by step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from voiceprep.errors import SessionError
from voiceprep.from_words import judge_transcript
from voiceprep.judging.measures import OUTCOMES, Calibration, Calibrations, Measures
from voiceprep.questions.narrowing import narrowed
from voiceprep.reports.explained import Change, Explanation, Measured, Point
from voiceprep.scoring.coverage import SCORER_VERSION, credit_of, find, rule_of, share_of, stated
from voiceprep.sessions.find import command_name
from voiceprep.values import Abstention, Status
from voiceprep.wanted import find_number

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from voiceprep.judging.interface import Judge, Judgement
    from voiceprep.questions.model import Bank, KeyPoint, Question
    from voiceprep.sessions.store import SavedTake, Session
    from voiceprep.values import Finding, Take, Transcript


@dataclass(frozen=True, slots=True)
class Today:
    """What the saved answers are judged with again."""

    bank: Bank
    judge: Judge
    calibrations: Calibrations | None
    """What weighs the judge's measures; None where its probabilities are its model's own."""

    @property
    def identities(self) -> dict[str, str]:
        """What decides a result, by its name in `Take.versions`."""
        return {"judge": self.judge.identity, "scorer": SCORER_VERSION, "bank": self.bank.version}


def explain(session: Session, today: Today, *, question: str | None = None) -> Iterator[Explanation]:
    """The takes of the session, or those of one question (its place or its id), in order. Nothing is written.

    Raises SessionError where no answer of the session was scored, UsageError where the session has no such
    question; while it goes on, what the judge raises.
    """
    takes = _chosen(session, question)
    return (explain_take(saved, today) for saved in takes)


def _chosen(session: Session, question: str | None) -> list[SavedTake]:
    takes = list(session.takes(parts=True))
    if not any(saved.take is not None and saved.take.status is Status.SCORED for saved in takes):
        reasons = "".join(f"\n  {one.number}. {one.question_id}: {_why_not_scored(one)}" for one in takes)
        rescore = f"voiceprep replay {command_name(session.folder)} --rescore"
        raise SessionError(
            f"No answer of session {session.id} was scored, so there is nothing to explain.{reasons}",
            next_step=f"`{rescore}` shows what today's models make of it.",
        )
    if question is None:
        return takes
    number = find_number(((saved.number, saved.question_id) for saved in takes), question)
    return [saved for saved in takes if saved.number == number]


def explain_take(saved: SavedTake, today: Today) -> Explanation:
    """One take: what today's judge makes of its saved words, against what was saved."""
    take = saved.take
    whole = next((one for one in today.bank.questions if one.id == saved.question_id), None)
    question = None if whole is None else narrowed(whole, saved.part)
    asked = None if question is None else question.text
    place = (saved.number, saved.attempt, saved.question_id, asked, saved.part)
    if take is None or take.status is not Status.SCORED:
        return Explanation(*place, None if take is None else take.status, _why_not_scored(saved))
    changes = tuple(_changes(take.versions, today.identities))
    if question is None or take.transcript is None:
        missing = f'The question "{saved.question_id}"' if whole is None else "What was asked in part"
        nothing = (
            f"{missing} is not in {today.bank.path}. Give its bank with --bank FILE."
            if question is None
            else "The saved result has no transcript."
        )
        return Explanation(*place, take.status, nothing, take.content, changes)
    judgements = judge_transcript(question, take.transcript, today.judge)
    if isinstance(judgements, Abstention):
        nothing = f"Today it would have no score: {judgements.explanation}"
        return Explanation(*place, take.status, nothing, take.content, changes)
    points = _points(question, take.transcript, judgements, today.calibrations, take)
    known = {point.id for point in question.key_points}
    gone = tuple(finding for finding in take.findings if finding.key_point not in known)
    return Explanation(*place, take.status, None, take.content, changes, points, gone)


def _why_not_scored(saved: SavedTake) -> str:
    if saved.damage is not None:
        return saved.damage
    if saved.outcome is not None:
        return f"It was {saved.outcome}."
    if saved.take is None:
        answered = saved.recording is not None or saved.text is not None
        return "It was saved, but not scored." if answered else "No answer was given."
    if saved.take.abstention is not None:
        return saved.take.abstention.explanation
    return saved.take.failure or "The saved result says no more."


def _changes(saved: Mapping[str, str], today: Mapping[str, str]) -> Iterator[Change]:
    for name, identity in today.items():
        if saved.get(name) != identity:
            yield Change(name, saved.get(name), identity)


def _points(
    question: Question,
    transcript: Transcript,
    judgements: list[Judgement],
    calibrations: Calibrations | None,
    take: Take,
) -> tuple[Point, ...]:
    saved = {finding.key_point: finding for finding in take.findings}
    return tuple(
        _point(key_point, judgement, transcript, calibrations, saved.get(key_point.id))
        for key_point, judgement in zip(question.key_points, judgements, strict=True)
    )


def _point(
    key_point: KeyPoint,
    judgement: Judgement,
    transcript: Transcript,
    calibrations: Calibrations | None,
    saved: Finding | None,
) -> Point:
    calibration = calibrations.of(worded=judgement.worded) if calibrations and judgement.measures else None
    return Point(
        finding=find(key_point, judgement, transcript.words),
        measures=_measured(judgement.measures, calibration),
        calibration=None if calibration is None else calibration.version,
        logits=None if calibration is None else calibration.logits(Measures(**judgement.measures).row()),
        probabilities={outcome: getattr(judgement, outcome) for outcome in OUTCOMES},
        rule=rule_of(judgement),
        stated=stated(judgement),
        share=share_of(judgement),
        credit=credit_of(judgement),
        saved=saved,
    )


def _measured(measures: Mapping[str, float], calibration: Calibration | None) -> tuple[Measured, ...]:
    if calibration is None:
        return tuple(Measured(name, value, None) for name, value in measures.items())
    weights = calibration.coefficients
    return tuple(
        Measured(name, value, {outcome: weights[outcome][place] for outcome in OUTCOMES})
        for place, (name, value) in enumerate({**Measures(**measures).named(), "intercept": 1.0}.items())
    )
