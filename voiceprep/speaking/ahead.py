"""Speak the first sentence while the others are still being synthesised: nobody waits for the last."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import threading

    from voiceprep.audio.clip import Clip
    from voiceprep.speaking.interface import Loudspeaker, Voice

TICK = 0.02
"""Seconds between two looks whether the voice was cut."""
SHORTEST = 12
"""Characters that the first part has at least: a shorter one is over before the rest is there."""
AUDIBLE = 0.01
"""Share of the highest amplitude, -40 dB, from which on a sample is sound."""
ONSET = 0.03
"""Seconds that are kept before it: an f or an s begins softly."""


def speak(text: str, voice: Voice, loudspeaker: Loudspeaker, stop: threading.Event) -> bool:
    """Return when all of it was heard or `stop` is set; False where the voice gives no sound.

    Raises SpeakingError and MissingError.
    """
    first, rest = first_sentence(text)
    clip = from_first_sound(voice.synthesise(first))
    if not rest:
        loudspeaker.play(clip, stop=stop)
        return len(clip.samples) > 0
    ahead = ThreadPoolExecutor(max_workers=1)
    try:
        others = ahead.submit(voice.synthesise, rest)
        loudspeaker.play(clip, stop=stop)
        while not stop.is_set() and not others.done():
            wait([others], timeout=TICK)
        if not stop.is_set():
            clip = from_first_sound(others.result())
            loudspeaker.play(clip, stop=stop)
    finally:
        # Who has cut the voice does not wait for what they will not hear.
        ahead.shutdown(wait=False, cancel_futures=True)
    return len(clip.samples) > 0


def from_first_sound(clip: Clip) -> Clip:
    """The clip without the silence before its first sound, of which voices give up to a third of a second."""
    import numpy as np

    loud = np.abs(clip.samples) > AUDIBLE * np.abs(clip.samples).max(initial=0.0)
    if not loud.any():
        return clip
    start = max(0, int(loud.argmax()) - round(ONSET * clip.sample_rate))
    return replace(clip, samples=clip.samples[start:])


def first_sentence(text: str) -> tuple[str, str]:
    """The first sentence, and what follows it; "" where nothing does."""
    end = re.search(rf"(?s)^.{{{SHORTEST},}}?[.!?][\"'”]?(?=\s+\S)", text)
    return (text, "") if end is None else (end.group(), text[end.end() :].strip())
