"""Two takes of one question side by side, on a terminal screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voiceprep.compared import Change
from voiceprep.reports.terminal import LOOKS
from voiceprep.reports.verdicts import TOLD, in_words
from voiceprep.values import Status, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType

    from voiceprep.compared import Comparison, PointChange, Shift
    from voiceprep.values import Portion, Take

# A sign beside the colour, as for verdicts.
_MOVED = {Change.GAINED: ("^ gained", "green"), Change.LOST: ("v lost", "red")}
OTHER_JUDGE = "They were not judged by the same judge and rules, so a change may be theirs and not yours."
_UNMOVED = {Change.MISSING: "- still missing", Change.KEPT: "= kept"}


def render_comparison(comparison: Comparison, *, heading: str = "Against the take before") -> RenderableType:
    """What was gained and lost, with claims; what stayed as it was, by name; the figures of both."""
    from rich.console import Group
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, show_header=False, padding=(0, 1), pad_edge=False)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for point in comparison.points:
        if point.change in _MOVED:
            label, colour = _MOVED[point.change]
            verdicts = f"  ({point.before} → {point.after})"
            table.add_row(Text(label, style=colour), Text(f"{point.claim}{verdicts}"))
    lines: list[RenderableType] = [
        Text(heading, style="bold"),
        *(Text(line) for line in _story(comparison)),
    ]
    if table.row_count:
        lines.append(table)
    lines += [Text(line) for line in _unmoved(comparison)]
    if not comparison.judged_alike:
        lines.append(Text(OTHER_JUDGE, style="yellow"))
    if figures := "; ".join(_figures(comparison)):
        lines.append(Text(figures, style="bright_black"))
    return Group(*lines)


def render_part(take: Take, part: Portion) -> RenderableType:
    """The result of an answer to a part of a question: no score, for it is no answer to the whole."""
    from rich.console import Group
    from rich.text import Text

    if take.status is not Status.SCORED:
        return Text(f"Not scored: {take.reason}", style="yellow")
    if part.story is not None:
        spans = [span for span in (take.star.spans if take.star else ()) if span.part is part.story]
        if not spans:
            return Text(f"- no {part.story} was heard", style="bright_black")
        return Group(*(Text(f'+ {part.story}  "{span.quote}"', style="green") for span in spans))
    rows = []
    for finding in take.findings:
        sign, colour = LOOKS[finding.verdict]
        rows.append(Text(f"{sign} {finding.verdict}  {finding.claim}", style=colour))
        if finding.quote:
            rows.append(Text(f'"{finding.quote}"', style="italic bright_black"))
    return Group(*rows)


def _unmoved(comparison: Comparison) -> Iterator[str]:
    for change, label in _UNMOVED.items():
        names = [_named(point) for point in comparison.points if point.change is change]
        if names:
            yield f"{label}: {', '.join(names)}"


def _named(point: PointChange) -> str:
    """Its id in words, with the verdicts where they say more than missing or kept."""
    name = in_words(point.key_point)
    if point.before is not point.after:
        return f"{name} ({point.before} → {point.after})"
    return name if point.after in {Verdict.COVERED, Verdict.MISSED} else f"{name} ({point.after})"


def _story(comparison: Comparison) -> Iterator[str]:
    if (story := comparison.story) is not None:
        yield f"the {story.part}: {TOLD[story.before]} → {TOLD[story.after]}"


def _figures(comparison: Comparison) -> Iterator[str]:
    shifts: list[tuple[str, Shift | None, str]] = [
        ("content", comparison.content, ""),
        ("first key point after", comparison.first_key_point, " s"),
        ("length", comparison.seconds, " s"),
        ("um and uh", comparison.filler_sounds, ""),
        ("filler words", comparison.filler_words, ""),
    ]
    for name, shift, unit in shifts:
        if shift is not None and (shift.before, shift.after) != (None, None):
            yield f"{name} {_number(shift.before)} → {_number(shift.after)}{unit}"


def _number(value: float | None) -> str:
    return "not known" if value is None else f"{value:.0f}"
