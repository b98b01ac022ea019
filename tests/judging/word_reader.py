"""A reader whose readings one can work out in one's head."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voiceprep.judging.interface import Reading

if TYPE_CHECKING:
    from collections.abc import Sequence

LONG = 4
"""Words of so many letters count, as for `BagOfWords`."""


class WordReader:
    """Counts the claim's long words in the text, and looks who says "not".

    A text with the share s of them states s² and partly s(1 - s), so that s is told in all. Where one of
    the two says "not" and the other does not, s is the opposite instead. What is left over is absent.
    """

    identity = "word reader"

    def __init__(self) -> None:
        self.loads = 0
        self.asked: list[list[tuple[str, str]]] = []
        """The pairs of every call, in order."""

    def load(self) -> None:
        self.loads += 1

    def read(self, pairs: Sequence[tuple[str, str]]) -> list[Reading]:
        self.asked.append(list(pairs))
        return [_reading(claim.split(), text.split()) for claim, text in pairs]


def _reading(claim: list[str], text: list[str]) -> Reading:
    wanted = {word for word in claim if len(word) >= LONG}
    share = len(wanted & set(text)) / len(wanted) if wanted else 0.0
    if ("not" in claim) != ("not" in text):
        return Reading(states=0.0, partly=0.0, opposite=share, absent=1.0 - share)
    return Reading(states=share * share, partly=share * (1.0 - share), opposite=0.0, absent=1.0 - share)
