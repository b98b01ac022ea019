"""What a recording is called: in the names of files that we write for it, and in what is said of it."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePath, PurePosixPath

MOST_BYTES = 80
"""The strictest file systems take 143 for a whole name, and a number and an ending stand around this."""


def composed(text: str) -> str:
    """With each accented letter as one sign, as most systems write it; disks of a Mac have two."""
    return unicodedata.normalize("NFC", text)


def stem_of(source: str, *, otherwise: str) -> str:
    """What the recording is called, without signs that a system might refuse; else `otherwise`."""
    stem = PurePosixPath(source.replace("\\", "/")).stem
    plain = re.sub(r"[^\w.-]+", "_", stem).strip("._")
    return plain.encode()[:MOST_BYTES].decode(errors="ignore") or otherwise


def ending_of(path: str) -> str:
    """That of a file, as it can stand in a name everywhere: FFmpeg looks at it."""
    ending = PurePosixPath(path).suffix
    return ending if ending[1:].isalnum() and ending.isascii() else ""


def as_known(text: str, path: str, source: str) -> str:
    """What is said of the file at that path, or of the words beside it, as of `source`.

    The path may be that of a copy, or one that has to be hidden.
    """
    return text.replace(path, source).replace(_words_beside(path), _words_beside(source))


def _words_beside(name: str) -> str:
    """Where the words of a recording lie, if nobody is to listen to it."""
    return f"{name.removesuffix(PurePath(name).suffix)}.txt"
