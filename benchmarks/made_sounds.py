"""Sounds that are no answer, made here: silence, hiss, hum, keyboards, music, babble; and speech made worse.

Every maker takes a random generator and gives float32 samples at 16 kHz, so that a seed names a sound. Levels
are in dBFS of the root mean square (0 is a square wave at full scale).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from voiceprep.audio.clip import SAMPLE_RATE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    Samples = NDArray[np.float32]
    Rng = np.random.Generator
    Instrument = Callable[[Rng, float, float], NDArray[np.float64]]

SECONDS = 12.0
"""Length of a made sound, seconds."""


def at_level(samples: NDArray[np.floating], level: float) -> Samples:
    """The same sound at a level, in dBFS, cut off at full scale."""
    rms = float(np.sqrt(np.mean(np.square(samples, dtype=np.float64))))
    gain = 10 ** (level / 20) / rms if rms else 0.0
    return np.asarray(np.clip(samples * gain, -1.0, 1.0), dtype=np.float32)


def sixteen_bit(samples: NDArray[np.floating]) -> Samples:
    """As a sound card would have saved it."""
    return np.asarray(np.clip(np.rint(samples * 32768.0), -32768, 32767) / 32768.0, dtype=np.float32)


def coloured(rng: Rng, count: int, slope: float) -> NDArray[np.float64]:
    """Noise whose spectrum falls by `slope` dB an octave: 0 is white, 3 pink, 6 brown."""
    spectrum = np.fft.rfft(rng.normal(size=count))
    frequency = np.maximum(np.fft.rfftfreq(count, 1 / SAMPLE_RATE), 30.0)
    return np.fft.irfft(spectrum * (frequency / 1000.0) ** (-slope / 6.02), count)


def silence(rng: Rng, seconds: float = SECONDS) -> Samples:
    """Nothing, the last bit of a sound card flickering, or a microphone's own faint noise."""
    level = rng.choice([-np.inf, -90.0, -75.0, -68.0])
    return sixteen_bit(at_level(rng.normal(size=int(seconds * SAMPLE_RATE)), float(level)))


def hiss(rng: Rng, seconds: float = SECONDS) -> Samples:
    """White, pink or brown noise at -55 to -20 dBFS, as of a cheap microphone or a fan; some of it drifts."""
    count = int(seconds * SAMPLE_RATE)
    drift = 10 ** (
        rng.uniform(0, 1.5) * np.sin(2 * np.pi * np.arange(count) / count * rng.uniform(0.5, 3)) / 20
    )
    return sixteen_bit(at_level(coloured(rng, count, rng.uniform(0, 5)) * drift, rng.uniform(-55, -20)))


def hum(rng: Rng, seconds: float = SECONDS) -> Samples:
    """Mains hum with its harmonics, over some hiss."""
    times = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    mains = rng.choice([50.0, 60.0])
    tones = sum(
        rng.uniform(0.2, 1) / order * np.sin(2 * np.pi * mains * order * times + rng.uniform(0, 6))
        for order in range(1, int(rng.integers(2, 12)))
    )
    noise = at_level(coloured(rng, len(times), 3), rng.uniform(-50, -30))
    return sixteen_bit(at_level(at_level(np.asarray(tones), -20) + noise, rng.uniform(-45, -20)))


def _burst(rng: Rng, low: float, high: float, decay: float) -> NDArray[np.float64]:
    """A knock: some resonances and noise that die away within `decay` seconds."""
    times = np.arange(int(8 * decay * SAMPLE_RATE)) / SAMPLE_RATE
    rings = sum(
        rng.uniform(0.3, 1) * np.sin(2 * np.pi * rng.uniform(low, high) * times + rng.uniform(0, 6))
        for _ in range(int(rng.integers(2, 6)))
    )
    return (rings + rng.normal(size=len(times)) * rng.uniform(0.3, 1.5)) * np.exp(-times / decay)


