"""Filled pauses ("um", "uh"), which plain Whisper leaves out: 0 of 30 are in its transcripts.

A prompt full of them makes Whisper write them, but also invent text and replace words. So its verbatim text
is used for filled pauses alone, and for those only that three witnesses agree on: a word beside it stands
in the plain transcript too, there is more sound of speech at that place than the plain words need, and a
voice is in it. A stretch of which all words are accounted for is not even looked at. The transcript stays
what it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import TYPE_CHECKING

from voiceprep.audio.clip import SAMPLE_RATE
from voiceprep.audio.texture import FRAME
from voiceprep.audio.voicing import voiced_seconds
from voiceprep.delivered import Filler
from voiceprep.heap import give_back_memory
from voiceprep.scoring.phrasing import SOUNDS, is_sound

if TYPE_CHECKING:
    import threading
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from voiceprep.audio.clip import Clip
    from voiceprep.transcription.interface import HearsVerbatim
    from voiceprep.values import Word

BASE, PER_LETTER = 0.1, 0.055
"""Seconds that a word takes, and each of its letters."""
EXCESS = 0.1
"""Seconds of speech beyond that, from which on there is room for a filled pause. The true ones of our clips
had 0.11 and more, in the middle 0.8."""
ONE_SOUND = 0.4
"""Seconds of such room for each further one at the same place."""
VOICED = 0.2
"""Seconds of voice in a filled pause and the words beside it. The true ones of our clips had 0.39 and more,
the one that was made up 0.05."""
SOUND_FROM = 0.1
"""Probability of speech from which a frame counts: the detector gives a soft "um" less than half."""
_TOKEN = re.compile(r"[a-z0-9']+")


class Stopped(Exception):  # noqa: N818 - the wish of whoever counts, no error
    """The count was given up."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Between two words of the plain transcript."""

    room: float
    """Seconds of speech that the words beside it do not need."""
    start: float
    """Where a filled pause would be, seconds from the start of the recording."""


def find_filled_pauses(
    words: Sequence[Word],
    windows: Sequence[tuple[float, Clip]],
    probabilities: Sequence[float],
    recogniser: HearsVerbatim,
    *,
    stop: threading.Event | None = None,
) -> tuple[Filler, ...]:
    """Those of one answer, in order; those that stand in the transcript are among them.

    `words` have times; `windows`: start in seconds and sound of what was transcribed at once;
    `probabilities`: of speech, one per frame. Raises TranscriptionError, and Stopped between two windows
    where `stop` is set.
    """
    found = [Filler(_plain(word), sound=True, start=word.start) for word in words if is_sound(word)]
    borders = [0.0, *(start for start, _ in windows[1:]), float("inf")]
    # The last first: a recogniser that remembers some windows remembers the last ones.
    for (start, clip), (begin, end) in reversed([*zip(windows, pairwise(borders), strict=True)]):
        if stop is not None and stop.is_set():
            raise Stopped
        mine = [word for word in words if begin <= _middle(word) < end]
        places = _places(mine, start, clip, probabilities)
        if places:
            text = recogniser.verbatim(clip, " ".join(word.text for word in mine))
            give_back_memory()
            found += _confirmed(mine, text, places)
    return tuple(sorted(found, key=lambda one: one.start or 0.0))


def _places(
    words: Sequence[Word], start: float, clip: Clip, probabilities: Sequence[float]
) -> dict[int, _Place]:
    """Index of the word behind it → place, wherever the sound leaves room for a filled pause."""
    places = {}
    for index in range(len(words) + 1):
        beside = words[max(0, index - 1) : index + 1]
        if any(is_sound(word) for word in beside):
            continue
        first = _times(words[index - 1])[0] if index else start
        last = _times(words[index])[1] if index < len(words) else start + clip.seconds
        room = _speech(probabilities, first, last) - sum(_needed(word) for word in beside)
        if room >= EXCESS and voiced_seconds(_cut(clip, first - start, last - start)) >= VOICED:
            places[index] = _Place(room, first + (_needed(words[index - 1]) if index else 0.0))
    return places


def _confirmed(words: Sequence[Word], text: str, places: dict[int, _Place]) -> list[Filler]:
    """The filled pauses of the verbatim text that the plain words and the sound agree with."""
    found: list[Filler] = []
    counts: dict[int, int] = {}
    for sound, index in _placed(words, text):
        place = places.get(index)
        count = counts.get(index, 0)
        if place is not None and place.room >= EXCESS + count * ONE_SOUND:
            counts[index] = count + 1
            found.append(Filler(sound, sound=True, start=round(place.start + count * ONE_SOUND, 2)))
    return found


def _placed(words: Sequence[Word], text: str) -> list[tuple[str, int]]:
    """Each filled pause of the verbatim text with the index of the plain word behind it.

    Left out where neither the word before nor the word behind is in the plain transcript.
    """
    plain = [(part, index) for index, word in enumerate(words) for part in _TOKEN.findall(word.text.lower())]
    spoken = _TOKEN.findall(text.lower())
    kept = [place for place, token in enumerate(spoken) if token not in SOUNDS]
    matcher = SequenceMatcher(
        a=[spoken[place] for place in kept], b=[part for part, _ in plain], autojunk=False
    )
    same = {
        kept[block.a + offset]: plain[block.b + offset][1]
        for block in matcher.get_matching_blocks()
        for offset in range(block.size)
    }
    placed = []
    for place, token in enumerate(spoken):
        if token not in SOUNDS:
            continue
        before = same.get(max((one for one in kept if one < place), default=-1))
        behind = same.get(min((one for one in kept if one > place), default=-1))
        if behind is not None:
            placed.append((token, behind))
        elif before is not None:
            placed.append((token, before + 1))
    return placed


def _speech(probabilities: Sequence[float], start: float, end: float) -> float:
    """Seconds of speech between two moments."""
    first, last = (int(moment * SAMPLE_RATE / FRAME) for moment in (start, end))
    return sum(one >= SOUND_FROM for one in probabilities[first : last + 1]) * FRAME / SAMPLE_RATE


def _cut(clip: Clip, start: float, end: float) -> NDArray[np.float32]:
    return clip.samples[round(start * SAMPLE_RATE) : round(end * SAMPLE_RATE)]


def _needed(word: Word) -> float:
    return BASE + PER_LETTER * len(_plain(word))


def _plain(word: Word) -> str:
    return word.text.lower().strip(".,;:!?…\"'")


def _middle(word: Word) -> float:
    return sum(_times(word)) / 2


def _times(word: Word) -> tuple[float, float]:
    return word.start or 0.0, word.end or 0.0
