"""How sure the recogniser was of an answer's words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from voiceprep.values import Transcript


def word_confidence(transcript: Transcript | None) -> float | None:
    """Mean probability of the words, 0 to 1; None where there are none, or nobody spoke them."""
    words = () if transcript is None else transcript.words
    known = [word.probability for word in words if word.probability is not None]
    return round(sum(known) / len(known), 4) if known else None
