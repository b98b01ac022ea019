"""The recordings folder: create, write, find and read sessions."""

from __future__ import annotations

import json
import os
import re
import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from voiceprep.errors import SessionError
from voiceprep.json_form import SCHEMA_VERSION, take_from_json, take_to_json
from voiceprep.storage import Lock, storage_errors, write_json

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from voiceprep.values import Outcome, Take

ENVIRONMENT_VARIABLE = "VOICEPREP_RECORDINGS"
_README = """What this folder is

Each sub-folder is one practice interview that voiceprep recorded on this machine: `session.json`
says what was asked, and every answer has its recording (.wav), its transcript and its findings
(.json). Nothing here was sent anywhere. The folders are yours: play, copy, zip or delete them.
A file that ends in `.part.wav` is an answer that was cut off; it plays like any other.
"""


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


@dataclass(frozen=True, slots=True)
class SavedTake:
    """One take of a session as it lies on disk."""

    number: int
    """Place of the question in the interview, from 1."""
    attempt: int
    """1 for the first take of that question."""
    question_id: str
    recording: Path | None
    """What there is of it, `.part.wav` after a crash; None for typed answers."""
    text: str | None
    """What was typed; None for recordings."""
    take: Take | None
    """None where the answer was saved but not scored, or its result is damaged."""
    damage: str | None = None
    """What is wrong with the result file; None where nothing is."""
    complete: bool = True
    """Whether the answer was given to its end; something may have broken it off."""
    outcome: str | None = None
    """Why it was not meant to be assessed, mostly one of `Outcome`; None for an answer."""


