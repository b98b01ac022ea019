"""A folder of answers as many people hand them in: in any form, under any name, and some of them broken."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.encoding import encode
from voiceprep.audio.clip import SAMPLE_RATE, Clip
from voiceprep.audio.decode import decode, resample, to_int16, write_wav
from voiceprep.demo import demo_answers

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

SECONDS = 3
"""Of a recording: enough for a second of voice, wherever it is cut from."""
CUT_SECONDS = 2
"""What is left of one whose end is missing."""
FILM = ".mp4"
FORMS = (
    # ending, codec, Hz, channels
    (".wav", "pcm_s24le", 96_000, 2),
    (".wav", "pcm_mulaw", 8_000, 1),
    (FILM, "aac", 48_000, 2),
    (".ogg", "libopus", 48_000, 1),
    (".mp3", "libmp3lame", 44_100, 1),
)
NAMES = (
    *(
        "plain",
        "two words",
        "it's",
        'a "quote"',
        "line\nbreak",
        "tab\tbed",
        "\N{STUDIO MICROPHONE} \u00e9\u4e2d",
    ),
    *("--out", "[a-z]*?", "back\\slash", "$HOME `id`", "100%20", "<b>", "semi;colon"),
    # From a machine with another encoding; only Linux takes what is no UTF-8.
    *(("latin \udce9",) if sys.platform == "linux" else ()),
)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file, and what its row is to say where nobody judges."""

    path: Path
    status: str = "failed"
    reason: str = "unreadable"
    words: str = ""
    """What was said; empty where it cannot be heard."""
    seconds: float | None = None
    """How long it is; None where it cannot be heard."""


def make_uploads(folder: Path, count: int) -> list[Upload]:
    """In the order of a batch. Four in a hundred lie in `folder / "broken"`, all others in `folder / "good"`.

    No two are the same recording: the words that lie beside them differ.
    """
    speech = [decode(answer.recording) for answer in demo_answers()]
    forms = _forms(folder.with_name("forms"), speech)
    spoiled = _spoiled(forms)
    for name in ("good", "broken"):
        (folder / name).mkdir(parents=True)
    made = [
        _broken(folder / "broken", number, spoiled)
        if number % 25 == 0
        else _good(folder / "good", number, speech, forms)
        for number in range(count)
    ]
    return sorted(made, key=lambda upload: str(upload.path))


def _forms(folder: Path, speech: Sequence[Clip]) -> list[Path]:
    """A recording of each form for each voice."""
    folder.mkdir()
    made = []
    for place, whole in enumerate(speech):
        beginning = Clip(whole.samples[: SECONDS * SAMPLE_RATE])
        for ending, codec, rate, channels in FORMS:
            path = folder / f"{place} {codec}{ending}"
            encode(path, to_int16(resample(beginning, rate)), codec, rate, channels, video=ending == FILM)
            made.append(path)
    return made


def _spoiled(forms: Sequence[Path]) -> list[tuple[str, bytes]]:
    """Ending and content of files that hold no sound."""
    wav = forms[0].read_bytes()
    film = next(path for path in forms if path.suffix == FILM).read_bytes()
    return [
        (".wav", b""),
        (".wav", wav[:30]),
        (".wav", b"This is a text, not a recording.\n" * 40),
        (".wav", bytes(5_000)),
        (FILM, film[: len(film) // 2]),
        (FILM, b""),
        (".mp3", bytes(5_000)),
    ]


def _broken(folder: Path, number: int, spoiled: Sequence[tuple[str, bytes]]) -> Upload:
    ending, content = spoiled[number // 25 % len(spoiled)]
    path = folder / f"{_name(number)}{ending}"
    path.write_bytes(content)
    _say(path, number)
    return Upload(path) if content else Upload(path, reason="empty")


def _good(folder: Path, number: int, speech: Sequence[Clip], forms: Sequence[Path]) -> Upload:
    kind = number % 100
    if kind > 3 and number % 6:
        form = forms[number % len(forms)]
        path = folder / f"{_name(number)}{form.suffix}"
        # 2 MB each, hundreds of times.
        path.hardlink_to(form)
        return _heard(path, number)
    path = folder / f"{_name(number)}.wav"
    _record(path, speech[number % len(speech)], start=1601 * number)
    if kind == 1:
        path.chmod(0)
        heard = _heard(path, number)
        # The administrator may read it all the same.
        return heard if os.access(path, os.R_OK) else Upload(path)
    if kind == 2:
        path.write_bytes(path.read_bytes()[: 44 + 2 * CUT_SECONDS * SAMPLE_RATE])
        return _heard(path, number, seconds=CUT_SECONDS)
    return Upload(path, reason="engine") if kind == 3 else _heard(path, number)


def _record(path: Path, whole: Clip, *, start: int) -> None:
    """A stretch of the answer, as our own recorder writes it."""
    length = SECONDS * SAMPLE_RATE
    start %= len(whole.samples) - length
    write_wav(Clip(whole.samples[start : start + length]), path)


def _heard(path: Path, number: int, *, seconds: float = SECONDS) -> Upload:
    return Upload(path, "abstained", "not_judged", _say(path, number), seconds)


def _say(path: Path, number: int) -> str:
    """Lay the words beside the recording."""
    words = f"I watch the inputs for a change over time, and this is answer {number}."
    path.with_suffix(".txt").write_text(words, encoding="utf-8")
    return words


def _name(number: int) -> str:
    return f"{number:04d} {NAMES[number % len(NAMES)]}"
