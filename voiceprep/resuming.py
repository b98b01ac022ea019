"""What is left of an interview that was interrupted: answers to be scored, questions to be asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from voiceprep.assess import to_be_counted
from voiceprep.errors import SessionError
from voiceprep.questions.bank import find_question

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from voiceprep.questions.model import Bank, Question
    from voiceprep.sessions.store import SavedTake, Session
    from voiceprep.values import Take


@dataclass(frozen=True, slots=True)
class Left:
    """Where an interview stands."""

    done: Mapping[int, Take] = field(default_factory=dict)
    """Number of the question → its result, for all that have one."""
    waiting: Mapping[int, SavedTake] = field(default_factory=dict)
    """Number → the answer that was saved and not scored."""
    uncounted: Mapping[int, tuple[int, Take, Path]] = field(default_factory=dict)
    """Number → attempt, result and recording of those whose filled pauses were still to be counted."""
    settled: frozenset[int] = frozenset()
    """Numbers of the questions that are not asked again: scored, saved, or skipped."""
    attempts: Mapping[int, int] = field(default_factory=dict)
    """Number → attempts so far, so that no recording is written over."""


NOTHING_YET = Left()


def what_is_left(session: Session) -> Left:
    """From what lies on the disk, whatever ended the interview. A half-written recording is mended first.

    Raises SessionError where the session is damaged, StorageError where the disk refuses.
    """
    session.mend_recordings()
    done: dict[int, Take] = {}
    waiting: dict[int, SavedTake] = {}
    uncounted: dict[int, tuple[int, Take, Path]] = {}
    settled: set[int] = set()
    attempts: dict[int, int] = {}
    for saved in session.takes():
        attempts[saved.number] = max(saved.attempt, attempts.get(saved.number, 0))
        # The last attempt counts; one that was given up or never begun leaves the one before as it is.
        if saved.outcome == "skipped":
            settled.add(saved.number)
        elif saved.outcome is not None:
            continue
        elif saved.take is not None:
            done[saved.number] = saved.take
            waiting.pop(saved.number, None)
            settled.add(saved.number)
            if saved.recording is not None and to_be_counted(saved.take):
                uncounted[saved.number] = (saved.attempt, saved.take, saved.recording)
        elif saved.recording is not None or saved.text is not None:
            waiting[saved.number] = saved
            # What was broken off is scored, and the question asked again: who skips it keeps that score.
            if saved.complete:
                settled.add(saved.number)
    return Left(done, waiting, uncounted, frozenset(settled), attempts)


def planned_questions(session: Session, bank: Bank) -> tuple[Question, ...]:
    """The questions of the interview, in order. Raises SessionError, and UsageError where one is gone."""
    planned = session.document["plan"].get("questions")
    entries = planned if isinstance(planned, list) else []
    names = [entry["id"] for entry in entries if isinstance(entry, dict) and isinstance(entry.get("id"), str)]
    if not names or len(names) != len(entries):
        raise SessionError(
            f"{session.folder / 'session.json'} does not say which questions were planned.",
            next_step="Score its recordings with `voiceprep replay --rescore`, or begin anew.",
        )
    if not all(
        entry["number"] <= len(names) and names[entry["number"] - 1] == entry["question_id"]
        for entry in session.document["takes"]
    ):
        raise SessionError(
            f"{session.folder / 'session.json'} has answers to questions that were not planned.",
            next_step="Score its recordings with `voiceprep replay --rescore`, or begin anew.",
        )
    return tuple(find_question(bank, name) for name in names)
