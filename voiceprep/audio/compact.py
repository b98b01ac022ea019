"""A clip as MP3: small enough to lie inside a page, and every browser plays it."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from voiceprep.audio.decode import to_int16
from voiceprep.errors import AudioError

if TYPE_CHECKING:
    from voiceprep.audio.clip import Clip

BIT_RATE = 32_000
"""Bits per second, constant, so that a place follows from the time. An eighth of the recording."""
_BLOCK = 16_000
"""Samples that are encoded at once."""


def mp3(clip: Clip) -> bytes:
    """The clip as a whole MP3 file, mono. Raises AudioError where it cannot be encoded."""
    import av
    import numpy as np

    out = io.BytesIO()
    samples = to_int16(clip)
    try:
        with av.open(out, "w", format="mp3") as container:
            stream = container.add_stream("libmp3lame", rate=clip.sample_rate, layout="mono")
            stream.bit_rate = BIT_RATE
            for start in range(0, len(samples), _BLOCK):
                block = samples[np.newaxis, start : start + _BLOCK]
                frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(block), format="s16p", layout="mono")
                frame.sample_rate = clip.sample_rate
                frame.pts = start
                container.mux(stream.encode(frame))
            container.mux(stream.encode(None))
    except (av.FFmpegError, ValueError) as cause:
        raise AudioError(
            f"{clip.source} cannot be encoded as MP3 ({cause}).",
            next_step="Leave the sound out with --audio none.",
        ) from cause
    return out.getvalue()
