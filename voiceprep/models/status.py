"""What `voiceprep models` shows: every model we know, and what this machine has of it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from voiceprep.errors import MissingError
from voiceprep.models.cache import matches
from voiceprep.models.catalogue import CATALOGUE, Model, ModelFile
from voiceprep.models.resolve import Found, install_command, locate, remedy

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_BLOCK = 1 << 20
"""Bytes read at a time."""


@dataclass(frozen=True, slots=True)
class ModelStatus:
    """One model on this machine."""

    name: str
    title: str
    licence: str
    size: int
    """Bytes, all files together."""
    present: bool
    source: str | None
    """Where it comes from, as in `ModelFolder.source`; None where it is absent."""
    path: Path | None
    """The folder of its files; None where it is absent, or in packages and not joined yet."""
    sha256: str
    """Of the largest file, the weights themselves."""
    sha256_ok: bool | None
    """Whether every file is the one we know; None where the model is absent."""
    how_to_get: str
    """The command that installs it, or what to do about `problem`."""
    problem: str | None = None
    """What is wrong with its files, or with the folder that was named for it; None where nothing is."""


def status() -> list[ModelStatus]:
    """The state of every model in the catalogue. Reads, never writes weights; imports no engine."""
    return [_status_of(model) for model in CATALOGUE]


def _status_of(model: Model) -> ModelStatus:
    found: Found | None = None
    problem: str | None = None
    how_to_get = install_command(model)
    try:
        found = locate(model)
    except MissingError as error:
        # While that folder is named, no command that installs the model would be of use.
        problem, how_to_get = error.message, error.next_step
    wrong = [file for file in model.files if not _is_right(found, file)] if found else []
    if found and wrong:
        # They are found before any others, so what installs the model would change nothing.
        problem, how_to_get = _mismatch(model, found, wrong), remedy(model, found)
    joined = found is not None and all((found.folder / file.name).is_file() for file in model.files)
    return ModelStatus(
        name=model.name,
        title=model.title,
        licence=model.licence,
        size=sum(file.size for file in model.files),
        present=found is not None,
        source=found.source if found else None,
        path=found.folder if found and joined else None,
        sha256=max(model.files, key=lambda file: file.size).sha256,
        sha256_ok=not wrong if found else None,
        how_to_get=how_to_get,
        problem=problem,
    )


def _mismatch(model: Model, found: Found, wrong: Sequence[ModelFile]) -> str:
    names = [file.name for file in wrong]
    if found.parts is None:
        seen = ", ".join(str(found.folder / name) for name in names)
    else:
        seen = f"{', '.join(names)} of {found.source}"
    known = "is not the file" if len(names) == 1 else "are not the files"
    return f"{seen} {known} we know for {model.title}."


def _is_right(found: Found, file: ModelFile) -> bool:
    if matches(found.folder / file.name, file):
        return True
    # A spoilt joined file is made again from its parts at the next use, so the parts decide.
    return found.parts is not None and _joined_sha256(found.parts[file.name]) == file.sha256


def _joined_sha256(parts: tuple[Path, ...]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        with part.open("rb") as source:
            while block := source.read(_BLOCK):
                digest.update(block)
    return digest.hexdigest()
