"""What every speech recogniser promises."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

from voiceprep.errors import EngineError

if TYPE_CHECKING:
    from voiceprep.audio.clip import Clip
    from voiceprep.values import Transcript


class TranscriptionError(EngineError):
    """The recogniser failed on a clip."""


class Transcriber(Protocol):
    """Turns a 16 kHz clip into words. The constructor is cheap; `load` does the heavy part, once."""

    @property
    def identity(self) -> str:
        """Engine, versions, our rules, model and its hash: everything that decides what is heard.

        Such as "faster-whisper 1.2.1 on ctranslate2 4.8.5, rules 2, base d01c3014 int8 beam1".
        """
        ...

    @property
    def longest(self) -> float | None:
        """Seconds of sound that it takes at once, so that a longer clip is cut in pauses (`hearing.py`).

        None: any length, but only when the clip is complete.
        """
        ...

    def load(self) -> None:
        """Make ready; may be called again at no cost. Raises MissingError."""
        ...

    def transcribe(self, clip: Clip, *, before: str = "") -> Transcript:
        """All words of a clip of at most `longest` seconds, in order, and the language.

        `before`: what was said just before the clip begins, which helps with its first words. The language
        may be left open where there is such.

        Loads first if need be. Deterministic: no sampling. Words have rising times and probabilities; they
        carry no surrounding blanks and plain Python floats. An empty transcript is a valid result. Raises
        TranscriptionError.
        """
        ...


@runtime_checkable
class HearsVerbatim(Protocol):
    """What some recognisers can do besides: write down the "um" and "uh" that they leave out as a rule."""

    def verbatim(self, clip: Clip, heard: str) -> str:
        """The words of a clip of at most `longest` seconds, filled pauses included, as text.

        `heard`: what `transcribe` made of the clip. The text may be longer than that by some filled pauses
        only, so that it cannot run away; it may still hold words that nobody said. Raises what `transcribe`
        raises.
        """
        ...
