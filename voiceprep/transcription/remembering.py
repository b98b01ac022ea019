"""A recogniser that is asked nothing twice: what it made of a stretch of sound before is given again.

`assess` runs over it as over any other recogniser, so an answer whose words are known comes out the same, to
the last bit, as one that is heard for the first time; only the time that recognition takes is saved.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, TypeAlias

from voiceprep.transcription.interface import HearsVerbatim
from voiceprep.values import Transcript

if TYPE_CHECKING:
    from collections.abc import Mapping

    from voiceprep.audio.clip import Clip
    from voiceprep.transcription.interface import Transcriber

Heard: TypeAlias = Transcript | str
"""What a recogniser made of one window: its words, or its verbatim text."""


class RememberingTranscriber:
    """Asks the recogniser behind it only about sound that is not in `known`."""

    def __init__(self, transcriber: Transcriber, known: Mapping[str, Heard]) -> None:
        self._transcriber = transcriber
        self._known = dict(known)
        self.new: dict[str, Heard] = {}
        """What was heard since, by the same keys as `known`."""

    @property
    def identity(self) -> str:
        return self._transcriber.identity

    @property
    def longest(self) -> float | None:
        return self._transcriber.longest

    def load(self) -> None:
        """Nothing: where everything is known, the recogniser is not needed."""

    def transcribe(self, clip: Clip, *, before: str = "") -> Transcript:
        key = _key(clip, "words", before)
        found = self._known.get(key)
        if not isinstance(found, Transcript):
            found = self._transcriber.transcribe(clip, before=before)
            self._keep(key, found)
        return found

    def _keep(self, key: str, heard: Heard) -> None:
        self._known[key] = self.new[key] = heard


class RememberingVerbatim(RememberingTranscriber):
    """The same for a recogniser that hears filled pauses too."""

    def __init__(self, transcriber: Transcriber, verbatim: HearsVerbatim, known: Mapping[str, Heard]) -> None:
        super().__init__(transcriber, known)
        self._verbatim = verbatim

    def verbatim(self, clip: Clip, heard: str) -> str:
        key = _key(clip, "verbatim", heard)
        found = self._known.get(key)
        if not isinstance(found, str):
            found = self._verbatim.verbatim(clip, heard)
            self._keep(key, found)
        return found


def remembering(transcriber: Transcriber, known: Mapping[str, Heard]) -> RememberingTranscriber:
    """The recogniser with that memory; it can do what the one behind it can."""
    if isinstance(transcriber, HearsVerbatim):
        return RememberingVerbatim(transcriber, transcriber, known)
    return RememberingTranscriber(transcriber, known)


def _key(clip: Clip, what: str, context: str) -> str:
    digest = hashlib.blake2b(clip.samples.tobytes(), digest_size=16)
    digest.update(f"{clip.sample_rate} {what} {context}".encode())
    return digest.hexdigest()
