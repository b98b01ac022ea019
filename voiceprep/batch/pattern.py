"""What the name of a file says: `{candidate}/{question}` and the like."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from voiceprep.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_FIELD = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Matched:
    """What a name says."""

    question: str | None
    """As it stands in the name; need not be the id of a question."""
    candidate: str | None
    columns: Mapping[str, str]
    """All other fields of the pattern."""


class Pattern:
    """Fields in braces between fixed text; compared with the end of a path, without the file's ending."""

    def __init__(self, text: str, *, question_ids: Iterable[str]) -> None:
        self._fields = _FIELD.findall(text)
        wrong = [name for name in self._fields if not name.isidentifier()]
        if wrong or len(set(self._fields)) < len(self._fields) or not self._fields or "}{" in text:
            raise UsageError(
                f'"{text}" is no pattern of file names.',
                next_step="Write each field once, in braces, with text between: '{candidate}/{question}'.",
            )
        ids = "|".join(sorted(map(re.escape, question_ids), key=len, reverse=True))
        # Questions that exist come first: they settle where "ada_lovelace_ml-drift" is to be parted.
        self._expressions = [_expression(text, ids), _expression(text, "[^/]+?")] if ids else []

    def match(self, path: str) -> Matched | None:
        """What the path says; None where it does not fit the pattern."""
        stem = posixpath.splitext(path.replace("\\", "/"))[0]
        for expression in self._expressions:
            if found := expression.search(stem):
                fields = found.groupdict()
                return Matched(fields.pop("question", None), fields.pop("candidate", None), fields)
        return None


def _expression(text: str, question: str) -> re.Pattern[str]:
    parts = re.split(r"\{([^{}]*)\}", text)
    built = [
        re.escape(part) if place % 2 == 0 else f"(?P<{part}>{question if part == 'question' else '[^/]+?'})"
        for place, part in enumerate(parts)
    ]
    return re.compile(rf"(?:^|/){''.join(built)}\Z", re.DOTALL)
