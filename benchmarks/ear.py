"""An ear at the virtual loudspeaker: when was a sound heard?"""

from __future__ import annotations

import subprocess
import threading
import time
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from tests.virtual_sound_card import VirtualSoundCard

LOUD = 0.003
"""Amplitude from which on a sample is no silence."""


class Ear:
    """What the loudspeaker gives, block by block, with the time at which each block arrived."""

    RATE = 16_000
    BLOCK = 160
    """Samples: 10 ms."""

    def __init__(self, card: VirtualSoundCard) -> None:
        command = ["parec", "--device=vspk.monitor", "--raw", "--format=s16le", "--channels=1"]
        command += [f"--rate={self.RATE}", "--latency-msec=10"]
        self._recorder = subprocess.Popen(
            command, env=card.env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self._loud: list[float] = []
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        assert self._recorder.stdout is not None
        while block := self._recorder.stdout.read(2 * self.BLOCK):
            if np.abs(np.frombuffer(block, dtype="<i2")).max(initial=0) > LOUD * 32768:
                self._loud.append(time.monotonic())

    def stop(self) -> Ear:
        self._recorder.terminate()
        self._recorder.wait(10)
        self._thread.join(10)
        return self

    def wait_for_sound(self, moment: float, patience: float = 60.0) -> None:
        """Return when a sound after that moment has been heard, or after `patience` seconds."""
        end = time.monotonic() + patience
        while time.monotonic() < end and not any(heard > moment for heard in self._loud[-1:]):
            time.sleep(0.1)

    def first_after(self, moment: float) -> float:
        """When the first sound after that moment was heard."""
        return next(heard for heard in self._loud if heard > moment)
