"""Transcripts as files: plain text, or subtitles."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from voiceprep.batch.naming import stem_of
from voiceprep.storage import storage_errors

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from pathlib import Path

    from voiceprep.values import Transcript, Word

FORMATS = ("srt", "vtt", "txt")
MAX_SIGNS = 74
"""Of a subtitle: two lines of 37, the usual size."""
MIN_SECONDS, MAX_SECONDS = 0.3, 6.0
"""Of a subtitle on the screen: a word that a recogniser gives no time is seen too; and the usual limit."""
_TRANSCRIPT = re.compile(rf"\d{{5,}}-.*\.(?:{'|'.join(FORMATS)})", re.DOTALL)
PAUSE = 1.0
"""Seconds of silence that end a subtitle."""


@dataclass(frozen=True, slots=True)
class Cue:
    """A subtitle."""

    start: float
    """Seconds."""
    end: float
    text: str


def cues(transcript: Transcript) -> Iterator[Cue]:
    """The words in stretches that fit on a screen, each for long enough to be seen.

    Words without times are left out.
    """
    stretches = list(_stretches(transcript))
    starts = [words[0].start or 0.0 for words in stretches] + [float("inf")]
    for place, words in enumerate(stretches):
        seen = min(starts[place] + MIN_SECONDS, starts[place + 1])
        end = max(words[-1].end or 0.0, seen)
        yield Cue(starts[place], end, " ".join(word.text for word in words))


def _stretches(transcript: Transcript) -> Iterator[list[Word]]:
    held: list[Word] = []
    for word in transcript.words:
        if word.start is None or word.end is None:
            continue
        if held and _full(held, word):
            yield held
            held = []
        held.append(word)
    if held:
        yield held


def subtitles(transcript: Transcript, form: str) -> str:
    """The text of a file in one of `FORMATS`."""
    if form == "txt":
        return f"{transcript.text}\n"
    if form == "vtt":
        blocks = (
            f"{_time(c.start, '.')} --> {_time(c.end, '.')}\n{_plain(c.text)}\n" for c in cues(transcript)
        )
        return "\n".join(["WEBVTT\n", *blocks])
    return "\n".join(
        f"{number}\n{_time(cue.start, ',')} --> {_time(cue.end, ',')}\n{cue.text}\n"
        for number, cue in enumerate(cues(transcript), start=1)
    )


def write_transcripts(folder: Path, form: str, takes: Iterable[tuple[int, str, Transcript]]) -> set[str]:
    """One file per transcript, given with its place and what its recording is called; the names of the files.

    Raises StorageError.
    """
    written = set()
    with storage_errors(folder, elsewhere="Choose another folder with --transcripts-dir DIR."):
        folder.mkdir(parents=True, exist_ok=True)
        for number, source, transcript in takes:
            # The number keeps apart what is called alike in two folders.
            name = f"{number + 1:05d}-{stem_of(source, otherwise='answer')}.{form}"
            (folder / name).write_text(subtitles(transcript, form), encoding="utf-8")
            written.add(name)
    return written


def other_transcripts(folder: Path, written: Collection[str]) -> list[str]:
    """Files that look like transcripts of an earlier batch and are not among those just `written`."""
    names = {path.name for path in folder.iterdir() if _TRANSCRIPT.fullmatch(path.name)}
    return sorted(names - set(written))


def _full(held: list[Word], word: Word) -> bool:
    first, last = held[0], held[-1]
    signs = sum(len(one.text) + 1 for one in held) + len(word.text)
    return (
        signs > MAX_SIGNS
        or (word.end or 0.0) - (first.start or 0.0) > MAX_SECONDS
        or (word.start or 0.0) - (last.end or 0.0) >= PAUSE
        or (last.text[-1:] in ".?!" and signs > MAX_SIGNS // 2)
    )


def _time(seconds: float, point: str) -> str:
    thousandths = round(1000 * seconds)
    hours, rest = divmod(thousandths, 3_600_000)
    minutes, rest = divmod(rest, 60_000)
    return f"{hours:02d}:{minutes:02d}:{rest // 1000:02d}{point}{rest % 1000:03d}"


def _plain(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
