"""The voice of those who want none: the questions stay on the screen."""

from __future__ import annotations

from voiceprep.audio.clip import Clip


class SilentVoice:
    """Says nothing, at once."""

    @property
    def identity(self) -> str:
        return "silent (text only)"

    def load(self) -> None:
        """Nothing to load."""

    def synthesise(self, text: str) -> Clip:  # noqa: ARG002 - the contract's argument; every text is silence
        """An empty clip."""
        import numpy as np

        return Clip(samples=np.zeros(0, dtype=np.float32), source=self.identity)
