"""A sound card made of threads, with the faults of real ones. Stands in for the sounddevice module."""

from __future__ import annotations

import threading
import time
from types import SimpleNamespace
from typing import Any

import numpy as np


class PortAudioError(Exception):
    pass


class FakeCard:
    """Delivers a ramp of samples, so that a lost or repeated one would be seen."""

    PortAudioError = PortAudioError

    def __init__(
        self,
        *,
        rates: tuple[int, ...] = (16_000, 44_100),
        channels: int = 1,
        dies_after: int | None = None,
        keeps_every: int = 1,
        overflows: bool = False,
        pace: float = 1.0,
        names: tuple[str, ...] = ("fake",),
        outputs: int = 0,
    ) -> None:
        self.rates = rates
        self.channels = channels
        self.dies_after = dies_after
        """Blocks."""
        self.keeps_every = keeps_every
        self.overflows = overflows
        self.outputs = outputs
        """Channels on which every device can play as well."""
        self.pace = pace
        """Real seconds per second of sound."""
        self.plugged_in = list(names)
        """What is there now, the default first."""
        self.mute: set[str] = set()
        """Devices that can be opened and deliver nothing."""
        self.open = 0
        """Streams that are open."""
        self.used: list[str] = []
        """Names of the devices that were opened, in order."""
        self._listed = list(names)

    def _terminate(self) -> None:
        assert not self.open, "this would destroy an open stream"
        self._listed = []

    def _initialize(self) -> None:
        self._listed = list(self.plugged_in)

    def name(self, number: int) -> str:
        return self._listed[number]

    def query_hostapis(self) -> tuple[dict[str, Any], ...]:
        return ({"name": "Threads"},)

    def query_devices(self, device: int | None = None, kind: str | None = None) -> Any:
        """As sounddevice does it: all of them, or the one meant."""
        if kind is None and device is None:
            return [self.query_devices(number, "input") for number in range(len(self._listed))]
        if not self._listed:
            raise PortAudioError("Error querying device -1")
        return {
            "name": self._listed[device or 0],
            "index": device or 0,
            "hostapi": 0,
            "max_input_channels": self.channels,
            "max_output_channels": self.outputs,
            "default_samplerate": 44_100.0,
        }

    def check_input_settings(self, *, device: int, channels: int, dtype: str, samplerate: int) -> None:
        if self._listed[device] not in self.plugged_in:
            raise PortAudioError("Unanticipated host error [PaErrorCode -9999]")
        if samplerate not in self.rates:
            raise PortAudioError("Invalid sample rate [PaErrorCode -9997]")
        if channels != self.channels:
            raise PortAudioError("Invalid number of channels [PaErrorCode -9998]")

    def InputStream(self, **settings: Any) -> FakeStream:  # noqa: N802 - sounddevice's name
        return FakeStream(self, **settings)


class FakeStream:
    latency = 0.01

    def __init__(self, card: FakeCard, **settings: Any) -> None:
        card.open += 1
        self._card = card
        self._name = card.name(settings["device"])
        card.used.append(self._name)
        self._settings = settings
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._deliver, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        raise AssertionError("stop() hangs on a device that is gone; abort() does not")

    def abort(self, *, ignore_errors: bool) -> None:
        self._over.set()
        self._thread.join()

    def close(self, *, ignore_errors: bool) -> None:
        assert self._over.is_set()
        self._card.open -= 1

    def _deliver(self) -> None:
        size, rate = self._settings["blocksize"], self._settings["samplerate"]
        start = time.monotonic()
        number = 0
        while number != self._card.dies_after:
            number += 1
            if self._over.wait(max(0.0, start + self._card.pace * number * size / rate - time.monotonic())):
                return
            if self._name not in self._card.plugged_in or self._name in self._card.mute:
                continue
            if number % self._card.keeps_every:
                continue
            mono = ramp(number * size)[-size:]
            block = np.repeat(mono[:, np.newaxis], self._card.channels, axis=1)
            status = SimpleNamespace(input_overflow=self._card.overflows)
            self._settings["callback"](block, size, None, status)
            block[:] = 0  # PortAudio takes its buffer back


def ramp(count: int) -> np.ndarray[Any, np.dtype[np.int16]]:
    """The first `count` samples that a card delivers."""
    return (np.arange(count) % 30_000).astype(np.int16)
