"""The JSON files of a session, read with care: they may be damaged, newer than we are, or hostile."""

from __future__ import annotations

import json
import math
import re
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from voiceprep.errors import SessionError
from voiceprep.json_form import SCHEMA_VERSION, portion_from_json, take_from_json
from voiceprep.sessions.migrations import SESSIONS, TAKES, UnknownVersion, migrated
from voiceprep.sessions.well_typed import fault
from voiceprep.values import Portion, Status, Take

if TYPE_CHECKING:
    from collections.abc import Mapping

    from voiceprep.sessions.migrations import Migration

SESSION_FILE = "session.json"
LOCK_FILE = ".in-use"
MAX_BYTES = 20_000_000
"""Of one JSON file; an answer of an hour has some 1.5 MB."""
_STILL_THERE = "The recordings beside it are untouched; score them with `voiceprep score`."
_QUESTION_ID = re.compile(r"[^/\\\x00-\x1f]{1,120}")
"""No more than that it is a part of a file name: ids of older banks need not be as neat as those of today."""
_LONGEST = 200
"""Characters of a file name; no disk takes many more."""
_MOST = 9_999
"""Questions of an interview, and attempts at one."""
FIRST_YEAR, LAST_YEAR = 1990, 2999


def read_session(folder: Path) -> dict[str, Any]:
    """What session.json says, in the form of today. Raises SessionError."""
    return session_document(_read(folder / SESSION_FILE), folder / SESSION_FILE)


def read_result(path: Path) -> dict[str, Any]:
    """What a take file says, in the form of today. Raises SessionError."""
    return result_document(_read(path), path)


def result_document(content: object, path: Path) -> dict[str, Any]:
    """The content of a take file in the form of today; `path` is for messages. Raises SessionError."""
    return _of_today(content, path, TAKES)


def session_document(content: object, path: Path) -> dict[str, Any]:
    """The content of a session.json in the form of today; `path` is for messages. Raises SessionError."""
    document = _of_today(content, path, SESSIONS)
    entries = document.get("takes")
    if not isinstance(entries, list) or not all(_is_entry(entry) for entry in entries):
        raise _damaged(path, "its list of takes is not as expected")
    document.setdefault("status", "unknown")
    document.setdefault("plan", {})
    if not isinstance(document["status"], str) or not isinstance(document["plan"], dict):
        raise _damaged(path, "its status or plan is not as expected")
    return document


def take_of(document: Mapping[str, Any]) -> Take:
    """The take that a result document describes. Raises ValueError where it describes none."""
    try:
        take = take_from_json(document)
    except (LookupError, TypeError, ValueError, OverflowError) as cause:
        raise ValueError(repr(cause)) from cause
    if (place := fault(take, Take)) is not None:
        raise ValueError(f'"{place}" is not as expected')
    proof = {Status.SCORED: take.content, Status.ABSTAINED: take.abstention, Status.FAILED: take.failure}
    if proof[take.status] is None:
        raise ValueError(f"it is {take.status}, and does not say with what")
    return take


def asked_questions(document: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """Id of a question → its `topic` and `text`, as session.json planned it; what is damaged is left out."""
    planned = document["plan"].get("questions")
    return {
        entry["id"]: {name: entry[name] for name in ("topic", "text") if isinstance(entry.get(name), str)}
        for entry in (planned if isinstance(planned, list) else ())
        if isinstance(entry, dict) and isinstance(entry.get("id"), str)
    }


def texts_of(value: object) -> tuple[str, ...]:
    """The texts in what should be a list of them."""
    return tuple(one for one in value if isinstance(one, str)) if isinstance(value, list) else ()


def time_of(value: object) -> datetime | None:
    """The time that is written there, with a time zone; None where there is none."""
    if not isinstance(value, str):
        return None
    try:
        time = datetime.fromisoformat(value)
        time = time if time.tzinfo is not None else time.astimezone()
        # At either end of the calendar no other zone, and no day after, can be told.
        return time if FIRST_YEAR <= time.year <= LAST_YEAR else None
    except (ValueError, OverflowError, OSError):
        return None


def inside(folder: Path, name: object) -> Path:
    """A file of the folder; a session from elsewhere must not point outside of it. Raises SessionError."""
    sound = isinstance(name, str) and 0 < len(name) <= _LONGEST and "\0" not in name
    if not sound or Path(str(name)).name != name or name == "..":
        raise SessionError(
            f'{folder / SESSION_FILE} names a file outside its folder: "{str(name)[:80]}".',
            next_step="Do not use this session; it was changed by hand or comes from an unsafe place.",
        )
    return folder / str(name)


def held(folder: Path) -> SessionError:
    """What to raise where another process has claimed the session."""
    return SessionError(
        f"{folder.name} is being held by another voiceprep on this machine.",
        next_step="End that interview first, with q or Ctrl-C.",
    )


def parse(text: str) -> Any:
    """JSON as we write it: no NaN and no number that is not finite. Raises ValueError, RecursionError."""
    return json.loads(text, parse_constant=_finite, parse_float=_finite)


def _read(path: Path) -> Any:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise _unreadable(path, f"it has more than {MAX_BYTES // 1_000_000} MB")
        # Some editors put a mark before the text.
        return parse(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as cause:
        raise _unreadable(path, "it is no UTF-8 text") from cause
    except OSError as cause:
        raise _unreadable(path, cause.strerror or cause) from cause
    except (ValueError, RecursionError) as cause:
        raise _unreadable(path, cause) from cause


def _of_today(content: object, path: Path, steps: Mapping[int, Migration]) -> dict[str, Any]:
    document = content if isinstance(content, dict) else {}
    try:
        return migrated(document, steps)
    except UnknownVersion as cause:
        raise SessionError(
            f"{path} has schema version {cause.version}; this voiceprep reads version {SCHEMA_VERSION}.",
            next_step="A newer voiceprep wrote it: update with `pip install --upgrade voiceprep`."
            if cause.newer
            else f"It is damaged, or no file of voiceprep. {_STILL_THERE}",
        ) from cause
    except (LookupError, TypeError, ValueError) as cause:
        raise _damaged(path, repr(cause)) from cause


def _is_entry(entry: Any) -> bool:
    return (
        isinstance(entry, dict)
        and isinstance(entry.get("text"), str | None)
        and isinstance(entry.get("outcome"), str | None)
        and {"recording", "result"} <= set(entry)
        and all(type(entry.get(key)) is int and 1 <= entry[key] <= _MOST for key in ("number", "attempt"))
        and isinstance(entry.get("question_id"), str)
        and _QUESTION_ID.fullmatch(entry["question_id"]) is not None
        and _is_part(entry.get("part"))
    )


def _is_part(part: Any) -> bool:
    try:
        return part is None or (isinstance(part, dict) and fault(portion_from_json(part), Portion) is None)
    except (LookupError, TypeError, ValueError, OverflowError):
        return False


def _finite(text: str) -> float:
    if math.isfinite(number := float(text)):
        return number
    raise ValueError(f"{text} is no number")


def _unreadable(path: Path, cause: object) -> SessionError:
    return SessionError(f"{path} cannot be read: {cause}.", next_step=_STILL_THERE)


def _damaged(path: Path, what: str) -> SessionError:
    return SessionError(f"{path} is damaged: {what}.", next_step=_STILL_THERE)
