"""Words without their punctuation, and the words by which people speak of themselves."""

from __future__ import annotations

I_WORDS = frozenset({"i", "i'm", "i'd", "i've", "i'll", "me", "my", "mine", "myself"})
WE_WORDS = frozenset({"we", "we're", "we'd", "we've", "we'll", "us", "our", "ours", "ourselves"})
_AROUND = ".,;:!?…\"'()"
_COUNTRY = "US"
"""In capitals it is no "us"."""


def bare(word: str) -> str:
    """In lower case, without punctuation around it, apostrophes straight."""
    return word.lower().replace("\u2019", "'").strip(_AROUND)


def is_i(word: str) -> bool:
    """Whether by this word people speak of themselves alone."""
    return bare(word) in I_WORDS


def is_we(word: str) -> bool:
    """Whether by this word people speak of themselves and others."""
    return bare(word) in WE_WORDS and word.strip(_AROUND) != _COUNTRY
