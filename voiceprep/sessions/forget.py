"""Delete sessions for good, and say beforehand what that will delete."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from voiceprep.errors import SessionError
from voiceprep.sessions.documents import LOCK_FILE, SESSION_FILE, held
from voiceprep.sessions.find import BATCH_RESULTS, created_at, find_folder, holds_session, session_folders
from voiceprep.sessions.importing import UNFINISHED
from voiceprep.sessions.listing import files_of
from voiceprep.storage import Lock, storage_errors

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from pathlib import Path

OVERVIEW = "report.html"
"""The page of all sessions, where `voiceprep report --all` puts it."""
_MADE_BY_US = b'<meta name="generator" content="voiceprep'
_OURS = re.compile(r"\d{4}-\d\d-\d\d-.+-[0-9a-f]{6}")


@dataclass(frozen=True, slots=True)
class Doomed:
    """A folder that is to be deleted with everything in it."""

    folder: Path
    files: tuple[tuple[Path, int], ...]
    """Each file and its bytes."""

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(size for _, size in self.files)


def named(root: Path, names: Iterable[str]) -> list[Doomed]:
    """The sessions of those names, sound or damaged; they lie in the recordings folder itself.

    Raises SessionError where there is none of that name, several, or one that lies elsewhere or is in use.
    """
    folders: dict[Path, Path] = {}
    for folder in (find_folder(root, name) for name in names):
        # An id and a path may name the same one. Of the two the link counts, for it is to be refused.
        if folder.resolve() not in folders or folder.is_symlink():
            folders[folder.resolve()] = folder
    for place, folder in folders.items():
        if place.parent != root.resolve():
            raise SessionError(
                f"{folder} does not lie in the recordings folder {root}.",
                next_step="Name its folder with --recordings, or delete it by hand.",
            )
    return [_doomed(folder) for folder in folders.values()]


def before(root: Path, day: datetime) -> list[Doomed]:
    """The sessions that began earlier; those without any date stay. Raises SessionError for one in use."""
    dated = ((folder, created_at(folder)) for folder in session_folders(root))
    return [_doomed(folder) for folder, created in dated if created is not None and created < day]


def everything(root: Path) -> list[Doomed]:
    """All sessions, and what a crash left of some. Raises SessionError for one in use."""
    remains = [] if not root.is_dir() else [folder for folder in sorted(root.iterdir()) if _remains(folder)]
    return [_doomed(folder) for folder in [*session_folders(root), *remains]]


def overview(root: Path) -> Path | None:
    """The page of all sessions, which tells about the forgotten ones too; None where there is none."""
    page = root / OVERVIEW
    if page.is_symlink() or not page.is_file():
        return None
    with storage_errors(page, done="read", elsewhere="Delete it by hand."), page.open("rb") as file:
        return page if _MADE_BY_US in file.read(2048) else None


def scores(root: Path) -> Path | None:
    """What `score` has kept of batches; None where there is nothing. Raises SessionError for one in use."""
    store = root / BATCH_RESULTS
    if store.is_symlink() or not store.is_file():
        return None
    try:
        with closing(sqlite3.connect(store, timeout=0.0)) as base:
            tables = {name for (name,) in base.execute("SELECT name FROM sqlite_master")}
            if "hearings" not in tables:
                return None
            # Refused as long as anybody else has it open.
            base.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.OperationalError as cause:
        if cause.sqlite_errorcode == sqlite3.SQLITE_BUSY:
            raise SessionError(
                f"{store} is in use by another voiceprep.", next_step="Wait until its batch is scored."
            ) from cause
    except sqlite3.Error:
        pass  # Damaged, it may still hold what people said.
    return store


def forget_file(path: Path) -> None:
    """Delete a single file, and what SQLite may have put beside it. Raises StorageError."""
    with storage_errors(path, done="deleted", elsewhere="Delete it by hand."):
        for end in ("-wal", "-shm", "-journal", ""):
            path.with_name(path.name + end).unlink(missing_ok=True)


def forget(doomed: Doomed) -> None:
    """Delete it. `session.json` goes last, so that what is interrupted can be done again.

    Raises SessionError where it is in use by now, StorageError where the disk refuses.
    """
    folder = doomed.folder
    lock = Lock(folder / LOCK_FILE)
    if not lock.take():
        raise held(folder)
    try:
        with storage_errors(folder, done="deleted", elsewhere="Delete it by hand."):
            found = sorted(folder.rglob("*"), key=lambda path: (path.name == SESSION_FILE, path))
            nested = [path for path in found if path.is_dir() and not path.is_symlink()]
            for path in found:
                if path not in nested and path != folder / LOCK_FILE:
                    path.unlink(missing_ok=True)
            for path in reversed(nested):
                path.rmdir()
    finally:
        # Whoever takes the lock now finds no session any more.
        lock.release()
    with storage_errors(folder, done="deleted", elsewhere="Delete it by hand."):
        (folder / LOCK_FILE).unlink(missing_ok=True)
        folder.rmdir()


def _doomed(folder: Path) -> Doomed:
    if folder.is_symlink():
        raise SessionError(
            f"{folder} is a link to {folder.resolve()}.",
            next_step="Delete the link by hand; what it points to lies elsewhere.",
        )
    lock = Lock(folder / LOCK_FILE)
    if not lock.take():
        raise held(folder)
    lock.release()
    return Doomed(folder, tuple(one for one in files_of(folder) if one[0] != folder / LOCK_FILE))


def _remains(folder: Path) -> bool:
    """Whether it is what is left of a session, or of one on its way in."""
    ours = _OURS.fullmatch(folder.name) is not None or folder.name.startswith(UNFINISHED)
    return ours and folder.is_dir() and not folder.is_symlink() and not holds_session(folder)
