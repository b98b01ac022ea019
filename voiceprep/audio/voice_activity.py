"""When somebody speaks: Silero's model, through the copy that faster-whisper ships."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from voiceprep.audio.clip import SAMPLE_RATE
from voiceprep.errors import AudioError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

FRAME = 512
"""Samples that the model takes at once: 32 ms."""
CONTEXT = 64
"""Samples of the frame before that it wants to see again."""
SPEECH_FROM = 0.5
"""Probability at which speech begins, Silero's own default."""
SPEECH_UNTIL = 0.35
"""Probability below which it ends again: 0.15 lower, as in Silero's own code, so that it does not flicker."""

MIN_SPEECH = 0.1
"""Seconds; shorter bursts are clicks."""
MIN_SILENCE = 0.3
"""Seconds; stretches of speech closer than this are one."""
LOWEST_LEVEL = -100.0
"""dBFS, of digital silence."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of speech."""

    start: float
    """Seconds."""
    end: float
    """Seconds."""


def speech_segments(probabilities: Sequence[float], *, min_silence: float = MIN_SILENCE) -> list[Segment]:
    """The stretches in which somebody speaks, in order, from the probability of speech of every frame.

    `min_silence`: seconds; stretches closer than this are one.
    """
    stretches: list[list[int]] = []
    speaking = False
    for place, probability in enumerate(probabilities):
        speaking = probability >= (SPEECH_UNTIL if speaking else SPEECH_FROM)
        if not speaking:
            continue
        if stretches and (place - stretches[-1][1]) * FRAME < min_silence * SAMPLE_RATE:
            stretches[-1][1] = place + 1
        else:
            stretches.append([place, place + 1])
    found = [Segment(begin * FRAME / SAMPLE_RATE, end * FRAME / SAMPLE_RATE) for begin, end in stretches]
    return [one for one in found if one.end - one.start >= MIN_SPEECH]


def levels(frames: NDArray[np.float32]) -> NDArray[np.float64]:
    """Level in dBFS of every frame, shape (n, FRAME) → (n,)."""
    import numpy as np

    power = np.square(frames, dtype=np.float64).mean(axis=1)
    decibels: NDArray[np.float64] = 10.0 * np.log10(np.maximum(power, 10.0 ** (LOWEST_LEVEL / 10.0)))
    return decibels


class VoiceActivity:
    """Whether somebody speaks, frame by frame, for sound that is still arriving.

    However the frames are handed over, one by one or many at once, the numbers are the same to the last bit.
    Everything raises AudioError where the model cannot be used.
    """

    def __init__(self) -> None:
        import numpy as np
        from faster_whisper.vad import get_vad_model

        with _named_failure():
            self._session: Any = get_vad_model().session
        self._states = {name: np.zeros((1, 1, 128), dtype=np.float32) for name in ("h", "c")}
        self._context = np.zeros(CONTEXT, dtype=np.float32)
        self._speaking = False

    def probabilities(self, frames: NDArray[np.float32]) -> NDArray[np.float32]:
        """Of speech in the next frames of a 16 kHz sound, shape (n, FRAME) → (n,), 0 to 1."""
        import numpy as np

        if not len(frames):
            return np.zeros(0, dtype=np.float32)
        before = np.concatenate([self._context[np.newaxis, :], frames[:-1, -CONTEXT:]])
        seen = np.concatenate([before, frames], axis=1).astype(np.float32)
        with _named_failure():
            found, h, c = self._session.run(None, {"input": seen, **self._states})
        self._states = {"h": h, "c": c}
        self._context = frames[-1, -CONTEXT:]
        probabilities: NDArray[np.float32] = found.reshape(-1)
        return probabilities

    def speaking(self, frame: NDArray[np.float32]) -> bool:
        """Whether somebody speaks in the next frame, shape (FRAME,), with some inertia."""
        (probability,) = self.probabilities(frame[None, :])
        self._speaking = bool(probability >= (SPEECH_UNTIL if self._speaking else SPEECH_FROM))
        return self._speaking


@contextmanager
def _named_failure() -> Iterator[None]:
    from onnxruntime.capi.onnxruntime_pybind11_state import (
        Fail,
        InvalidArgument,
        NoSuchFile,
        RuntimeException,
    )

    try:
        yield
    except (
        RuntimeError,
        AttributeError,
        OSError,
        Fail,
        InvalidArgument,
        NoSuchFile,
        RuntimeException,
    ) as cause:
        raise AudioError(
            f"The model that tells speech from silence does not work ({cause}).",
            next_step="Install voiceprep again with its pinned packages: -c constraints.txt.",
        ) from cause
