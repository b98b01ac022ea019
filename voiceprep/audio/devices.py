"""Which microphones and loudspeakers there are, and which of them a name means.

Numbers are PortAudio's and change whenever a device is plugged in, so what has to last is a name. Even a
name of ALSA's may hold a number, "USB Audio (hw:2,0)": it is left out of account where it has changed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from voiceprep.audio.quiet import quiet_stderr

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

Kind = Literal["input", "output"]
NOUNS: Mapping[Kind, str] = {"input": "microphone", "output": "loudspeaker"}
HOW_TO_CHOOSE = "See the names with: voiceprep devices"
"""The next step of whoever named a device that is not there."""

_PLACE = re.compile(r" ?\(hw:\d+,\d+\)")


class DeviceError(LookupError):
    """No device is meant, or several; the message is a sentence for the person."""


class SeveralDevicesError(DeviceError):
    pass


@dataclass(frozen=True, slots=True)
class Device:
    """An input or output of this machine."""

    number: int
    """PortAudio's; it means another device in another process, or once devices were read anew."""
    name: str
    system: str
    """The sound system that offers it, such as ALSA, Core Audio or MME."""
    rate: int
    """Hz, the device's own."""

    @property
    def label(self) -> str:
        """Name and sound system, which together belong to one device only, nearly always."""
        return f"{self.name}, {self.system}"


def list_devices(sd: Any, kind: Kind) -> list[Device]:
    """All devices of a kind, the preferred sound system first; none where there is no sound system."""
    try:
        with quiet_stderr():
            systems = [system["name"] for system in sd.query_hostapis()]
            found = list(sd.query_devices())
    except sd.PortAudioError:
        return []
    return [
        Device(
            number=int(one["index"]),
            name=str(one["name"]),
            system=str(systems[one["hostapi"]]),
            rate=int(one["default_samplerate"]),
        )
        for one in found
        if one[f"max_{kind}_channels"] > 0
    ]


def default_device(sd: Any, kind: Kind) -> Device | None:
    """What the system uses where nothing else is chosen; None without a device of that kind."""
    try:
        with quiet_stderr():
            number = sd.query_devices(None, kind)["index"]
    except (sd.PortAudioError, ValueError):
        return None
    return next((device for device in list_devices(sd, kind) if device.number == number), None)


def find_device(sd: Any, kind: Kind, wanted: str | int | None) -> Device:
    """The device with that number or name, or part of a name; None means the system's default.

    Raises DeviceError where there is none, or several.
    """
    noun = NOUNS[kind]
    if wanted is None:
        default = default_device(sd, kind)
        if default is None:
            raise DeviceError(f"There is no {noun} on this system.")
        return default
    devices = list_devices(sd, kind)
    if isinstance(wanted, int):
        found = [device for device in devices if device.number == wanted]
    else:
        found = fitting(devices, wanted)
    if not found:
        raise DeviceError(f"There is no {noun} called {wanted}.")
    # Windows offers one device through several sound systems; the preferred one comes first.
    if len({_without_place(device.name) for device in found}) > 1:
        names = "; ".join(device.label for device in found)
        raise SeveralDevicesError(f'"{wanted}" fits several {noun}s: {names}.')
    return found[0]


def fitting(devices: Sequence[Device], wanted: str) -> list[Device]:
    """The devices that a name means, by the strictest reading that fits any."""
    exact = wanted.strip().casefold()
    words = exact.split()
    if not words:
        return []
    readings: tuple[Callable[[Device], bool], ...] = (
        lambda device: exact == device.label.casefold(),
        lambda device: exact == device.name.casefold(),
        lambda device: _without_place(exact) == _without_place(device.label.casefold()),
        lambda device: _without_place(exact) == _without_place(device.name.casefold()),
        lambda device: all(word in device.label.casefold() for word in words),
    )
    for fits in readings:
        if found := [device for device in devices if fits(device)]:
            return found
    return []


def lasting_name(sd: Any, kind: Kind, device: Device) -> str:
    """What to call the device so that it is found again when numbers have changed."""
    same = fitting(list_devices(sd, kind), device.name)
    return device.name if same and same[0] == device else device.label


def from_option(text: str) -> str | int:
    """A device as people name it on the command line: digits alone are a number."""
    return int(text) if text.isdecimal() else text


def _without_place(name: str) -> str:
    return _PLACE.sub("", name)
