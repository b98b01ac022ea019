"""Where sessions lie, in which order, and which of them a person means."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from voiceprep.errors import SessionError
from voiceprep.sessions.documents import SESSION_FILE, read_session

ENVIRONMENT_VARIABLE = "VOICEPREP_RECORDINGS"
BATCH_RESULTS = "scores.sqlite"
"""Where `score` keeps the results of batches, in the recordings folder."""


def find_recordings(given: Path | None = None) -> Path:
    """Where sessions live: as given, by environment, ./recordings of a checkout, else the user's data."""
    if given is not None:
        return given
    if named := os.environ.get(ENVIRONMENT_VARIABLE):
        return Path(named)
    here = Path("recordings")
    if (here / "README.md").is_file():
        return here
    from platformdirs import user_data_path

    return user_data_path("voiceprep", appauthor=False) / "recordings"


def session_folders(root: Path) -> list[Path]:
    """All session folders below `root`, oldest first."""
    if not root.is_dir():
        return []
    # What begins with a dot is on its way in.
    found = [
        folder
        for folder in root.iterdir()
        if not folder.name.startswith(".") and (folder / SESSION_FILE).is_file()
    ]
    return sorted(found, key=_key)


def created_at(folder: Path) -> datetime | None:
    """When the session began, with an offset from UTC; by the date in its name where it is damaged."""
    with suppress(SessionError, ValueError, OverflowError):
        return datetime.fromisoformat(str(read_session(folder).get("created"))).astimezone()
    with suppress(ValueError, OverflowError):
        return datetime.fromisoformat(folder.name[:10]).astimezone()
    return None


def find_folder(root: Path, name: str) -> Path:
    """The folder of the session with that path, id, unique part of an id, own name, or `last`.

    What lies in it need not be sound. Raises SessionError where there is none, or several.
    """
    with suppress(OSError, ValueError):  # what cannot be a path may still be a name
        if (Path(name) / SESSION_FILE).is_file():
            return Path(name).resolve()
    folders = session_folders(root)
    if not folders:
        raise SessionError(
            f"There are no sessions in {root}.",
            next_step="Record one with `voiceprep practice` or `voiceprep demo`.",
        )
    if name == "last":
        return folders[-1]
    fitting = [folder for folder in folders if folder.name == name]
    fitting = fitting or [folder for folder in folders if re.search(re.escape(name), folder.name)]
    fitting = fitting or [folder for folder in folders if _own_name(folder) == name.casefold()]
    if len(fitting) == 1:
        return fitting[0]
    shown = ", ".join(folder.name for folder in (fitting or folders)[-5:])
    if fitting:
        raise SessionError(
            f'"{name}" fits {len(fitting)} sessions.', next_step=f"Say more of one of: {shown}"
        )
    raise SessionError(f'There is no session "{name}" in {root}.', next_step=f"The latest are: {shown}")


def _key(folder: Path) -> tuple[float, str]:
    """Seconds since the epoch; what has no date comes first."""
    created = created_at(folder)
    return 0.0 if created is None else created.timestamp(), folder.name


def _own_name(folder: Path) -> str | None:
    """What the person calls it, without regard to capitals."""
    with suppress(SessionError):
        name = read_session(folder).get("name")
        return name.casefold() if isinstance(name, str) else None
    return None
