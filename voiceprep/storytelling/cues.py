"""Small language cues of a clause: person, tense, modals, numbers, and how it begins.

Closed classes of English words only; what a cue is worth for which part of a story is learned
(`training/train_story.py`).
"""

from __future__ import annotations

import math
import re

from voiceprep.scoring.quantities import has_quantity

MOST = 3
"""A cue that occurs more often in a clause counts so many times."""
USUAL_WORDS = 13
"""Words in a clause that is neither short nor long."""
_LEADING = r"^(?:(?:and|so|but|then|well|um|uh|because|which|after that|in the end),? )*"
"""What may stand before the subject that a clause begins with."""
_CUES = {
    "i": r"\b(?:i|i'm|i'd|i've|i'll)\b",
    "we": r"\b(?:we|we're|we'd|we've|we'll)\b",
    "you": r"\b(?:you|your|you're|you've|you'd|people|someone|everyone|everybody)\b",
    "they": r"\b(?:they|he|she|they'd|he'd|she'd|they're|he's|she's|they've)\b",
    "it": r"\b(?:it|it's|it'd|this|that|that's)\b",
    "there was": r"\bthere(?:'d| was| were| had)\b",
    "was": r"\b(?:was|were|wasn't|weren't)\b",
    "had": r"\b(?:had|hadn't)\b",
    "regular past": r"\b[a-z]{3,}ed\b",
    "irregular past": (
        r"\b(?:went|took|came|got|said|told|made|wrote|found|saw|gave|built|put|ran|kept|left|sent|brought"
        r"|sat|drew|cut|set|held|spoke|began|chose|bought|taught|thought|met|paid|sold|lost|won|broke|fell"
        r"|grew|rose|stood|led|read|heard|knew|felt|did|rang|drove|spent|became|split|let)\b"
    ),
    "did not": r"\bdid(?:n't| not)\b",
    "is": r"\b(?:am|is|are|isn't|aren't|i'm|we're|they're|it's|there's|he's|she's)\b",
    "has": r"\b(?:has|have|hasn't|haven't|i've|we've|they've|you've)\b",
    "would": r"\b(?:would|wouldn't|i'd|you'd)\b",
    "will": r"\b(?:will|won't|i'll|we'll|going to|gonna)\b",
    "could": r"\b(?:could|couldn't|can|can't|cannot|might|may)\b",
    "should": r"\b(?:should|shouldn't|ought|must|mustn't)\b",
    "had to": r"\b(?:had to|have to|has to|needed|need to|supposed to|was to|were to|got to)\b",
    "habitually": (
        r"\b(?:usually|always|often|generally|normally|sometimes|every|whenever|typically|tend|each|never)\b"
    ),
    "if": r"\b(?:if|unless|whether|depends)\b",
    "not": r"\b(?:not|no|nobody|nothing|never|none|[a-z]+n't)\b",
    "begins with and": r"^(?:and|then)\b",
    "begins with so": r"^so\b",
    "begins with but": r"^but\b",
    "begins with a filler": r"^(?:well|um|uh|oh|okay|ok|right|yeah|yes|hmm|good|sure|let)\b",
    "begins with a subordinate": r"^(?:because|which|although|though)\b",
    "asks": r"\?",
    "from then on": (
        r"\b(?:since|still|now|today|nowadays|these days|from then on|from that day|afterwards|later)\b"
    ),
    "all or none": r"\b(?:nobody|no one|none|everyone|everybody|anyone|anybody)\b",
    "i or we do": rf"{_LEADING}(?:i|we|i'm|i'd|i've|we'd|we've)\b",
    "another does": (
        rf"{_LEADING}(?:the|he|she|they|it|my|his|her|their|our|one|two|no|nobody|everyone|people|most|all)\b"
    ),
    "has done": (
        r"\b(?:have|has|'ve|'s|haven't|hasn't) (?:been |never |not |all |always )?"
        r"[a-z]+(?:ed|en|ne|ept|ot)\b"
    ),
    "is asked for": (
        r"\b(?:wanted|expected|asked|told|needed|responsible|goal|target|job|task|deadline|until|by the)\b"
    ),
}
_PATTERNS = {name: re.compile(pattern) for name, pattern in _CUES.items()}
NAMES = (*_CUES, "has a quantity", "length")


def cues(text: str) -> tuple[float, ...]:
    """One value for each of NAMES: how often it occurs, at most MOST times; the length is logarithmic."""
    said = _level(text)
    length = math.log(max(1, len(said.split())) / USUAL_WORDS)
    counts = (float(min(MOST, len(pattern.findall(said)))) for pattern in _PATTERNS.values())
    return (*counts, float(has_quantity(said)), length)


def _level(text: str) -> str:
    return text.lower().replace("\u2019", "'")
