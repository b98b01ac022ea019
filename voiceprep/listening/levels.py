"""What three short recordings tell about a microphone: arrays in, findings out. No device, no clock in here.

Levels are in dB below full scale (dBFS), of frames of a tenth of a second, so that one click or one breath
does not decide. A tone is looked for at its own frequency, beside which even a loud room is quiet.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from voiceprep.audio.clip import SAMPLE_RATE
from voiceprep.listening.recorder import SILENCE_DBFS, dbfs

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

TONE_HZ = 997.0
"""A prime, and so no harmonic of the mains."""
TONE_SECONDS = 0.8
TONE_DBFS = -15.0
"""Level at which the tone is played."""
FRAME_SECONDS = 0.1
WARM_UP = 0.2
"""Seconds at the start of a recording that are left out: some devices click or swell when they are opened."""
SPEECH_SHARE = 10
"""Percent of the frames that are the loudest: their quietest one is the level of speech."""

LOUD_ROOM = -40.0
"""dBFS of noise from which on a room is loud."""
ECHO_ABOVE = 10.0
"""dB by which the tone has to stand above what else is at its frequency: noise never does."""
HEARD_ABOVE = 6.0
"""dB by which speech has to stand above the noise to count as heard at all."""
CLEAR_ABOVE = 12.0
"""dB above white noise down to which the recogniser makes hardly more mistakes: on one clip it got 4 % of the
words wrong at 12 dB, 7 % at 9 dB, 13 % at 6 dB, and 1 % in quiet."""
FAINT = -55.0
"""dBFS of a microphone that is turned down. Loudness itself decides little: on the same clip 1 to 2 % of the
words were wrong at six of seven levels from -25 to -70 dBFS, and 10 % at -45."""
FULL_SCALE = 0.985
"""Samples from here on count as cut off."""
CLIPPED_FROM = 0.001
"""Share of such samples from which on it is told."""
_STEP = 2 / 32768
"""The last bit of 16-bit sound flickers even where a device is muted."""
_BESIDE = 75.0
"""Hz beside the tone at which nothing of it is left."""


class Echo(StrEnum):
    """Whether the microphone hears the loudspeaker."""

    NOT_PLAYED = "not played"
    NOT_HEARD = "not heard"
    HEARD = "heard"


class Speech(StrEnum):
    """How the microphone hears the person."""

    MUTED = "muted"
    """Digital silence, in every recording."""
    NOISE_ONLY = "noise only"
    """Neither speech nor tone stands out of the noise."""
    NOBODY = "nobody"
    """The tone is heard, so the microphone works, but nobody spoke."""
    FAINT = "faint"
    NEAR_NOISE = "near noise"
    CLEAR = "clear"


@dataclass(frozen=True, slots=True)
class SoundFindings:
    """What was found."""

    noise: float
    """dBFS, of the quiet room."""
    echo: Echo
    echo_level: float | None
    """dBFS of the tone in the microphone; None unless it is heard."""
    echo_above: float | None
    """dB above what else is at its frequency; None unless it is heard."""
    speech: Speech
    speech_level: float
    """dBFS."""
    clipped: float
    """Share of the samples of speech that are cut off, 0 to 1."""

    @property
    def loud_room(self) -> bool:
        return self.noise > LOUD_ROOM

    @property
    def is_clipped(self) -> bool:
        return self.clipped >= CLIPPED_FROM


def examine(
    quiet: NDArray[np.float32],
    tone: NDArray[np.float32] | None,
    speech: NDArray[np.float32],
    *,
    rate: int = SAMPLE_RATE,
) -> SoundFindings:
    """Judge a recording of the quiet room, one while the tone was played (None: it was not), one of speech.

    All of shape (n,), within [-1, 1]. A recording too short to be looked at counts as silence.
    """
    import numpy as np

    heard = [samples[int(WARM_UP * rate) :] for samples in (quiet, speech, tone) if samples is not None]
    noise = float(np.median(_levels(heard[0], rate)))
    level = float(np.percentile(_levels(heard[1], rate), 100 - SPEECH_SHARE, method="lower"))
    echo_level = echo_above = None
    echo = Echo.NOT_PLAYED
    if tone is not None:
        echo = Echo.NOT_HEARD
        found, above = _tone(heard[2], heard[0], rate)
        if above >= ECHO_ABOVE:
            echo, echo_level, echo_above = Echo.HEARD, found, above
    muted = all(len(samples) == 0 or float(np.ptp(samples)) <= _STEP for samples in heard)
    return SoundFindings(
        noise=noise,
        echo=echo,
        echo_level=echo_level,
        echo_above=echo_above,
        speech=Speech.MUTED if muted else _speech(level, noise, echo),
        speech_level=level,
        clipped=float(np.mean(np.abs(heard[1]) >= FULL_SCALE)) if len(heard[1]) else 0.0,
    )


def tone_samples(rate: int) -> NDArray[np.float32]:
    """The tone to be played, with soft ends."""
    import numpy as np

    times = np.arange(int(TONE_SECONDS * rate)) / rate
    ends = np.minimum(1.0, np.minimum(times, TONE_SECONDS - times) / 0.02)
    amplitude = math.sqrt(2.0) * 10.0 ** (TONE_DBFS / 20.0)
    samples: NDArray[np.float32] = (amplitude * ends * np.sin(2.0 * np.pi * TONE_HZ * times)).astype(
        np.float32
    )
    return samples


def _speech(level: float, noise: float, echo: Echo) -> Speech:
    above = level - noise
    if above < HEARD_ABOVE:
        return Speech.NOBODY if echo is Echo.HEARD else Speech.NOISE_ONLY
    if above < CLEAR_ABOVE:
        return Speech.NEAR_NOISE
    return Speech.FAINT if level < FAINT else Speech.CLEAR


def _levels(samples: NDArray[np.float32], rate: int) -> NDArray[np.float64]:
    """DBFS of every frame; of one silent frame where there is none. A constant offset is no sound."""
    import numpy as np

    frames = _frames(samples, rate)
    if not len(frames):
        return np.array([SILENCE_DBFS])
    # Of each frame by itself: one cough would shift the mean of them all.
    frames -= frames.mean(axis=1, keepdims=True)
    return np.array([dbfs(float(power) * 32768.0**2) for power in np.square(frames).mean(axis=1)])


def _tone(recording: NDArray[np.float32], quiet: NDArray[np.float32], rate: int) -> tuple[float, float]:
    """Level of the tone in dBFS where it is strongest, and how far that is above anything else, in dB.

    Anything else is what was at its frequency before, and what is beside its frequency meanwhile: speech and
    knocks are at all frequencies at once.
    """
    import numpy as np

    levels = _levels_at(TONE_HZ, recording, rate)
    # Frames that lie wholly within the tone; a click in one of them does not move their median.
    width = min(len(levels), int(TONE_SECONDS / FRAME_SECONDS) - 2)
    windows = np.lib.stride_tricks.sliding_window_view(levels, width)
    start = int(np.argmax(np.median(windows, axis=1)))
    level = float(np.median(windows[start]))
    beside = [
        float(np.median(_levels_at(hz, recording, rate)[start : start + width]))
        for hz in (TONE_HZ - _BESIDE, TONE_HZ + _BESIDE)
    ]
    before = float(np.median(_levels_at(TONE_HZ, quiet, rate)))
    return level, level - max(before, *beside)


def _levels_at(hz: float, samples: NDArray[np.float32], rate: int) -> NDArray[np.float64]:
    """DBFS of every frame at one frequency, by correlation with a sine of it."""
    import numpy as np

    frames = _frames(samples, rate)
    if not len(frames):
        return np.array([SILENCE_DBFS])
    window = np.hanning(frames.shape[1])
    wave = window * np.exp(-2j * np.pi * hz / rate * np.arange(frames.shape[1]))
    amplitudes = 2.0 * np.abs(frames @ wave) / window.sum()
    return np.array([dbfs(float(amplitude) ** 2 / 2.0 * 32768.0**2) for amplitude in amplitudes])


def _frames(samples: NDArray[np.float32], rate: int) -> NDArray[np.float64]:
    """Shape (frames, samples of one); what is left over at the end is dropped."""
    import numpy as np

    size = int(FRAME_SECONDS * rate)
    whole = len(samples) // size
    return samples[: whole * size].reshape(whole, size).astype(np.float64)