class Session:
    """One session folder. Every change is on disk when the method returns."""

    def __init__(self, folder: Path, document: dict[str, Any]) -> None:
        self.folder = folder
        self.document = document
        """The content of session.json; unknown keys in it survive."""
        self._lock = Lock(folder / ".in-use")

    @property
    def id(self) -> str:
        return self.folder.name

    def recording_path(self, number: int, question_id: str, *, attempt: int = 1) -> Path:
        """Where the recording of a take belongs."""
        return self.folder / f"{number:02d}-{question_id}.take{attempt}.wav"

    def begin_take(self, number: int, question_id: str, *, attempt: int = 1) -> Path:
        """Note that an answer is about to be given; the path that its recording is to have."""
        recording = self.recording_path(number, question_id, attempt=attempt)
        self.document["takes"].append(
            {
                "number": number,
                "attempt": attempt,
                "question_id": question_id,
                "begun": datetime.now().astimezone().isoformat(timespec="seconds"),
                "recording": recording.name,
                "text": None,
                "warning": None,
                "complete": False,
                "outcome": None,
                "result": None,
            }
        )
        self._write()
        return recording

    def note_answer(
        self, number: int, *, text: str | None, warning: str | None, complete: bool = True, attempt: int = 1
    ) -> None:
        """Save typed words, or what went wrong while recording, before anything is scored.

        `complete`: whether the person ended the answer, or something broke it off.
        """
        entry = self._entry(number, attempt)
        entry.update(text=text, warning=warning, complete=complete)
        if text is not None:
            entry["recording"] = None
        self._write()

    def note_outcome(self, number: int, outcome: Outcome, *, attempt: int = 1) -> None:
        """Save that a take is not to be assessed; what was recorded or typed of it stays."""
        self._entry(number, attempt)["outcome"] = outcome.value
        self._write()

    def rate(self, number: int, rating: int, *, attempt: int = 1) -> None:
        """Save what the person thinks of an answer, 1 to 5, before its result is seen."""
        before = self.document.get("self_ratings")
        rated = {"number": number, "attempt": attempt, "rating": rating}
        self.document["self_ratings"] = [*(before if isinstance(before, list) else ()), rated]
        self._write()

    def last_take(self, number: int) -> Mapping[str, Any]:
        """The entry of the last attempt at that question."""
        entries = [entry for entry in self.document["takes"] if entry["number"] == number]
        return max(entries, key=lambda entry: int(entry["attempt"]))

    def save_result(self, number: int, take: Take, *, attempt: int = 1) -> Path:
        """Write the scored take beside its recording and note it in the session."""
        path = self.recording_path(number, take.question_id, attempt=attempt).with_suffix(".json")
        write_json(path, {"schema_version": SCHEMA_VERSION, **take_to_json(take)})
        self._entry(number, attempt)["result"] = path.name
        self._write()
        return path

    def claim(self) -> None:
        """Keep other processes from going on with this session while this one lives.

        Raises SessionError where one does already, StorageError where the disk refuses.
        """
        if not self._lock.take():
            raise SessionError(
                f"{self.id} is being held by another voiceprep on this machine.",
                next_step="End that interview first, with q or Ctrl-C.",
            )

    def mend_recordings(self) -> list[Path]:
        """Give recordings that a crash left half-written their names; the paths they have now.

        They are complete up to their last block. Raises StorageError.
        """
        mended = []
        for part in sorted(self.folder.glob("*.part.wav")):
            whole = part.with_name(part.name.removesuffix(".part.wav") + ".wav")
            if not whole.exists():
                with storage_errors(whole):
                    part.rename(whole)
                mended.append(whole)
        return mended

    def set_status(self, status: str) -> None:
        """`running`, `finished` or `interrupted`."""
        self.document["status"] = status
        self._write()

    def takes(self) -> Iterator[SavedTake]:
        """Every take, in order; a damaged result costs that result alone.

        Raises SessionError where an entry names a file outside the folder.
        """
        for entry in self.document["takes"]:
            recording = None if entry["recording"] is None else self._recording(entry["recording"])
            take, damage = None, None
            if entry["result"] is not None:
                result = self._inside(entry["result"])
                try:
                    take = self._read_take(result)
                except SessionError as error:
                    damage = f"{error.message} {error.next_step}"
            yield SavedTake(
                number=entry["number"],
                attempt=entry["attempt"],
                question_id=entry["question_id"],
                recording=recording,
                text=entry.get("text"),
                take=take,
                damage=damage,
                # Older sessions do not say.
                complete=entry.get("complete") is not False,
                outcome=entry.get("outcome"),
            )

    def _entry(self, number: int, attempt: int) -> dict[str, Any]:
        entries: list[dict[str, Any]] = self.document["takes"]
        return next(e for e in entries if (e["number"], e["attempt"]) == (number, attempt))

    def _recording(self, name: object) -> Path | None:
        """The recording, or what a crash left of it; None where there is neither."""
        whole = self._inside(name)
        return next((path for path in (whole, whole.with_suffix(".part.wav")) if path.is_file()), None)

    def _inside(self, name: object) -> Path:
        """A file of this folder; a session from elsewhere must not point outside of it."""
        if not isinstance(name, str) or Path(name).name != name or name in {"", ".", ".."}:
            raise SessionError(
                f'{self.folder / "session.json"} names a file outside its folder: "{name}".',
                next_step="Do not use this session; it was changed by hand or comes from an unsafe place.",
            )
        return self.folder / name

    def _read_take(self, path: Path) -> Take:
        document = read_document(path)
        try:
            return take_from_json(document)
        except (LookupError, TypeError, ValueError) as cause:
            raise SessionError(
                f"{path} is damaged: {cause!r}.",
                next_step=f"Score the recording again with `voiceprep replay {self.folder} --rescore`.",
            ) from cause

    def _write(self) -> None:
        write_json(self.folder / "session.json", self.document)


