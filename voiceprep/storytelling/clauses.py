"""Cut an answer into the clauses that are read as parts of a story.

A clause ends with its sentence, at a pause, at a comma before a new statement ("..., and then I ..."), or,
where the recogniser wrote no punctuation, before such words alone. Times are used only for pauses.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from voiceprep.scoring.spoken_words import bare

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voiceprep.values import Word

PAUSE_SECONDS = 0.5
"""A silence this long ends a clause."""
MIN_WORDS = 4
"""Shorter clauses say nothing alone; they join the next one, the last joins the one before."""
AFTER_COMMA = 7
"""Words from which on a comma before a conjunction ends a clause."""
WITHOUT_COMMA = 12
"""Words from which on a conjunction and a subject alone end a clause."""
MAX_WORDS = 32
"""Longer runs are cut, at the last comma of their second half where there is one."""
_SENTENCE_ENDS = (".", "?", "!", "…", ";")
_COMMAS = (",", ":", "-", "\u2013", "\u2014")
_JOINING = frozenset({"and", "so", "but", "then", "because", "which"})
_SUBJECTS = frozenset(
    {"i", "we", "he", "she", "they", "it", "then", "so", "after", "when", "there", "that"}
    | {"i'd", "we'd", "i've", "we've", "it's", "that's", "he'd", "she'd", "they'd", "there's"}
)


def clauses(words: Sequence[Word]) -> list[tuple[int, int]]:
    """Word ranges (first, one past the last) that cover the answer without gaps."""
    cuts: list[int] = []
    start = 0
    for index in range(len(words) - 1):
        if index + 1 - start >= MIN_WORDS and _ends(words, start, index):
            cuts.append(index + 1)
            start = index + 1
        elif index + 1 - start >= MAX_WORDS:
            start = _comma_before(words, start, index + 1)
            cuts.append(start)
    if cuts and len(words) - cuts[-1] < MIN_WORDS:
        cuts.pop()
    return list(zip([0, *cuts], [*cuts, len(words)], strict=True)) if words else []


def _ends(words: Sequence[Word], start: int, index: int) -> bool:
    """Whether a clause that began at `start` ends after the word at `index`, which is not the last."""
    text, following = words[index].text, words[index + 1]
    if text.endswith(_SENTENCE_ENDS) or _silence(words[index], following) >= PAUSE_SECONDS:
        return True
    length = index + 1 - start
    if bare(following.text) not in _JOINING:
        return False
    if text.endswith(_COMMAS):
        return length >= AFTER_COMMA
    after = bare(words[index + 2].text) if index + 2 < len(words) else ""
    return length >= WITHOUT_COMMA and after in _SUBJECTS


def _comma_before(words: Sequence[Word], start: int, end: int) -> int:
    """Where a run that is too long is cut."""
    middle = (start + end) // 2
    return next((at for at in range(end, middle, -1) if words[at - 1].text.endswith(_COMMAS)), end)


def _silence(word: Word, following: Word) -> float:
    """Seconds between two words; 0 where times are unknown."""
    return 0.0 if word.end is None or following.start is None else following.start - word.end
