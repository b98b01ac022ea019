"""Typed words as a transcript: no times, no probabilities, the language guessed from the letters."""

from __future__ import annotations

from functools import cache
from typing import Any

from voiceprep.values import TYPED, Transcript, Word


def typed_transcript(text: str) -> Transcript:
    """The words of `text`, split at blanks; half characters of undecodable input become question marks."""
    text = text.encode("utf-8", "replace").decode("utf-8")
    words = tuple(Word(part) for part in text.split())
    if not words:
        return Transcript(words=(), engine=TYPED)
    language, probability = _identifier().classify(text)
    return Transcript(words=words, engine=TYPED, language=language, language_probability=float(probability))


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
