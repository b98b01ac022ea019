"""Speech to transcribe: made here by a synthesiser, and real recordings where a folder of them is near."""

from __future__ import annotations

from pathlib import Path

import pytest

from voiceprep.audio.clip import Clip
from voiceprep.audio.decode import decode, resample

SENTENCES = {
    "hash map": "A hash map stores each value under a key, and finds it again in constant time.",
    "index": "The database reads the index first, so that it does not scan every row of the table.",
    "cat": "The small cat sat on the warm stone, and looked at the birds in the garden.",
}
"""Name → what is spoken. Plain words, so that any fair recogniser gets nearly all of them."""

_REAL = Path(__file__).parents[3] / "shared" / "data" / "speech"
REAL_CLIPS = [
    _REAL / name
    for name in ("read_jfk.flac", "read_libri_61.flac", "long_mfa_answer.flac")
    if (_REAL / name).is_file()
]
"""Recordings of people; empty on machines that have none."""


@pytest.fixture(scope="session")
def spoken() -> dict[str, Clip]:
    """Every sentence of SENTENCES as a 16 kHz clip."""
    import hibari

    voice = hibari.Hibari()
    return {
        name: resample(Clip(voice(text, seed=7), sample_rate=hibari.SAMPLE_RATE, source=f"hibari: {name}"))
        for name, text in SENTENCES.items()
    }


@pytest.fixture(scope="session")
def clips(spoken: dict[str, Clip]) -> dict[str, Clip]:
    """The synthesised clips, one longer than Whisper's window, and the real ones where they are."""
    import numpy as np

    pause = np.zeros(16_000, dtype=np.float32)
    pieces = [piece for clip in list(spoken.values()) * 3 for piece in (clip.samples, pause)]
    long = Clip(np.concatenate(pieces), source="hibari: all sentences, three times over")
    return {**spoken, "long": long} | {path.stem: decode(path) for path in REAL_CLIPS}
