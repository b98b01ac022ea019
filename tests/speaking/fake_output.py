"""A loudspeaker made of threads. Stands in for the sounddevice module."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


class PortAudioError(Exception):
    pass


class FakeOutput:
    """Stands in for the sounddevice module; plays a hundred times as fast as it should."""

    PortAudioError = PortAudioError

    def __init__(self, *, rates: tuple[int, ...] = (16_000, 48_000), dies: bool = False) -> None:
        self.rates = rates
        self.dies = dies
        self.ends = False
        self.present = True
        self.names = ["fake"]
        self.used: list[str] = []
        """Names of the devices that were opened."""
        self.aborted = False
        self.lets_go = threading.Event()
        """Until it is set a stream does not close."""
        self.lets_go.set()
        self.played: list[NDArray[np.float32]] = []
        self.rate = 0

    def _terminate(self) -> None:
        pass

    def _initialize(self) -> None:
        pass

    def query_hostapis(self) -> tuple[dict[str, Any], ...]:
        return ({"name": "Threads"},)

    def query_devices(self, device: int | None = None, kind: str | None = None) -> Any:
        listed = [_output(number, name) for number, name in enumerate(self.names)] if self.present else []
        if kind is None and device is None:
            return listed
        if not listed:
            raise PortAudioError("Error querying device -1")
        return listed[device or 0]

    def check_output_settings(self, *, device: int, channels: int, samplerate: int) -> None:
        if samplerate not in self.rates:
            raise PortAudioError("Invalid sample rate")

    def OutputStream(self, **settings: Any) -> FakeOutputStream:  # noqa: N802 - sounddevice's name
        self.check_output_settings(device=0, channels=1, samplerate=settings["samplerate"])
        self.rate = settings["samplerate"]
        self.used.append(self.names[settings["device"]])
        self.aborted = False
        return FakeOutputStream(self, settings)


def _output(number: int, name: str) -> dict[str, Any]:
    return {
        "name": name,
        "index": number,
        "hostapi": 0,
        "max_input_channels": 0,
        "max_output_channels": 1,
        "default_samplerate": 48_000.0,
    }


class FakeOutputStream:
    latency = 0.0

    def __init__(self, card: FakeOutput, settings: dict[str, Any]) -> None:
        self._card = card
        self._settings = settings

    def start(self) -> None:
        threading.Thread(target=self._take, daemon=True).start()

    def abort(self, *, ignore_errors: bool) -> None:
        self._card.aborted = True

    def close(self, *, ignore_errors: bool) -> None:
        self._card.lets_go.wait()

    def _take(self) -> None:
        while not (self._card.dies or self._card.aborted):
            out = np.full((500, 1), np.nan, dtype=np.float32)
            self._settings["callback"](out, 500, None, None)
            self._card.played.append(out[:, 0])
            time.sleep(500 / self._card.rate / 100)
        if self._card.ends:
            self._settings["finished_callback"]()
