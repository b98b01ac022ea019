"""What a sound is made of, in a few numbers: how steady, how sudden, how tonal, how rhythmic, how crowded.

Pure functions on 16 kHz samples. Only the crowd's measures look at the voiced parts alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from voiceprep.audio.clip import SAMPLE_RATE

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32] | NDArray[np.float64]

FRAME = 512
"""Samples of a frame, 32 ms: as long as the frames of voice activity."""
NOTHING = 1e-10
"""Power below which nothing is heard, -100 dBFS; a single bit of 16 has -90."""
BAND_EDGES = (300, 414, 571, 788, 1087, 1500, 2069, 2855, 3938, 5433, 7500)
"""Hz. Ten bands, each as wide in octaves as the next."""
SLICE = 64
"""Samples of a slice, 4 ms: shorter than a click."""
TONE_WINDOW = 2048
"""Samples, 128 ms: long enough to see that a note holds its pitch, as a voice hardly does."""
TONES = (100, 4000)
"""Hz between which partials of notes are looked for."""
PARTIAL = 9.0
"""dB by which a partial rises above its surroundings."""
ONSET = 256
"""Samples between two looks for an onset, 16 ms."""
BEATS = (0.2, 2.0)
"""Seconds between which a beat is looked for."""
PITCH_WINDOW = 1024
"""Samples, 64 ms: some periods of the lowest voice."""
PITCHES = (70, 400)
"""Hz of voices."""


@dataclass(frozen=True, slots=True)
class Texture:
    """The texture of a whole recording."""

    loud: float
    """Level of its louder moments, 95th percentile of its frames, dBFS."""
    spread: float
    """How far these lie above its quieter moments, the 10th percentile, dB."""
    unsteady: float
    """Standard deviation of the level in a band, in the middle of all bands, dB; 1.5 to 2 for noise."""
    sudden: float
    """Share of the energy (less of low tones) in the loudest twentieth of the time, 0 to 1."""
    tonal: float
    """Share of the energy in partials that hold their pitch for a quarter of a second, 0 to 1."""
    beat: float
    """How well onsets fit onsets some time later, up to 1 where a beat never wavers."""


@dataclass(frozen=True, slots=True)
class Crowd:
    """What sets several voices apart from one, within the voiced parts."""

    spread: float
    """Between louder and quieter moments, as in `Texture`, dB: one voice sinks between its syllables."""
    unsteady: float
    """As in `Texture`, of the quietest quarter, dB: behind one voice there is steady noise, if anything."""
    periodic: float
    """Autocorrelation at the pitch, median of the louder half, 0 to 1: two pitches hide each other."""


def levels(samples: Floats) -> NDArray[np.float64]:
    """Level of each frame, dBFS. What does not fill a frame at the end is left out; less than one is one."""
    return decibels(_power(_cut(samples, FRAME)))


def decibels(power: Floats) -> NDArray[np.float64]:
    import numpy as np

    return np.asarray(10.0 * np.log10(np.maximum(power, NOTHING)), dtype=np.float64)


def texture(samples: Floats) -> Texture:
    """The texture of some sound, which must not be empty."""
    import numpy as np

    level = levels(samples)
    quiet, loud = np.percentile(level, (10, 95))
    return Texture(
        loud=float(loud),
        spread=float(loud - quiet),
        unsteady=float(np.median(_bands(samples).std(axis=0))),
        sudden=_sudden(samples),
        tonal=_tonal(samples),
        beat=_beat(samples),
    )


def crowd(samples: Floats) -> Crowd:
    """The same for voiced sound, its parts joined."""
    import numpy as np

    level = levels(samples)
    quiet, quarter, loud = np.percentile(level, (10, 25, 95))
    return Crowd(
        spread=float(loud - quiet),
        unsteady=float(np.median(_bands(samples)[level <= quarter].std(axis=0))),
        periodic=_periodic(samples),
    )


def _cut(samples: Floats, length: int) -> Floats:
    """The samples in rows of `length`, without the rest; less than a row is filled up with silence."""
    import numpy as np

    if len(samples) < length:
        samples = np.concatenate([samples, np.zeros(length - len(samples), dtype=np.float32)])
    count = len(samples) // length
    return samples[: count * length].reshape(count, length)


def _power(rows: Floats) -> NDArray[np.float64]:
    import numpy as np

    return np.asarray(np.einsum("ij,ij->i", rows, rows, dtype=np.float64) / rows.shape[1])


def _spectra(rows: Floats, size: int | None = None) -> NDArray[np.float32]:
    """Power spectra of the rows under a Hann window."""
    import numpy as np

    window = np.hanning(rows.shape[1]).astype(np.float32)
    return np.square(np.abs(np.fft.rfft(rows * window, n=size))).astype(np.float32)


def _bands(samples: Floats) -> NDArray[np.float64]:
    """Level of each frame in each band, dB, shape (frames, bands)."""
    import numpy as np

    spectra = _spectra(_cut(samples, FRAME))
    edges = [round(edge * FRAME / SAMPLE_RATE) for edge in BAND_EDGES]
    means = [spectra[:, low:high].mean(axis=1) for low, high in pairwise(edges)]
    return decibels(np.stack(means, axis=1))


def _sudden(samples: Floats) -> float:
    import numpy as np

    powers = np.sort(_power(_cut(np.diff(samples, prepend=samples[:1]), SLICE)))
    loudest = powers[-max(1, len(powers) // 20) :]
    return float(loudest.sum() / max(powers.sum(), NOTHING))


def _tonal(samples: Floats) -> float:
    """Partials stand out from the spectrum at the same place in three windows, each half a window on."""
    import numpy as np

    if len(samples) < 2 * TONE_WINDOW:
        return 0.0
    windows = np.lib.stride_tricks.sliding_window_view(samples, TONE_WINDOW)
    rows = np.asarray(windows[:: TONE_WINDOW // 2], dtype=np.float32)
    first, last = (round(edge * TONE_WINDOW / SAMPLE_RATE) for edge in TONES)
    spectra = _spectra(rows)[:, first:last]
    inner = spectra[:, 1:-1]
    stands_out = decibels(spectra) > _surroundings(decibels(spectra)) + PARTIAL
    peaks = (inner > spectra[:, :-2]) & (inner > spectra[:, 2:]) & stands_out[:, 1:-1]
    near = peaks.copy()
    near[:, 1:] |= peaks[:, :-1]
    near[:, :-1] |= peaks[:, 1:]
    held = peaks[2:] & near[1:-1] & near[:-2]
    whole = spectra[2:].sum(axis=1)
    heard = whole > max(1e-3 * whole.max(), NOTHING)
    if not heard.any():
        return 0.0
    return float(np.mean((inner[2:] * held).sum(axis=1)[heard] / whole[heard]))


def _surroundings(level: NDArray[np.float64]) -> NDArray[np.float64]:
    """Mean of 17 neighbours in a row."""
    import numpy as np

    sums = np.cumsum(np.pad(level, ((0, 0), (9, 8)), mode="edge"), axis=1)
    return np.asarray((sums[:, 17:] - sums[:, :-17]) / 17)


def _beat(samples: Floats) -> float:
    """Highest autocorrelation of the onsets within BEATS."""
    import numpy as np

    power = _power(_cut(np.diff(samples, prepend=samples[:1]), ONSET))
    # What is 20 dB below the average makes no onset, or else the faintest crackle would.
    level = decibels(power + 0.01 * power.mean())
    onsets = np.clip(np.diff(level, prepend=level[:1]), 0.0, 20.0)
    onsets = np.convolve(onsets, (0.5, 1.0, 0.5), "same")
    onsets -= onsets.mean()
    first, last = (int(edge * SAMPLE_RATE / ONSET) for edge in BEATS)
    last = min(last, len(onsets) // 3)
    if last <= first or not onsets.any():
        return 0.0
    count = len(onsets)
    products = np.fft.irfft(np.square(np.abs(np.fft.rfft(onsets, 2 * count))))[:count]
    even = products / np.arange(count, 0, -1)
    return float(even[first:last].max() / even[0])


def _periodic(samples: Floats) -> float:
    import numpy as np

    rows = _cut(samples, PITCH_WINDOW)
    power = _power(rows)
    spectra = _spectra(rows[power >= np.median(power)], 2 * PITCH_WINDOW)
    frequency = np.fft.rfftfreq(2 * PITCH_WINDOW, 1 / SAMPLE_RATE)
    # Above, noise is stronger than most voices; below, mains hum.
    spectra[:, (frequency < 80) | (frequency > 1200)] = 0.0
    short, long = (SAMPLE_RATE // pitch for pitch in reversed(PITCHES))
    window = np.fft.irfft(_spectra(np.ones((1, PITCH_WINDOW)), 2 * PITCH_WINDOW))[0]
    related = np.fft.irfft(spectra)
    peaks = (related[:, short:long] / window[short:long]).max(axis=1) * window[0]
    return float(np.median(peaks / np.maximum(related[:, 0], NOTHING)))
