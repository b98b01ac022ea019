"""Sessions in one zip file: to keep, to move to another machine, or to send to a coach."""

from __future__ import annotations

import json
import os
import shutil
import zipfile
from contextlib import nullcontext
from dataclasses import dataclass
from itertools import chain, count
from typing import TYPE_CHECKING, Any

from voiceprep.errors import SessionError, UsageError
from voiceprep.json_form import SCHEMA_VERSION, take_to_json
from voiceprep.sessions.documents import SESSION_FILE, inside
from voiceprep.sessions.listing import files_of
from voiceprep.sessions.sharing import anonymous_session, anonymous_take, wordless_session, wordless_take
from voiceprep.sessions.unpacking import is_id
from voiceprep.storage import replacing, storage_errors

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from voiceprep.sessions.store import Session

_ELSEWHERE = "Choose another place with --out."


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of a session is to go along."""

    audio: bool = True
    transcripts: bool = True
    """What was said or typed, as text, and every quote of it."""
    names: bool = True
    """Devices, the person's name and tags for it, names of their own files, and keys that we do not know."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export wrote."""

    path: Path
    sessions: tuple[str, ...]
    """Ids."""
    size: int
    """Bytes of the zip."""
    recordings: int
    """How many of them are in it."""
    left_out: tuple[str, ...]
    """Files that are no part of a session, or damaged, as `id/name`."""


def each_once(sessions: Iterable[Session]) -> list[Session]:
    """Without those that were named twice. Raises UsageError where two have the same id."""
    chosen: dict[str, Session] = {}
    for one in sessions:
        before = chosen.setdefault(one.id, one)
        if before.folder.resolve() != one.folder.resolve():
            raise UsageError(
                f"{before.folder} and {one.folder} have the same id, of which a zip holds one session.",
                next_step="Export them into two files.",
            )
    return list(chosen.values())


def export(sessions: Sequence[Session], out: Path, *, wanted: Wanted) -> Exported:
    """Write `out`, whole or not at all; the same sessions always give the same bytes.

    Raises UsageError where `out` is there already, SessionError where a session is in use or names files
    outside of its folder, StorageError.
    """
    if out.exists():
        raise UsageError(f"{out} is there already.", next_step="Choose another name with --out.")
    with (
        storage_errors(out, elsewhere=_ELSEWHERE),
        replacing(out) as file,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        places: set[str] = set()
        added = []
        for session in sessions:
            place = _place(session, places, wanted)
            places.add(place)
            added.append(_add(archive, session, place, wanted))
    return Exported(
        out,
        tuple(one.id for one in sessions),
        out.stat().st_size,
        recordings=sum(one.recordings for one in added),
        left_out=tuple(name for one in added for name in one.left_out),
    )


@dataclass(frozen=True, slots=True)
class _Added:
    """What of one session was written, and what was not."""

    recordings: int
    left_out: tuple[str, ...]


def _place(session: Session, taken: Collection[str], wanted: Wanted) -> str:
    """Its folder in the zip: its own, or where names stay at home the id that it was begun with."""
    if wanted.names:
        return session.id
    own = session.document.get("id")
    name = str(own) if is_id(own) else "session"
    others = (f"{name}-{number}" for number in count(2))
    return next(one for one in chain([name], others) if one not in taken)


def _add(archive: zipfile.ZipFile, session: Session, place: str, wanted: Wanted) -> _Added:
    """Write one session into that folder of the archive."""
    with _undisturbed(session):
        taken = {SESSION_FILE}
        results = dict(_results(session, wanted))
        document = {**session.document, "takes": list(_entries(session, results))}
        if not wanted.names:
            document = anonymous_session(document)
        if not wanted.transcripts:
            document = wordless_session(document)
        _write_json(archive, f"{place}/{SESSION_FILE}", document)
        for name, content in results.items():
            _write_json(archive, f"{place}/{name}", content)
        taken.update(results)
        recordings = list(_recordings(session))
        for recording in recordings if wanted.audio else ():
            _write_file(archive, f"{place}/{recording.name}", recording)
        taken |= {recording.name for recording in recordings}
        others = tuple(f"{session.id}/{name}" for name in _others(session.folder, taken))
        return _Added(len(recordings) if wanted.audio else 0, others)


def _undisturbed(session: Session) -> AbstractContextManager[None]:
    """Nobody changes it meanwhile; on a read-only disk nobody can."""
    return session.claimed() if os.access(session.folder, os.W_OK) else nullcontext()


def _results(session: Session, wanted: Wanted) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Name and content of each take file; those that are damaged are left out."""
    for saved in session.takes(parts=True):
        if saved.take is None or saved.result is None:
            continue
        _refuse_link(saved.result)
        take = saved.take if wanted.names else anonymous_take(saved.take)
        take = take if wanted.transcripts else wordless_take(take)
        document = {"schema_version": SCHEMA_VERSION, **take_to_json(take)}
        if wanted.names and wanted.transcripts:
            document = json.loads(saved.result.read_text(encoding="utf-8-sig"))
        yield saved.result.name, document


def _entries(session: Session, results: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """What session.json says of each take. One whose result stays behind is still to be scored."""
    for entry in session.document["takes"]:
        yield entry if entry["result"] in results else {**entry, "result": None}


def _recordings(session: Session) -> Iterator[Path]:
    """Each recording that a take names, once."""
    found = (saved.recording for saved in session.takes(parts=True) if saved.recording is not None)
    for recording in dict.fromkeys(found):
        _refuse_link(recording)
        yield inside(session.folder, recording.name)


def _refuse_link(path: Path) -> None:
    if path.is_symlink():
        raise SessionError(
            f"{path} is a link, and what it points to is no part of the session.",
            next_step="Put the file itself in its place.",
        )


def _others(folder: Path, taken: set[str]) -> Iterator[str]:
    for path, _ in files_of(folder):
        name = path.relative_to(folder).as_posix()
        if name not in taken and not name.startswith("."):
            yield name


def _write_json(archive: zipfile.ZipFile, name: str, document: Mapping[str, Any]) -> None:
    text = json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    with archive.open(_entry(name), "w") as out:
        out.write(text.encode("utf-8", "backslashreplace"))


def _write_file(archive: zipfile.ZipFile, name: str, path: Path) -> None:
    with path.open("rb") as file, archive.open(_entry(name), "w", force_zip64=True) as out:
        shutil.copyfileobj(file, out)


def _entry(name: str) -> zipfile.ZipInfo:
    """Nothing about this machine: no times, owner or system."""
    entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = 3
    entry.external_attr = 0o644 << 16
    return entry
