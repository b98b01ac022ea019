"""The history as `history --json` prints it; `docs/json.md` documents every name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from voiceprep.json_form import SCHEMA_VERSION
from voiceprep.progress.history import mean_rating, mean_score

if TYPE_CHECKING:
    from voiceprep.progress.attempts import Attempt, Past, SessionRecord
    from voiceprep.progress.history import History, PointLine, QuestionLine


def history_to_json(past: Past, found: History) -> dict[str, Any]:
    return {
        "schema_version": SCHEMA_VERSION,
        "sessions": [_session(session) for session in found.sessions],
        "topics": [
            {"topic": line.topic, "results": [_result(one) for one in line.scored]} for line in found.topics
        ],
        "questions": [_question(line) for line in found.questions],
        "self_ratings": [
            {"rating": group.rating, "answers": len(group.attempts), "score": _rounded(group.score)}
            for group in found.rated
        ],
        "judges": [
            {
                "since": one.when.isoformat(timespec="seconds"),
                "judge": one.judges.judge,
                "scorer": one.judges.scorer,
            }
            for one in found.judges
        ],
        "damaged": [{"session": one.name, "reason": one.reason} for one in past.damaged],
    }


def _session(session: SessionRecord) -> dict[str, Any]:
    return {
        "id": session.id,
        "created": session.created.isoformat(timespec="seconds"),
        "status": session.status,
        "demo": session.demo,
        "questions": session.questions,
        "scored": len(session.counted),
        "not_judged": session.not_judged,
        "waiting": session.waiting,
        "score": _rounded(mean_score(session.counted)),
        "self_rating": _rounded(mean_rating(session.attempts)),
    }


def _question(line: QuestionLine) -> dict[str, Any]:
    return {
        "question_id": line.question_id,
        "topic": line.topic,
        "results": [_result(one) for one in line.scored],
        "key_points": [_point(point) for point in line.points],
    }


def _point(line: PointLine) -> dict[str, Any]:
    return {
        "key_point": line.key_point,
        "claim": line.claim,
        "verdicts": [{**_place(attempt), "verdict": mark.verdict.value} for attempt, mark in line.marks],
    }


def _result(attempt: Attempt) -> dict[str, Any]:
    return {**_place(attempt), "score": attempt.score, "self_rating": attempt.self_rating}


def _place(attempt: Attempt) -> dict[str, Any]:
    return {
        "session": attempt.session,
        "number": attempt.number,
        "attempt": attempt.attempt,
        "when": attempt.when.isoformat(timespec="seconds"),
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)
