"""The recording on disk while it is being spoken."""

from __future__ import annotations

import errno
import math
import os
import wave
from contextlib import suppress
from typing import TYPE_CHECKING, BinaryIO, Self

from voiceprep.errors import StorageError

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    import numpy as np
    from numpy.typing import NDArray

    from voiceprep.listening.interface import LevelMeter

BLOCK_SECONDS = 0.032
"""Length of the blocks in which sound arrives and is written: what a power cut may cost."""
METER_SECONDS = 3 * BLOCK_SECONDS
"""Sound between two calls of the level meter, about ten a second."""
SILENCE_DBFS = -96.0
"""What the meter shows for digital silence: the floor of 16-bit sound."""

_REASONS = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.EFBIG: "the file has become too large for this disk",
    errno.EROFS: "the disk is read-only",
    errno.EACCES: "the folder may not be written to",
    errno.EPERM: "the folder may not be written to",
    errno.ENOENT: "the folder does not exist",
    errno.ENOTDIR: "the folder is not a folder",
    errno.EIO: "the disk has a fault",
}


def part_path(destination: Path) -> Path:
    """Where the sound grows until it is complete: `answer.wav` → `answer.part.wav`."""
    return destination.with_name(destination.name.removesuffix(".wav") + ".part.wav")


class WavWriter:
    """A 16-bit mono WAV that any reader can open at any moment, even after SIGKILL.

    The header is brought up to date with every block. As a context manager it completes the recording
    whatever ended the block (Ctrl-C, an error), and leaves nothing behind where no sound came. After a
    StorageError what is on disk stays, under its `.part.wav` name. All methods raise StorageError.
    """

    def __init__(self, destination: Path, sample_rate: int) -> None:
        self._destination = destination
        self._part = part_path(destination)
        self.sample_rate = sample_rate
        """Hz."""
        self._file: BinaryIO | None = None
        self._wave: wave.Wave_write | None = None
        self.frames = 0
        """Samples on disk."""

    @property
    def seconds(self) -> float:
        """Length of what is on disk."""
        return self.frames / self.sample_rate

    def __enter__(self) -> Self:
        self.open()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._wave is None:
            return  # finished already, or the disk refused
        if not self.frames:
            self.discard()
        elif kind is None:
            self.finish()
        else:
            with suppress(StorageError):  # the first trouble is the one to tell
                self.finish()

    def open(self) -> None:
        """Create the `.part.wav`, with a valid header from the first moment."""
        try:
            self._file = self._part.open("wb")
            self._wave = wave.open(self._file, "wb")  # noqa: SIM115 - closed by finish or _abandon
            self._wave.setnchannels(1)
            self._wave.setsampwidth(2)
            self._wave.setframerate(self.sample_rate)
            self._wave.writeframes(b"")
            self._file.flush()
        except OSError as cause:
            self._abandon()
            raise self._refused(cause) from cause

    def write(self, block: NDArray[np.int16]) -> None:
        """Append samples, shape (n,)."""
        if self._wave is None or self._file is None:
            raise ValueError("write() outside of open() and finish()")
        try:
            # Only writeframes brings the header up to date; writeframesraw would lose all on a kill.
            self._wave.writeframes(block.astype("<i2", copy=False).tobytes())
            self._file.flush()
        except OSError as cause:
            self._abandon()
            raise self._refused(cause) from cause
        self.frames += len(block)

    def finish(self) -> Path:
        """Bring everything to the disk, give the file its final name and return that."""
        if self._wave is None or self._file is None:
            raise ValueError("finish() outside of open()")
        try:
            self._wave.close()
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
            self._part.replace(self._destination)
        except OSError as cause:
            self._abandon()
            raise self._refused(cause) from cause
        self._wave = self._file = None
        return self._destination

    def discard(self) -> None:
        """Close and remove the file: nothing was recorded."""
        self._abandon()
        with suppress(OSError):
            self._part.unlink()

    def _abandon(self) -> None:
        # Closing writes what is still buffered, which a full disk refuses once more.
        if self._wave is not None:
            with suppress(OSError):
                self._wave.close()
        if self._file is not None:
            with suppress(OSError):
                self._file.close()
        self._wave = self._file = None

    def _refused(self, cause: OSError) -> StorageError:
        reason = _REASONS.get(cause.errno or 0, cause.strerror or "the disk refused")
        kept = f" The first {self.seconds:.1f} seconds are kept in {self._part}." if self.frames else ""
        return StorageError(
            f"The recording {self._destination} cannot be written: {reason}.{kept}",
            next_step="Make room, or choose another folder with --recordings DIR.",
        )


class MeterFeed:
    """Calls a level meter about ten times a second of sound, whatever the length of the blocks."""

    def __init__(self, meter: LevelMeter, sample_rate: int) -> None:
        self._meter = meter
        self._sample_rate = sample_rate
        self._frames = 0
        self._gathered = 0
        self._energy = 0.0

    def add(self, block: NDArray[np.int16]) -> None:
        """Take samples, shape (n,), into account."""
        import numpy as np

        self._energy += float(np.square(block.astype(np.float64)).sum())
        self._frames += len(block)
        self._gathered += len(block)
        # Half a sample of slack: three blocks of 32 ms at 11,025 Hz are a little short of 96 ms.
        if self._gathered >= int(METER_SECONDS * self._sample_rate) - 2:
            self._meter(self._frames / self._sample_rate, dbfs(self._energy / self._gathered))
            self._gathered = 0
            self._energy = 0.0


def dbfs(mean_square: float) -> float:
    """Mean square of 16-bit samples → level in dB below full scale, never under SILENCE_DBFS."""
    if mean_square <= 0.0:
        return SILENCE_DBFS
    return max(SILENCE_DBFS, 10.0 * math.log10(mean_square / 32768.0**2))
