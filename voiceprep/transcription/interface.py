"""What every speech recogniser promises."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

from voiceprep.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voiceprep.audio.clip import Clip
    from voiceprep.values import Transcript, Word


class TranscriptionError(EngineError):
    """The recogniser failed on a clip."""


class Transcriber(Protocol):
    """Turns a 16 kHz clip into words. The constructor is cheap; `load` does the heavy part, once."""

    @property
    def identity(self) -> str:
        """Engine, version, model and its hash, such as "faster-whisper 1.2.1 base d01c3014 int8 beam1"."""
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

        `before`: what was said just before the clip begins, which helps with its first words.

        Loads first if need be. Deterministic: no sampling. Words have rising times and probabilities; they
        carry no surrounding blanks and plain Python floats. An empty transcript is a valid result. Raises
        TranscriptionError.
        """
        ...


@runtime_checkable
class HearsFilledPauses(Protocol):
    """What some recognisers can do besides: find the "um" and "uh" that their transcripts leave out."""

    def filled_pauses(self, clip: Clip, words: Sequence[Word], places: Sequence[int]) -> list[str | None]:
        """For each place the filled pause before `words[place]`, in lower case; None where there is none.

        `clip` and `words` are those of one transcription; a place is at most `len(words)`, the end.
        The transcript stays what it is. Raises what `transcribe` raises.
        """
        ...
