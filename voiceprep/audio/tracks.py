"""The sound of a file through FFmpeg: of the first audio track in which there is any, as far as it decodes.

One damaged packet costs itself only, as with any player; a file that lost more than it has left is refused.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, Any

from voiceprep.audio.clip import SAMPLE_RATE
from voiceprep.errors import AudioError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    import numpy as np
    from av import AudioFrame, AudioStream, Packet
    from av.container import InputContainer
    from av.error import FFmpegError
    from numpy.typing import NDArray

LISTS = frozenset({"concat", "dash", "hls"})
"""FFmpeg's names for texts that say which other files are to be played, whatever their own name ends in."""
TAGS = (b"ID3", b"APETAGEX", b"TAG")
"""How a packet begins that is no sound and no loss: what stood around a file that was joined to others."""
AUDIBLE = 33
"""Of 32,768: -60 dBFS. Where no sample reaches it, the voice may be in another track of the film."""


@dataclass(slots=True)
class Track:
    """What was decoded of one track."""

    blocks: list[NDArray[np.int16]] = field(default_factory=list)
    """16 kHz, mono."""
    samples: int = 0
    """In all blocks."""
    good: int = 0
    """Packets that were decoded."""
    lost: int = 0
    """Packets that could not be."""
    fault: FFmpegError | None = None
    """Of the first that was lost."""

    def lose(self, fault: FFmpegError) -> None:
        self.lost += 1
        self.fault = self.fault or fault

    @property
    def is_audible(self) -> bool:
        return any(block.max() >= AUDIBLE or block.min() <= -AUDIBLE for block in self.blocks if len(block))


def read_track(path: Path, limit: int) -> Track:
    """The first track with something to hear; of silent ones the first. Ends soon after `limit` samples.

    Two are in memory at most. Raises AudioError where there is none, and FFmpegError.
    """
    import av

    first: Track | None = None
    place = 0
    while True:
        # Opened anew for each: to go back to the beginning is not possible in every container.
        with av.open(str(path.resolve()), metadata_errors="ignore") as container:
            streams = _decodable(path, container)
            track = _decoded(container, streams[place], limit)
        first = first or track
        if len(streams) == 1 or track.is_audible:
            return track
        del track
        place += 1
        if place == len(streams):
            return first


def mono_samples(frame: Any) -> NDArray[np.int16]:
    """Of a resampled frame."""
    array: NDArray[np.int16] = frame.to_ndarray().reshape(-1)
    return array


def _decodable(path: Path, container: InputContainer) -> list[AudioStream]:
    if container.format.name in LISTS:
        raise AudioError(
            f"{path} holds no sound: it only names other files.", next_step="Give the path of an audio file."
        )
    if not container.streams.audio:
        raise AudioError(f"{path} holds no audio track.", next_step="Give a file with sound in it.")
    # What the types of PyAV do not say: without a decoder there is no context.
    found = [stream for stream in container.streams.audio if stream.codec_context is not None]
    if not found:
        raise AudioError(
            f"{path} cannot be read as audio: nothing here decodes its sound.",
            next_step="Convert it to WAV with the program that made it.",
        )
    return found


def _decoded(container: InputContainer, stream: AudioStream, limit: int) -> Track:
    track = Track()
    # A resampler takes frames of one form; in a file that was joined from several it changes.
    for _, frames in groupby(_frames(container, stream, track), key=_form):
        for block in _resampled(frames):
            track.blocks.append(block)
            track.samples += len(block)
            if track.samples > limit:
                return track
    if track.fault is not None and track.lost > track.good:
        raise track.fault
    return track


def _frames(container: InputContainer, stream: AudioStream, track: Track) -> Iterator[AudioFrame]:
    """Those of all packets that can be decoded; the others are counted."""
    import av

    for packet in _packets(container, stream, track):
        try:
            frames = stream.decode(packet)
        except (av.DecoderNotFoundError, MemoryError):
            raise
        except av.FFmpegError as fault:
            if packet is None or not packet.size or not bytes(packet).startswith(TAGS):
                track.lose(fault)
            continue
        track.good += packet is not None and packet.size > 0
        yield from frames


def _packets(container: InputContainer, stream: AudioStream, track: Track) -> Iterator[Packet[Any] | None]:
    """Those of the track; where the container breaks off, None: then the decoder gives what it holds."""
    import av

    try:
        yield from container.demux(stream)
    except av.InvalidDataError as fault:
        track.lose(fault)
        yield None


def _form(frame: AudioFrame) -> tuple[str, str, int]:
    return frame.format.name, frame.layout.name, frame.sample_rate


def _resampled(frames: Iterable[AudioFrame]) -> Iterator[NDArray[np.int16]]:
    import av

    resampler = av.AudioResampler(format="s16", layout="mono", rate=SAMPLE_RATE)
    for frame in frames:
        # A restarted clock inside a damaged file makes the resampler refuse the frame.
        frame.pts = None
        yield from map(mono_samples, resampler.resample(frame))
    yield from map(mono_samples, resampler.resample(None))
