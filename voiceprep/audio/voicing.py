"""For how long a voice sounds, which tells a filled pause ("um") from hiss, silence and a whisper.

That the pitch holds still, as it does in most filled pauses, is not asked for: in a hoarse voice it does not.
"""

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
VOICED_FROM = 0.4
"""Correlation of the sound with itself one period later, from which on it is voiced."""


def voiced_seconds(samples: NDArray[np.float32]) -> float:
    """Seconds of 16 kHz sound, shape (n,), in which it repeats itself at the pitch of a voice."""
    import numpy as np

    if len(samples) < WINDOW:
        return 0.0
    looks = np.lib.stride_tricks.sliding_window_view(samples.astype(np.float64), WINDOW)[::STEP]
    looks = looks - looks.mean(axis=1, keepdims=True)
    spectrum = np.fft.rfft(looks, 2 * WINDOW, axis=1)
    correlation = np.fft.irfft(spectrum * spectrum.conj(), axis=1)
    squares = np.cumsum(looks**2, axis=1)
    lags = np.arange(SAMPLE_RATE // HIGHEST, SAMPLE_RATE // LOWEST + 1)
    # Energy of the part that stays and of the part that is shifted onto it.
    kept, shifted = squares[:, WINDOW - 1 - lags], squares[:, -1:] - squares[:, lags - 1]
    likeness = correlation[:, lags] / np.sqrt(np.maximum(kept * shifted, 1e-12))
    return float((likeness.max(axis=1) >= VOICED_FROM).sum()) * STEP / SAMPLE_RATE
