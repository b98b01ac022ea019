"""Typed words as a transcript: no times, no probabilities, the language guessed from the letters."""

from __future__ import annotations

from functools import cache
from typing import Any

from voiceprep.values import Transcript, Word


def typed_transcript(text: str) -> Transcript:
    """The words of `text`, split at blanks."""
    words = tuple(Word(part) for part in text.split())
    if not words:
        return Transcript(words=(), engine="typed")
    language, probability = _identifier().classify(text)
    return Transcript(words=words, engine="typed", language=language, language_probability=float(probability))


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
