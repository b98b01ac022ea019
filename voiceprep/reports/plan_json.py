"""The plan as `plan --json` prints it; `docs/json.md` documents every name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from voiceprep.json_form import SCHEMA_VERSION
from voiceprep.reports.planned import reason

if TYPE_CHECKING:
    from datetime import datetime

    from voiceprep.progress.planning import Known, Plan, PlanLine


def plan_to_json(plan: Plan, *, now: datetime) -> dict[str, Any]:
    return {
        "schema_version": SCHEMA_VERSION,
        "now": now.isoformat(timespec="seconds"),
        "due": plan.due,
        "new": plan.new,
        "questions": [_line(line, now) for line in plan.lines],
    }


def _line(line: PlanLine, now: datetime) -> dict[str, Any]:
    question = line.question
    return {
        "question_id": question.id,
        "role": question.role,
        "topic": question.topic,
        "kind": question.kind.value,
        "text": question.text,
        "cause": line.cause.value,
        "reason": reason(line, now=now),
        "urgency": round(line.urgency, 4),
        "first_due": None if line.first_due is None else line.first_due.isoformat(),
        "key_points": len(question.key_points),
        "due": [_known(one, now) for one in line.due],
    }


def _known(known: Known, now: datetime) -> dict[str, Any]:
    memory = known.memory
    return {
        "key_point": known.point.id,
        "claim": known.point.claim,
        "verdict": memory.verdict.value,
        "last": memory.when.isoformat(timespec="seconds"),
        "due": memory.due.astimezone(now.tzinfo).date().isoformat(),
        "recall": round(memory.recall, 4),
        "reviews": memory.reviews,
    }
