"""Filled pauses ("um", "uh"), which plain Whisper leaves out: 0 of 30 are in its transcripts.

A prompt full of them makes Whisper write them, but also invent and replace text. So it is never asked for
a text of its own, only whether a filled pause comes next behind words that are known already, and only at
places where there is more speech than those words need. What it answers has to be heard: a voice that holds
its tone. The transcript stays what it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from voiceprep.audio.clip import SAMPLE_RATE
from voiceprep.audio.voice_activity import FRAME, SPEECH_FROM
from voiceprep.audio.voicing import steady_voice
from voiceprep.delivered import Filler
from voiceprep.scoring.phrasing import is_sound

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from voiceprep.audio.clip import Clip
    from voiceprep.transcription.interface import HearsFilledPauses
    from voiceprep.values import Word

BASE, PER_LETTER = 0.1, 0.055
"""Seconds that a word takes, and each of its letters."""
EXCESS = 0.1
"""Seconds of speech beyond that, from which on it is asked."""
HELD = 0.1
"""Seconds for which the voice has to hold its tone."""


def find_filled_pauses(
    words: Sequence[Word],
    windows: Sequence[tuple[float, Clip]],
    probabilities: Sequence[float],
    recogniser: HearsFilledPauses,
) -> tuple[Filler, ...]:
    """Those of one answer, in order; those that stand in the transcript are among them.

    `words` have times; `windows`: start in seconds and sound of what was transcribed at once;
    `probabilities`: of speech, one per frame. Raises TranscriptionError.
    """
    found = [Filler(_plain(word), sound=True, start=word.start) for word in words if is_sound(word)]
    ends = [start for start, _ in windows[1:]] + [float("inf")]
    begin = 0.0
    for (start, clip), end in zip(windows, ends, strict=True):
        mine = [word for word in words if begin <= _middle(word) < end]
        found += _in_window(mine, start, clip, probabilities, recogniser)
        begin = end
    return tuple(sorted(found, key=lambda one: one.start or 0.0))


def _in_window(
    words: Sequence[Word],
    start: float,
    clip: Clip,
    probabilities: Sequence[float],
    recogniser: HearsFilledPauses,
) -> list[Filler]:
    """Those that the transcript leaves out."""
    stretches = {}
    for place in range(len(words) + 1):
        beside = words[max(0, place - 1) : place + 1]
        if any(is_sound(word) for word in beside):
            continue
        first = _times(words[place - 1])[0] if place else start
        last = _times(words[place])[1] if place < len(words) else start + clip.seconds
        if _speech(probabilities, first, last) - sum(_needed(word) for word in beside) >= EXCESS and (
            steady_voice(_cut(clip, first - start, last - start)) >= HELD
        ):
            stretches[place] = first + (_needed(words[place - 1]) if place else 0.0)
    if not stretches:
        return []
    answers = recogniser.filled_pauses(clip, words, list(stretches))
    return _apart([(place, text) for place, text in zip(stretches, answers, strict=True) if text], stretches)


def _apart(said: Sequence[tuple[int, str]], at: dict[int, float]) -> list[Filler]:
    """One sound is found at two neighbouring places where a word between them was stretched over it."""
    found: list[Filler] = []
    last_place = -2
    for place, text in said:
        if place != last_place + 1:
            found.append(Filler(text, sound=True, start=round(at[place], 2)))
        last_place = place
    return found


def _speech(probabilities: Sequence[float], start: float, end: float) -> float:
    """Seconds of speech between two moments."""
    first, last = (int(moment * SAMPLE_RATE / FRAME) for moment in (start, end))
    return sum(one >= SPEECH_FROM for one in probabilities[first : last + 1]) * FRAME / SAMPLE_RATE


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
