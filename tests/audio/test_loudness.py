"""Loudness and voicing of sounds whose figures are known."""

from __future__ import annotations

import numpy as np
import pytest

from voiceprep.audio import loudness
from voiceprep.audio.clip import SAMPLE_RATE
from voiceprep.audio.loudness import measure_loudness
from voiceprep.audio.voicing import voiced_seconds


def _tone(hertz: float, seconds: float, level: float) -> np.ndarray:
    """A sine whose peak is `level` dBFS."""
    time = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    return (10 ** (level / 20) * np.sin(2 * np.pi * hertz * time)).astype(np.float32)


def test_the_reference_tone_of_the_standard() -> None:
    # EBU Tech 3341: a 1 kHz tone in one channel reads 3 LU less than its peak level in dBFS.
    measured = measure_loudness([_tone(1000, 5.0, -20.0)])
    assert measured is not None
    assert measured[0] == pytest.approx(-23.0, abs=0.1)
    assert measured[1] == pytest.approx(0.0, abs=0.1)


def test_half_as_loud_is_six_lower() -> None:
    loud, soft = measure_loudness([_tone(500, 3.0, -20.0)]), measure_loudness([_tone(500, 3.0, -26.0)])
    assert loud is not None
    assert soft is not None
    assert loud[0] - soft[0] == pytest.approx(6.0, abs=0.1)


def test_loud_and_soft_in_turns_have_a_range() -> None:
    measured = measure_loudness([_tone(500, 10.0, -20.0), _tone(500, 10.0, -30.0)] * 2)
    assert measured is not None
    assert measured[1] == pytest.approx(10.0, abs=1.0)


def test_sound_in_parts_has_the_loudness_of_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(5)
    whole = np.concatenate([_tone(300 + 40 * n, 0.7, -30.0 + n) for n in range(20)])
    whole += rng.normal(0.0, 0.01, len(whole)).astype(np.float32)
    parts = np.split(whole, np.sort(rng.integers(0, len(whole), 9)))
    in_parts = measure_loudness(parts)
    monkeypatch.setattr(loudness, "AT_ONCE", len(whole))
    assert in_parts == measure_loudness([whole])


@pytest.mark.parametrize("seconds", [0.0, 0.3, 5.0])
def test_silence_and_scraps_have_none(seconds: float) -> None:
    assert measure_loudness([np.zeros(round(seconds * SAMPLE_RATE), dtype=np.float32)]) is None


@pytest.mark.parametrize("hertz", [80, 120, 220, 380])
def test_a_voice_is_voiced(hertz: float) -> None:
    assert voiced_seconds(_tone(hertz, 1.0, -20.0)) == pytest.approx(0.97, abs=0.02)


def test_hiss_silence_and_nothing_are_not() -> None:
    hiss = np.random.default_rng(3).normal(0, 0.1, SAMPLE_RATE).astype(np.float32)
    assert voiced_seconds(hiss) < 0.02
    assert voiced_seconds(np.zeros(SAMPLE_RATE, dtype=np.float32)) == 0.0
    assert voiced_seconds(np.zeros(10, dtype=np.float32)) == 0.0
