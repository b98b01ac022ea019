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
    ) -> None:
        self.rates = rates
        self.channels = channels
        self.dies_after = dies_after
        """Blocks."""
        self.keeps_every = keeps_every
        self.overflows = overflows
        self.pace = pace
        """Real seconds per second of sound."""
        self.present = True

    def query_devices(self, device: object, kind: str) -> dict[str, Any]:
        if not self.present:
            raise PortAudioError("Error querying device -1")
        if device not in (None, "fake"):
            raise ValueError(f"No {kind} device matching {device!r}")
        return {"name": "fake", "default_samplerate": 44_100.0}

    def check_input_settings(self, *, device: object, channels: int, dtype: str, samplerate: int) -> None:
        if samplerate not in self.rates:
            raise PortAudioError("Invalid sample rate [PaErrorCode -9997]")
        if channels != self.channels:
            raise PortAudioError("Invalid number of channels [PaErrorCode -9998]")

    def InputStream(self, **settings: Any) -> FakeStream:  # noqa: N802 - sounddevice's name
        return FakeStream(self, **settings)


class FakeStream:
    latency = 0.01

    def __init__(self, card: FakeCard, **settings: Any) -> None:
        self._card = card
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

    def _deliver(self) -> None:
        size, rate = self._settings["blocksize"], self._settings["samplerate"]
        start = time.monotonic()
        number = 0
        while number != self._card.dies_after:
            number += 1
            if self._over.wait(max(0.0, start + self._card.pace * number * size / rate - time.monotonic())):
                return
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
