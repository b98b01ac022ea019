"""Takes of one question side by side, key point by key point."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voiceprep.compared import Change
from voiceprep.reports.report_data import Comparison, ComparisonRow, Label
from voiceprep.reports.second_take import OTHER_JUDGE
from voiceprep.reports.terminal import clock
from voiceprep.reports.verdicts import LABELS, RANKS
from voiceprep.scoring.comparison import change_of, judged_alike

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from voiceprep.values import Take, Verdict

_NONE = "-"
"""Where a take has no such figure, or its bank no such key point."""


def comparison(scored: Sequence[tuple[str, Take]]) -> Comparison | None:
    """Of takes that have a score, with their titles; None of fewer than two."""
    if len(scored) < 2:
        return None
    only = [take for _, take in scored]
    rows = tuple(_rows(only))
    gained = sum(row.change == "gained" for row in rows)
    lost = sum(row.change == "lost" for row in rows)
    summary = f"From {scored[0][0].lower()} to {scored[-1][0].lower()}: {gained} gained, {lost} lost."
    alike = all(judged_alike(only[0], one) for one in only)
    return Comparison(
        titles=tuple(title for title, _ in scored),
        rows=rows,
        figures=tuple(_figures(only)),
        summary=summary if alike else f"{summary} {OTHER_JUDGE}",
    )


def change(first: Verdict | None, last: Verdict | None) -> str:
    """What became of a key point between two takes; None: the take's bank did not have it."""
    if first is None or last is None:
        return "not in both"
    what = change_of(first, last)
    if what is not Change.MISSING:
        return what.value
    before, after = RANKS[first], RANKS[last]
    if before == after:
        return f"still {LABELS[last].text}"
    return "closer" if after > before else "further off"


def _rows(takes: Sequence[Take]) -> Iterator[ComparisonRow]:
    """An id that stands for another claim in a later take is another key point."""
    found = [{(one.key_point, one.claim): one.verdict for one in take.findings} for take in takes]
    for point in dict.fromkeys(point for one in found for point in one):
        verdicts = [one.get(point) for one in found]
        cells: list[Label | str] = [_NONE if verdict is None else LABELS[verdict] for verdict in verdicts]
        yield ComparisonRow(point[1], tuple(cells), change(verdicts[0], verdicts[-1]))


def _figures(takes: Sequence[Take]) -> Iterator[ComparisonRow]:
    figures: tuple[tuple[str, str, Callable[[Take], float | None], Callable[[float], str]], ...] = (
        (
            "Content of 100",
            "",
            lambda take: None if take.content is None else round(take.content),
            "{:.0f}".format,
        ),
        ("Length", " s", lambda take: take.seconds, clock),
        ("First key point after", " s", _first_key_point, "{:.0f} s".format),
        ("Filler sounds and words", "", _fillers, "{:.0f}".format),
    )
    for name, unit, value_of, shown in figures:
        values = [value_of(take) for take in takes]
        if any(value is not None for value in values):
            cells = tuple(_NONE if value is None else shown(value) for value in values)
            yield ComparisonRow(name, cells, _difference(values[0], values[-1], unit))


def _difference(first: float | None, last: float | None, unit: str) -> str:
    """To the whole, and cut as `clock` cuts."""
    return "" if first is None or last is None else f"{int(last) - int(first):+d}{unit}"


def _first_key_point(take: Take) -> float | None:
    if take.delivery is None or take.delivery.first_key_point is None:
        return None
    return round(take.delivery.first_key_point)


def _fillers(take: Take) -> float | None:
    """Sounds are part of the sum only where they were counted, so no sum without them."""
    if take.delivery is None or take.delivery.fillers.sounds is None:
        return None
    return float(take.delivery.fillers.sounds + take.delivery.fillers.words)
