"""A clip that plays in the background and knows where it is: pause, go on, jump."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from voiceprep.errors import MissingError
from voiceprep.speaking.interface import SpeakingError, TimedLoudspeaker

if TYPE_CHECKING:
    from collections.abc import Callable

    from voiceprep.audio.clip import Clip

CUT_WITHIN = 5.0
"""Seconds after which a device that does not let go is left to itself."""


class Playback:
    """Plays from any place on. A pause is a cut that remembers the place; everything is heard once."""

    def __init__(
        self, clip: Clip, loudspeaker: TimedLoudspeaker, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._clip = clip
        self._loudspeaker = loudspeaker
        self._clock = clock
        self._at = 0.0
        self._run: _Run | None = None

    @property
    def position(self) -> float:
        """What is being heard now, seconds from the start of the clip."""
        run = self._run
        if run is None or run.since is None:
            return self._at
        if run.heard_out:
            return self._clip.seconds
        return min(self._clip.seconds, self._at + max(0.0, self._clock() - run.since))

    @property
    def playing(self) -> bool:
        """Whether it is under way: not paused, not over, not failed."""
        return self._run is not None and not self._run.over.is_set()

    @property
    def ended(self) -> bool:
        """Whether it was heard to its end."""
        return self._run is not None and self._run.heard_out

    @property
    def failure(self) -> SpeakingError | MissingError | None:
        """Why the sound stopped by itself; None where it did not."""
        return None if self._run is None else self._run.failure

    def play(self) -> None:
        """Go on from `position`, or do nothing where it plays."""
        if self.playing:
            return
        self._at = self.position
        rest = self._clip.samples[round(self._at * self._clip.sample_rate) :]
        self._run = _Run(replace(self._clip, samples=rest), self._loudspeaker, self._clock)

    def pause(self) -> None:
        """Cut the sound; `play` goes on from here."""
        run, at = self._run, self.position
        if run is not None:
            run.cut()
        self._at, self._run = at, None

    def seek(self, seconds: float) -> None:
        """Jump to a place, which is kept within the clip; it plays on where it played."""
        playing = self.playing
        self.pause()
        self._at = min(max(0.0, seconds), self._clip.seconds)
        if playing:
            self.play()


class _Run:
    """One uncut stretch of sound, in a thread of its own."""

    def __init__(self, clip: Clip, loudspeaker: TimedLoudspeaker, clock: Callable[[], float]) -> None:
        self._clip = clip
        self._loudspeaker = loudspeaker
        self._clock = clock
        self._stop = threading.Event()
        self.since: float | None = None
        """When its first sample was heard, by the clock; None before that."""
        self.heard_out = False
        self.failure: SpeakingError | MissingError | None = None
        self.over = threading.Event()
        self._thread = threading.Thread(target=self._play, name="playback", daemon=True)
        self._thread.start()

    def cut(self) -> None:
        self._stop.set()
        self._thread.join(CUT_WITHIN)

    def _play(self) -> None:
        try:
            self._loudspeaker.play(self._clip, stop=self._stop, started=self._begin)
            self.heard_out = not self._stop.is_set()
        except (SpeakingError, MissingError) as failure:
            self.failure = failure
        finally:
            self.over.set()

    def _begin(self, delay: float) -> None:
        self.since = self._clock() + delay
