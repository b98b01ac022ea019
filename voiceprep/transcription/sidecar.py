"""No recogniser at all: the transcript is a text file that lies beside the recording."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from voiceprep.transcription.interface import TranscriptionError
from voiceprep.values import Transcript, Word

if TYPE_CHECKING:
    from voiceprep.audio.clip import Clip


class SidecarText:
    """Reads `answer.txt` for `answer.wav`: UTF-8, words parted by white space, without times."""

    @property
    def identity(self) -> str:
        return "sidecar text"

    @property
    def longest(self) -> None:
        """Any length at once."""

    def load(self) -> None:
        """Nothing to load."""

    def transcribe(self, clip: Clip, *, before: str = "") -> Transcript:
        del before  # it hears everything at once
        if not clip.source:
            raise TranscriptionError(
                "The clip has no file, so no text can lie beside it.",
                next_step="Choose another --transcriber, or give an audio file.",
            )
        path = Path(clip.source).with_suffix(".txt")
        try:
            text = path.read_text(encoding="utf-8-sig")
        except FileNotFoundError as cause:
            raise TranscriptionError(
                f"There is no transcript {path} beside the recording.",
                next_step=f"Write what was said into {path}, or choose another --transcriber.",
            ) from cause
        except (OSError, UnicodeDecodeError) as cause:
            why = cause.strerror if isinstance(cause, OSError) else cause
            raise TranscriptionError(
                f"The transcript {path} cannot be read ({why}).",
                next_step="Save it as a plain UTF-8 text file.",
            ) from cause
        return Transcript(words=tuple(Word(word) for word in text.split()), engine=self.identity)
