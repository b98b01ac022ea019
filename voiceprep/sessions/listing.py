"""What there is to say about a session in one line, without reading more of it than that needs."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from voiceprep.errors import SessionError
from voiceprep.sessions.documents import inside, read_result, read_session, texts_of
from voiceprep.sessions.find import created_at, session_folders

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Listed:
    """One session of the recordings folder."""

    id: str
    folder: Path
    created: datetime | None
    """With an offset from UTC; None where nothing says."""
    role: str | None
    """Id of the role; None where nothing says."""
    status: str | None
    """None where the session is damaged."""
    questions: int | None
    """How many were planned; None where the session does not say."""
    scores: tuple[float | None, ...]
    """Per answered question the content score that counts for it, 0 to 100; None for no score."""
    name: str | None
    """The person's own; None where there is none."""
    tags: tuple[str, ...]
    size: int
    """Bytes of all files."""
    damage: str | None
    """What is wrong with session.json; None where nothing is."""


def list_sessions(root: Path) -> Iterator[Listed]:
    """All sessions below `root`, oldest first; a damaged one is listed as such."""
    for folder in session_folders(root):
        try:
            document = read_session(folder)
            yield _listed(folder, document, None)
        except SessionError as error:
            if not folder.exists():
                continue  # forgotten by another voiceprep a moment ago
            yield _listed(folder, {}, f"{error.message} {error.next_step}")


def files_of(folder: Path) -> list[tuple[Path, int]]:
    """Every file below the folder and its bytes, in order; links count as themselves."""
    found = []
    for path in sorted(folder.rglob("*")):
        # Another voiceprep may be at work in it, and some of it may be closed to us.
        with suppress(FileNotFoundError, PermissionError):
            if path.is_symlink() or not path.is_dir():
                found.append((path, path.lstat().st_size))
    return found


def _listed(folder: Path, document: dict[str, Any], damage: str | None) -> Listed:
    planned = document.get("plan", {}).get("questions")
    name = document.get("name")
    return Listed(
        id=folder.name,
        folder=folder,
        created=created_at(folder),
        role=role_of(folder, document),
        status=document.get("status"),
        questions=len(planned) if isinstance(planned, list) else None,
        scores=tuple(_scores(folder, document.get("takes", []))),
        name=name if isinstance(name, str) else None,
        tags=texts_of(document.get("tags")),
        size=sum(size for _, size in files_of(folder)),
        damage=damage,
    )


def role_of(folder: Path, document: Mapping[str, Any]) -> str | None:
    """Id of the role, by the id of the session or the name of its folder; None where neither says."""
    return _role(document.get("id")) or _role(folder.name)


def _role(name: object) -> str | None:
    """`2026-05-04-ml-engineer-3fa9c1` → `ml-engineer`; the folder may have another name today."""
    parts = str(name).split("-")
    dated = len(parts) > 4 and all(part.isdecimal() for part in parts[:3])
    return "-".join(parts[3:-1]) if dated else None


def _scores(folder: Path, entries: list[dict[str, Any]]) -> Iterator[float | None]:
    """By number of the question. Raises SessionError where an entry names a file outside the folder."""
    attempts: dict[int, list[dict[str, Any]]] = {}
    for entry in entries:
        if entry.get("outcome") is None and entry.get("part") is None:
            attempts.setdefault(entry["number"], []).append(entry)
    for _, taken in sorted(attempts.items()):
        # As `standing` has it, but without reading more results than that needs.
        taken.sort(key=lambda entry: (entry.get("complete") is not False, entry["attempt"]), reverse=True)
        results = (entry["result"] for entry in taken if entry["result"] is not None)
        scores = (_score(inside(folder, result)) for result in results)
        yield next((score for score in scores if score is not None), None)


def _score(path: Path) -> float | None:
    with suppress(SessionError):
        content = read_result(path).get("content")
        score = content.get("score") if isinstance(content, dict) else None
        return float(score) if isinstance(score, int | float) and abs(score) <= 100 else None
    return None
