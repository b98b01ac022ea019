"""Short tones for those who do not look at the screen: the answer may begin, it is about to end."""

from __future__ import annotations

from collections import deque
from functools import cache
from typing import TYPE_CHECKING, Any

from voiceprep.audio.clip import SAMPLE_RATE, Clip
from voiceprep.audio.devices import DeviceError, find_device
from voiceprep.audio.quiet import import_sounddevice, quiet_stderr
from voiceprep.audio.streams import close_in_time, open_stream
from voiceprep.errors import MissingError
from voiceprep.speaking.interface import Tone

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

NOTE_SECONDS = 0.06
REST_SECONDS = 0.03
RAMP_SECONDS = 0.01
"""In which a note swells and fades: cut off at once, it would click."""
AMPLITUDE = 0.05
"""-26 dB of full scale: softer than the voice, for it sounds while the microphone is open."""
LATENCY = 0.1
"""Seconds of sound that the device is asked to hold in advance: a tone may rather stutter than be late."""
CLOSED_WITHIN = 0.2
"""Seconds after which a device that does not let go is left to itself: somebody waits for feedback."""
_NOTES = {
    Tone.BEGIN: (660.0, 880.0),
    Tone.STILL_LISTENING: (660.0, 660.0),
    Tone.ENDING: (440.0,),
    Tone.LIMIT_NEAR: (880.0, 660.0),
    Tone.LOOK: (440.0, 330.0),
}
"""In Hz, one after the other."""


@cache
def clip_of(tone: Tone, sample_rate: int = SAMPLE_RATE) -> Clip:
    """Its notes, with rests between them."""
    import numpy as np

    seconds = np.arange(round(NOTE_SECONDS * sample_rate)) / sample_rate
    swelling = np.minimum(1.0, seconds / RAMP_SECONDS)
    swelling = AMPLITUDE * swelling * swelling[::-1]
    rest = np.zeros(round(REST_SECONDS * sample_rate))
    parts = [rest]
    for hertz in _NOTES[tone]:
        parts += [swelling * np.sin(2 * np.pi * hertz * seconds), rest]
    return Clip(np.concatenate(parts[1:-1]).astype(np.float32), sample_rate, f"tone {tone.value}")


class PlayedTones:
    """Tones through a PortAudio output device.

    The stream is opened with the first tone of an answer, when the microphone is open already, and is silent
    between them. To open one for each tone would take as long as the tone; to do so in a thread of its own,
    the screen and the microphone would wait for the same locks.
    """

    def __init__(
        self,
        device: Callable[[], str | int | None] = lambda: None,
        *,
        remark: Callable[[str], None] = lambda _text: None,
    ) -> None:
        """`device`: gives a name, a part of one, or a number, or None for the default; asked once an answer.

        `remark`: is told why there are none.
        """
        self._device = device
        self._remark = remark
        self._open: tuple[Any, _Feed, int] | None = None
        """Stream, what fills it, and its rate in Hz."""
        self._refused = False
        self._told: str | None = None
        """The last remark: each is made once."""

    def sound(self, tone: Tone) -> None:
        if self._open is None and not self._refused:
            self._begin()
        if self._open is not None:
            _, feed, rate = self._open
            feed.give(clip_of(tone, rate).samples)

    def close(self) -> None:
        opened, self._open, self._refused = self._open, None, False
        if opened is not None:
            close_in_time(opened[0], CLOSED_WITHIN)

    def _begin(self) -> None:
        """Open the stream; what refuses it now is asked again for the next answer."""
        self._refused = True
        try:
            sd = import_sounddevice()
            device = find_device(sd, "output", self._device())
        except (MissingError, DeviceError) as cause:
            self._tell(cause)
            return
        feed = _Feed()
        try:
            stream = open_stream(
                lambda: sd.OutputStream(
                    samplerate=device.rate,
                    device=device.number,
                    channels=1,
                    dtype="float32",
                    latency=LATENCY,
                    callback=feed.fill,
                )
            )
            self._open = stream, feed, device.rate
            with quiet_stderr():
                stream.start()
        except (sd.PortAudioError, ValueError) as cause:
            self._tell(cause)
            self.close()
            self._refused = True

    def _tell(self, cause: Exception) -> None:
        remark = f"There are no tones: {str(cause).rstrip('.')}. What they say is on the screen."
        if remark != self._told:
            self._told = remark
            self._remark(remark)


class _Feed:
    """What PortAudio's thread asks for samples: those that were given, and silence."""

    def __init__(self) -> None:
        self._given: deque[NDArray[np.float32]] = deque()

    def give(self, samples: NDArray[np.float32]) -> None:
        self._given.append(samples)

    def fill(self, out: NDArray[np.float32], frames: int, _times: object, _status: object) -> None:
        out[:] = 0.0
        at = 0
        while at < frames and self._given:
            samples = self._given.popleft()
            now, rest = samples[: frames - at], samples[frames - at :]
            out[at : at + len(now), 0] = now
            at += len(now)
            if len(rest):
                self._given.appendleft(rest)
