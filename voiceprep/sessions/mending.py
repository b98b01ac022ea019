"""What a crash left half-written: mended, or set aside under a name that says so. Nothing is deleted."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from voiceprep.storage import storage_errors

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from voiceprep.sessions.store import Session

EMPTY_WAV = 44
"""Bytes of a recording without a sample: its header."""
_HALF_WRITTEN = re.compile(r"\.(?P<name>.+\.json)\.[a-z0-9_]{8}")
"""The temporary names that `storage.write_json` uses."""


def mend(session: Session) -> Iterator[str]:
    """Put the folder in order, and say what was done, one sentence for each file.

    Only for who has claimed the session. Raises StorageError, and SessionError where the session names files
    outside of its folder.
    """
    for path in sorted(session.folder.glob("*.part.wav")):
        if path.stat().st_size <= EMPTY_WAV:
            yield f"{path.name} holds no sound and is set aside as {_set_aside(path, 'empty').name}."
    for path in mend_recordings(session.folder):
        yield f"{path.name} was broken off; it is kept up to its last moment, to be scored."
    for path in sorted(session.folder.glob("*.part.wav")):
        aside = _set_aside(path, "older")
        yield f"{path.name} has a whole recording beside it and is set aside as {aside.name}."
    for path in sorted(session.folder.iterdir()):
        if match := _HALF_WRITTEN.fullmatch(path.name):
            aside = _set_aside(path, "unfinished", name=match["name"])
            yield f"{match['name']} was being written; what there was is set aside as {aside.name}."
    for saved in list(session.takes(parts=True)):
        if saved.damage is not None and saved.result is not None and saved.result.is_file():
            aside = _set_aside(saved.result, "damaged")
            session.note_unscored(saved.number, attempt=saved.attempt)
            yield f"{saved.result.name} cannot be used and is set aside as {aside.name}."


def mend_recordings(folder: Path) -> list[Path]:
    """Give recordings that a crash left half-written their names; the paths they have now.

    They are complete up to their last block. Only for who has claimed the session. Raises StorageError.
    """
    mended = []
    for part in sorted(folder.glob("*.part.wav")):
        whole = part.with_name(part.name.removesuffix(".part.wav") + ".wav")
        if not whole.exists():
            with storage_errors(whole):
                part.rename(whole)
            mended.append(whole)
    return mended


def _set_aside(path: Path, why: str, *, name: str | None = None) -> Path:
    """Rename `path` to its name, or the one given, with `why` behind it; never onto another file."""
    wanted = path.with_name(f"{name or path.name}.{why}")
    free, count = wanted, 1
    while free.exists():
        count += 1
        free = wanted.with_name(f"{wanted.name}-{count}")
    with storage_errors(free):
        path.rename(free)
    return free
