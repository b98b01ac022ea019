"""What decides a result: the recording's content, the question's, and everything that has a say in it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from voiceprep.batch.guess import GUESS_VERSION
from voiceprep.from_words import story_version, versions_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from voiceprep.assessor import Assessor
    from voiceprep.questions.model import Question

SIDECAR = "sidecar text"
"""Identity of the recogniser whose words lie in a file beside the recording."""


class Keys:
    """Names results by what decided them. Cheap: no model is loaded for it."""

    def __init__(self, assessor: Assessor, candidates: Sequence[Question]) -> None:
        self.transcriber = assessor.transcriber.identity
        self.bank_version = assessor.bank_version
        # A bank counts by the questions that are asked: one more in it changes no other's results.
        said = {name: value for name, value in versions_of(assessor).items() if name != "bank"}
        reader = assessor.story_reader
        self._engines = {
            **said,
            "star": None if reader is None else story_version(reader),
            "star for all": assessor.star_for_all,
            "fillers": assessor.fillers,
        }
        self._candidates = tuple(candidates)
        self._digests: dict[str | None, str] = {}

    def audio(self, path: Path) -> str:
        """Of a recording's bytes, and of the words beside it where they are what is read. Raises OSError."""
        found = _file_digest(path)
        beside = path.with_suffix(".txt")
        if self.transcriber == SIDECAR and beside.is_file():
            found = _digest([found, _file_digest(beside)])
        return found

    def result(self, audio: str, question: Question | None) -> str:
        """Of the result for that recording; without a question, of one that is guessed."""
        return _digest([audio, self._asked(question), self._engines])

    def _asked(self, question: Question | None) -> str:
        name = None if question is None else question.id
        if name not in self._digests:
            self._digests[name] = (
                _digest([asdict(question)])
                if question is not None
                else _digest(["guess", GUESS_VERSION, [asdict(one) for one in self._candidates]])
            )
        return self._digests[name]


def _file_digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _digest(parts: list[object]) -> str:
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode("ascii")).hexdigest()
