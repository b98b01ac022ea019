"""Makers of a past, so that a test says only what it is about."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from tests.builders import finding, take
from voiceprep.progress.attempts import Attempt, Mark, Past, SessionRecord
from voiceprep.sessions.store import Session, create_session
from voiceprep.storage import write_json
from voiceprep.values import Abstention, AbstentionReason, Status, Take, Verdict

if TYPE_CHECKING:
    from pathlib import Path

FIRST_DAY = datetime(2026, 11, 1, 18, 0, tzinfo=UTC)
WORDS = {
    "+": Verdict.COVERED,
    "~": Verdict.PARTLY,
    "-": Verdict.MISSED,
    "!": Verdict.OPPOSITE,
    "?": Verdict.UNSURE,
}


def on_day(day: float) -> datetime:
    """So many days after the first."""
    return FIRST_DAY + timedelta(days=day)


def attempt(
    signs: str = "+",
    *,
    day: float = 0,
    question: str = "hash-map",
    topic: str | None = None,
    score: float | None = 50.0,
    rating: int | None = None,
) -> Attempt:
    """An answer with one mark for each sign, on key points named a, b, c ..."""
    marks = tuple(
        Mark(key_point, f"Claim {key_point}.", WORDS[sign])
        for key_point, sign in zip("abcdefgh", signs, strict=False)
    )
    return Attempt(
        session=f"on day {day}",
        when=on_day(day),
        number=1,
        attempt=1,
        question_id=question,
        topic=topic or question,
        score=score,
        marks=marks,
        self_rating=rating,
    )


def session_of(*attempts: Attempt, demo: bool = False) -> SessionRecord:
    """A session that holds these answers."""
    return SessionRecord(
        id=attempts[0].session,
        created=attempts[0].when,
        status="finished",
        demo=demo,
        questions=len(attempts),
        asked=tuple(one.question_id for one in attempts),
        attempts=attempts,
        not_judged=0,
        waiting=0,
    )


def past_of(*attempts: Attempt) -> Past:
    """A past of one session for each answer."""
    return Past(tuple(session_of(one) for one in attempts))


def saved_session(root: Path, *takes: Take, day: float = 0, demo: bool = False) -> Session:
    """A session on disk with one question for each take."""
    asked = [{"id": one.question_id, "topic": one.question_id.title(), "text": "?"} for one in takes]
    session = create_session(root, role="engineer", plan={"questions": asked, "demo": demo}, device={})
    for number, one in enumerate(takes, start=1):
        session.begin_take(number, one.question_id)
        session.note_answer(number, text="words", warning=None)
        session.save_result(number, one)
    change(session, created=on_day(day).isoformat())
    for entry in session.document["takes"]:
        entry["begun"] = on_day(day).isoformat()
    change(session)
    return session


def change(session: Session, **keys: object) -> None:
    """Write other values into session.json, as an older version or a careless person might."""
    session.document.update(keys)
    write_json(session.folder / "session.json", session.document)


def scored(question: str = "hash-map", *, score: float = 50.0, verdict: Verdict = Verdict.COVERED) -> Take:
    """A take with one finding, on the key point `lookup`."""
    return replace(take(question, content=score), findings=(finding(verdict),))


def not_judged(question: str = "hash-map") -> Take:
    """A take that nobody could judge."""
    silence = Abstention(AbstentionReason.SILENCE, "Nothing was heard.")
    return Take(question_id=question, source="typed", status=Status.ABSTAINED, abstention=silence)
