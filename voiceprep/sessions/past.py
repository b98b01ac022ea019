"""Read what all sessions came to, quickly: verdicts and scores, no words and no sound."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from voiceprep.errors import SessionError
from voiceprep.progress.attempts import Attempt, Damaged, Judges, Mark, Past, SessionRecord, evidence
from voiceprep.sessions.documents import (
    SESSION_FILE,
    asked_questions,
    inside,
    read_result,
    read_session,
    time_of,
)
from voiceprep.sessions.find import command_name, unordered_folders
from voiceprep.sessions.takes import waits
from voiceprep.values import Status, Verdict

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date, datetime
    from pathlib import Path

RATINGS = range(1, 6)
"""What a person may rate an answer, 1 very badly, 5 very well."""


def read_past(root: Path, *, since: date | None = None, latest: int | None = None) -> Past:
    """The past as it lies in the recordings folder. What cannot be read is named in it.

    Raises SessionError where the folder itself cannot be read.
    `since`: no answer from before that day; an older session has what was answered again since.
    `latest`: only so many sessions, by the date in their names.
    """
    sessions: list[SessionRecord] = []
    damaged: list[Damaged] = []
    for folder in sorted(unordered_folders(root), reverse=True)[:latest]:
        try:
            document = read_session(folder)
            created = _created(folder, document)
            entries = [
                one for one in document["takes"] if since is None or _when(one, created).date() >= since
            ]
            if entries or since is None or created.date() >= since:
                reading = _Reading(folder, document, created, entries)
                sessions.append(reading.record())
                damaged += reading.damaged
        except SessionError as error:
            if folder.exists():  # else another voiceprep has forgotten it
                damaged.append(Damaged(folder.name, error.message))
    sessions.sort(key=lambda one: (one.created, one.id))
    return Past(tuple(sessions), tuple(sorted(damaged, key=lambda one: one.name)))


@dataclass(slots=True)
class _Reading:
    """One session while it is read."""

    folder: Path
    document: Mapping[str, Any]
    created: datetime
    entries: Sequence[Mapping[str, Any]]
    """Those of its takes that are to be read."""
    attempts: list[Attempt] = field(default_factory=list)
    damaged: list[Damaged] = field(default_factory=list)
    not_judged: int = 0
    waiting: int = 0

    def record(self) -> SessionRecord:
        plan = self.document["plan"]
        planned = [one for one in _list(plan.get("questions")) if isinstance(one, dict)]
        asked = asked_questions(self.document)
        topics = {name: _shown(one["topic"]) for name, one in asked.items() if "topic" in one}
        ratings = _ratings(self.document.get("self_ratings"))
        for entry in self.entries:
            # What the person did not want assessed is no attempt.
            if entry.get("outcome") is None:
                self._read(entry, topics, ratings)
        return SessionRecord(
            id=self.folder.name,
            created=self.created,
            status=_shown(self.document["status"]),
            demo=plan.get("demo") is True,
            questions=len(planned),
            asked=tuple(dict.fromkeys(_shown(entry["question_id"]) for entry in self.entries)),
            attempts=tuple(self.attempts),
            not_judged=self.not_judged,
            waiting=self.waiting,
        )

    def _read(
        self, entry: Mapping[str, Any], topics: Mapping[str, str], ratings: Mapping[tuple[int, int], int]
    ) -> None:
        name = entry["result"]
        if name is None:
            self.waiting += waits(self.folder, entry)
            return
        try:
            result = _result(self.folder, name)
        except SessionError as error:
            self.damaged.append(Damaged(self.folder.name, error.message))
            return
        if result is None:
            self.not_judged += 1
            return
        score, marks, judges = result
        part = entry.get("part")
        # An answer that something broke off is evidence for what was said, not for what was still to come.
        whole = not part and entry.get("complete") is not False
        key, question_id = (entry["number"], entry["attempt"]), _shown(entry["question_id"])
        self.attempts.append(
            Attempt(
                session=self.folder.name,
                when=_when(entry, self.created),
                number=entry["number"],
                attempt=entry["attempt"],
                question_id=question_id,
                topic=topics.get(entry["question_id"], question_id),
                score=score if whole else None,
                marks=marks if whole else evidence(marks, named=_named(part)),
                self_rating=ratings.get(key),
                judges=judges,
            )
        )


def _result(folder: Path, name: object) -> tuple[float, tuple[Mark, ...], Judges] | None:
    """Score, marks and who gave them; None where the answer was not judged.

    Raises SessionError where the file is damaged or lies elsewhere. Building whole takes would cost several
    times as much, and most of it is the words of the transcript.
    """
    path = inside(folder, name)
    document = read_result(path)
    try:
        if Status(document["status"]) is not Status.SCORED:
            return None
        marks = tuple(
            Mark(_text(one["key_point"]), _text(one["claim"]), Verdict(one["verdict"]))
            for one in document["findings"]
        )
        return _score(document["content"]["score"]), marks, _judges(document.get("versions"))
    except (LookupError, TypeError, ValueError) as cause:
        raise SessionError(
            f"{path} is damaged: {cause!r}.",
            next_step=f"Score the recording again with `voiceprep replay {command_name(folder)} --rescore`.",
        ) from cause


def _created(folder: Path, document: Mapping[str, Any]) -> datetime:
    """When the session began, by its file or by the date in its name. Raises SessionError for neither."""
    created = time_of(document.get("created")) or time_of(folder.name[:10])
    if created is None:
        raise SessionError(
            f"{folder / SESSION_FILE} does not say when the session was.",
            next_step='Write "created" into it, as in 2026-01-31T18:00:00+01:00.',
        )
    return created


def _when(entry: Mapping[str, Any], created: datetime) -> datetime:
    """When that take was begun; older sessions say only when they were."""
    return time_of(entry.get("begun")) or created


def _ratings(value: object) -> dict[tuple[int, int], int]:
    """Number and attempt → rating; the last one counts, and what is no rating is left out."""
    names = ("number", "attempt", "rating")
    rows = [tuple(one.get(name) for name in names) for one in _list(value) if isinstance(one, dict)]
    return {
        (number, attempt): rating
        for number, attempt, rating in rows
        if type(number) is type(attempt) is type(rating) is int and rating in RATINGS
    }


def _named(part: object) -> Collection[str]:
    """The key points that an answer to a part was asked for."""
    name = part.get("key_point") if isinstance(part, dict) else part
    return {name} if isinstance(name, str) else ()


def _judges(versions: object) -> Judges:
    known = versions if isinstance(versions, dict) else {}
    judge, scorer = (
        _shown(one) if isinstance(one := known.get(name), str) else None for name in ("judge", "scorer")
    )
    return Judges(judge, scorer)


def _score(value: object) -> float:
    # Neither NaN nor a truth value lies in that range as a number.
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0.0 <= value <= 100.0:
        raise ValueError(f"{value!r} is no score")
    return float(value)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return _shown(value)


def _shown(text: str) -> str:
    """Without characters that steer a terminal or that no encoding holds: sessions may come from anywhere."""
    return text if text.isprintable() else "".join(one if one.isprintable() else " " for one in text)


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
