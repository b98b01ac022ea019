"""Writing files so that a crash, a full disk or a read-only one loses nothing that was there."""

from __future__ import annotations

import errno
import json
import os
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from voiceprep.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_PLAIN = {
    errno.ENOSPC: ("the disk is full", "Free some space and run the command again."),
    errno.EDQUOT: ("the disk quota is used up", "Free some space and run the command again."),
    errno.EROFS: ("the disk is read-only", "Choose another folder with --recordings DIR."),
    errno.EACCES: ("permission is denied", "Choose another folder with --recordings DIR."),
    errno.EPERM: ("permission is denied", "Choose another folder with --recordings DIR."),
    errno.ENOTDIR: (
        "a part of the path is a file, not a folder",
        "Choose another folder with --recordings DIR.",
    ),
}


@contextmanager
def storage_errors(path: Path) -> Iterator[None]:
    """Turn an OSError inside into a StorageError about `path`."""
    try:
        yield
    except OSError as cause:
        what, next_step = _PLAIN.get(
            cause.errno or 0, (cause.strerror or str(cause), "Check the disk, or choose another folder.")
        )
        raise StorageError(f"{path} cannot be written: {what}.", next_step=next_step) from cause


def write_json(path: Path, document: Mapping[str, Any]) -> None:
    """Write `document` so that `path` holds either the old or the new text, never half of it.

    Characters that UTF-8 cannot hold (a terminal's undecodable bytes) become JSON escapes.

    Raises StorageError.
    """
    text = json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    with storage_errors(path):
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as out:
                out.write(text)
                out.flush()
                os.fsync(out.fileno())
            Path(temporary).replace(path)
        except BaseException:
            with suppress(OSError):
                Path(temporary).unlink()
            raise
