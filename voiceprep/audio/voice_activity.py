"""Where in a clip somebody speaks: Silero's model, through the copy that faster-whisper ships."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from voiceprep.audio.clip import SAMPLE_RATE, Clip
from voiceprep.audio.texture import FRAME, levels
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

MIN_SPEECH_MS = 100
"""Shorter bursts are clicks."""
LONG_SILENCE = 3.0
"""Seconds after the last speech from which on the end of a clip is left out. Below, nothing is: the detector
misses one soft word in forty."""
AFTER_SPEECH = 1.0
"""Seconds that are kept then."""
LOUD_ENOUGH = -9.0
"""dBFS to which the loudest second of a clip is raised before it is judged. Silero hears loud and quiet
voices alike, but not hoarse ones: of one with a cold it heard 19 s at -20 dBFS and nothing at -30."""
MOST_GAIN = 60.0
"""dB by which it is raised at most: what is fainter holds no voice in 16 bits."""
SPEECH_IDENTITY = (
    f"Silero v6 at {LOUD_ENOUGH:g} dBFS, {AFTER_SPEECH:g} s kept of {LONG_SILENCE:g} s of silence; "
    "doubtful words after it dropped"
)
"""What decides which part of a recording is transcribed, for the record of a result."""
MIN_SILENCE_MS = 300
"""Speech segments closer than this are one segment."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of speech."""

    start: float
    """Seconds."""
    end: float
    """Seconds."""


def speech_segments(clip: Clip) -> list[Segment]:
    """The stretches of a 16 kHz clip in which somebody speaks, in order; empty for silence and noise.

    How loud the clip is as a whole makes no difference.
    """
    from faster_whisper.vad import VadOptions, get_speech_timestamps

    options = VadOptions(
        min_speech_duration_ms=MIN_SPEECH_MS, min_silence_duration_ms=MIN_SILENCE_MS, speech_pad_ms=0
    )
    return [
        Segment(start=found["start"] / SAMPLE_RATE, end=found["end"] / SAMPLE_RATE)
        for found in get_speech_timestamps(_raised(clip.samples), options)
    ]


def spoken_part(clip: Clip, speech: Sequence[Segment]) -> tuple[Clip, float]:
    """The clip without a long silence at its end, and when the last speech ends, in seconds.

    Recognisers invent words in such a silence; one ends every answer given hands-free.
    """
    end = speech[-1].end if speech else 0.0
    if clip.seconds - end > LONG_SILENCE:
        clip = replace(clip, samples=clip.samples[: int((end + AFTER_SPEECH) * clip.sample_rate)])
    return clip, end


def _raised(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """The samples with their loudest second at LOUD_ENOUGH; what is louder stays as it is."""
    import numpy as np

    power = 10.0 ** (levels(samples) / 10.0)
    length = min(len(power), SAMPLE_RATE // FRAME)
    sums = np.cumsum(np.concatenate([[0.0], power]))
    loudest = 10.0 * np.log10((sums[length:] - sums[:-length]).max() / length)
    gain = np.float32(10.0 ** (min(max(LOUD_ENOUGH - loudest, 0.0), MOST_GAIN) / 20.0))
    return np.asarray(samples * gain)


class VoiceActivity:
    """Whether somebody speaks now, frame by frame, for sound that is still arriving.

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

    def probability(self, frame: NDArray[np.float32]) -> float:
        """Of speech in the next FRAME samples of a 16 kHz sound, 0 to 1."""
        import numpy as np

        seen = np.concatenate([self._context, frame])[np.newaxis, :].astype(np.float32)
        with _named_failure():
            found, h, c = self._session.run(None, {"input": seen, **self._states})
        self._states = {"h": h, "c": c}
        self._context = frame[-CONTEXT:]
        return float(found.reshape(-1)[0])

    def speaking(self, frame: NDArray[np.float32]) -> bool:
        """Whether somebody speaks, with some inertia."""
        self._speaking = self.probability(frame) >= (SPEECH_UNTIL if self._speaking else SPEECH_FROM)
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
