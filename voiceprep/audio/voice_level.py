"""How loud a voice is, and how far it stands above the noise, from the levels of frames."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voiceprep.audio.texture import decibels

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Levels = NDArray[np.float64]


def mean_level(level: Levels) -> float:
    """Of a stretch, from the levels of its frames, dBFS."""
    return round(float(decibels(_power(level).mean())), 1)


def above_noise(voice_level: float, level: Levels) -> float:
    """How far a voice of that level stands above the quietest tenth of the recording, dB."""
    import numpy as np

    noise = _power(np.percentile(level, 10))
    # Where noise hides the voice the difference means nothing, so it ends at -20 dB.
    voice = np.maximum(_power(np.float64(voice_level)) - noise, 0.01 * noise)
    return round(float(decibels(voice) - decibels(noise)), 1)


def _power(level: Levels | np.float64) -> Levels:
    import numpy as np

    return np.asarray(10.0 ** (level / 10.0))
