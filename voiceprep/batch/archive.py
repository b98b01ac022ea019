"""Zip archives from anybody: read without ever using their names as paths, and within limits."""

from __future__ import annotations

import os
import shutil
import tempfile
import zipfile
import zlib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, BinaryIO

from voiceprep.batch.naming import ending_of
from voiceprep.errors import AudioError

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_MEMBERS = 100_000
MAX_MEMBER_BYTES = 2 * 1024**3
"""Half an hour of 24-bit stereo at 96 kHz is half of that."""
FREE_BYTES = 1024**3
"""An archive may always hold so much, unpacked."""
MAX_RATIO = 100
"""A bigger one may hold so many times its own size: sound compresses to a half, silence to a thousandth."""

_STEADY = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
"""What unpacks piece by piece. `zipfile` unpacks all other forms without a limit: four kilobytes of bzip2 can
become gigabytes in memory, whatever size the archive's list promises."""

_SAYS_UTF_8 = 0x800
"""The flag of an entry whose name is UTF-8; every other name is read as code page 437."""
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)
"""What `zipfile` raises for a file that is not what the list says; for a name that is no UTF-8, too."""


class BrokenArchiveError(Exception):
    """An archive that is not read."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class OpenArchive:
    """The zip that was read last, kept open.

    To read the list of its names anew for each of thousands of files would take longer than the files; but
    it is one at a time, for a system lets nobody open thousands.
    """

    def __init__(self) -> None:
        self._path: Path | None = None
        self._opened: zipfile.ZipFile | None = None

    def of(self, path: Path) -> zipfile.ZipFile:
        """Raises OSError and what `zipfile` raises."""
        if self._opened is None or self._path != path:
            if self._opened is not None:
                self._opened.close()
            self._opened = None
            self._opened, self._path = zipfile.ZipFile(path), path
        return self._opened


class Archive:
    """The files in a zip. Raises BrokenArchiveError where it is none, or a trap."""

    def __init__(self, path: Path, opened: OpenArchive) -> None:
        self.path = path
        self._opened = opened
        try:
            entries = opened.of(path).infolist()
        except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError) as cause:
            why = cause.strerror if isinstance(cause, OSError) else cause
            raise BrokenArchiveError(f"{path} cannot be read as a zip archive ({why}).") from cause
        self.members: Sequence[zipfile.ZipInfo] = sorted(
            (entry for entry in entries if not entry.is_dir()), key=name_of
        )
        self._times = Counter(map(name_of, self.members))
        size = path.stat().st_size
        unpacked = sum(entry.file_size for entry in self.members)
        packed = sum(entry.compress_size for entry in self.members)
        if len(self.members) > MAX_MEMBERS:
            raise BrokenArchiveError(f"{path} holds {len(self.members)} files, more than {MAX_MEMBERS}.")
        if packed > size:
            raise BrokenArchiveError(f"{path} is not opened: its files overlap, as in a decompression bomb.")
        if unpacked > max(FREE_BYTES, MAX_RATIO * size):
            raise BrokenArchiveError(
                f"{path} is not opened: unpacked it would be {unpacked / 1024**3:.1f} GB, "
                f"{unpacked // max(1, size)} times its size, as in a decompression bomb."
            )

    def unpack(self, member: zipfile.ZipInfo, out: BinaryIO) -> None:
        """Write the content of a file. Raises OSError and what `zipfile` raises."""
        with self._opened.of(self.path).open(member) as packed:
            shutil.copyfileobj(packed, out)

    def trouble(self, member: zipfile.ZipInfo) -> str | None:
        """Why that file is not unpacked, without its name, which may have to be hidden; None where it is."""
        name = name_of(member).replace("\\", "/")
        if name.startswith("/") or ".." in PurePosixPath(name).parts or name[1:2] == ":":
            return "Its path in the archive leaves its folder."
        if member.flag_bits & 1:
            return "It is locked with a password."
        if member.compress_type not in _STEADY:
            return "It is packed in a way that is not read. Pack the archive again with any usual program."
        if member.file_size > MAX_MEMBER_BYTES:
            return f"It would have {member.file_size / 1024**3:.1f} GB, too much."
        if self._times[name_of(member)] > 1:
            return "The archive holds several files of that name, and nothing says which one counts."
        return None


def name_of(member: zipfile.ZipInfo) -> str:
    """As people wrote it: some programs write UTF-8 and do not say so, and accents would be other signs."""
    if member.flag_bits & _SAYS_UTF_8:
        return member.filename
    try:
        return member.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return member.filename


@dataclass(frozen=True, slots=True)
class ArchiveMember:
    """A recording in an archive."""

    archive: Archive
    member: zipfile.ZipInfo

    @property
    def source(self) -> str:
        return f"{self.archive.path}/{name_of(self.member)}"

    def fetch(self, scratch: Path) -> Path:
        """Unpacked under a name of ours."""
        handle, name = tempfile.mkstemp(suffix=ending_of(self.member.filename), dir=scratch)
        try:
            with os.fdopen(handle, "wb") as out:
                self.archive.unpack(self.member, out)
        except _DAMAGED as cause:
            Path(name).unlink(missing_ok=True)
            # What the cause says names the file, and names may have to be hidden.
            raise AudioError(
                f"{self.source} cannot be unpacked: it is damaged.", next_step="Pack the archive again."
            ) from cause
        except BaseException:
            # A disk that is full must not stay full for all that come after.
            Path(name).unlink(missing_ok=True)
            raise
        return Path(name)
