"""Explanations on a terminal screen, at most 100 wide, readable without colour."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voiceprep.reports.coefficients import number_table
from voiceprep.reports.terminal import LOOKS, clock
from voiceprep.scoring.coverage import (
    FULL_FROM,
    NOTHING_BELOW,
    OPPOSITE_PENALTY,
    PARTLY_CREDIT,
    STEEPNESS,
)
from voiceprep.values import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType
    from rich.table import Table

    from voiceprep.reports.explained import Explanation, Point
    from voiceprep.scoring.coverage import Rule

_TIMES = "\N{MULTIPLICATION SIGN}"
_INDENT = (0, 0, 0, 2)
_BELOW = {Verdict.MISSED, Verdict.UNSURE}
PART = "An answer to a part of the question: it has no score, and changes none."
ALARMING = 1.0
"""Points of content from which on a difference is hardly one of rounding (docs/scale.md)."""


def render_explanation(explanation: Explanation) -> RenderableType:
    """One take: the question, every key point step by step, and the content score as their sum."""
    from rich.console import Group
    from rich.text import Text

    again = f" (take {explanation.attempt})" if explanation.attempt > 1 else ""
    asked = explanation.question or explanation.question_id
    parts: list[RenderableType] = [Text(f"\n{explanation.number}. {asked}{again}", style="bold cyan")]
    if explanation.part is not None:
        parts.append(Text(PART, style="bright_black"))
    parts += _changes(explanation)
    if explanation.nothing is not None:
        if explanation.saved_content is not None and explanation.part is None:
            parts.append(Text(f"Saved content {explanation.saved_content:.1f} of 100."))
        parts.append(Text(f"Nothing to explain: {explanation.nothing}", style="yellow"))
        return Group(*parts)
    for point in explanation.points:
        parts += _point(point)
    result = _result(explanation) if explanation.part is None else ()
    return Group(*parts, Text(), _sum_table(explanation), *result)


def _changes(explanation: Explanation) -> Iterator[RenderableType]:
    """What is not as it was when the result was saved."""
    from rich.text import Text

    if not explanation.changes:
        return
    names = " and ".join(change.name for change in explanation.changes)
    verb = "differs" if len(explanation.changes) == 1 else "differ"
    follows = "; what follows is today's" if explanation.points else ""
    yield Text(f"Today's {names} {verb} from the saved result's{follows}.", style="yellow")
    for change in explanation.changes:
        yield Text(
            f"  {change.name} then: {change.saved or 'not noted'}\n  {change.name} now:  {change.today}"
        )


def _point(point: Point) -> Iterator[RenderableType]:
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    finding = point.finding
    sign, colour = LOOKS[finding.verdict]
    head = Table.grid(padding=(0, 1))
    head.add_column(no_wrap=True, width=11)
    head.add_column(overflow="fold")
    head.add_row(Text(f"{sign} {finding.verdict}", style=colour), Text(finding.claim, style="bold"))
    if finding.quote is not None:
        when = "" if finding.start is None else f"  {clock(finding.start)}-{clock(finding.end)}"
        head.add_row("", Text.assemble((f'"{finding.quote}"', "italic"), when))
    yield Text()
    yield head
    yield Padding(_weighing(point), _INDENT)
    yield Padding(_steps(point), _INDENT)


def _weighing(point: Point) -> RenderableType:
    """Measures, or measure × coefficient, summed to logits; then the probabilities."""
    from rich.text import Text

    table = number_table("", *(["value"] if point.measures else []), *point.probabilities)
    calibrated = point.logits is not None
    for measured in point.measures:
        # A term of 0 adds nothing: without listed misconceptions three of them are.
        if measured.value or not calibrated:
            terms = measured.terms or dict.fromkeys(point.probabilities)
            table.add_row(measured.name, f"{measured.value:.3f}", *map(_signed, terms.values()))
    gap = [""] if point.measures else []
    if point.logits is not None:
        table.add_row("sum: logit", *gap, *map(_signed, point.logits.values()))
    table.add_row("probability", *gap, *(f"{value:.4f}" for value in point.probabilities.values()))
    if calibrated:
        return table
    from rich.console import Group

    why = (
        "Not calibrated: the probabilities are the model's own."
        if point.measures
        else "Not measured: the judge tells only the probabilities."
    )
    return Group(Text(why), table)


def _steps(point: Point) -> RenderableType:
    """From probabilities to what the key point adds."""
    from rich.table import Table

    finding, chances = point.finding, point.probabilities
    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    grid.add_row("verdict", _verdict(point.rule))
    grid.add_row(
        "expected share",
        f"{chances['states']:.4f} + {PARTLY_CREDIT:g} {_TIMES} {chances['partly']:.4f} = {point.stated:.4f}",
    )
    grid.add_row("credit", _credit(point))
    grid.add_row(
        f"weight {_TIMES} credit",
        f"{finding.weight:g} {_TIMES} {finding.credit:.4f} = {point.earned:.4f}",
    )
    return grid


def _verdict(rule: Rule) -> str:
    if rule.verdict not in _BELOW:
        return f"{rule.verdict}, for {rule.measured} {rule.value:.4f} is at least {rule.threshold:g}"
    below = f"{rule.verdict}, for {rule.measured} {rule.value:.4f} is below {rule.threshold:g}"
    return f"{below}, but a term may have been misheard" if rule.verdict is Verdict.UNSURE else below


def _credit(point: Point) -> str:
    if point.rule.verdict is Verdict.OPPOSITE:
        return f"-{OPPOSITE_PENALTY:g} {_TIMES} {point.probabilities['opposite']:.4f} = {point.credit:.4f}"
    scaled = f"({point.stated:.4f} - {NOTHING_BELOW:g}) / ({FULL_FROM:g} - {NOTHING_BELOW:g})"
    return f"({scaled}, cut to 0 to 1)^{STEEPNESS:g} = {point.share:.4f}^{STEEPNESS:g} = {point.credit:.4f}"


def _sum_table(explanation: Explanation) -> Table:
    """Weight × credit of every key point, with what was saved where that is another."""
    from rich.text import Text

    differs = _differs(explanation)
    table = number_table(
        "key point", "weight", "credit", f"weight {_TIMES} credit", *(["saved"] if differs else [])
    )
    for point in explanation.points:
        finding, saved = point.finding, point.saved
        then = "none" if saved is None else f"{saved.verdict} {saved.credit:.4f}"
        table.add_row(
            Text(f"{LOOKS[finding.verdict][0]} {finding.key_point}"),
            f"{finding.weight:g}",
            f"{finding.credit:.4f}",
            f"{point.earned:.4f}",
            *([then] if differs else []),
        )
    for old in explanation.gone:
        table.add_row(Text(f"  {old.key_point}"), "gone", "", "", f"{old.verdict} {old.credit:.4f}")
    table.add_row("sum", f"{explanation.weight:g}", "", f"{explanation.earned:.4f}")
    return table


def _differs(explanation: Explanation) -> bool:
    return bool(explanation.gone) or any(
        point.saved is None
        or (point.saved.verdict, point.saved.credit) != (point.finding.verdict, point.finding.credit)
        for point in explanation.points
    )


def _result(explanation: Explanation) -> Iterator[RenderableType]:
    from rich.text import Text

    content, saved = explanation.content, explanation.saved_content
    yield Text(
        f"Content = 100 {_TIMES} max(0, {explanation.earned:.4f} / {explanation.weight:g}) = {content:.1f}",
        style="bold",
    )
    if content == saved:
        yield Text(f"Saved content {saved:.1f}: the same.")
    elif explanation.changes:
        names = " and ".join(change.name for change in explanation.changes)
        yield Text(f"Saved content {saved:.1f}, with another {names}.", style="yellow")
    else:
        yield Text(
            f"Saved content {saved:.1f}, though judge, scorer and bank are the same by their names: "
            "another processor rounds otherwise, or the saved file was changed, or voiceprep was.",
            style="yellow" if abs((content or 0.0) - (saved or 0.0)) < ALARMING else "red",
        )


def _signed(value: float | None) -> str:
    return "" if value is None else f"{value:+.3f}"
