"""What came of every recording, in one file that survives a crash and several runs at once.

SQLite with a write-ahead log (docs/decisions/0016): every result is on the disk before the next one counts.
Results are found by what decided them (`keys.py`), never by names of files.
"""

from __future__ import annotations

import json
import os
import secrets
import sqlite3
import time
import zlib
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from voiceprep.batch.interface import Guess
from voiceprep.errors import StorageError
from voiceprep.json_form import take_from_json, take_to_json, transcript_from_json, transcript_to_json
from voiceprep.storage import storage_errors

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from voiceprep.transcription.remembering import Heard
    from voiceprep.values import Take

SCHEMA = 1
PATIENCE = 60.0
"""Seconds that a write waits for another run's."""
AGAIN_AFTER = 0.02
"""Seconds."""
ELSEWHERE = "Choose another file with --store FILE."
_TABLES = """
CREATE TABLE results (
    key TEXT PRIMARY KEY, audio TEXT NOT NULL, status TEXT NOT NULL, document BLOB NOT NULL
);
CREATE TABLE hearings (
    audio TEXT NOT NULL, transcriber TEXT NOT NULL, document BLOB NOT NULL, PRIMARY KEY (audio, transcriber)
);
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """A result as the store has it."""

    take: Take
    guess: Guess | None


class Store:
    """Every change is on disk when the method returns. Everything raises StorageError. For one thread."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with storage_errors(path, elsewhere=ELSEWHERE):
            path.parent.mkdir(parents=True, exist_ok=True)
            _begin_privately(path)
        with self._failures():
            # What is written at once is written by hand: BEGIN IMMEDIATE waits for its turn, where a
            # transaction that began by reading would be refused.
            self._base = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)
            try:
                self._prepare()
            except BaseException:
                self._base.close()
                raise

    def find(self, key: str) -> Kept | None:
        """The result that was kept under that key."""
        with self._failures():
            row = self._base.execute("SELECT document FROM results WHERE key = ?", (key,)).fetchone()
            if row is None:
                return None
            document = _unpacked(row[0])
            guess = document["guess"]
            return Kept(take_from_json(document["take"]), None if guess is None else Guess(**guess))

    def heard(self, audio: str, transcriber: str) -> dict[str, Heard]:
        """What that recogniser made of a recording; nothing where it was not asked."""
        with self._failures():
            row = self._base.execute(
                "SELECT document FROM hearings WHERE audio = ? AND transcriber = ?", (audio, transcriber)
            ).fetchone()
            document = {} if row is None else _unpacked(row[0])
            return {
                key: entry if isinstance(entry, str) else transcript_from_json(entry)
                for key, entry in document.items()
            }

    def keep(
        self,
        key: str,
        kept: Kept | None,
        *,
        audio: str,
        transcriber: str,
        heard: Mapping[str, Heard],
    ) -> None:
        """Keep a result, and what was heard for it, together. `kept`: None for what is to be tried again."""
        with self._failures(), self._transaction():
            if heard:
                known = self.heard(audio, transcriber) | dict(heard)
                heard_document = {
                    one: what if isinstance(what, str) else transcript_to_json(what)
                    for one, what in known.items()
                }
                self._base.execute(
                    "INSERT OR REPLACE INTO hearings VALUES (?, ?, ?)",
                    (audio, transcriber, _packed(heard_document)),
                )
            if kept is not None:
                # The source is the name of a file, and the same recording may have several.
                document = {
                    "take": take_to_json(replace(kept.take, source="")),
                    "guess": None if kept.guess is None else asdict(kept.guess),
                }
                self._base.execute(
                    "INSERT OR REPLACE INTO results VALUES (?, ?, ?, ?)",
                    (key, audio, kept.take.status.value, _packed(document)),
                )

    def secret(self) -> str:
        """Drawn by chance once per store; what names are hashed with."""
        with self._failures(), self._transaction():
            self._base.execute("INSERT OR IGNORE INTO facts VALUES ('secret', ?)", (secrets.token_hex(16),))
            row = self._base.execute("SELECT value FROM facts WHERE name = 'secret'").fetchone()
        return str(row[0])

    def close(self) -> None:
        self._base.close()

    def _prepare(self) -> None:
        self._switch_to_log()
        # A crash of the program loses nothing; one of the whole machine perhaps the last results.
        self._base.execute("PRAGMA synchronous = NORMAL")
        with self._transaction():
            (version,) = self._base.execute("PRAGMA user_version").fetchone()
            if version == 0:
                for statement in _TABLES.strip().split(";")[:-1]:
                    self._base.execute(statement)
                self._base.execute(f"PRAGMA user_version = {SCHEMA}")
            elif version != SCHEMA:
                raise StorageError(
                    f"{self._path} is a store of form {version}, and this voiceprep knows {SCHEMA}.",
                    next_step=f"Use the voiceprep that wrote it. {ELSEWHERE}",
                )

    def _switch_to_log(self) -> None:
        """Where two runs do it at the same moment, SQLite refuses one at once instead of letting it wait."""
        give_up = time.monotonic() + PATIENCE
        while True:
            try:
                self._refuse_what_others_wrote()
                self._base.execute("PRAGMA journal_mode = WAL")
            except sqlite3.OperationalError as busy:
                if busy.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > give_up:
                    raise
                time.sleep(AGAIN_AFTER)
            else:
                return

    def _refuse_what_others_wrote(self) -> None:
        # In one statement, so that what another run makes just now is seen wholly or not at all.
        look = "SELECT (SELECT user_version FROM pragma_user_version), (SELECT count(*) FROM sqlite_master)"
        version, parts = self._base.execute(look).fetchone()
        if version == 0 and parts:
            raise StorageError(f"{self._path} is a data base of another program.", next_step=ELSEWHERE)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._base.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._base.execute("COMMIT")
        except BaseException:
            # Where the disk is full, SQLite has taken everything back already.
            if self._base.in_transaction:
                self._base.execute("ROLLBACK")
            raise

    @contextmanager
    def _failures(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, zlib.error, ValueError, KeyError, TypeError) as cause:
            raise StorageError(
                f"The store {self._path} cannot be used: {cause}.", next_step=ELSEWHERE
            ) from cause


def _begin_privately(path: Path) -> None:
    """A new store for its owner alone, for it holds what was said; one that is there stays as it is."""
    with suppress(FileExistsError):
        # SQLite gives what it puts beside the file the same permissions.
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def _packed(document: Mapping[str, Any]) -> bytes:
    return zlib.compress(json.dumps(document, allow_nan=False).encode("ascii"))


def _unpacked(blob: bytes) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(zlib.decompress(blob))
    return document