def create_session(root: Path, *, role: str, plan: Mapping[str, Any], device: Mapping[str, Any]) -> Session:
    """Make a new session folder below `root`. Raises StorageError."""
    now = datetime.now().astimezone()
    folder = root / f"{now:%Y-%m-%d}-{role}-{secrets.token_hex(3)}"
    with storage_errors(root):
        folder.mkdir(parents=True)
        readme = root / "README.md"
        if not readme.exists():
            readme.write_text(_README, encoding="utf-8")
    session = Session(
        folder,
        {
            "schema_version": SCHEMA_VERSION,
            "id": folder.name,
            "created": now.isoformat(timespec="seconds"),
            "status": "running",
            "plan": dict(plan),
            "device": dict(device),
            "self_ratings": [],
            "takes": [],
        },
    )
    session.set_status("running")
    return session


def open_session(root: Path, name: str) -> Session:
    """The session with that path, id, unique prefix or part of an id, or `last`.

    Raises SessionError where there is none, several, or a damaged one.
    """
    folder = Path(name).resolve() if (Path(name) / "session.json").is_file() else _search(root, name)
    document = read_document(folder / "session.json")
    entries = document.get("takes")
    if not isinstance(entries, list) or not all(_is_entry(entry) for entry in entries):
        raise SessionError(
            f"{folder / 'session.json'} is damaged: its list of takes is not as expected.",
            next_step="The recordings beside it are untouched; score them with `voiceprep score`.",
        )
    document.setdefault("status", "unknown")
    document.setdefault("plan", {})
    if not isinstance(document["status"], str) or not isinstance(document["plan"], dict):
        raise SessionError(
            f"{folder / 'session.json'} is damaged: its status or plan is not as expected.",
            next_step="The recordings beside it are untouched; score them with `voiceprep score`.",
        )
    return Session(folder, document)


def _is_entry(entry: Any) -> bool:
    kinds = {"number": int, "attempt": int, "question_id": str}
    return (
        isinstance(entry, dict)
        and isinstance(entry.get("text"), str | None)
        and isinstance(entry.get("outcome"), str | None)
        and {"recording", "result"} <= set(entry)
        and all(isinstance(entry.get(key), kind) for key, kind in kinds.items())
    )


def session_folders(root: Path) -> list[Path]:
    """All session folders below `root`, oldest first."""
    if not root.is_dir():
        return []
    found = [folder for folder in root.iterdir() if (folder / "session.json").is_file()]
    return sorted(found, key=_created)


def _created(folder: Path) -> tuple[float, str]:
    """Sort key, seconds since the epoch; a damaged session sorts by the date in its name, or first."""
    with suppress(SessionError, ValueError, OverflowError):
        created = str(read_document(folder / "session.json").get("created"))
        return datetime.fromisoformat(created).timestamp(), folder.name
    with suppress(ValueError, OverflowError):
        return datetime.fromisoformat(folder.name[:10]).timestamp(), folder.name
    return 0.0, folder.name


def read_document(path: Path) -> dict[str, Any]:
    """A versioned JSON file of a session. Raises SessionError where it cannot be used."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as cause:
        raise SessionError(
            f"{path} cannot be read: {cause}.",
            next_step="The recordings beside it are untouched; score them with `voiceprep score`.",
        ) from cause
    version = document.get("schema_version") if isinstance(document, dict) else None
    if version != SCHEMA_VERSION:
        raise SessionError(
            f"{path} has schema version {version}; this voiceprep reads version {SCHEMA_VERSION}.",
            next_step="Update voiceprep if the session is newer than it.",
        )
    return dict(document)


def _search(root: Path, name: str) -> Path:
    folders = session_folders(root)
    if not folders:
        raise SessionError(
            f"There are no sessions in {root}.",
            next_step="Record one with `voiceprep practice` or `voiceprep demo`.",
        )
    if name == "last":
        return folders[-1]
    fitting = [folder for folder in folders if re.search(re.escape(name), folder.name)]
    if len(fitting) == 1:
        return fitting[0]
    shown = ", ".join(folder.name for folder in (fitting or folders)[-5:])
    if fitting:
        raise SessionError(
            f'"{name}" fits {len(fitting)} sessions.', next_step=f"Say more of one of: {shown}"
        )
    raise SessionError(f'There is no session "{name}" in {root}.', next_step=f"The latest are: {shown}")
