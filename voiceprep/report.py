"""A saved session → its page: what the page says is gathered, sound is put in, and the file written."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING
from urllib.parse import quote

from voiceprep.audio.compact import mp3
from voiceprep.audio.decode import decode
from voiceprep.errors import AudioError, SessionError
from voiceprep.gathering import key_of, overview_data, place_of, session_data, within
from voiceprep.reports.ownership import refuse_foreign
from voiceprep.reports.page import overview_page, session_page
from voiceprep.sessions.find import holds_session
from voiceprep.storage import storage_errors, write_whole

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from voiceprep.bands import Bands
    from voiceprep.sessions.store import SavedTake, Session

LEFT_OUT = "The recording was left out of this page."
ELSEWHERE = "Name another file with --out FILE."


class Sound(StrEnum):
    """Where the recordings of a page are."""

    INSIDE = "inside"
    BESIDE = "beside"
    """In a folder of the page's name."""
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Written:
    """A page on disk."""

    path: Path
    size: int
    """Bytes, sound inside included."""
    damaged: tuple[str, ...]
    """What could not be read and is named on the page."""
    silent: tuple[str, ...]
    """Which takes have no sound although they should, and why."""


def write_session_page(session: Session, out: Path, *, bands: Bands, sound: Sound = Sound.INSIDE) -> Written:
    """Write the page of one session.

    Raises SessionError, StorageError, and UsageError for a file that is not ours.
    """
    refuse_foreign(out, elsewhere=ELSEWHERE)
    takes = list(session.takes(parts=True))
    sounds, silent = _sounds(takes, out, sound)
    left_out = {key_of(one): LEFT_OUT for one in takes if sound is Sound.NONE and one.recording is not None}
    data = session_data(session, takes, bands=bands, no_sound=left_out | silent)
    size = write_page(out, session_page(data, sounds), private=holds_session(out.parent))
    shown = [take for question in data.questions for take in (*question.takes, *question.parts)]
    damaged = [take.headline for take in shown if take.state == "damaged"]
    return Written(out, size, tuple(damaged), tuple(silent.values()))


def write_overview_page(root: Path, out: Path) -> Written:
    """Write the page of all sessions below `root`. Raises as `write_session_page`."""
    refuse_foreign(out, elsewhere=ELSEWHERE)
    data = overview_data(root, linked_from=out.resolve().parent)
    if not data.sessions and not data.damaged:
        raise SessionError(
            f"There are no sessions in {root}.",
            next_step="Record one with `voiceprep practice` or `voiceprep demo`.",
        )
    # A page that somebody put elsewhere may be for others; one among the recordings is as private as these.
    private = out.resolve().parent == root.resolve()
    return Written(out, write_page(out, overview_page(data), private=private), data.damaged, ())


def write_page(out: Path, page: str, *, private: bool) -> int:
    """Write it whole or not at all, for its owner alone where `private`; its size in bytes.

    Raises StorageError.
    """
    content = page.encode("utf-8", errors="replace")
    with storage_errors(out, elsewhere=ELSEWHERE):
        out.parent.mkdir(parents=True, exist_ok=True)
    write_whole(out, content, elsewhere=ELSEWHERE, private=private)
    return len(content)


def _was_recorded(saved: SavedTake) -> bool:
    """Whether there must have been sound: an answer that was skipped, or never begun, has none to lose."""
    if saved.outcome is not None:
        return False
    return saved.complete if saved.take is None else bool(saved.take.seconds)


def _sounds(takes: Sequence[SavedTake], out: Path, sound: Sound) -> tuple[dict[str, str], dict[str, str]]:
    """Key of a take → address of its sound; key → why there is none."""
    addresses: dict[str, str] = {}
    silent: dict[str, str] = {}
    for saved in takes if sound is not Sound.NONE else ():
        if saved.text is not None:
            continue
        if saved.recording is None and not _was_recorded(saved):
            continue
        if saved.recording is None:
            silent[key_of(saved)] = f"The recording of {place_of(saved)} is not there."
            continue
        try:
            content = mp3(decode(saved.recording))
        except AudioError as failure:
            silent[key_of(saved)] = within(saved.recording.parent, failure.message)
            continue
        addresses[key_of(saved)] = _placed(content, key_of(saved), out, sound)
    return addresses, silent


def _placed(content: bytes, key: str, out: Path, sound: Sound) -> str:
    if sound is Sound.INSIDE:
        return f"data:audio/mpeg;base64,{b64encode(content).decode()}"
    folder = out.with_name(f"{out.stem}-sound")
    with storage_errors(folder, elsewhere=ELSEWHERE):
        folder.mkdir(parents=True, exist_ok=True)
    private = holds_session(out.parent)
    write_whole(folder / f"{key}.mp3", content, elsewhere=ELSEWHERE, private=private)
    return f"{quote(folder.name)}/{key}.mp3"
