"""The spoken way to end an answer: "that's my answer"."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voiceprep.values import Transcript, Word

PHRASE_SILENCE = 1.0
"""Seconds of silence after which the phrase ends the answer: "that's my answer to the first part" goes on,
and people stop for breath there. The words are transcribed sooner than that (`windows.py`)."""
_PHRASE = re.compile(r"(?:^| )(?:(?:and|so|okay|ok|yeah) )*(?:that's|thats|that is|that was) my answer$")


def end_phrase(words: Sequence[Word]) -> int | None:
    """The place of the first word of the phrase, "and" before it included; None unless the answer ends so."""
    plain = [re.sub(r"[^a-z' ]", "", word.text.lower().replace("\u2019", "'")) for word in words[-8:]]
    found = _PHRASE.search(" ".join(plain))
    if found is None:
        return None
    return len(words) - len(found.group().split())


def without_end_phrase(transcript: Transcript) -> Transcript:
    """The answer itself."""
    place = end_phrase(transcript.words)
    return transcript if place is None else replace(transcript, words=transcript.words[:place])
