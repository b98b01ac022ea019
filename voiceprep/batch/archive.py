"""Zip archives from anybody: read without ever using their names as paths, and within limits."""

from __future__ import annotations

import os
import shutil
import tempfile
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, BinaryIO

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


class BrokenArchiveError(Exception):
    """An archive that is not read."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Archive:
    """The files in a zip. Raises BrokenArchiveError where it is none, or a trap."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            # Kept open: to read the list of names anew for each of thousands of files would take longer
            # than the files.
            self._opened = zipfile.ZipFile(path)
        except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError) as cause:
            raise BrokenArchiveError(f"{path} cannot be read as a zip archive ({cause}).") from cause
        self.members: Sequence[zipfile.ZipInfo] = sorted(
            (entry for entry in self._opened.infolist() if not entry.is_dir()),
            key=lambda entry: entry.filename,
        )
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
        """Write the content of a file. Raises what `zipfile` raises."""
        with self._opened.open(member) as packed:
            shutil.copyfileobj(packed, out)

    def trouble(self, member: zipfile.ZipInfo) -> str | None:
        """Why that file is not unpacked; None where it is."""
        name = member.filename.replace("\\", "/")
        if name.startswith("/") or ".." in PurePosixPath(name).parts or name[1:2] == ":":
            return f"{self.path} holds {member.filename}, a path that leaves its folder."
        if member.flag_bits & 1:
            return f"{member.filename} in {self.path} is locked with a password."
        if member.file_size > MAX_MEMBER_BYTES:
            return f"{member.filename} in {self.path} has {member.file_size / 1024**3:.1f} GB, too much."
        return None


@dataclass(frozen=True, slots=True)
class ArchiveMember:
    """A recording in an archive."""

    archive: Archive
    member: zipfile.ZipInfo

    @property
    def source(self) -> str:
        return f"{self.archive.path}/{self.member.filename}"

    def fetch(self, scratch: Path) -> Path:
        """Unpacked under a name of ours."""
        ending = PurePosixPath(self.member.filename).suffix
        ending = ending if ending[1:].isalnum() and ending.isascii() else ""
        handle, name = tempfile.mkstemp(suffix=ending, dir=scratch)
        try:
            with os.fdopen(handle, "wb") as out:
                self.archive.unpack(self.member, out)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as cause:
            Path(name).unlink(missing_ok=True)
            raise AudioError(
                f"{self.source} cannot be unpacked ({cause}).", next_step="Pack the archive again."
            ) from cause
        return Path(name)
