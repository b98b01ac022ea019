"""What every voice and every loudspeaker promises."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from voiceprep.errors import EngineError

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable

    from voiceprep.audio.clip import Clip


class SpeakingError(EngineError):
    """A voice failed to synthesise, or a loudspeaker failed to play."""


class UnspeakableError(SpeakingError):
    """The voice failed on this text; it may say another."""


class Tone(StrEnum):
    """A short sound for those who do not look at the screen."""

    BEGIN = "begin"
    """The answer may begin."""
    STILL_LISTENING = "still listening"
    """Nothing has been said for a long while."""
    ENDING = "ending"
    """A second less until the answer ends, unless the person goes on."""
    LIMIT_NEAR = "limit near"
    """The time limit is near."""
    LOOK = "look"
    """Something has changed, and the screen says what: another microphone, or no end by silence."""


class Tones(Protocol):
    """Sounds tones while an answer is taken."""

    def sound(self, tone: Tone) -> None:
        """Return without waiting for its end; one that comes too early follows the one before."""
        ...

    def close(self) -> None:
        """Give the device back until the next tone; what still sounds is cut."""
        ...


class NoTones:
    """Where they are not wanted, or nobody would hear them."""

    def sound(self, tone: Tone) -> None:
        pass

    def close(self) -> None:
        pass


class Voice(Protocol):
    """Turns text into sound. The constructor is cheap; `load` does the heavy part, once."""

    @property
    def identity(self) -> str:
        """Engine, version and voice, such as "hibari-tts 0.2.1 heart"."""
        ...

    def load(self) -> None:
        """Make ready to speak; may be called again at no cost.

        Raises MissingError where a package or system library is absent.
        """
        ...

    def synthesise(self, text: str) -> Clip:
        """The text as sound, whole, at the voice's own rate; an empty clip for blank text.

        Loads first if need be. The same text gives the same clip. Raises SpeakingError.
        """
        ...


class Loudspeaker(Protocol):
    """Plays a clip to its last sample, or until it is stopped."""

    @property
    def identity(self) -> str:
        """The device, as people know it."""
        ...

    def play(self, clip: Clip, *, stop: threading.Event | None = None) -> None:
        """Return when the last sample has left the device; Ctrl-C cuts the sound at once, and so does `stop`.

        Where `stop` is set already nothing is heard. Raises SpeakingError where the device is gone.
        """
        ...


class TimedLoudspeaker(Protocol):
    """A loudspeaker that tells when the sound begins, so that something else can go along with it."""

    def play(
        self,
        clip: Clip,
        *,
        stop: threading.Event | None = None,
        started: Callable[[float], None] | None = None,
    ) -> None:
        """As `Loudspeaker.play`. `started` is called once, with the seconds until the first sample is heard.

        It is called from the device's own thread and has to return at once.
        """
        ...
