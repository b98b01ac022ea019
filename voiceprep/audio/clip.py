"""A stretch of mono sound in memory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SAMPLE_RATE = 16_000
"""Hz. Whisper and Silero both want 16 kHz; every recording and decoded file has this rate."""


@dataclass(frozen=True, slots=True, eq=False)
class Clip:
    """Mono samples with their rate and origin."""

    samples: NDArray[np.float32]
    """Shape (n,), float32, within [-1, 1]."""
    sample_rate: int = SAMPLE_RATE
    """Hz. 16,000 for everything that is heard; a synthesised voice keeps its own rate."""
    source: str = ""
    """Where it came from: a path, a device, or a voice."""
    damage: str | None = None
    """What is wrong with the file that it was read from, as the end of a sentence about that file; None where
    nothing is known of."""

    @property
    def seconds(self) -> float:
        """Length in seconds."""
        return len(self.samples) / self.sample_rate
