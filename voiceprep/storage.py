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

OTHER_RECORDINGS = "Choose another folder with --recordings DIR."
_FULL = "Free some space and run the command again."
_PLAIN = {
    errno.ENOSPC: ("the disk is full", _FULL),
    errno.EDQUOT: ("the disk quota is used up", _FULL),
    errno.EROFS: ("the disk is read-only", None),
    errno.EACCES: ("permission is denied", None),
    errno.EPERM: ("permission is denied", None),
    errno.ENOTDIR: ("a part of the path is a file, not a folder", None),
}
"""Reason → what it is, and what to do; None: write elsewhere."""


@contextmanager
def storage_errors(path: Path, *, elsewhere: str = OTHER_RECORDINGS) -> Iterator[None]:
    """Turn an OSError inside into a StorageError about `path`; `elsewhere` says how to name another place."""
    try:
        yield
    except OSError as cause:
        what, next_step = _PLAIN.get(
            cause.errno or 0, (cause.strerror or str(cause), "Check the disk, or choose another folder.")
        )
        raise StorageError(f"{path} cannot be written: {what}.", next_step=next_step or elsewhere) from cause


def write_json(path: Path, document: Mapping[str, Any], *, elsewhere: str = OTHER_RECORDINGS) -> None:
    """Write `document` so that `path` holds either the old or the new text, never half of it.

    Characters that UTF-8 cannot hold (a terminal's undecodable bytes) become JSON escapes.

    Raises StorageError.
    """
    text = json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    with storage_errors(path, elsewhere=elsewhere):
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
