"""Where sessions lie, in which order, and which of them a person means."""

from __future__ import annotations

import os
import re
import shlex
import stat
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from voiceprep.errors import SessionError
from voiceprep.sessions.documents import SESSION_FILE, read_session
from voiceprep.storage import OTHER_RECORDINGS

ENVIRONMENT_VARIABLE = "VOICEPREP_RECORDINGS"
_DATED = re.compile(r"\d{4}-\d{2}-\d{2}-", re.ASCII)
BATCH_RESULTS = "scores.sqlite"
"""Where `score` keeps the results of batches, in the recordings folder."""


def find_recordings(given: Path | None = None) -> Path:
    """Where sessions live: as given, by environment, ./recordings of a checkout, else the user's data."""
    if given is not None:
        return given
    if named := os.environ.get(ENVIRONMENT_VARIABLE):
        return Path(named).expanduser()
    here = Path("recordings")
    if (here / "README.md").is_file():
        return here
    from platformdirs import user_data_path

    return user_data_path("voiceprep", appauthor=False) / "recordings"


def command_name(folder: Path) -> str:
    """How a command names that session, from wherever it is run with the same environment."""
    if folder.parent.resolve() == find_recordings().resolve():
        return folder.name
    return f"{folder.name} --recordings {shlex.quote(str(folder.parent))}"


def session_folders(root: Path) -> list[Path]:
    """All session folders below `root`, oldest first. Raises SessionError where nobody may look into it."""
    try:
        inside = list(root.iterdir()) if root.is_dir() else []
    except OSError as cause:
        raise SessionError(f"{root} cannot be read: {cause.strerror}.", next_step=OTHER_RECORDINGS) from cause
    # What begins with a dot is on its way in.
    found = [folder for folder in inside if not folder.name.startswith(".") and holds_session(folder)]
    return sorted(found, key=_key)


def holds_session(folder: Path) -> bool:
    """Whether a session lies in it, whatever its state.

    One that nobody may look into is known by its name, for it must not be passed over in silence.
    """
    try:
        return stat.S_ISREG((folder / SESSION_FILE).stat().st_mode)
    except PermissionError:
        return _DATED.match(folder.name) is not None
    except OSError:
        return False


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
        if holds_session(Path(name)):
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
