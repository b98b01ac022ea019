"""Any audio or video file people have → a 16 kHz mono clip, and clips → WAV.

PyAV bundles ffmpeg's decoders, so wav, mp3, m4a, ogg/opus, webm, flac, mp4 and the rest need no
system package. Everything is brought to 16-bit samples at 16 kHz first: a recording that was saved
as WAV and the file that it came from then give the same numbers, bit for bit.
"""

from __future__ import annotations

import errno
import os
import wave
from contextlib import closing, suppress
from typing import IO, TYPE_CHECKING

from voiceprep.audio.clip import SAMPLE_RATE, Clip
from voiceprep.audio.tracks import mono_samples, read_track
from voiceprep.audio.whole import ends_early
from voiceprep.errors import AudioError, FailureReason

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

MAX_SECONDS = 30 * 60.0
"""Longest answer that is taken, in seconds: far beyond any interview answer, far below what would
fill the memory of a small machine (30 minutes are 115 MB as float32)."""
OWN_HEADER = 44
"""Bytes before the samples in a WAV of ours, in which nothing follows them."""
CUT_OFF = "is cut off before its end"
DAMAGED = "is damaged in places"
"""What may be wrong with a file that can be heard all the same."""
AGAIN = "Record it again, or hand it in again: it may have been cut off on its way."


def decode(path: Path, *, max_seconds: float = MAX_SECONDS) -> Clip:
    """Read `path` as mono 16 kHz.

    Raises AudioError where the file is missing, is not audio, holds no samples, or is longer than
    `max_seconds` (decoding stops there, so a huge file costs no more than a long one).
    """
    import numpy as np

    if not is_file(path):
        what = "is a folder" if os.path.isdir(path) else "does not exist"  # noqa: PTH112 (raises nothing)
        raise AudioError(f"{path} {what}.", next_step="Give the path of an audio file.")
    if path.stat().st_size == 0:
        raise AudioError(
            f"{path} is empty (0 bytes).",
            next_step=AGAIN,
            reason=FailureReason.EMPTY,
        )
    limit = int(max_seconds * SAMPLE_RATE)
    blocks, damage = _heard(path, limit)
    total = sum(map(len, blocks))
    if total > limit:
        raise AudioError(
            f"{path} is longer than {max_seconds / 60:g} minutes, too long for one answer.",
            next_step="Cut it to the answer, or raise the limit with --max-minutes.",
            reason=FailureReason.TOO_LONG,
        )
    if total == 0:
        raise AudioError(
            f"{path} holds no sound at all (0 samples).",
            next_step="Check the recording, or record it again.",
            reason=FailureReason.EMPTY,
        )
    samples = np.concatenate(blocks, dtype=np.float32)
    samples /= 32768.0
    return Clip(samples=samples, source=str(path), damage=damage)


def is_file(path: Path) -> bool:
    """Whether there is such a file; none has a name that is too long for any disk. Raises PermissionError."""
    try:
        return path.is_file()
    except OSError as cause:
        if cause.errno != errno.ENAMETOOLONG:
            raise
        return False


def resample(clip: Clip, sample_rate: int = SAMPLE_RATE) -> Clip:
    """The same sound at another rate (ffmpeg's resampler, through 16-bit samples)."""
    import av
    import numpy as np

    if clip.sample_rate == sample_rate:
        return clip
    frame = av.AudioFrame.from_ndarray(to_int16(clip)[np.newaxis, :], format="s16", layout="mono")
    frame.sample_rate = clip.sample_rate
    resampler = av.AudioResampler(format="s16", layout="mono", rate=sample_rate)
    parts = [mono_samples(out) for given in (frame, None) for out in resampler.resample(given)]
    return Clip(
        samples=np.concatenate(parts).astype(np.float32) / 32768.0,
        sample_rate=sample_rate,
        source=clip.source,
        damage=clip.damage,
    )


class Resampler:
    """Brings 16-bit sound that is still arriving to 16 kHz, block by block."""

    def __init__(self, sample_rate: int) -> None:
        import av

        self._sample_rate = sample_rate
        self._resampler = av.AudioResampler(format="s16", layout="mono", rate=SAMPLE_RATE)

    def add(self, block: NDArray[np.int16]) -> NDArray[np.float32]:
        """What the samples, shape (n,), come to; a little of it may follow with the next block."""
        import av
        import numpy as np

        if self._sample_rate == SAMPLE_RATE:
            return block.astype(np.float32) / 32768.0
        frame = av.AudioFrame.from_ndarray(block[np.newaxis, :], format="s16", layout="mono")
        frame.sample_rate = self._sample_rate
        parts = [mono_samples(out) for out in self._resampler.resample(frame)]
        return np.concatenate([np.zeros(0, dtype=np.int16), *parts]).astype(np.float32) / 32768.0


def to_int16(clip: Clip) -> NDArray[np.int16]:
    """The clip's samples as 16-bit integers, shape (n,), clipped at full scale.

    The scale is 32768, as in `decode`: 16-bit sound survives the round trip unchanged.
    """
    import numpy as np

    scaled: NDArray[np.int16] = np.clip(np.rint(clip.samples * 32768.0), -32768, 32767).astype(np.int16)
    return scaled


def write_wav(clip: Clip, where: Path | IO[bytes]) -> None:
    """Write the clip as 16-bit mono WAV."""
    with closing(wave.open(str(where) if isinstance(where, os.PathLike) else where, "wb")) as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(clip.sample_rate)
        out.writeframes(to_int16(clip).tobytes())


def _heard(path: Path, limit: int) -> tuple[list[NDArray[np.int16]], str | None]:
    """The sound, up to little more than `limit` samples, and what is wrong with the file."""
    import av

    if (samples := _own_recording(path)) is not None:
        return [samples], None
    try:
        track = read_track(path, limit)
        if ends_early(path, seconds=track.samples / SAMPLE_RATE):
            return track.blocks, CUT_OFF
        return track.blocks, DAMAGED if track.lost else None
    except (av.FFmpegError, OSError) as cause:
        if not isinstance(cause, OSError) and ends_early(path):
            raise AudioError(f"{path} {CUT_OFF}, and cannot be read.", next_step=AGAIN) from cause
        raise AudioError(
            f"{path} cannot be read as audio ({cause.strerror or 'damaged or unknown format'}).",
            next_step="Play it in another program to check it, or convert it to WAV.",
        ) from cause


def _own_recording(path: Path) -> NDArray[np.int16] | None:
    """A whole WAV just as our recorder writes it, for whose feedback somebody may be waiting; else None.

    FFmpeg gives the same samples, and takes twenty times as long.
    """
    import numpy as np

    with suppress(OSError, EOFError, wave.Error), wave.open(str(path), "rb") as file:
        form = (file.getnchannels(), file.getsampwidth(), file.getframerate())
        frames = file.getnframes()
        # What is longer is to be read in parts, and not to its end.
        usual = 0 < frames <= MAX_SECONDS * SAMPLE_RATE
        if form == (1, 2, SAMPLE_RATE) and usual and path.stat().st_size == OWN_HEADER + 2 * frames:
            return np.frombuffer(file.readframes(frames), dtype="<i2")
    return None
