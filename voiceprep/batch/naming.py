"""Names of files that we write for a recording."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

MOST_BYTES = 80
"""The strictest file systems take 143 for a whole name, and a number and an ending stand around this."""


def stem_of(source: str, *, otherwise: str) -> str:
    """What the recording is called, without signs that a system might refuse; else `otherwise`."""
    stem = PurePosixPath(source.replace("\\", "/")).stem
    plain = re.sub(r"[^\w.-]+", "_", stem).strip("._")
    return plain.encode()[:MOST_BYTES].decode(errors="ignore") or otherwise
