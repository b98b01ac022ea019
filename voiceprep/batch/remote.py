"""Recordings in cloud storage, through fsspec: listed there, and fetched one by one when their turn comes."""

from __future__ import annotations

import importlib.util
import os
import re
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from voiceprep.batch.naming import ending_of
from voiceprep.batch.room import is_no_room
from voiceprep.errors import AudioError, FailureReason, MissingError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

INSTALL = 'pip install "voiceprep[remote]"'
MAX_BYTES = 2 * 1024**3
"""A bigger file is not fetched: half an hour of 24-bit stereo at 96 kHz is half of that."""
MAX_FILES = 1_000_000
"""A folder or pattern may hold so many."""
_PIECE = 1024**2
_STARTS = re.compile(r"([a-z][a-z0-9+.-]+)://", re.IGNORECASE)
_HERE = frozenset(
    """
    file local asynclocal async_wrapper dir generic git reference tar zip libarchive
    """.split()  # noqa: SIM905 (easier to read)
)
"""Protocols for this machine's files, which have paths; or for what lies within other files, as with `::`."""
_PACKAGES = {
    **dict.fromkeys(("s3", "s3a"), "s3fs"),
    **dict.fromkeys(("gs", "gcs"), "gcsfs"),
    **dict.fromkeys(("az", "abfs", "abfss", "adl"), "adlfs"),
    **dict.fromkeys(("http", "https"), "aiohttp"),
    **dict.fromkeys(("sftp", "ssh"), "paramiko"),
    "hf": "huggingface_hub",
}
"""What fsspec needs besides for a protocol."""


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A recording somewhere else."""

    system: Any
    """Its file system, as fsspec gives it."""
    path: str
    """Within that."""
    source: str
    """Its URL."""
    tail: str
    """Its path within the folder that was named; where none was, its URL."""

    def fetch(self, scratch: Path) -> Path:
        """Copied under a name of ours. Raises AudioError, and OSError where there is no room here."""
        handle, name = tempfile.mkstemp(suffix=ending_of(self.path), dir=scratch)
        here = Path(name)
        try:
            with os.fdopen(handle, "wb") as out, _reading(self.source):
                self._copy(out)
        except BaseException:
            # A disk that is full must not stay full for all that come after.
            here.unlink(missing_ok=True)
            raise
        return here

    def _copy(self, out: BinaryIO) -> None:
        with self.system.open(self.path, "rb") as file:
            while piece := file.read(_PIECE):
                out.write(piece)
                if out.tell() > MAX_BYTES:
                    raise AudioError(
                        f"{self.source} has more than {MAX_BYTES / 1024**3:g} GB.",
                        next_step="Split the recording.",
                        reason=FailureReason.TOO_LONG,
                    )


def is_url(path: str) -> bool:
    """Whether the path names something in cloud storage."""
    return _STARTS.match(path) is not None


def remote_file(url: str) -> RemoteFile:
    """The file at that URL. Nobody is asked whether it is there. Raises MissingError and UsageError."""
    system, path = _system(url)
    return RemoteFile(system, path, url, url)


def list_remote(url: str) -> list[RemoteFile]:
    """The file at that URL, or all files of the folder or glob, by name.

    Raises AudioError where there is none, MissingError for a package that is not installed, and UsageError.
    """
    system, path = _system(url)
    with _reading(url):
        if "*" in path or "?" in path:
            found = system.glob(path, detail=True)
            named = {one: _url(url, one) for one, what in found.items() if what["type"] == "file"}
            files = [RemoteFile(system, one, source, source) for one, source in named.items()]
        elif system.isdir(path):
            folder = path.rstrip("/") + "/"
            tails = {one: one.removeprefix(folder) for one in system.find(path)}
            files = [
                RemoteFile(system, one, f"{url.rstrip('/')}/{tail}", tail) for one, tail in tails.items()
            ]
        else:
            system.info(path)
            files = [RemoteFile(system, path, url, url)]
    if len(files) > MAX_FILES:
        raise AudioError(f"{url} holds {len(files)} files, more than {MAX_FILES}.", next_step="Name a part.")
    return sorted(files, key=lambda file: file.path)


def _url(pattern: str, path: str) -> str:
    """Of a path that fits the pattern; with some protocols it is a URL by itself."""
    return path if "://" in path else f"{pattern.split('://', 1)[0]}://{path.lstrip('/')}"


def _system(url: str) -> tuple[Any, str]:
    protocol = url.split("://", 1)[0].lower()
    if protocol in _HERE or "::" in url:
        raise UsageError(
            f"{url} is not read as a URL.", next_step="Give files of this machine by their path."
        )
    if importlib.util.find_spec("fsspec") is None:
        raise MissingError("fsspec, which reads URLs, is not installed.", next_step=INSTALL)
    from fsspec.core import url_to_fs

    try:
        system, path = url_to_fs(url)
    except ImportError as cause:
        package = _PACKAGES.get(protocol)
        raise MissingError(
            f"{protocol}:// needs another package: {cause}.",
            next_step=INSTALL if package is None else f"pip install {package}",
        ) from cause
    # Drivers that want to be set up first have no common way to say so.
    except (ValueError, TypeError, AttributeError, OSError) as cause:
        raise UsageError(
            f"{url} cannot be read: {cause}.", next_step="Give a path, or a URL such as s3://bucket/folder."
        ) from cause
    return system, str(path)


@contextmanager
def _reading(source: str) -> Iterator[None]:
    try:
        yield
    except AudioError:
        raise
    # Every storage has exceptions of its own for a wrong key, a lost connection, a bucket that is not there.
    except Exception as cause:
        if is_no_room(cause):
            raise
        what = "does not exist" if isinstance(cause, FileNotFoundError) else f"cannot be read: {cause}"
        raise AudioError(
            f"{source} {what}.", next_step="Check the URL, and that this machine has access to it."
        ) from cause
