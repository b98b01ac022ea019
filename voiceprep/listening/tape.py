"""Callback → queue → disk: what runs beside the person who speaks.

PortAudio calls back from a thread of its own that must never wait, so the callback only copies into a
queue; a writer thread empties that queue onto the disk.
"""

from __future__ import annotations

import queue
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from voiceprep.errors import StorageError
from voiceprep.listening.recorder import MeterFeed

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from voiceprep.listening.recorder import WavWriter

LOSS_WORTH_TELLING = 0.05
"""Share of the sound that may be missing, by the clock, before the person is told."""
CLOCK_SLACK = 0.3
"""Seconds: blocks arrive in bunches, so shorter gaps prove nothing."""


@dataclass(slots=True)
class Counts:
    """What the callback saw; only the callback writes to it."""

    frames: int = 0
    """Samples delivered."""
    first: float | None = None
    """Monotonic time of the first block, seconds."""
    first_frames: int = 0
    """Samples in the first block, which were spoken before `first`."""
    last: float = 0.0
    """Monotonic time of the latest block, seconds."""
    overflows: int = 0
    """Blocks before which the device says that it dropped sound."""

    def missing(self, rate: int) -> float:
        """Seconds of sound that the clock saw and nobody delivered; negative where none is missing."""
        if self.first is None:
            return 0.0
        return self.last - self.first - (self.frames - self.first_frames) / rate

    def warning(self, rate: int) -> str | None:
        """What the person should know about gaps, in one sentence."""
        missing = self.missing(rate)
        spoken = self.frames / rate + max(0.0, missing)
        if missing > CLOCK_SLACK and missing > LOSS_WORTH_TELLING * spoken:
            return (
                f"About {100 * missing / spoken:.0f} % of the sound was lost because the machine was too "
                f"busy ({self.overflows} gaps reported); words may be missing."
            )
        if self.overflows:
            return f"The microphone reported {self.overflows} short gaps; words may be missing."
        return None


class Tape:
    """Takes blocks from a callback and writes them from a thread."""

    def __init__(self, recording: WavWriter) -> None:
        self.counts = Counts()
        self.failure: StorageError | None = None
        """What ended the writer thread early."""
        self.level: tuple[float, float] | None = None
        """The latest (seconds, dBFS) for the meter."""
        self.written: queue.SimpleQueue[NDArray[np.int16]] = queue.SimpleQueue()
        """Blocks that are on disk, for whoever listens along; they are not waited for."""
        self._recording = recording
        self._blocks: queue.SimpleQueue[NDArray[np.int16] | None] = queue.SimpleQueue()
        self._writer = threading.Thread(target=self._write, name="voiceprep-recorder", daemon=True)

    def take(self, block: NDArray[np.int16], frames: int, _time: object, status: Any) -> None:
        """Called by PortAudio, which takes the block back afterwards."""
        counts = self.counts
        counts.last = time.monotonic()
        if counts.first is None:
            counts.first, counts.first_frames = counts.last, frames
        elif status.input_overflow:  # before the first block it only means that the device warmed up
            counts.overflows += 1
        counts.frames += frames
        self._blocks.put(block[:, 0].copy())

    def start(self) -> None:
        self._writer.start()

    def stop(self) -> None:
        """Return when every block that was taken is on disk, or the writer has failed."""
        if self._writer.ident is not None:
            self._blocks.put(None)
            self._writer.join()

    def _write(self) -> None:
        levels = MeterFeed(self._note, self._recording.sample_rate)
        try:
            while (block := self._blocks.get()) is not None:
                self._recording.write(block)
                levels.add(block)
                self.written.put(block)
        except StorageError as error:
            self.failure = error  # raised again in the caller's thread

    def _note(self, seconds: float, level: float) -> None:
        # The meter itself is called by the caller's thread: a slow screen must not hold up the disk.
        self.level = (seconds, level)
