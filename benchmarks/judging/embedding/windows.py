"""The windows that the first judge held against a claim: runs of whole clauses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voiceprep.judging.windows import Window, clauses

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voiceprep.values import Word

MAX_WORDS = 30
"""Longer runs without punctuation or pause are cut: a claim has at most about 25 words."""
MAX_CLAUSES = 3
"""A key point is spread over at most this many neighbouring clauses."""
MAX_WINDOW_WORDS = 60


def windows(words: Sequence[Word]) -> list[Window]:
    """Every run of one to three neighbouring clauses, by start and then by length."""
    ranges = clauses(words, longest=MAX_WORDS)
    found: list[Window] = []
    for index, (first, _) in enumerate(ranges):
        for _, last in ranges[index : index + MAX_CLAUSES]:
            if found and found[-1].first == first and last - first > MAX_WINDOW_WORDS:
                break
            found.append(Window(first, last, " ".join(word.text for word in words[first:last])))
    return found
