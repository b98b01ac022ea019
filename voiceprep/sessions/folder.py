"""A new folder for a session, and the README beside it that says what all these folders are."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from voiceprep.storage import storage_errors

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

_README = """What this folder is

Each sub-folder is one practice interview that voiceprep recorded on this machine: `session.json`
says what was asked, and every answer has its recording (.wav), its transcript and its findings
(.json). Nothing here was sent anywhere. The folders are yours: play, copy, zip or delete them.
A file that ends in `.part.wav` is an answer that was cut off; it plays like any other.
`voiceprep sessions` lists them, and `voiceprep forget` deletes.
"""


def new_folder(root: Path, *, role: str, now: datetime) -> Path:
    """Make `<date>-<role>-<short id>` below `root`. Raises StorageError."""
    folder = root / f"{now:%Y-%m-%d}-{role}-{secrets.token_hex(3)}"
    with storage_errors(root):
        # For its owner alone: whatever is written into it later, others cannot come to it.
        folder.mkdir(parents=True, mode=0o700)
        readme = root / "README.md"
        if not readme.exists():
            readme.write_text(_README, encoding="utf-8")
    return folder
