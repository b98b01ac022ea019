"""Clip → sound in the room, through sounddevice."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Any

from voiceprep.audio.decode import resample
from voiceprep.audio.devices import HOW_TO_CHOOSE, DeviceError, find_device, lasting_name
from voiceprep.audio.quiet import import_sounddevice, quiet_stderr
from voiceprep.audio.streams import close_in_time, open_stream, read_devices_anew
from voiceprep.errors import MissingError
from voiceprep.speaking.interface import SpeakingError

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    from voiceprep.audio.clip import Clip
    from voiceprep.audio.devices import Device

PATIENCE = 3.0
"""Seconds beyond the clip's length after which a device that has not finished counts as lost."""
LATENCY = 0.5
"""Seconds of sound that the device is asked to hold in advance. Our callback has to wait for the interpreter,
and models that load meanwhile keep that busy: with the usual 35 ms the greeting stuttered."""
TAIL = 0.2
"""Seconds of silence after the clip: devices have buffers of which they do not tell."""
CLOSED_WITHIN = 2.0
"""Seconds after which a device that does not let go is left to itself."""
TICK = 0.02
"""Seconds between two looks at whether the sound is to stop."""


class SoundDeviceLoudspeaker:
    """A PortAudio output device: a name, a part of one, or a number; None for the system's default."""

    def __init__(self, device: str | int | None = None) -> None:
        self._device = device

    @property
    def device(self) -> str | int | None:
        """As it was chosen; once it has played a number has become a name."""
        return self._device

    @property
    def identity(self) -> str:
        try:
            return self._find(import_sounddevice()).name
        except (MissingError, SpeakingError):
            return "default loudspeaker" if self._device is None else str(self._device)

    def check(self) -> None:
        """Raise SpeakingError or MissingError now if nothing could be played; plays nothing."""
        sd = import_sounddevice()
        device = self._find(sd)
        try:
            with quiet_stderr():
                sd.check_output_settings(device=device.number, channels=1, samplerate=device.rate)
        except (sd.PortAudioError, ValueError) as cause:
            raise _unusable(str(cause)) from cause

    def play(
        self,
        clip: Clip,
        *,
        stop: threading.Event | None = None,
        started: Callable[[float], None] | None = None,
    ) -> None:
        """Play to the end; Ctrl-C and `stop` cut the sound at once. Raises SpeakingError and MissingError.

        `started`: as in `TimedLoudspeaker`.
        """
        stop = stop or threading.Event()
        if not len(clip.samples) or stop.is_set():
            return
        sd = import_sounddevice()
        device = self._find(sd)
        try:
            _play(sd, device.number, _Feed(clip, started), stop)
        except (sd.PortAudioError, ValueError) as cause:
            # Some devices take nothing but their own rate.
            if device.rate == clip.sample_rate:
                raise _unusable(str(cause)) from cause
            try:
                _play(sd, device.number, _Feed(resample(clip, device.rate), started), stop)
            except (sd.PortAudioError, ValueError) as again:
                raise _unusable(str(again)) from again

    def _find(self, sd: Any) -> Device:
        try:
            device = find_device(sd, "output", self._device)
        except DeviceError as cause:
            if self._device is None:
                raise _unusable("there is no output device") from cause
            raise SpeakingError(str(cause), next_step=HOW_TO_CHOOSE) from cause
        if isinstance(self._device, int):
            # The number would mean another device once devices are read anew.
            self._device = lasting_name(sd, "output", device)
        return device


