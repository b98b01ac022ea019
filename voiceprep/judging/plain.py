"""Text as the judge reads it: what a careful recogniser would have written, and nothing else.

Typed and spoken answers differ in capitals, punctuation and hesitations. None of that is content, so it is
taken away from both, and the same words get the same verdict however they came in.
"""

from __future__ import annotations

import re
import unicodedata

HESITATIONS = frozenset({"um", "umm", "uh", "uhm", "uhh", "erm", "eh", "ah", "hm", "hmm", "mhm"})
"""Filled pauses; not "er" and "mm", which are a diagram and a length too. "Like" and "you know" stay: they
can be content, and the judge has learned to read past them."""
_SIGNS = {
    "%": " percent ",
    "&": " and ",
    "≠": " is not equal to ",
    "≤": " at most ",
    "≥": " at least ",
    "<": " less than ",
    ">": " greater than ",
    "=": " equals ",
    "+": " plus ",
}
"""Signs that say something, as they are read aloud."""
_WORD = re.compile(r"\d+(?:[.,]\d+)*|[a-z0-9]+(?:'[a-z]+)*")


def plain_words(text: str) -> list[str]:
    """Lower-case words and numbers without punctuation, accents and hesitations.

    A word said twice in a row counts once: it is a restart.
    """
    # Signs first: decomposed, "≠" would be an "=" with an accent.
    said = "".join(_SIGNS.get(sign, sign) for sign in text.replace("\u2019", "'"))
    flat = "".join(sign for sign in unicodedata.normalize("NFKD", said) if not unicodedata.combining(sign))
    words: list[str] = []
    for word in _WORD.findall(flat.lower()):
        if word not in HESITATIONS and (not words or words[-1] != word):
            words.append(word)
    return words


def plain(text: str) -> str:
    """The plain words, joined by single spaces."""
    return " ".join(plain_words(text))
