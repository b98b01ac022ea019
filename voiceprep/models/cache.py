"""Our folder on disk for joined and fetched weights, and the memory of which files were hashed.

Hashing 145 MB takes a noticeable part of a second, so a finished check is remembered in
`checked-files.json`: path → size, time of change, sha256. A file whose size or time of change differs
from the memory is hashed again. The memory saves time only: where it is damaged or cannot be written,
everything works as before, more slowly.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from voiceprep.errors import StorageError
from voiceprep.storage import expanded

if TYPE_CHECKING:
    from voiceprep.models.catalogue import Model, ModelFile

_MEMORY = "checked-files.json"
_FULL = frozenset({errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)})
_REFUSED = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})


def cache_folder() -> Path:
    """Where voiceprep may write weights and spoken sentences: VOICEPREP_CACHE, else the system's folder."""
    redirected = os.environ.get("VOICEPREP_CACHE")
    if redirected:
        return expanded(redirected)
    import platformdirs

    return Path(platformdirs.user_cache_dir("voiceprep"))


def cached_model_folder(model: Model) -> Path:
    """The folder of one model within the cache; it need not exist."""
    return cache_folder() / "models" / model.name


def check_room(needed: int) -> int:
    """Bytes that are free where weights are joined; nothing is written that stays.

    Raises StorageError where nothing can be written there, or less than `needed` bytes.
    """
    folder = cache_folder() / "models"
    try:
        # The folder is made only when it is used.
        nearest = next(path for path in (folder, *folder.absolute().parents) if path.exists())
        with tempfile.TemporaryFile(dir=nearest):
            free = shutil.disk_usage(nearest).free
        if free < needed:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    except OSError as cause:
        raise storage_error(cause, folder, needed) from cause
    return free


def matches(path: Path, expected: ModelFile) -> bool:
    """Whether the file is there and has the size and the sha256 of `expected`."""
    try:
        # A wrong size settles it without reading the file.
        return path.stat().st_size == expected.size and sha256_of(path) == expected.sha256
    except OSError:
        return False


def sha256_of(path: Path) -> str:
    """Hex sha256 of a file, from memory where the file has not changed since. Raises OSError."""
    key = str(path.resolve())
    stat = path.stat()
    known = _read_memory()
    entry = known.get(key)
    if (
        isinstance(entry, dict)
        and entry.get("size") == stat.st_size
        and entry.get("mtime_ns") == stat.st_mtime_ns
        and isinstance(entry.get("sha256"), str)
    ):
        return str(entry["sha256"])
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    remember(path, digest)
    return digest


def remember(path: Path, sha256: str) -> None:
    """Note the sha256 of a file as it now lies on disk. Does nothing where the cache is read-only."""
    try:
        stat = path.stat()
        entry = {"size": stat.st_size, "mtime_ns": stat.st_mtime_ns, "sha256": sha256}
        text = json.dumps({**_read_memory(), str(path.resolve()): entry}, indent=1, sort_keys=True)
        folder = cache_folder()
        folder.mkdir(parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(dir=folder, prefix=f".{_MEMORY}.")
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(text)
            Path(temporary).replace(folder / _MEMORY)
        finally:
            Path(temporary).unlink(missing_ok=True)
    except OSError:
        # The memory is a convenience: without it the next start hashes again.
        return


def storage_error(cause: OSError, folder: Path, needed: int) -> StorageError:
    """The plain words for a failed write into `folder`; `needed` is in bytes."""
    megabytes = max(1, round(needed / 1_000_000))
    elsewhere = "set the environment variable VOICEPREP_CACHE to a folder on another disk"
    if cause.errno in _FULL:
        return StorageError(
            f"The disk is full: {folder} needs {megabytes} MB for model weights.",
            next_step=f"Free {megabytes} MB, or {elsewhere}.",
        )
    if cause.errno in _REFUSED:
        return StorageError(
            f"Model weights cannot be written to {folder}: the folder or its disk is read-only.",
            next_step=f"Make the folder writable, or {elsewhere}.",
        )
    return StorageError(
        f"Model weights cannot be written to {folder} ({cause.strerror or cause}).",
        next_step=f"Check the disk, or {elsewhere}.",
    )


def _read_memory() -> dict[str, Any]:
    try:
        memory = json.loads((cache_folder() / _MEMORY).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return memory if isinstance(memory, dict) else {}
