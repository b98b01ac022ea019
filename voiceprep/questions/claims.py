"""Split a reference answer into single claims.

Guides write answers as enumerations ("(1) Resampling: ...; (2) ..."), with dashes, semicolons and
contrasts. Each piece that can stand for itself becomes one claim.
"""

from __future__ import annotations

import re

MIN_WORDS = 3
"""A shorter piece is a heading or a leftover and stays with its neighbour."""
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"')\]]*\s+(?=[\"'(\[]?[A-Z0-9])")
_ENUMERATION = re.compile(
    r"(?:^|(?<=[\s;:.]))\(\d{1,2}\)\s+(?=[A-Z])|(?:^|(?<=[.;:]\s))\d{1,2}[.)]\s*(?=[A-Z])"
)
_PARTS = re.compile(r"\s*;\s+|\s+-\s*(?=[A-Z])|\s*\n+\s*[-*•]?\s*")
_CONTRAST = re.compile(r",\s+(?:while|whereas)\s+")


def split_claims(text: str) -> list[str]:
    """The claims of `text`, in order, blanks trimmed; the whole text where nothing can be split off.

    No word is lost: pieces too short to be a claim are joined to the piece after them.
    """
    pieces = [
        part.strip(" \t-*•;:")
        for item in _ENUMERATION.split(text)
        for sentence in _SENTENCE_END.split(item)
        for contrast in _CONTRAST.split(sentence)
        for part in _PARTS.split(contrast)
    ]
    claims: list[str] = []
    carried = ""
    for piece in filter(None, pieces):
        joined = f"{carried} {piece}".strip()
        if len(joined.split()) < MIN_WORDS:
            carried = joined
            continue
        claims.append(joined)
        carried = ""
    if carried:
        if claims:
            claims[-1] = f"{claims[-1]} {carried}"
        else:
            claims.append(carried)
    return claims
