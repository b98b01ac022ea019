"""What the name of a file says: `{candidate}/{question}` and the like."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from voiceprep.batch.naming import composed
from voiceprep.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

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
        text = composed(text)
        self._fields = _FIELD.findall(text)
        wrong = [name for name in self._fields if not name.isidentifier()]
        if wrong or len(set(self._fields)) < len(self._fields) or not self._fields or "}{" in text:
            raise UsageError(
                f'"{text}" is no pattern of file names.',
                next_step="Write each field once, in braces, with text between: '{candidate}/{question}'.",
            )
        self._parts = re.split(r"\{([^{}]*)\}", text)
        self._ids = sorted(map(composed, question_ids), key=len, reverse=True)

    def match(self, path: str) -> Matched | None:
        """What the path says; None where it does not fit the pattern."""
        # Disks of a Mac write an accented letter as two signs, and the same person would be two.
        stem = composed(posixpath.splitext(path.replace("\\", "/"))[0])
        starts = [0, *(place + 1 for place, sign in enumerate(stem) if sign == "/")]
        # Questions that exist come first: they settle where "ada_lovelace_ml-drift" is to be parted.
        for ids in (self._ids, None):
            # A name may be made so that it could be parted in millions of ways: none is tried twice.
            dead: set[tuple[int, int]] = set()
            for start in starts:
                if (said := self._said(stem, start, 0, ids, dead)) is not None:
                    fields = dict(zip(self._fields, said, strict=True))
                    return Matched(fields.pop("question", None), fields.pop("candidate", None), fields)
        return None

    def _said(
        self, stem: str, at: int, place: int, ids: Sequence[str] | None, dead: set[tuple[int, int]]
    ) -> list[str] | None:
        """What the fields from `place` on say, each as short as can be; None where the rest does not fit.

        `ids`: what the question may be; None for anything. `dead`: where the rest is known not to fit.
        """
        if place == len(self._parts):
            return [] if at == len(stem) else None
        if (at, place) in dead:
            return None
        part, is_field = self._parts[place], place % 2 == 1
        if not is_field:
            ends = [at + len(part)] if stem.startswith(part, at) else []
        elif part == "question" and ids is not None:
            ends = [at + len(one) for one in ids if stem.startswith(one, at)]
        else:
            slash = stem.find("/", at)
            ends = list(range(at + 1, (len(stem) if slash < 0 else slash) + 1))
        for end in ends:
            if (rest := self._said(stem, end, place + 1, ids, dead)) is not None:
                return [stem[at:end], *rest] if is_field else rest
        dead.add((at, place))
        return None
