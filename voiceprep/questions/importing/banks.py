"""JSON: a bank of ours, or a plain list of questions and answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from voiceprep.errors import BankError
from voiceprep.questions.check import refuse_faults
from voiceprep.questions.importing.written import Aside, Readout, Written, counted

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_FORMS = 'Use the form of questions.json (docs/json.md), or a list of {"question": ..., "answer": ...}.'
_NOT_READ = "a field that is not read"


def read_bank(document: Any, path: Path) -> Readout:
    """The questions of the parsed file at `path`. Raises BankError where it has neither of the two forms."""
    entries = document.get("questions") if isinstance(document, dict) else document
    if isinstance(document, dict) and ("schema_version" in document or _has_key_points(entries)):
        refuse_faults(document, path)
        return Readout(
            tuple(
                Written(
                    entry["text"], entry["expert_answer"], id=entry["id"], role=entry["role"], entry=entry
                )
                for entry in document["questions"]
            )
        )
    if not isinstance(entries, list):
        raise BankError(f"{path} holds no list of questions.", next_step=_FORMS)
    around = [key for key in document if key != "questions"] if isinstance(document, dict) else []
    written, aside = _read_list(entries)
    return Readout(tuple(written), counted([*(Aside(key, _NOT_READ) for key in around), *aside]))


def _has_key_points(entries: Any) -> bool:
    """Whether they are those of a bank, of which only "schema_version" may be missing."""
    return isinstance(entries, list) and any(
        isinstance(entry, dict) and "key_points" in entry for entry in entries
    )


def _read_list(entries: Iterable[Any]) -> tuple[list[Written], list[Aside]]:
    written, aside = [], []
    for number, entry in enumerate(entries, start=1):
        rest = dict(entry) if isinstance(entry, dict) else {}
        question = _taken(rest, "question", "text")
        if question is None:
            aside.append(Aside(f"entry {number}", 'has no "question" that is text'))
            continue
        answer = _taken(rest, "answer", "expert_answer") or ""
        written.append(Written(question, answer, _taken(rest, "topic"), _taken(rest, "kind")))
        aside += [Aside(key, _NOT_READ) for key, value in rest.items() if value]
    return written, aside


def _taken(fields: dict[str, Any], *names: str) -> str | None:
    """The first of these that is text, taken out of the fields."""
    for name in names:
        if isinstance(text := fields.get(name), str) and text:
            del fields[name]
            return text
    return None
