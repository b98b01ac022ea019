"""A voice that hums: a tenth of a second for each character, and it counts what it was asked for."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from voiceprep.audio.clip import Clip
from voiceprep.speaking.interface import SpeakingError


@dataclass
class HummingVoice:
    """Fails at loading, or at a text, where it is told to."""

    identity: str = "humming voice 1"
    rate: int = 8_000
    broken: bool = False
    loaded: int = 0
    said: list[str] = field(default_factory=list)

    def load(self) -> None:
        if self.broken:
            raise SpeakingError("The voice is hoarse.", next_step="Wait.")
        self.loaded += 1

    def synthesise(self, text: str) -> Clip:
        if not text.strip():
            return Clip(np.zeros(0, dtype=np.float32), self.rate, self.identity)
        self.load()
        self.said.append(text)
        count = len(text) * self.rate // 10
        pitch = 200 + sum(map(ord, text)) % 400
        hum = 0.3 * np.sin(2 * np.pi * pitch * np.arange(count) / self.rate)
        return Clip(hum.astype(np.float32), self.rate, self.identity)
