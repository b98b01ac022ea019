"""JSON: a bank of ours, or a plain list of questions and answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from voiceprep.errors import BankError
from voiceprep.questions.check import document_faults
from voiceprep.questions.importing.written import Aside, Readout, Written

if TYPE_CHECKING:
    from collections.abc import Iterable

_FORMS = 'Use the form of questions.json (docs/json.md), or a list of {"question": ..., "answer": ...}.'


def read_bank(document: Any, *, name: str) -> Readout:
    """The questions of a parsed JSON file. Raises BankError where it has neither of the two forms."""
    if isinstance(document, dict) and "schema_version" in document:
        if found := document_faults(document, name):
            raise BankError(
                f"{name} has {len(found)} fault{'s' if len(found) > 1 else ''}, first: {found[0]}",
                next_step=f"Mend them; `voiceprep questions check {name}` lists them all.",
            )
        return Readout(
            tuple(
                Written(
                    entry["text"], entry["expert_answer"], id=entry["id"], role=entry["role"], entry=entry
                )
                for entry in document["questions"]
            )
        )
    entries = document.get("questions") if isinstance(document, dict) else document
    if not isinstance(entries, list):
        raise BankError(f"{name} holds no list of questions.", next_step=_FORMS)
    return _read_list(entries)


def _read_list(entries: Iterable[Any]) -> Readout:
    written, aside = [], []
    for number, entry in enumerate(entries, start=1):
        texts = (
            {key: value for key, value in entry.items() if isinstance(value, str)}
            if isinstance(entry, dict)
            else {}
        )
        question = texts.get("question") or texts.get("text")
        if question is None:
            aside.append(Aside(f"entry {number}", 'has no "question" that is text'))
            continue
        answer = texts.get("answer") or texts.get("expert_answer") or ""
        written.append(Written(question, answer, texts.get("topic"), texts.get("kind")))
    return Readout(tuple(written), tuple(aside))
