"""Writing files so that a crash, a full disk or a read-only one loses nothing that was there."""

from __future__ import annotations

import errno
import json
import os
import sys
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

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
    errno.ENAMETOOLONG: ("its name is too long", None),
}
"""Reason → what it is, and what to do; None: write elsewhere."""


@contextmanager
def storage_errors(path: Path, *, elsewhere: str = OTHER_RECORDINGS, done: str = "written") -> Iterator[None]:
    """Turn an OSError inside into a StorageError: `path` cannot be `done`.

    `elsewhere` says how to name another place.
    """
    try:
        yield
    except OSError as cause:
        what, next_step = _why(cause)
        raise StorageError(f"{path} cannot be {done}: {what}.", next_step=next_step or elsewhere) from cause


def refused(cause: OSError) -> str:
    """What the system said, in plain words."""
    return _why(cause)[0]


def _why(cause: OSError) -> tuple[str, str | None]:
    unknown = (cause.strerror or str(cause), "Check the disk, or choose another folder.")
    return _PLAIN.get(cause.errno or 0, unknown)


def expanded(name: str | Path) -> Path:
    """The path with the person's home for `~`.

    Where nobody has the name behind it, the path stays as it is, and is then told like any that is not there.
    """
    return Path(os.path.expanduser(name))  # noqa: PTH111 (that of Path raises RuntimeError for such a name)


class Lock:
    """Held by one process at a time, and given back by the system when that process ends, however it ends."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._handle: int | None = None

    def take(self) -> bool:
        """Whether it is ours now; False where another process holds it. Raises StorageError."""
        if self._handle is not None:
            return True
        with storage_errors(self._path):
            handle = os.open(self._path, os.O_CREAT | os.O_RDWR, 0o644)
        try:
            _lock(handle)
        except OSError as cause:
            if cause.errno in {errno.EACCES, errno.EAGAIN, errno.EDEADLK}:
                os.close(handle)
                return False
            # Some network disks know no locks; who practises there takes care of that themselves.
        self._handle = handle
        return True

    def release(self) -> None:
        """Let others have it; nothing where it is not ours. The file stays: others may stand at it."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


def _lock(handle: int) -> None:
    """Raises OSError where another process holds it."""
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def read_at_most(path: Path, most: int) -> bytes | None:
    """The content, None where it is more than `most` bytes: a device may have no end. Raises OSError."""
    with path.open("rb") as file:
        content = file.read(most + 1)
    return content if len(content) <= most else None


def write_json(
    path: Path, document: Mapping[str, Any], *, elsewhere: str = OTHER_RECORDINGS, private: bool = False
) -> None:
    """Write `document` so that `path` holds either the old or the new text, never half of it.

    Characters that UTF-8 cannot hold (a terminal's undecodable bytes) become JSON escapes.

    `private`: as in `replacing`. Raises StorageError.
    """
    text = json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    write_whole(path, text.encode("utf-8", errors="backslashreplace"), elsewhere=elsewhere, private=private)


def write_whole(
    path: Path, content: bytes, *, elsewhere: str = OTHER_RECORDINGS, private: bool = False
) -> None:
    """Write `content` so that `path` holds either the old or the new content, never half of it.

    `private`: as in `replacing`. Raises StorageError.
    """
    with storage_errors(path, elsewhere=elsewhere), replacing(path, private=private) as out:
        out.write(content)


@contextmanager
def replacing(path: Path, *, private: bool = False) -> Iterator[IO[bytes]]:
    """A file that takes the place of `path` when the block ends; where that fails, nothing of it stays.

    `private`: for its owner alone; otherwise as open to others as what it replaces, or as any new file.
    Raises OSError.
    """
    handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as out:
            if not private:
                _open_to_others(handle, path)
            yield out
            out.flush()
            # What has its name must have its content, whenever the power fails.
            os.fsync(out.fileno())
        Path(temporary).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(temporary).unlink()
        raise


def _open_to_others(handle: int, path: Path) -> None:
    """As far as `path` is, or as any new file would be."""
    if sys.platform == "win32":
        return
    try:
        mode = path.stat().st_mode & 0o777
    except OSError:
        hidden = os.umask(0)  # it can only be read by setting it
        os.umask(hidden)
        mode = 0o666 & ~hidden
    with suppress(OSError):  # some disks know no modes
        os.fchmod(handle, mode)
