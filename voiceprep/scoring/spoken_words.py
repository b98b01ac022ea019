"""Words without their punctuation, and the words by which people speak of themselves."""

from __future__ import annotations

I_WORDS = frozenset({"i", "i'm", "i'd", "i've", "i'll", "me", "my", "mine", "myself"})
WE_WORDS = frozenset({"we", "we're", "we'd", "we've", "we'll", "us", "our", "ours", "ourselves"})


def bare(word: str) -> str:
    """In lower case, without punctuation around it, apostrophes straight."""
    return word.lower().replace("\u2019", "'").strip(".,;:!?…\"'()")
