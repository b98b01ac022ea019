"""The shortest run of the person's own words that carries a verdict."""

from __future__ import annotations

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


def shortest_quotes(
    wanted: Sequence[tuple[Wanted | None, Wanted | None]],
    candidates: Sequence[Window],
    answer: Sequence[Word],
    reader: Reader,
) -> list[tuple[tuple[int, int] | None, tuple[int, int] | None]]:
    """For each wanted quote its word range; None where none is wanted. All are read in one go."""
    parts = clauses(answer)
    tried = [[_runs(candidates[want[1]], parts) if want else [] for want in both] for both in wanted]
    pairs = [
        (want[0], plain(" ".join(word.text for word in answer[first:last])))
        for both, runs in zip(wanted, tried, strict=True)
        for want, spans in zip(both, runs, strict=True)
        if want
        for first, last in spans
    ]
    readings = iter(reader.read(pairs))
    quotes = []
    for both, runs in zip(wanted, tried, strict=True):
        found = [
            _shortest(want[2], spans, [next(readings) for _ in spans]) if want else None
            for want, spans in zip(both, runs, strict=True)
        ]
        quotes.append((found[0], found[1]))
    return quotes


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


def _shortest(kind: str, spans: Sequence[tuple[int, int]], readings: Sequence[Reading]) -> tuple[int, int]:
    def strength(reading: Reading) -> float:
        return reading.opposite if kind == "opposite" else reading.states + 0.5 * reading.partly

    enough = KEPT * strength(readings[-1])
    return next(span for span, reading in zip(spans, readings, strict=True) if strength(reading) >= enough)
