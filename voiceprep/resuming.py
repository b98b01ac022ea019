"""What is left of an interview that was interrupted: answers to be scored, questions to be asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from voiceprep.errors import SessionError, UsageError
from voiceprep.questions.bank import find_question
from voiceprep.sessions.find import command_name
from voiceprep.sessions.mending import mend_recordings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from voiceprep.questions.model import Bank, Question
    from voiceprep.sessions.store import SavedTake, Session


@dataclass(frozen=True, slots=True)
class Left:
    """Where an interview stands."""

    done: tuple[SavedTake, ...] = ()
    """Takes of whole questions that have a result, in the order they were given."""
    waiting: tuple[SavedTake, ...] = ()
    """Answers that were saved and not scored, those to a part of a question too."""
    uncounted: tuple[SavedTake, ...] = ()
    """Those whose filled pauses were still to be counted."""
    settled: frozenset[int] = frozenset()
    """Numbers of the questions that are not asked again: answered to the end, or skipped."""
    attempts: Mapping[int, int] = field(default_factory=dict)
    """Number → attempts so far, so that no recording is written over."""


NOTHING_YET = Left()


def what_is_left(session: Session) -> Left:
    """From what lies on the disk, whatever ended the interview. A half-written recording is mended first.

    Raises SessionError where the session is damaged, StorageError where the disk refuses.
    """
    mend_recordings(session.folder)
    done: list[SavedTake] = []
    waiting: list[SavedTake] = []
    settled: set[int] = set()
    attempts: dict[int, int] = {}
    for saved in session.takes(parts=True):
        attempts[saved.number] = max(saved.attempt, attempts.get(saved.number, 0))
        # An attempt that was given up or never begun leaves the one before as it is.
        answered = saved.take is not None or saved.recording is not None or saved.text is not None
        if saved.outcome is None and answered:
            (waiting if saved.take is None else done).append(saved)
        if saved.part is not None:
            continue  # whatever became of a part, the question stays as it is
        # What was broken off is scored, and the question asked again: who skips it keeps that score.
        given = answered and saved.complete
        if saved.outcome == "skipped" or (saved.outcome is None and given):
            settled.add(saved.number)
    return Left(
        done=tuple(one for one in done if one.part is None),
        waiting=tuple(waiting),
        uncounted=tuple(one for one in done if one.uncounted),
        settled=frozenset(settled),
        attempts=attempts,
    )


def planned_questions(session: Session, bank: Bank) -> tuple[Question, ...]:
    """The questions of the interview, in order. Raises SessionError, and UsageError where one is gone."""
    planned = session.document["plan"].get("questions")
    entries = planned if isinstance(planned, list) else []
    names = [entry["id"] for entry in entries if isinstance(entry, dict) and isinstance(entry.get("id"), str)]
    rescore = f"voiceprep replay {command_name(session.folder)} --rescore"
    if not names or len(names) != len(entries):
        raise SessionError(
            f"{session.folder / 'session.json'} does not say which questions were planned.",
            next_step=f"Score its recordings with `{rescore}`, or begin anew.",
        )
    if not all(
        entry["number"] <= len(names) and names[entry["number"] - 1] == entry["question_id"]
        for entry in session.document["takes"]
    ):
        raise SessionError(
            f"{session.folder / 'session.json'} has answers to questions that were not planned.",
            next_step=f"Score its recordings with `{rescore}`, or begin anew.",
        )
    try:
        return tuple(find_question(bank, name) for name in names)
    except UsageError as unknown:
        begun = session.document["plan"].get("bank")
        file = begun.get("file") if isinstance(begun, dict) else None
        if not file or begun.get("version") == bank.version:
            raise
        raise UsageError(
            unknown.message, next_step=f"The interview was begun with {file}: give that with --bank FILE."
        ) from unknown
