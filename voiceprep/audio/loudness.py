"""Loudness after ITU-R BS.1770 and its range after EBU Tech 3342, measured by FFmpeg's own meter in PyAV."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from voiceprep.audio.clip import SAMPLE_RATE
from voiceprep.errors import AudioError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

SILENT = -69.9
"""LUFS; the meter says -70 where every block is below its gate."""
MIN_SECONDS = 0.4
"""One block of BS.1770."""
AT_ONCE = 5 * SAMPLE_RATE
"""Samples that FFmpeg is given at once: of minutes it would make several copies, 36 MB for three."""


def measure_loudness(parts: Sequence[NDArray[np.float32]]) -> tuple[float, float] | None:
    """Integrated loudness in LUFS and loudness range in LU of 16 kHz sound, in parts of shape (n,) in a row.

    None where it is shorter than one block or nothing is above the absolute gate. Raises AudioError.
    """
    import av
    from av.filter import Graph

    if sum(map(len, parts)) < MIN_SECONDS * SAMPLE_RATE:
        return None
    try:
        graph = Graph()
        tick = Fraction(1, SAMPLE_RATE)
        source = graph.add_abuffer(format="flt", sample_rate=SAMPLE_RATE, layout="mono", time_base=tick)
        meter, sink = graph.add("ebur128", "metadata=1"), graph.add("abuffersink")
        source.link_to(meter)
        meter.link_to(sink)
        graph.configure()
        told: dict[str, str] = {}
        at = 0
        for block in _blocks(parts):
            frame = av.AudioFrame.from_ndarray(block[None, :], format="flt", layout="mono")
            frame.sample_rate, frame.pts = SAMPLE_RATE, at
            at += len(block)
            graph.push(frame)
            told = _last_told(graph) or told
        graph.push(None)
        told = _last_told(graph) or told
    except (OSError, ValueError, av.FFmpegError) as cause:
        raise AudioError(
            f"The loudness could not be measured ({cause}).",
            next_step="Install voiceprep again with its pinned packages: -c constraints.txt.",
        ) from cause
    lufs, spread = float(told["lavfi.r128.I"]), float(told["lavfi.r128.LRA"])
    return None if lufs <= SILENT else (round(lufs, 1), round(spread, 1))


def _blocks(parts: Sequence[NDArray[np.float32]]) -> Iterator[NDArray[np.float32]]:
    """No longer than AT_ONCE; the meter's numbers are the same for one long one."""
    for part in parts:
        for at in range(0, len(part), AT_ONCE):
            yield part[at : at + AT_ONCE]


def _last_told(graph: object) -> dict[str, str]:
    """What the meter says last of what it was given; nothing where that does not fill a block of its own."""
    import av

    told: dict[str, str] = {}
    while True:
        try:
            told = graph.pull().metadata or told  # type: ignore[attr-defined]
        except (av.EOFError, av.BlockingIOError):
            return told
