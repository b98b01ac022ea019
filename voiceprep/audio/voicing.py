"""How long a voice holds one tone: what a filled pause ("um") does, and hiss and a whisper do not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voiceprep.audio.clip import SAMPLE_RATE

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

WINDOW = 640
"""Samples that are looked at together: 40 ms, three periods of the lowest voice."""
STEP = 160
"""Samples from one look to the next: 10 ms."""
LOWEST, HIGHEST = 70, 400
"""Hz, the range of human pitch in speech."""
VOICED_FROM = 0.6
"""Correlation of the sound with itself one period later, from which on it is voiced."""
STEADY = 0.15
"""Share by which the period may change from one look to the next."""


def steady_voice(samples: NDArray[np.float32]) -> float:
    """Seconds of the longest stretch of 16 kHz sound, shape (n,), that is voiced at a steady pitch."""
    longest = run = 0
    before = 0
    for period in _periods(samples):
        steady = before > 0 and abs(period - before) <= STEADY * before
        run = 0 if period == 0 else run + 1 if steady else 1
        longest, before = max(longest, run), period
    return longest * STEP / SAMPLE_RATE


def _periods(samples: NDArray[np.float32]) -> list[int]:
    """The period in samples at every look; 0 where there is none."""
    import numpy as np

    if len(samples) < WINDOW:
        return []
    looks = np.lib.stride_tricks.sliding_window_view(samples.astype(np.float64), WINDOW)[::STEP]
    looks = looks - looks.mean(axis=1, keepdims=True)
    spectrum = np.fft.rfft(looks, 2 * WINDOW, axis=1)
    correlation = np.fft.irfft(spectrum * spectrum.conj(), axis=1)[:, :WINDOW]
    squares = np.cumsum(looks**2, axis=1)
    shortest, longest = SAMPLE_RATE // HIGHEST, SAMPLE_RATE // LOWEST
    lags = np.arange(shortest, longest + 1)
    # Energy of the part that stays and of the part that is shifted onto it.
    kept = squares[:, WINDOW - 1 - lags]
    shifted = squares[:, -1:] - squares[:, lags - 1]
    likeness = correlation[:, lags] / np.sqrt(np.maximum(kept * shifted, 1e-12))
    best = likeness.argmax(axis=1)
    voiced = likeness[np.arange(len(best)), best] >= VOICED_FROM
    return [int(lag) if sure else 0 for lag, sure in zip(lags[best], voiced, strict=True)]
