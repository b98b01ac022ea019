"""The recordings folder: create, write, find and read sessions."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from datetime import datetime
from typing import TYPE_CHECKING, Any

from voiceprep.errors import SessionError
from voiceprep.json_form import SCHEMA_VERSION, portion_to_json, take_to_json
from voiceprep.sessions.documents import (
    LOCK_FILE,
    SESSION_FILE,
    held,
    read_result,
    read_session,
    texts_of,
)
from voiceprep.sessions.find import find_folder, find_recordings, session_folders
from voiceprep.sessions.folder import new_folder
from voiceprep.sessions.keeping import with_unknown_keys
from voiceprep.sessions.takes import SavedTake, saved_takes, waits
from voiceprep.storage import Lock, write_json

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from voiceprep.values import Outcome, Portion, Take

__all__ = [
    "SavedTake",
    "Session",
    "create_session",
    "find_recordings",
    "open_session",
    "session_folders",
]
"""The door of this room: what other rooms need to read and write sessions."""


class Session:
    """One session folder. Every change is on disk when the method returns."""

    def __init__(self, folder: Path, document: dict[str, Any]) -> None:
        self.folder = folder
        self.document = document
        """The content of session.json; unknown keys in it survive."""
        self._lock = Lock(folder / LOCK_FILE)

    @property
    def id(self) -> str:
        return self.folder.name

    def recording_path(self, number: int, question_id: str, *, attempt: int = 1) -> Path:
        """Where the recording of a take belongs."""
        return self.folder / f"{number:02d}-{question_id}.take{attempt}.wav"

    def begin_take(
        self, number: int, question_id: str, *, attempt: int = 1, part: Portion | None = None
    ) -> Path:
        """Note that an answer is about to be given; the path that its recording is to have.

        `part`: what is asked for where it is not the whole question.
        """
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
                "part": None if part is None else portion_to_json(part),
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
        document = {"schema_version": SCHEMA_VERSION, **take_to_json(take)}
        with suppress(SessionError):  # there is none yet, or none that can be read
            document = with_unknown_keys(document, read_result(path))
        write_json(path, document, private=True)
        self._entry(number, attempt)["result"] = path.name
        self._write()
        return path

    def note_unscored(self, number: int, *, attempt: int = 1) -> None:
        """Save that there is no result of a take that could be used."""
        self._entry(number, attempt)["result"] = None
        self._write()

    def claim(self) -> None:
        """Keep other processes from changing this session while this one lives, and read it anew.

        Raises SessionError where one does already, StorageError where the disk refuses.
        """
        if not self._lock.take():
            raise held(self.folder)
        # Until now the other one may have written.
        self.document = read_session(self.folder)

    def release(self) -> None:
        """Let other processes change this session again."""
        self._lock.release()

    @contextmanager
    def claimed(self) -> Iterator[None]:
        """Claim it for a moment. Raises what `claim` raises."""
        self.claim()
        try:
            yield
        finally:
            self.release()

    def set_status(self, status: str) -> None:
        """`running`, `finished` or `interrupted`."""
        self.document["status"] = status
        self._write()

    def rename(self, name: str) -> None:
        """Give it a name of the person's own; an empty one takes it away. Its id and folder stay."""
        self.document["name"] = name or None
        self._write()

    @property
    def name(self) -> str | None:
        """What the person calls it; None where they have not said."""
        name = self.document.get("name")
        return name if isinstance(name, str) else None

    @property
    def tags(self) -> tuple[str, ...]:
        """The person's own tags, in the order given."""
        return texts_of(self.document.get("tags"))

    def tag(self, tags: Sequence[str], *, remove: bool = False) -> None:
        """Add tags, or take them away; what is there, or not there, already stays so."""
        kept = [tag for tag in self.tags if not (remove and tag in tags)]
        self.document["tags"] = list(dict.fromkeys([*kept, *(() if remove else tags)]))
        self._write()

    def takes(self, *, parts: bool = False) -> Iterator[SavedTake]:
        """Every take of a whole question, in order; a damaged result costs that result alone.

        `parts`: also those that answer only a part of one, whose results must not pass for the question's.
        Raises SessionError where an entry names a file outside the folder.
        """
        found = saved_takes(self.folder, self.document)
        return found if parts else (saved for saved in found if saved.part is None)

    @property
    def goes_on(self) -> bool:
        """Whether there is something to be asked, or an answer that was saved and is still to be scored.

        Raises SessionError where an entry names a file outside the folder.
        """
        waiting = any(waits(self.folder, entry) for entry in self.document["takes"])
        return waiting or self.document["status"] != "finished"

    def _entry(self, number: int, attempt: int) -> dict[str, Any]:
        entries: list[dict[str, Any]] = self.document["takes"]
        return next(e for e in entries if (e["number"], e["attempt"]) == (number, attempt))

    def _write(self) -> None:
        write_json(self.folder / SESSION_FILE, self.document, private=True)


def create_session(root: Path, *, role: str, plan: Mapping[str, Any], device: Mapping[str, Any]) -> Session:
    """Make a new session folder below `root`. Raises StorageError."""
    now = datetime.now().astimezone()
    folder = new_folder(root, role=role, now=now)
    session = Session(
        folder,
        {
            "schema_version": SCHEMA_VERSION,
            "id": folder.name,
            "created": now.isoformat(timespec="seconds"),
            "status": "running",
            "name": None,
            "tags": [],
            "plan": dict(plan),
            "device": dict(device),
            "self_ratings": [],
            "takes": [],
        },
    )
    session.set_status("running")
    return session


def open_session(root: Path, name: str) -> Session:
    """The session with that path, id, unique part of an id, own name, or `last`.

    Raises SessionError where there is none, several, or a damaged one.
    """
    folder = find_folder(root, name)
    return Session(folder, read_session(folder))
