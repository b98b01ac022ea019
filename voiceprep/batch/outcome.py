"""What became of one job."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from voiceprep.batch.jobs import RowStatus
from voiceprep.errors import AudioError, ExitCode, FailureReason
from voiceprep.scoring.confidence import word_confidence

if TYPE_CHECKING:
    from collections.abc import Iterable

    from voiceprep.batch.interface import Guess
    from voiceprep.batch.jobs import Job
    from voiceprep.values import Take


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one job: small, so that many can be kept. The take lies in the store."""

    job: Job
    status: RowStatus
    code: ExitCode
    """OK, NOT_SCORED, or a failure's own."""
    reason: tuple[str, str] | None
    """Code and text of why there is no score; None where there is one."""
    question_id: str | None
    """None where it is not known."""
    content: float | None = None
    """Content result, 0 to 100."""
    seconds: float | None = None
    """Length of the recording; None where it could not be read."""
    word_confidence: float | None = None
    """Mean probability of the words, 0 to 1; None without words."""
    guess: Guess | None = None
    kept_under: str | None = None
    """Key of the result in the store; None where there is none, and the next run tries again."""
    new: bool = False
    """Whether it was found out in this run."""


def exit_code(outcomes: Iterable[Outcome]) -> ExitCode:
    """Where all files ended alike, their own; else 4."""
    codes = {outcome.code for outcome in outcomes}
    return codes.pop() if len(codes) == 1 else ExitCode.NOT_SCORED


def outcome_of(
    job: Job,
    take: Take,
    guess: Guess | None,
    *,
    kept_under: str | None,
    code: ExitCode | None = None,
    new: bool = False,
) -> Outcome:
    status, reason = RowStatus(take.status.value), None
    if take.abstention is not None:
        reason = (take.abstention.reason.value, take.abstention.explanation)
    elif take.failure is not None:
        # The same recording may have failed under another name.
        reason = (take.failure_reason.value, take.failure.replace(take.source, job.recording.source))
    if guess is not None and not guess.sure:
        status = RowStatus.UNKNOWN_QUESTION
        reason = (status.value, _doubt(guess))
    ours = ExitCode.OK if status is RowStatus.SCORED else ExitCode.NOT_SCORED
    return Outcome(
        job=job,
        status=status,
        code=ours if code is None else code,
        reason=reason,
        question_id=take.question_id or None,
        content=take.content,
        seconds=take.seconds,
        word_confidence=word_confidence(take.transcript),
        guess=guess,
        kept_under=kept_under,
        new=new,
    )


def _doubt(guess: Guess) -> str:
    if guess.content == 0.0:
        return "Nothing that is said answers any of the questions. Name the question in a manifest."
    return (
        f"It is not clear which question this answers: {guess.question_id} fits best with {guess.content:g} "
        f"points, {guess.margin:g} more than the next. Name the question in a manifest."
    )


def failed(job: Job, reason: FailureReason, text: str) -> Outcome:
    return Outcome(job, RowStatus.FAILED, ExitCode.BAD_INPUT, (reason.value, text), asked_of(job), new=True)


def unreadable(job: Job, failure: OSError | AudioError) -> Outcome:
    if isinstance(failure, AudioError):
        return failed(job, failure.reason, f"{failure.message} {failure.next_step}")
    why = {
        FileNotFoundError: "does not exist",
        IsADirectoryError: "is a folder",
        PermissionError: "cannot be read: permission is denied",
    }.get(type(failure), f"cannot be read: {failure.strerror or failure}")
    text = f"{job.recording.source} {why}. Give the path of an audio file."
    return failed(job, FailureReason.UNREADABLE, text)


def asked_of(job: Job) -> str | None:
    """Id of the question that a job is known to answer."""
    return None if job.question is None else job.question.id
