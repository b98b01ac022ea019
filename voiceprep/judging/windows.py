"""Cut an answer into the windows that are read against a claim, and into clauses for quoting.

Windows are counted in plain words, so that punctuation, capitals and hesitations move none of them: the same
words have the same windows whether they were typed or recognised. Clauses follow punctuation and pauses;
they only decide where a quote begins and ends.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from voiceprep.judging.plain import plain_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voiceprep.values import Word

WINDOW = 40
"""Plain words. Claims have up to about 22 words; people who explain one in their own words take 20 to 45."""
STRIDE = 16
"""Plain words from one window to the next: some window then holds a statement of up to 24 words whole. With
fewer, the windows that are read against a claim would be nearly the same words."""
PAUSE_SECONDS = 0.6
"""A silence this long ends a clause even where the recogniser wrote no punctuation: well above the
0.25 s that speech research takes as the shortest silent pause, so that hesitations do not cut."""
MIN_WORDS = 4
"""Shorter clauses ("for example,") say nothing alone and join the one that follows."""
MAX_WORDS = 12
"""Longer runs without punctuation or pause are cut: a quote should be short."""
_ENDINGS = (",", ".", "?", "!", ";", ":", "…")


@dataclass(frozen=True, slots=True)
class Window:
    """A run of words of the answer."""

    first: int
    """Index of its first word."""
    last: int
    """One past the index of its last word."""
    text: str
    """Its plain words."""


def windows(words: Sequence[Word]) -> list[Window]:
    """Overlapping runs of WINDOW plain words, STRIDE apart; the whole answer where it is shorter."""
    said = _plain_with_places(words)
    if not said:
        return []
    starts = [*range(0, len(said) - WINDOW, STRIDE), max(0, len(said) - WINDOW)]
    return [
        Window(
            said[first][1],
            said[min(first + WINDOW, len(said)) - 1][1] + 1,
            " ".join(word for word, _ in said[first : first + WINDOW]),
        )
        for first in starts
    ]


def clauses(words: Sequence[Word], *, longest: int = MAX_WORDS) -> list[tuple[int, int]]:
    """Word ranges (first, one past the last) that cover the answer without gaps."""
    cuts: list[int] = []
    start = 0
    for index in range(len(words)):
        length = index + 1 - start
        if (
            index + 1 == len(words)
            or length >= longest
            or (length >= MIN_WORDS and _ends_clause(words, index))
        ):
            cuts.append(index + 1)
            start = index + 1
    if len(cuts) > 1 and cuts[-1] - cuts[-2] < MIN_WORDS:
        del cuts[-2]
    return list(zip([0, *cuts[:-1]], cuts, strict=True)) if cuts else []


def _plain_with_places(words: Sequence[Word]) -> list[tuple[str, int]]:
    """Plain words of the answer, each with the index of the word it comes from."""
    said: list[tuple[str, int]] = []
    for index, word in enumerate(words):
        for piece in plain_words(word.text):
            # A restart may run over two words, which `plain_words` cannot see.
            if not said or said[-1][0] != piece:
                said.append((piece, index))
    return said


def _ends_clause(words: Sequence[Word], index: int) -> bool:
    if words[index].text.endswith(_ENDINGS):
        return True
    end, start = words[index].end, words[index + 1].start
    return end is not None and start is not None and start - end >= PAUSE_SECONDS
