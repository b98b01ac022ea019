"""The shortest run of the person's own words that carries a verdict."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from voiceprep.judging.plain import plain
from voiceprep.judging.windows import clauses

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voiceprep.judging.interface import Reader, Reading
    from voiceprep.judging.windows import Window
    from voiceprep.values import Word

Wanted: TypeAlias = tuple[str, int, str]
"""Plain claim, index of the window that carries the verdict, and "told" or "opposite"."""

KEPT = 0.85
"""A shorter quote must keep this share of the probability that the whole window has."""
MAX_CLAUSES = 3
MAX_TRIED = 12
"""Quotes tried for one verdict, shortest first: each costs a reading."""
AT_ONCE = 3
"""Quotes of every verdict that are read in one go: the shortest that will do is mostly among the first."""


def shortest_quotes(
    wanted: Sequence[tuple[Wanted | None, Wanted | None]],
    candidates: Sequence[Window],
    answer: Sequence[Word],
    reader: Reader,
) -> list[tuple[tuple[int, int] | None, tuple[int, int] | None]]:
    """For each wanted quote its word range; None where none is wanted."""
    parts = clauses(answer)
    searches = [
        tuple(_Search(one, _runs(candidates[one[1]], parts)) if one else None for one in both)
        for both in wanted
    ]
    going = [search for both in searches for search in both if search]
    _read(going, [search.spans[-1:] for search in going], answer, reader)
    while going := [search for search in going if search.found is None]:
        _read(going, [search.untried[:AT_ONCE] for search in going], answer, reader)
    return [(_found(first), _found(second)) for first, second in searches]


@dataclass(slots=True)
class _Search:
    """For the shortest quote of one verdict."""

    wanted: Wanted
    spans: list[tuple[int, int]]
    """Word ranges, shortest first; the whole window last."""
    strengths: dict[tuple[int, int], float] = field(default_factory=dict)
    """Of what was read: the probability of what is to be quoted."""

    @property
    def untried(self) -> list[tuple[int, int]]:
        return [span for span in self.spans if span not in self.strengths]

    @property
    def found(self) -> tuple[int, int] | None:
        """The first span that is strong enough; None as long as a shorter one is not read yet."""
        enough = KEPT * self.strengths[self.spans[-1]]
        first = next(span for span in self.spans if self.strengths.get(span, enough) >= enough)
        return first if first in self.strengths else None


def _read(
    searches: Sequence[_Search],
    spans: Sequence[Sequence[tuple[int, int]]],
    answer: Sequence[Word],
    reader: Reader,
) -> None:
    """Let each search know how strong these spans are."""
    asked = [(search, span) for search, some in zip(searches, spans, strict=True) for span in some]
    pairs = [
        (search.wanted[0], plain(" ".join(word.text for word in answer[first:last])))
        for search, (first, last) in asked
    ]
    for (search, span), reading in zip(asked, reader.read(pairs), strict=True):
        search.strengths[span] = _strength(search.wanted[2], reading)


def _strength(kind: str, reading: Reading) -> float:
    return reading.opposite if kind == "opposite" else reading.states + 0.5 * reading.partly


def _found(search: _Search | None) -> tuple[int, int] | None:
    return search.found if search else None


def _runs(window: Window, parts: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Runs of neighbouring clauses within the window, shortest first; the whole window last."""
    inside = [
        (max(first, window.first), min(last, window.last))
        for first, last in parts
        if first < window.last and last > window.first
    ]
    runs = {
        (inside[at][0], inside[at + length - 1][1])
        for length in range(1, MAX_CLAUSES + 1)
        for at in range(len(inside) - length + 1)
    }
    whole = (window.first, window.last)
    shorter = sorted((run for run in runs if run != whole), key=lambda run: (run[1] - run[0], run))
    return [*shorter[:MAX_TRIED], whole]