class LastingLoudspeaker:
    """A loudspeaker that another one takes over from where it fails: an interview goes on being spoken."""

    def __init__(self, chosen: SoundDeviceLoudspeaker, *, remark: Callable[[str], None]) -> None:
        """`remark`: is told which device the person hears from then on."""
        self._now = chosen
        self._remark = remark

    @property
    def identity(self) -> str:
        return self._now.identity

    @property
    def device(self) -> str | int | None:
        """The one that is played through now, as it was chosen; None for the system's default."""
        return self._now.device

    def play(self, clip: Clip, *, stop: threading.Event | None = None) -> None:
        """As `Loudspeaker.play`; what the device did not play to its end is heard again, from its start."""
        try:
            self._now.play(clip, stop=stop)
        except SpeakingError as failure:
            other = self._other()
            if other is None:
                raise
            try:
                other.play(clip, stop=stop)
            except SpeakingError:
                raise failure from None
            self._now = other
            self._remark(f"The loudspeaker failed; the interviewer speaks through {other.identity} now.")

    def _other(self) -> SoundDeviceLoudspeaker | None:
        """What the system prefers now; None where nothing can be played."""
        sd = import_sounddevice()
        other = SoundDeviceLoudspeaker()
        try:
            # A device that was pulled out stays in PortAudio's list until then. Where that cannot be, the
            # list may still hold one that works.
            read_devices_anew(sd)
            other.check()
        except (sd.PortAudioError, SpeakingError):
            return None
        return other


class NoLoudspeaker:
    """Plays nothing, and says why."""

    def __init__(self, reason: str) -> None:
        self._reason = reason

    @property
    def identity(self) -> str:
        return f"no loudspeaker ({self._reason})"

    def play(self, clip: Clip, *, stop: threading.Event | None = None) -> None:
        """Return at once."""


def find_loudspeaker(device: str | None = None) -> SoundDeviceLoudspeaker | NoLoudspeaker:
    """That output, or the system's default; or a NoLoudspeaker that knows the reason."""
    loudspeaker = SoundDeviceLoudspeaker(device)
    try:
        loudspeaker.check()
    except (MissingError, SpeakingError) as why:
        reason = why.message.removeprefix("No sound can be played: ").removesuffix(".")
        # What to connect is plain; what to install is not.
        return NoLoudspeaker(f"{reason}. {why.next_step}" if isinstance(why, MissingError) else reason)
    return loudspeaker


class _Feed:
    """What PortAudio's thread asks for samples: those of the clip, then silence without end."""

    def __init__(self, clip: Clip, started: Callable[[float], None] | None = None) -> None:
        self.clip = clip
        self._samples = clip.samples
        self._started = started
        self._at = 0
        self.given: float | None = None
        """Monotonic time when the device got the last sample, seconds."""
        self.ended = threading.Event()
        """Set when the device has stopped, which it does of its own accord only where it fails."""

    def fill(self, out: NDArray[np.float32], frames: int, times: Any, _status: object) -> None:
        if self._started is not None and self._at == 0:
            # Some drivers do not tell when a sample will be heard, and give the present for it.
            self._started(max(0.0, times.outputBufferDacTime - times.currentTime))
        part = self._samples[self._at : self._at + frames]
        self._at += len(part)
        out[: len(part), 0] = part
        out[len(part) :] = 0.0
        if self.given is None and self._at == len(self._samples):
            self.given = time.monotonic()


def _play(sd: Any, device: int, feed: _Feed, stop: threading.Event) -> None:
    clip = feed.clip
    stream = open_stream(
        lambda: sd.OutputStream(
            samplerate=clip.sample_rate,
            device=device,
            channels=1,
            dtype="float32",
            latency=LATENCY,
            callback=feed.fill,
            finished_callback=feed.ended.set,
        )
    )
    try:
        stream.start()
        with quiet_stderr():
            _wait(feed, stop, clip.seconds, float(stream.latency))
    finally:
        close_in_time(stream, CLOSED_WITHIN)


def _wait(feed: _Feed, stop: threading.Event, seconds: float, latency: float) -> None:
    """Return when the clip was heard or `stop` is set. Raises SpeakingError where the device fails."""
    # A device that is pulled out raises nothing, so waiting has an end.
    end = time.monotonic() + seconds + PATIENCE
    while not stop.wait(TICK):
        now = time.monotonic()
        if feed.given is not None and now >= feed.given + latency + TAIL:
            return
        if feed.ended.is_set() or (feed.given is None and now >= end):
            raise SpeakingError(
                "The loudspeaker stopped taking sound.", next_step="Check that it is still connected."
            )


def _unusable(reason: str) -> SpeakingError:
    return SpeakingError(
        f"No sound can be played: {reason.rstrip('.')}.",
        next_step="Connect a loudspeaker or headphones, or go on without with --voice silent.",
    )
