"""Several banks into one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from voiceprep.errors import BankError
from voiceprep.questions.check import sound_document

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def merge_banks(paths: Sequence[Path]) -> dict[str, Any]:
    """The roles and questions of all banks, in that order, as one document.

    A role that several have is one role. Raises BankError where a bank has faults, where two have a question
    of the same id, or where they name the same role differently.
    """
    merged: dict[str, Any] = {}
    roles: dict[str, str] = {}
    questions: dict[str, Any] = {}
    for path in paths:
        document, _ = sound_document(path)
        for role in document["roles"]:
            title = roles.setdefault(role["id"], role["title"])
            if title != role["title"]:
                raise BankError(
                    f'{path} calls the role "{role["id"]}" {role["title"]}, another bank {title}.',
                    next_step="Give the role one title, or two ids.",
                )
        for question in document["questions"]:
            if question["id"] in questions:
                raise BankError(
                    f'Two banks have a question "{question["id"]}"; the second is {path}.',
                    next_step="Rename one of them, or leave one out.",
                )
            questions[question["id"]] = question
        merged = {**document, **merged}
    titles = [{"id": name, "title": title} for name, title in roles.items()]
    return {**merged, "roles": titles, "questions": list(questions.values())}
