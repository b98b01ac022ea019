"""Cut an answer into clauses, and clauses into the windows that are held against a claim."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voiceprep.values import Word

PAUSE_SECONDS = 0.6
"""A silence this long ends a clause even where the recogniser wrote no punctuation: well above the
0.25 s that speech research takes as the shortest silent pause, so that hesitations do not cut."""
MIN_WORDS = 4
"""Shorter clauses ("for example,") say nothing alone and join the one that follows."""
MAX_WORDS = 30
"""Longer runs without punctuation or pause are cut: a claim has at most about 25 words."""
MAX_CLAUSES = 3
"""A key point is spread over at most this many neighbouring clauses."""
MAX_WINDOW_WORDS = 60
_ENDINGS = (",", ".", "?", "!", ";", ":", "…")


@dataclass(frozen=True, slots=True)
class Window:
    """A run of words of the answer."""

    first: int
    """Index of its first word."""
    last: int
    """One past the index of its last word."""
    text: str


def clauses(words: Sequence[Word]) -> list[tuple[int, int]]:
    """Word ranges (first, one past the last) that cover the answer without gaps."""
    cuts: list[int] = []
    start = 0
    for index in range(len(words)):
        length = index + 1 - start
        if (
            index + 1 == len(words)
            or length >= MAX_WORDS
            or (length >= MIN_WORDS and _ends_clause(words, index))
        ):
            cuts.append(index + 1)
            start = index + 1
    if len(cuts) > 1 and cuts[-1] - cuts[-2] < MIN_WORDS:
        del cuts[-2]
    return list(zip([0, *cuts[:-1]], cuts, strict=True)) if cuts else []


def windows(words: Sequence[Word]) -> list[Window]:
    """Every run of one to three neighbouring clauses, by start and then by length."""
    ranges = clauses(words)
    found: list[Window] = []
    for index, (first, _) in enumerate(ranges):
        for _, last in ranges[index : index + MAX_CLAUSES]:
            if found and found[-1].first == first and last - first > MAX_WINDOW_WORDS:
                break
            found.append(Window(first, last, " ".join(word.text for word in words[first:last])))
    return found


def _ends_clause(words: Sequence[Word], index: int) -> bool:
    if words[index].text.endswith(_ENDINGS):
        return True
    end, start = words[index].end, words[index + 1].start
    return end is not None and start is not None and start - end >= PAUSE_SECONDS
