"""Which input answers are taken from: the chosen one while it is there, else the system's default."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from voiceprep.audio.clip import SAMPLE_RATE
from voiceprep.audio.devices import HOW_TO_CHOOSE, Device, DeviceError, find_device, lasting_name
from voiceprep.audio.quiet import quiet_stderr
from voiceprep.audio.streams import read_devices_anew
from voiceprep.listening.interface import ListeningError
from voiceprep.listening.turn_taking import MicrophoneBack, MicrophoneGone

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Input:
    """A device, and what it can be opened with."""

    device: Device
    rate: int
    """Hz: 16,000, or the device's own where it refuses that."""
    channels: int


class InputChoice:
    """Finds the device for each answer. `sd` is sounddevice; what takes it raises ListeningError."""

    def __init__(self, wanted: str | int | None) -> None:
        self._wanted = wanted
        self._chosen: Device | None = None
        self._at_work: Device | None = None
        self._stale = False
        """Whether PortAudio's list of devices may be out of date."""
        self._anew = False
        """Whether it was made anew for the answer that is being taken."""
        self._dead = False
        """Whether the chosen device gave no sound even then, so that it is not waited for again."""

    def first(self, sd: Any) -> Input:
        """The chosen device, which has to be there and to accept one of our settings."""
        found = _accepted(sd, self._find(sd))
        if self._chosen is None:
            self._chosen = self._at_work = found.device
            if self._wanted is not None:
                # A number would mean another device once devices are read anew.
                self._wanted = lasting_name(sd, "input", found.device)
        return found

    def name(self, sd: Any) -> str:
        """Of the device that answers come from now."""
        return (self._at_work or self._find(sd)).name

    def candidates(self, sd: Any) -> Iterator[Input]:
        """What to try for one answer, in this order; the next is asked for only where one failed.

        At the very first answer a chosen device that is not there is an error, not a reason to take another.
        """
        self._anew = False
        if self._chosen is None:
            yield self.first(sd)
        elif not self._stale:
            yield from _usable(sd, self._wanted)
        self._stale = True
        try:
            self._anew = read_devices_anew(sd)
        except sd.PortAudioError as cause:
            raise unusable(f"The sound system does not start again ({cause}).") from cause
        chosen = [] if self._dead else _usable(sd, self._wanted)
        yield from chosen
        yield from (found for found in _usable(sd, None) if found not in chosen)

    def works(self, device: Device) -> MicrophoneGone | MicrophoneBack | None:
        """To be called when sound arrives; what the person has to know where it is another device now."""
        before, self._at_work = self._at_work, device
        if self._wanted is None:
            self._chosen = device  # whatever the system prefers is what was asked for
        self._stale = self._chosen is None or device.name != self._chosen.name
        if before is None or before.name == device.name:
            return None
        if self._stale or self._wanted is None:
            return MicrophoneGone(before.name, device.name)
        return MicrophoneBack(device.name)

    def fails(self, device: Device) -> None:
        """To be called when a device could be opened and gave nothing."""
        if self._anew and self._chosen is not None and device.name == self._chosen.name:
            self._dead = True

    def lost(self) -> None:
        """To be called when the sound broke off: next time devices are read anew first."""
        self._stale = True

    def _find(self, sd: Any) -> Device:
        try:
            return find_device(sd, "input", self._wanted)
        except DeviceError as cause:
            if self._wanted is None:
                raise unusable(str(cause)) from cause
            raise ListeningError(str(cause), next_step=HOW_TO_CHOOSE) from cause


def unusable(message: str) -> ListeningError:
    return ListeningError(
        message, next_step="Connect a microphone, or answer with --typed or --microphone file:PATH."
    )


def _usable(sd: Any, wanted: str | int | None) -> list[Input]:
    """The device, where it is there and can be opened; else nothing."""
    try:
        return [_accepted(sd, find_device(sd, "input", wanted))]
    except (DeviceError, ListeningError):
        return []


def _accepted(sd: Any, device: Device) -> Input:
    """The rate and channels that the device accepts."""
    why: Exception | None = None
    for rate, channels in ((SAMPLE_RATE, 1), (device.rate, 1), (device.rate, 2)):
        try:
            with quiet_stderr():
                sd.check_input_settings(
                    device=device.number, channels=channels, dtype="int16", samplerate=rate
                )
        except (sd.PortAudioError, ValueError) as cause:
            why = cause
        else:
            return Input(device, rate, channels)
    raise unusable(f"The microphone cannot be opened ({why}).") from why
