"""When somebody speaks: Silero's model, through the copy that faster-whisper ships."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from voiceprep.audio.clip import SAMPLE_RATE
from voiceprep.audio.texture import FRAME
from voiceprep.errors import AudioError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

CONTEXT = 64
"""Samples of the frame before that it wants to see again."""
SPEECH_FROM = 0.5
"""Probability at which speech begins, Silero's own default."""
SPEECH_UNTIL = 0.35
"""Probability below which it ends again: 0.15 lower, as in Silero's own code, so that it does not flicker."""

AT_ONCE = 100
"""Frames that the model is given at once, 3 s. It keeps what memory it once needed: 4 MB for these, 32 MB for
half a minute, 0.75 GB for half an hour; none is faster than the others."""
MIN_SPEECH = 0.1
"""Seconds; shorter bursts are clicks."""
MIN_SILENCE = 0.3
"""Seconds; stretches of speech closer than this are one."""
LOUD_ENOUGH = -8.0
"""dBFS to which the loudest frame so far is raised before it is judged. Silero hears loud and quiet voices
alike, but not hoarse ones: of one with a cold it heard 15 s as it was and nothing 10 dB softer. Raised
further, crowds are no longer heard as voices."""
MOST_GAIN = 60.0
"""dB by which it is raised at most: what is fainter holds no voice in 16 bits."""


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


class VoiceActivity:
    """Whether somebody speaks, frame by frame, for sound that is still arriving.

    However the frames are handed over, one by one or many at once, the numbers are the same to the last bit.
    How loud the sound is as a whole makes hardly any difference.
    Everything raises AudioError where the model cannot be used.
    """

    def __init__(self) -> None:
        import numpy as np
        from faster_whisper.vad import get_vad_model

        self._loudest = 10.0 ** ((LOUD_ENOUGH - MOST_GAIN) / 10.0)

        with _named_failure():
            self._session: Any = get_vad_model().session
        self._states = {name: np.zeros((1, 1, 128), dtype=np.float32) for name in ("h", "c")}
        self._context = np.zeros(CONTEXT, dtype=np.float32)
        self._speaking = False

    def probabilities(self, frames: NDArray[np.float32]) -> NDArray[np.float32]:
        """Of speech in the next frames of a 16 kHz sound, shape (n, FRAME) → (n,), 0 to 1."""
        import numpy as np

        parts = [self._judged(frames[at : at + AT_ONCE]) for at in range(0, len(frames), AT_ONCE)]
        return np.concatenate([np.zeros(0, dtype=np.float32), *parts])

    def _judged(self, frames: NDArray[np.float32]) -> NDArray[np.float32]:
        import numpy as np

        frames = self._raised(frames)
        before = np.concatenate([self._context[np.newaxis, :], frames[:-1, -CONTEXT:]])
        seen = np.concatenate([before, frames], axis=1).astype(np.float32)
        with _named_failure():
            found, h, c = self._session.run(None, {"input": seen, **self._states})
        self._states = {"h": h, "c": c}
        self._context = frames[-1, -CONTEXT:]
        probabilities: NDArray[np.float32] = found.reshape(-1)
        return probabilities

    def _raised(self, frames: NDArray[np.float32]) -> NDArray[np.float32]:
        """The frames as loud as if the loudest up to each had LOUD_ENOUGH; none becomes softer."""
        import numpy as np

        powers = np.square(frames, dtype=np.float64).mean(axis=1)
        loudest = np.maximum(np.maximum.accumulate(powers), self._loudest)
        self._loudest = float(loudest[-1])
        gains = np.maximum(1.0, np.sqrt(10.0 ** (LOUD_ENOUGH / 10.0) / loudest))
        raised: NDArray[np.float32] = frames * gains.astype(np.float32)[:, np.newaxis]
        return raised

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