def _add(sound: NDArray[np.float64], piece: NDArray[np.floating], at: int) -> None:
    piece = piece[: max(0, len(sound) - at)]
    sound[at : at + len(piece)] += piece


def keyboard(rng: Rng, seconds: float = SECONDS) -> Samples:
    """Somebody types or clicks: presses and releases at uneven intervals, in a room with a little noise."""
    sound = np.zeros(int(seconds * SAMPLE_RATE))
    pace, bright = rng.uniform(1.5, 8), rng.uniform(1500, 4000)
    now = rng.uniform(0, 0.5)
    while now < seconds:
        loud = rng.uniform(0.4, 1)
        key = loud * _burst(rng, bright, 1.6 * bright, rng.uniform(0.002, 0.008))
        _add(sound, key, int(now * SAMPLE_RATE))
        _add(sound, 0.3 * loud * _burst(rng, 120, 400, rng.uniform(0.006, 0.02)), int(now * SAMPLE_RATE))
        release = now + rng.uniform(0.05, 0.14)
        _add(
            sound, rng.uniform(0.1, 0.5) * _burst(rng, bright, 2 * bright, 0.003), int(release * SAMPLE_RATE)
        )
        now += rng.lognormal(np.log(1 / pace), 0.4) + (rng.uniform(0.5, 2) if rng.random() < 0.08 else 0.0)
    room = at_level(coloured(rng, len(sound), 3), rng.uniform(-75, -58))
    return sixteen_bit(at_level(sound, rng.uniform(-45, -25)) + room)


def _times(seconds: float) -> NDArray[np.float64]:
    return np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE


def _plucked(rng: Rng, pitch: float, seconds: float) -> NDArray[np.float64]:
    """Piano or guitar: harmonics that die away, the higher ones sooner."""
    times = _times(seconds)
    decay, dark = rng.uniform(0.4, 1.2), rng.uniform(0.8, 1.8)
    tone = sum(
        order**-dark * np.sin(2 * np.pi * pitch * order * times) * np.exp(-times * order**0.5 / decay)
        for order in range(1, 13)
        if pitch * order < SAMPLE_RATE / 2
    )
    return np.asarray(tone * np.minimum(1, times / 0.004), dtype=np.float64)


def _bowed(rng: Rng, pitch: float, seconds: float) -> NDArray[np.float64]:
    """Strings, flute or organ: harmonics that hold, with vibrato."""
    times = _times(seconds)
    depth, rate, dark = rng.uniform(0, 0.012), rng.uniform(4.5, 6.5), rng.uniform(0.7, 2)
    phase = 2 * np.pi * pitch * (times - depth / (2 * np.pi * rate) * np.cos(2 * np.pi * rate * times))
    tone = sum(
        order**-dark * np.sin(order * phase)
        for order in range(1, 13)
        if pitch * order * 1.02 < SAMPLE_RATE / 2
    )
    edge = rng.uniform(0.02, 0.15)
    return np.asarray(tone * np.minimum(1, np.minimum(times, times[-1] - times) / edge), dtype=np.float64)


def _drum(rng: Rng, which: int) -> NDArray[np.float64]:
    """0 bass drum, 1 snare, 2 hi-hat."""
    times = _times((0.35, 0.25, 0.1)[which])
    noise = rng.normal(size=len(times))
    if which == 0:
        sweep = np.sin(2 * np.pi * (50 * times - 6 * np.exp(-times * 30)))
        return np.asarray(2 * sweep * np.exp(-times * 12))
    if which == 1:
        return (0.6 * noise + np.sin(2 * np.pi * 190 * times)) * np.exp(-times * 22)
    return 0.35 * np.diff(noise, prepend=0.0) * np.exp(-times * 60)


SCALE = (0, 2, 3, 5, 7, 8, 10)
CHORDS = ((0, 3, 7), (5, 8, 12), (7, 10, 14), (-2, 2, 5), (3, 7, 10), (-4, 0, 3))


