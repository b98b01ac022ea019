"""Sessions out of a zip: checked, written beside the others under a hidden name, and only then renamed."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from voiceprep.errors import SessionError, UsageError
from voiceprep.sessions.documents import (
    LOCK_FILE,
    MAX_BYTES,
    SESSION_FILE,
    inside,
    parse,
    result_document,
    session_document,
    take_of,
)
from voiceprep.sessions.unpacking import Packed, content, copy, is_id, opened, packed_sessions
from voiceprep.storage import Lock, storage_errors

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Iterator

UNFINISHED = ".importing-"
"""How the folder begins in which sessions are written before they get their place."""
_ANOTHER_ID = "Import it under another id with --as NEW-ID."
_OWN = "Make the zip anew with `voiceprep sessions export`."


def import_sessions(root: Path, path: Path, *, new_id: str | None = None) -> list[Path]:
    """Their folders below `root`. Where one cannot be taken, none is.

    `new_id` is the id that a single session gets. Raises SessionError for a zip that is not sound or a
    session that is there already, UsageError for an id that cannot be one, StorageError.
    """
    with opened(path) as archive:
        packed = packed_sessions(archive)
        if new_id is not None and (len(packed) != 1 or not is_id(new_id)):
            raise UsageError(
                f'"{new_id}" cannot be the id of a session.'
                if len(packed) == 1
                else f"{path} holds {len(packed)} sessions, and --as gives an id to one.",
                next_step="Use letters, digits and hyphens." if len(packed) == 1 else "Leave out --as.",
            )
        with storage_errors(root), _unfinished(root) as place:
            written = [_write(archive, one, place, new_id) for one in packed]
            for folder in written:
                _check_free(root / folder.name)
            for folder in written:
                folder.rename(root / folder.name)
    return [root / folder.name for folder in written]


@contextmanager
def _unfinished(root: Path) -> Iterator[Path]:
    """A folder that is gone afterwards, and with it what a killed import left."""
    root.mkdir(parents=True, exist_ok=True)
    place = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=root))
    lock = Lock(place / LOCK_FILE)
    lock.take()
    try:
        for other in root.glob(f"{UNFINISHED}*"):
            abandoned = Lock(other / LOCK_FILE)
            if other != place and not other.is_symlink() and abandoned.take():
                abandoned.release()
                shutil.rmtree(other, ignore_errors=True)
        yield place
    finally:
        lock.release()
        shutil.rmtree(place, ignore_errors=True)


def _write(archive: zipfile.ZipFile, packed: Packed, place: Path, new_id: str | None) -> Path:
    """Write one session below `place`, `session.json` last."""
    said = content(archive, packed.files[SESSION_FILE], limit=MAX_BYTES)
    document = session_document(_parsed(said, SESSION_FILE), Path(SESSION_FILE))
    name = new_id or packed.id or document.get("id")
    if not is_id(name):
        raise SessionError("The session in the zip has no id that can be used.", next_step=_ANOTHER_ID)
    folder = place / str(name)
    if folder.exists():
        raise SessionError(f"The zip holds {folder.name} twice.", next_step=_OWN)
    folder.mkdir(mode=0o700)  # as `new_folder` has it
    _check_files(packed, document, folder)
    for file, entry in packed.files.items():
        if file.endswith(".wav"):
            with (folder / file).open("xb") as target:
                copy(archive, entry, target)
            with (folder / file).open("rb") as written:
                if written.read(4) != b"RIFF" and entry.file_size:
                    raise SessionError(f"{file} in the zip is no recording.", next_step=_OWN)
        elif file != SESSION_FILE:
            result = content(archive, entry, limit=MAX_BYTES)
            _check_result(result, file)
            (folder / file).write_bytes(result)
    with (folder / SESSION_FILE).open("xb") as out:
        out.write(said)
        out.flush()
        os.fsync(out.fileno())
    return folder


def _check_files(packed: Packed, document: dict[str, Any], folder: Path) -> None:
    """Raise SessionError for a file that no take names, and for a take that names a stranger."""
    expected = {SESSION_FILE}
    for entry in document["takes"]:
        for key, ending in (("recording", ".wav"), ("result", ".json")):
            if entry[key] is not None:
                path = inside(folder, entry[key])
                if path.suffix != ending or path.name == SESSION_FILE:
                    raise SessionError(f"A take in the zip names the file {path.name}.", next_step=_OWN)
                expected |= {path.name, path.with_suffix(f".part{ending}").name}
    for name in packed.files:
        if name not in expected:
            raise SessionError(
                f"The zip holds {name}, which no answer of its session belongs to.", next_step=_OWN
            )


def _check_result(result: bytes, name: str) -> None:
    document = result_document(_parsed(result, name), Path(name))
    try:
        take_of(document)
    except ValueError as cause:
        raise SessionError(f"{name} in the zip is damaged: {cause}.", next_step=_OWN) from cause


def _parsed(text: bytes, name: str) -> object:
    """What a JSON file in the zip says. Raises SessionError."""
    try:
        return parse(text.decode("utf-8-sig"))
    except (ValueError, RecursionError) as cause:
        raise SessionError(f"{name} in the zip cannot be read: {cause}.", next_step=_OWN) from cause


def _check_free(folder: Path) -> None:
    taken = {one.name.casefold() for one in folder.parent.iterdir()}
    if folder.name.casefold() in taken:
        raise SessionError(f"There is a session {folder.name} already.", next_step=_ANOTHER_ID)
