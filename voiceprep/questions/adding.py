"""Adding one question at a time to a bank of one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from voiceprep.errors import BankError
from voiceprep.questions.check import document_faults, sound_document
from voiceprep.questions.importing.draft import draft_questions

if TYPE_CHECKING:
    from pathlib import Path

    from voiceprep.questions.importing.written import Written


def begun_bank(path: Path) -> dict[str, Any] | None:
    """The bank that is there already; None where there is none. Raises BankError where it has faults."""
    return sound_document(path)[0] if path.exists() else None


def with_question(
    bank: dict[str, Any] | None, written: Written, *, role: str, title: str
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The bank with one question more, and what its author should look at. `bank` itself stays as it was.

    Raises BankError where the question cannot be in a bank.
    """
    document = bank or {"schema_version": 1, "roles": [], "questions": []}
    drafted, refused = draft_questions([written], role=role)
    if refused:
        raise BankError(f"The question {refused[0].reason}.", next_step="Enter it again.")
    (one,) = drafted
    roles = document["roles"]
    if role not in {known["id"] for known in roles}:
        roles = [*roles, {"id": role, "title": title}]
    longer = {**document, "roles": roles, "questions": [*document["questions"], one.question]}
    if found := document_faults(longer, "the new bank"):
        raise BankError(f"The question is not sound: {found[0]}", next_step="Enter it again.")
    return longer, one.remarks
