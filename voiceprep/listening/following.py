"""Listen along while an answer is recorded: from blocks of sound to turn-taking."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voiceprep.audio.clip import SAMPLE_RATE
from voiceprep.audio.decode import Resampler
from voiceprep.audio.texture import FRAME
from voiceprep.audio.voice_activity import VoiceActivity
from voiceprep.errors import AudioError
from voiceprep.listening.interface import NOBODY, Followers

if TYPE_CHECKING:
    import queue

    import numpy as np
    from numpy.typing import NDArray

    from voiceprep.listening.turn_taking import Notice, TurnTaking

MAX_BEHIND = 10
"""Blocks, a third of a second: listening that lags further waits anew, so that nobody is cut off by it."""


class Following:
    """Tells the turn-taking, for every frame that was recorded, whether somebody speaks in it.

    The recording does not depend on it: where the model fails, Enter and the limit still end the answer.
    """

    def __init__(self, turn: TurnTaking, sample_rate: int, followers: Followers = NOBODY) -> None:
        import numpy as np

        self.turn = turn
        self._followers = followers
        self._resampler = Resampler(sample_rate)
        self._rest: NDArray[np.float32] = np.zeros(0, dtype=np.float32)
        self._heard = 0
        self._activity: VoiceActivity | None = None
        self._deaf: list[Notice] = []
        try:
            self._activity = VoiceActivity()
        except AudioError:
            self._deaf = self.turn.deaf()

    def begin(self) -> None:
        """Tell what is known by now. Not earlier: no tone may sound before the microphone is open."""
        self._tell(self._deaf)

    def catch_up(self, written: queue.SimpleQueue[NDArray[np.int16]]) -> None:
        """Hear the blocks that are there now, and none that come meanwhile: others are waiting too."""
        waiting = written.qsize()
        if waiting > MAX_BEHIND:
            self._tell(self.turn.hold())
        for _ in range(min(waiting, MAX_BEHIND)):
            self.add(written.get())

    def hear_the_rest(self, written: queue.SimpleQueue[NDArray[np.int16]]) -> None:
        """Pass on what came while nobody listened any more: the turn is over."""
        while not written.empty():
            self._followers.hear(self._resampler.add(written.get()))

    def add(self, block: NDArray[np.int16]) -> None:
        """Take samples, shape (n,), into account."""
        import numpy as np

        arrived = self._resampler.add(block)
        self._followers.hear(arrived)
        if self._activity is None:
            return
        samples = np.concatenate([self._rest, arrived])
        whole = len(samples) // FRAME * FRAME
        self._rest = samples[whole:]
        for at in range(0, whole, FRAME):
            self._heard += FRAME
            try:
                speaking = self._activity.speaking(samples[at : at + FRAME])
            except AudioError:
                self._activity = None
                self._tell(self.turn.deaf())
                return
            self._tell(self.turn.hear(self._heard / SAMPLE_RATE, speaking=speaking))

    def _tell(self, notices: list[Notice]) -> None:
        for notice in notices:
            self._followers.notice(notice)
