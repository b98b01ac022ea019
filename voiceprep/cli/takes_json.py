"""The takes of a session as `replay` and `retake` print them. `docs/json.md` documents every name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from voiceprep.json_form import SCHEMA_VERSION, portion_to_json, take_to_json
from voiceprep.reports.comparison_json import comparison_to_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voiceprep.replay import Replayed
    from voiceprep.sessions.store import Session


def takes_to_json(session: Session, shown: Sequence[Replayed]) -> dict[str, Any]:
    """The takes with all that is known of them, as `replay` and `retake` print it."""
    return {
        "schema_version": SCHEMA_VERSION,
        "session": {"id": session.id, "folder": str(session.folder)},
        "takes": [_take(one) for one in shown],
    }


def _take(one: Replayed) -> dict[str, Any]:
    saved = one.saved
    return {
        "number": saved.number,
        "attempt": saved.attempt,
        "question": one.question_text,
        "part": None if saved.part is None else portion_to_json(saved.part),
        "recording": None if saved.recording is None else saved.recording.name,
        "text": saved.text,
        "outcome": saved.outcome,
        "saved": None if saved.take is None else take_to_json(saved.take),
        "compared_with": one.compared_with,
        "comparison": None if one.comparison is None else comparison_to_json(one.comparison),
        "rescored": None
        if one.rescored is None
        else {
            "result": take_to_json(one.rescored.take),
            "differences": list(one.rescored.differences),
        },
    }
