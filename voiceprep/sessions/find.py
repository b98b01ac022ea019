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
from voiceprep.storage import OTHER_RECORDINGS, expanded

ENVIRONMENT_VARIABLE = "VOICEPREP_RECORDINGS"
_DATED = re.compile(r"\d{4}-\d{2}-\d{2}-", re.ASCII)
BATCH_RESULTS = "scores.sqlite"
"""Where `score` keeps the results of batches, in the recordings folder."""


def find_recordings(given: Path | None = None) -> Path:
    """Where sessions live: as given, by environment, ./recordings of a checkout, else the user's data."""
    if given is not None:
        return given
    if named := os.environ.get(ENVIRONMENT_VARIABLE):
        return expanded(named)
    here = Path("recordings")
    if (here / "README.md").is_file():
        return here
    from platformdirs import user_data_path

    return user_data_path("voiceprep", appauthor=False) / "recordings"


def command_name(folder: Path) -> str:
    """How a command names that session, from wherever it is run with the same environment."""
    usual = folder.parent.resolve() == find_recordings().resolve()
    return shlex.quote(folder.name) + ("" if usual else lies_in(folder.parent))


def lies_in(root: Path) -> str:
    """What a command is told where sessions do not lie in the usual folder."""
    return f" --recordings {shlex.quote(str(root))}"


def session_folders(root: Path) -> list[Path]:
    """All session folders below `root`, oldest first. Raises SessionError where nobody may look into it."""
    return sorted(unordered_folders(root), key=_key)


def unordered_folders(root: Path) -> list[Path]:
    """The same in any order, which none of them has to be read for."""
    try:
        inside = list(root.iterdir()) if root.is_dir() else []
    except OSError as cause:
        raise SessionError(f"{root} cannot be read: {cause.strerror}.", next_step=OTHER_RECORDINGS) from cause
    # What begins with a dot is on its way in.
    return [folder for folder in inside if not folder.name.startswith(".") and holds_session(folder)]


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
    # The system may know no time zone for years long ago: Windows has none before 1970.
    with suppress(SessionError, ValueError, OverflowError, OSError):
        return datetime.fromisoformat(str(read_session(folder).get("created"))).astimezone()
    with suppress(ValueError, OverflowError, OSError):
        return datetime.fromisoformat(folder.name[:10]).astimezone()
    return None


def find_folder(root: Path, name: str) -> Path:
    """The folder of the session with that path, id, unique part of an id, own name, or `last`.

    What lies in it need not be sound. Raises SessionError where there is none, or several.
    """
    if not name:
        raise SessionError("An empty name names no session.", next_step="`voiceprep sessions` lists them.")
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
    # Neither of the two comes first: the other session might be the one that is then deleted.
    fitting = fitting or [
        folder for folder in folders if name in folder.name or _own_name(folder) == name.casefold()
    ]
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