def _chords(rng: Rng, sound: NDArray[np.float64], beat: float, instrument: Instrument) -> None:
    root, bars = rng.uniform(150, 300), int(len(sound) / SAMPLE_RATE / (2 * beat)) + 1
    for bar in range(bars):
        for step in CHORDS[int(rng.integers(len(CHORDS)))]:
            _add(
                sound, instrument(rng, root * 2 ** (step / 12), 2.1 * beat), int(2 * bar * beat * SAMPLE_RATE)
            )


def _melody(rng: Rng, sound: NDArray[np.float64], beat: float, instrument: Instrument, root: float) -> None:
    now, place = 0.0, 3
    while now < len(sound) / SAMPLE_RATE:
        held = beat * float(rng.choice([0.5, 0.5, 1, 1, 2]))
        place = int(np.clip(place + rng.integers(-3, 4), 0, 13))
        pitch = root * 2 ** ((SCALE[place % 7] + 12 * (place // 7)) / 12)
        if rng.random() > 0.1:
            _add(sound, instrument(rng, pitch, 1.05 * held), int(now * SAMPLE_RATE))
        now += held


def _drums(rng: Rng, sound: NDArray[np.float64], beat: float) -> None:
    for eighth in range(int(len(sound) / SAMPLE_RATE / beat * 2) + 1):
        at = int(eighth * beat / 2 * SAMPLE_RATE)
        _add(sound, _drum(rng, 2), at)
        if eighth % 4 == 0 or rng.random() < 0.1:
            _add(sound, _drum(rng, 0), at)
        if eighth % 4 == 2:
            _add(sound, _drum(rng, 1), at)


MUSIC = ("chords", "organ", "melody", "violin", "drums", "band")
"""Sorts of music: plucked and bowed, alone and together."""


def music(rng: Rng, sort: str, seconds: float = SECONDS) -> Samples:
    """A tune nobody has heard before, of one of the sorts in MUSIC."""
    sound = np.zeros(int(seconds * SAMPLE_RATE))
    beat = 60 / rng.uniform(70, 140)
    if sort in ("chords", "organ"):
        _chords(rng, sound, beat, _plucked if sort == "chords" else _bowed)
    if sort in ("melody", "violin"):
        _melody(rng, sound, beat, _plucked if sort == "melody" else _bowed, rng.uniform(200, 450))
    if sort in ("drums", "band"):
        _drums(rng, sound, beat)
    if sort == "band":
        _chords(rng, sound, beat, _plucked)
        _melody(rng, sound, beat, _bowed, rng.uniform(300, 450))
        _melody(rng, sound, 2 * beat, _plucked, rng.uniform(55, 80))
    room = at_level(coloured(rng, len(sound), 3), rng.uniform(-75, -60))
    return sixteen_bit(at_level(sound, rng.uniform(-35, -15)) + room)


def babble(rng: Rng, voices: Sequence[Samples], seconds: float = SECONDS) -> Samples:
    """All `voices` at once and equally loud, each from anywhere in its recording."""
    count = int(seconds * SAMPLE_RATE)
    sound = np.zeros(count)
    for voice in voices:
        level = at_level(voice, -25)
        sound += np.resize(np.roll(level, -int(rng.integers(len(level)))), count)
    return sixteen_bit(at_level(sound, rng.uniform(-35, -18)))


def noisy(rng: Rng, speech: Samples, noise: Samples, ratio: float) -> Samples:
    """Speech in noise: `ratio` is how much louder the speech is, in dB of the root mean square."""
    start = int(rng.integers(max(1, len(noise))))
    filled = np.resize(np.roll(noise, -start), len(speech))
    both = at_level(speech, -26).astype(np.float64) + at_level(filled, -26 - ratio)
    return sixteen_bit(both)


def clipped(speech: Samples, share: float) -> Samples:
    """Speech cut off so hard that `share` of its samples lie at the ceiling."""
    ceiling = float(np.quantile(np.abs(speech), 1 - share))
    return sixteen_bit(np.clip(speech / max(ceiling, 1e-6), -1.0, 1.0))
