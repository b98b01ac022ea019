"""Whether an answer was recited: near-verbatim overlap with the expert answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

RUN = 6
"""Words in a row that two people hardly ever choose alike by chance."""
MEMORISED_FROM = 0.5
"""Share of words in such runs from which on an answer sounds memorised."""
MIN_WORDS = 30
"""A shorter answer may be one sentence that happens to be the same."""


def recited_share(answer: Sequence[str], expert: Sequence[str]) -> float:
    """Share of the answer's words that stand in a run of RUN words of the expert answer, 0 to 1.

    Both are plain words (lower case, no punctuation).
    """
    known = {tuple(expert[at : at + RUN]) for at in range(len(expert) - RUN + 1)}
    inside = {
        at + offset
        for at in range(len(answer) - RUN + 1)
        if tuple(answer[at : at + RUN]) in known
        for offset in range(RUN)
    }
    return len(inside) / len(answer) if answer else 0.0


def sounds_memorised(share: float, words: int) -> bool:
    """Whether to say so, for an answer of so many words."""
    return share >= MEMORISED_FROM and words >= MIN_WORDS
