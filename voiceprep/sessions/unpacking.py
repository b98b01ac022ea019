"""A zip from anybody, looked through before a byte of it is written.

Only the files of sessions are taken, and under names that we checked. `zipfile` would mend some bad names
by itself; we refuse them, for a zip that has one was made to do harm.
"""

from __future__ import annotations

import re
import stat
import struct
import unicodedata
import zipfile
import zlib
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING

from voiceprep.errors import SessionError
from voiceprep.sessions.documents import LOCK_FILE, SESSION_FILE
from voiceprep.sessions.find import BATCH_RESULTS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MAX_FILES = 20_000
MAX_TOTAL = 8_000_000_000
"""Bytes of all files: some seventy hours of speech."""
FREE_TOTAL = 200_000_000
"""Bytes that any zip may unpack to; beyond, only MAX_RATIO times its own size."""
MAX_RATIO = 100
"""Speech shrinks to two thirds; only silence, and what is made to do harm, shrinks like this."""
_MAX_DEPTH = 4
_SAFE = re.compile(r"\w[\w.,()+ -]{0,119}")
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
"""Names that mean devices on Windows."""
_PASSED_BY = frozenset(
    {
        LOCK_FILE,
        ".DS_Store",
        "Thumbs.db",
        "desktop.ini",
        "README.md",
        "report.html",
        "report-sound",
        "__MACOSX",
        *(BATCH_RESULTS + end for end in ("", "-wal", "-shm", "-journal")),
    }
)
"""What systems, and we, leave in folders that people zip by hand. A page is made anew, and never taken in."""
_SET_ASIDE = re.compile(r".*\.(older|empty|unfinished|damaged)(-\d+)?")
"""What `resume` leaves there."""
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_OWN = "Make the zip anew with `voiceprep sessions export`."
_UNTRUSTED = "Nothing was written. Do not use this file unless you know who made it."


@dataclass(frozen=True, slots=True)
class Packed:
    """One session in a zip."""

    id: str | None
    """Name of its folder; None where its files lie at the top."""
    files: dict[str, zipfile.ZipInfo] = field(default_factory=dict)
    """Name within the session → entry of the zip."""


@contextmanager
def opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """The zip. Raises SessionError where it is none, or cannot be read."""
    if not path.is_file():
        raise SessionError(f"There is no file {path}.", next_step="Check the path of the zip file.")
    with _reading():
        archive = zipfile.ZipFile(path)
    with archive:
        yield archive


def content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, *, limit: int) -> bytes:
    """What an entry holds. Raises SessionError where it cannot be read, or is longer."""
    if entry.file_size > limit:
        raise _refused(f'holds "{_shown(entry)}", which has more than {limit // 1_000_000} MB', _OWN)
    with _reading(), archive.open(entry) as file:
        return file.read(limit)


def copy(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, target: IO[bytes]) -> None:
    """Copy an entry, and no more of it than it said. Raises SessionError, and OSError for the target."""
    copied = 0
    with _reading():
        source = archive.open(entry)
    with source:
        while True:
            with _reading():
                block = source.read(1 << 20)
            if not block:
                return
            copied += len(block)
            if copied > entry.file_size:
                raise _refused("holds more than it says")
            target.write(block)


@contextmanager
def _reading() -> Iterator[None]:
    """Whatever is wrong with the zip itself. `zipfile` has many ways to say so."""
    try:
        yield
    except (
        zipfile.BadZipFile,
        zlib.error,
        struct.error,
        EOFError,
        OSError,
        NotImplementedError,
        RuntimeError,
        ValueError,
    ) as cause:
        raise _refused(f"cannot be read: {cause}", _OWN) from cause


def packed_sessions(archive: zipfile.ZipFile) -> list[Packed]:
    """The sessions in it. Raises SessionError where anything in the zip is not as it should be."""
    entries = archive.infolist()
    _check_sizes(entries)
    found: dict[tuple[str, ...], Packed] = {}
    seen: set[str] = set()
    for entry in entries:
        parts = _parts(entry)
        folded = unicodedata.normalize("NFC", "/".join(parts)).casefold()
        if folded in seen:
            raise _refused(f'holds two files of the name "{_shown(entry)}"')
        seen.add(folded)
        passed_by = not _PASSED_BY.isdisjoint(parts) or _SET_ASIDE.fullmatch(parts[-1]) is not None
        if entry.is_dir() or passed_by:
            continue
        if not _is_name(parts[-1]) or not parts[-1].endswith((".json", ".wav")):
            raise _refused(f'holds "{_shown(entry)}", which is no part of a session', _OWN)
        folder = parts[:-1]
        packed = found.setdefault(folder, Packed(folder[-1] if folder else None))
        packed.files[parts[-1]] = entry
    for folder, packed in found.items():
        if SESSION_FILE not in packed.files:
            raise _refused(f'holds no {SESSION_FILE} in "{"/".join(folder) or "its top folder"}"', _OWN)
    if not found:
        raise _refused("holds no session", _OWN)
    return list(found.values())


def is_id(name: object) -> bool:
    """Whether it can be the name of a session's folder on every system."""
    return isinstance(name, str) and _is_name(name) and "." not in {name[-1], name[0]}


def _check_sizes(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MAX_FILES:
        raise _refused(f"holds more than {MAX_FILES:,} files")
    total = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if total > MAX_TOTAL:
        raise _refused(f"would unpack to {total / 1e9:.0f} GB")
    if total > max(FREE_TOTAL, MAX_RATIO * packed):
        raise _refused(f"would unpack to {total / 1e6:.0f} MB, {total // max(1, packed)} times its size")
    for entry in entries:
        if entry.flag_bits & 0x1:
            raise _refused("is protected by a password", "Unpack it, and zip it again without one.")
        if entry.compress_type not in _METHODS:
            raise _refused("is packed in an unusual way", _OWN)


def _parts(entry: zipfile.ZipInfo) -> tuple[str, ...]:
    """Folders and name of an entry. Raises SessionError for what leads outside, or is no plain file."""
    name = entry.orig_filename
    parts = tuple(name.removesuffix("/").split("/"))
    if any(part in {"", ".", ".."} or re.search(r"[\\:\x00-\x1f\x7f]", part) for part in parts):
        raise _refused(f'holds a file outside of its folder: "{_shown(entry)}"')
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in {0, stat.S_IFREG, stat.S_IFDIR}:
        raise _refused(f'holds a link or a device: "{_shown(entry)}"')
    if len(parts) > _MAX_DEPTH:
        raise _refused(f'holds folders within folders: "{_shown(entry)}"', _OWN)
    return parts


def _is_name(name: str) -> bool:
    return (
        _SAFE.fullmatch(name) is not None
        and _RESERVED.fullmatch(name) is None
        and not name.endswith((".", " "))
    )


def _shown(entry: zipfile.ZipInfo) -> str:
    """The name, so that it can do no harm on a terminal either."""
    return entry.orig_filename[:80].encode("unicode_escape").decode("ascii")


def _refused(what: str, next_step: str = _UNTRUSTED) -> SessionError:
    # Some of what `zipfile` says goes over several lines, or quotes names.
    line = " ".join(what.split()).encode("ascii", "backslashreplace").decode("ascii")
    return SessionError(f"The zip {line}.", next_step=next_step)
