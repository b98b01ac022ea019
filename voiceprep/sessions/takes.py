"""The takes of a session as they lie on disk, with whatever a crash or a fault of the disk left of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from voiceprep.errors import SessionError
from voiceprep.json_form import portion_from_json
from voiceprep.sessions.documents import inside, read_result, take_of, time_of
from voiceprep.sessions.find import command_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime
    from pathlib import Path

    from voiceprep.values import Portion, Take


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
    part: Portion | None = None
    """What was to be answered where it was not the whole question; None for a whole answer."""
    result: Path | None = None
    """The file that holds `take`, or that is damaged; None where the answer was not scored."""
    begun: datetime | None = None
    """When the answer was begun, with a time zone; None where the session does not say."""

    @property
    def uncounted(self) -> bool:
        """Whether the filled pauses in its recording have still to be counted."""
        delivery = None if self.take is None else self.take.delivery
        recorded = self.outcome is None and self.recording is not None
        return recorded and delivery is not None and delivery.to_be_counted


def saved_takes(folder: Path, document: Mapping[str, Any]) -> Iterator[SavedTake]:
    """Every take of that session.json, in order; a damaged result costs that result alone.

    Raises SessionError where an entry names a file outside the folder.
    """
    for entry in document["takes"]:
        take, damage = None, None
        result = None if entry["result"] is None else inside(folder, entry["result"])
        if result is not None:
            try:
                take = _read_take(result)
            except SessionError as error:
                damage = f"{error.message} {error.next_step}"
        yield SavedTake(
            number=entry["number"],
            attempt=entry["attempt"],
            question_id=entry["question_id"],
            recording=None if entry["recording"] is None else _recording(folder, entry["recording"]),
            text=entry.get("text"),
            take=take,
            damage=damage,
            # Older sessions do not say.
            complete=entry.get("complete") is not False,
            outcome=entry.get("outcome"),
            part=None if entry.get("part") is None else portion_from_json(entry["part"]),
            result=result,
            begun=time_of(entry.get("begun")),
        )


def waits(folder: Path, entry: Mapping[str, Any]) -> bool:
    """Whether that entry of a session.json is an answer which was saved and is still to be scored.

    Raises SessionError where it names a file outside the folder.
    """
    if entry["result"] is not None or entry.get("outcome") is not None:
        return False
    recorded = entry["recording"] is not None and _recording(folder, entry["recording"]) is not None
    return recorded or entry.get("text") is not None


def _recording(folder: Path, name: object) -> Path | None:
    """The recording, or what a crash left of it; None where there is neither."""
    whole = inside(folder, name)
    return next((path for path in (whole, whole.with_suffix(".part.wav")) if path.is_file()), None)


def _read_take(path: Path) -> Take:
    try:
        return take_of(read_result(path))
    except ValueError as cause:
        again = f"voiceprep replay {command_name(path.parent)} --rescore"
        raise SessionError(
            f"{path} is damaged: {cause}.", next_step=f"Score the recording again with `{again}`."
        ) from cause
