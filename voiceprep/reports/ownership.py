"""Which pages are ours: only those are ever written over or removed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voiceprep.errors import UsageError
from voiceprep.reports.page import GENERATOR
from voiceprep.storage import storage_errors

if TYPE_CHECKING:
    from pathlib import Path


def is_ours(page: Path) -> bool:
    """Whether a file is a page of ours. Raises OSError."""
    with page.open("rb") as existing:
        return GENERATOR.encode() in existing.read(2048)


def refuse_foreign(out: Path, *, elsewhere: str) -> None:
    """Raises UsageError where `out` is there and is not a page of ours; StorageError."""
    if out.is_dir():
        raise UsageError(f"{out} is a folder.", next_step=elsewhere)
    if not out.exists():
        return
    with storage_errors(out, elsewhere=elsewhere):
        ours = is_ours(out)
    if not ours:
        raise UsageError(f"{out} is there already and is no report of voiceprep.", next_step=elsewhere)
