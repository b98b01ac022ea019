"""Short tones for who does not look at the screen: the answer may begin, it is about to end."""

from __future__ import annotations

import threading
from functools import cache
from typing import TYPE_CHECKING

from voiceprep.audio.clip import SAMPLE_RATE, Clip
from voiceprep.errors import MissingError
from voiceprep.speaking.interface import SpeakingError, Tone

if TYPE_CHECKING:
    from voiceprep.speaking.interface import Loudspeaker

NOTE_SECONDS = 0.09
"""Of one note: too short for the 0.15 s of unbroken voice that turn-taking calls speech."""
REST_SECONDS = 0.05
RAMP_SECONDS = 0.01
"""In which a note swells and fades: cut off at once, it would click."""
AMPLITUDE = 0.1
"""-20 dB of full scale: softer than the voice, for it sounds while the microphone is open."""
_NOTES = {
    Tone.BEGIN: (660.0, 880.0),
    Tone.STILL_LISTENING: (660.0, 660.0),
    Tone.ENDING: (440.0,),
    Tone.LIMIT_NEAR: (880.0, 660.0),
}
"""In Hz, one after the other."""


@cache
def clip_of(tone: Tone) -> Clip:
    """Its notes, with rests between them."""
    import numpy as np

    length = round(NOTE_SECONDS * SAMPLE_RATE)
    ramp = np.minimum(1.0, np.arange(length) / (RAMP_SECONDS * SAMPLE_RATE))
    swelling = AMPLITUDE * ramp * ramp[::-1]
    rest = np.zeros(round(REST_SECONDS * SAMPLE_RATE))
    parts = []
    for hertz in _NOTES[tone]:
        parts += [swelling * np.sin(2 * np.pi * hertz * np.arange(length) / SAMPLE_RATE), rest]
    return Clip(np.concatenate(parts[:-1]).astype(np.float32), source=f"tone {tone.value}")


class Tones:
    """Plays them beside whatever else goes on, one at a time."""

    def __init__(self, loudspeaker: Loudspeaker) -> None:
        self._loudspeaker = loudspeaker
        self._sounding = threading.Lock()
        self._works = True

    def __call__(self, tone: Tone) -> None:
        """Return at once. Left out where another one still sounds, or where the loudspeaker has failed."""
        if self._works and self._sounding.acquire(blocking=False):
            threading.Thread(target=self._sound, args=(tone,), name="voiceprep-tone", daemon=True).start()

    def _sound(self, tone: Tone) -> None:
        try:
            self._loudspeaker.play(clip_of(tone))
        except (SpeakingError, MissingError):
            # The next sentence meets the same device, and then the person is told.
            self._works = False
        finally:
            self._sounding.release()
