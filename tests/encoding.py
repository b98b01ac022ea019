"""Sound in the forms that people have, made with PyAV."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import av
import numpy as np

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray


def encode(
    path: Path,
    sound: NDArray[np.int16] | None,
    codec: str,
    rate: int,
    channels: int,
    *,
    video: bool = False,
) -> None:
    """Write the samples, shape (n,) at that rate, with some grey pictures beside or instead of them."""
    layout = "stereo" if channels == 2 else "mono"
    with av.open(str(path), "w") as container:
        pictures = container.add_stream("mpeg4", rate=10) if video else None
        stream: Any = None if sound is None else container.add_stream(codec, rate=rate, layout=layout)
        if pictures is not None:
            pictures.width, pictures.height, pictures.pix_fmt = 64, 48, "yuv420p"
            for _ in range(5):
                picture = av.VideoFrame.from_ndarray(np.full((48, 64, 3), 128, dtype=np.uint8))
                container.mux(pictures.encode(picture))
            container.mux(pictures.encode(None))
        if sound is not None:
            frame = av.AudioFrame.from_ndarray(
                np.repeat(sound, channels)[np.newaxis, :], format="s16", layout=layout
            )
            frame.sample_rate, frame.time_base, frame.pts = rate, Fraction(1, rate), 0
            to_codec = av.AudioResampler(stream.format, layout, rate, stream.frame_size or 1024)
            for given_frame in (frame, None):
                for piece in to_codec.resample(given_frame):
                    container.mux(stream.encode(piece))
            container.mux(stream.encode(None))
