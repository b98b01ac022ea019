"""What every way of taking an answer promises."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from voiceprep.errors import EngineError
from voiceprep.listening.turn_taking import ENTER_ENDS, Ending, Notify, TurnRule, no_notice

if TYPE_CHECKING:
    import threading
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

LIMIT_WARNING = "The time limit of {seconds:.0f} seconds was reached; the answer ends there."
"""A cap is never silent."""
LevelMeter = Callable[[float, float], None]
"""Called about ten times a second with (seconds so far, level in dBFS)."""
Hear = Callable[["NDArray[np.float32]"], None]
"""Called with 16 kHz samples, shape (n,), that are on the disk; it has to return at once."""


class ListeningError(EngineError):
    """The source of answers cannot be opened, or was lost before a word was kept."""


class AnswerInterrupted(KeyboardInterrupt):
    """Ctrl-C while an answer was typed; carries what was typed so far."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


def no_meter(_seconds: float, _level: float) -> None:
    """The level meter of those who want none."""


def no_hearing(_samples: NDArray[np.float32]) -> None:
    """The listener of those who wait for the recording."""


def not_waiting() -> None:
    """For those who do not wait for the beginning."""


@dataclass(frozen=True, slots=True)
class Followers:
    """Who follows an answer while it is given."""

    ready: Callable[[], None] = not_waiting
    """Called once, when whatever the person says or types from now on is taken in: never before the first
    block of sound has arrived. The end of the answer, its limit and the meter wait for it, the recording does
    not: it may take as long as opening a device."""
    meter: LevelMeter = no_meter
    notice: Notify = no_notice
    """Told what the person should know meanwhile."""
    hear: Hear = no_hearing
    """Given the sound, all of it in the end; live sources only."""


NOBODY = Followers()


@dataclass(frozen=True, slots=True)
class Answer:
    """What was taken in: a recording on disk, or typed words."""

    recording: Path | None = None
    """16-bit mono WAV, complete; None for typed answers."""
    text: str | None = None
    """Typed words; None for recordings."""
    warning: str | None = None
    """What went wrong on the way, a sentence for each; the sound up to then is kept."""
    ended: Ending | None = None
    """Why it was over; None where the person, or the file that plays the microphone, ended it."""

    @property
    def complete(self) -> bool:
        """Whether it was given to its end; False where the device was lost in the middle."""
        return self.ended is not Ending.LOST


class Listener(Protocol):
    """Takes one answer at a time."""

    @property
    def identity(self) -> str:
        """The device or file, as people know it."""
        ...

    def check(self) -> None:
        """Raise ListeningError or MissingError now if no answer could be taken; costs little."""
        ...

    def listen(
        self,
        destination: Path,
        *,
        finished: threading.Event,
        time_limit: float,
        rule: TurnRule = ENTER_ENDS,
        followers: Followers = NOBODY,
    ) -> Answer:
        """Take an answer until `finished` is set, the source ends, or `time_limit` seconds passed.

        A live source also ends it as `rule` says.

        Sound grows in `destination` with the ending `.part.wav` while it arrives, readable at any
        moment, and is renamed to `destination` at the end; KeyboardInterrupt also leaves it complete
        there before it goes on upwards. Raises ListeningError where nothing could be kept, and
        StorageError where the disk refuses.
        """
        ...
