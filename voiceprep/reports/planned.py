"""Say why a question is in the plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voiceprep.progress.planning import Cause
from voiceprep.reports.days import day, on_day
from voiceprep.reports.verdicts import in_words
from voiceprep.values import Verdict

if TYPE_CHECKING:
    from datetime import date, datetime

    from rich.console import RenderableType

    from voiceprep.progress.planning import Known, Plan, PlanLine

_TOLD = {
    Verdict.COVERED: "you covered '{point}' {day}",
    Verdict.PARTLY: "you had only a part of '{point}' {day}",
    Verdict.MISSED: "you missed '{point}' {day}",
    Verdict.OPPOSITE: "you had '{point}' the wrong way round {day}",
}


def reason(line: PlanLine, *, now: datetime) -> str:
    """One sentence without a full stop, in the second person."""
    today = now.date()
    if line.first_due is None:
        return "new: no answer to it has been judged so far"
    if line.cause is Cause.AHEAD:
        return f"nothing else is due; this would be {on_day(line.first_due, today=today)}"
    first, total = line.due[0], len(line.question.key_points)
    verb = "is" if len(line.due) == 1 else "are"
    return "; ".join(
        (
            _TOLD[first.memory.verdict].format(point=in_words(first.point.id), day=_when(first, now)),
            _due(first.memory.due.astimezone(now.tzinfo).date(), today),
            f"{len(line.due)} of {total} points of this question {verb} due",
        )
    )


def render_plan(plan: Plan, *, now: datetime) -> RenderableType:
    """The plan for a terminal, two lines and more a question."""
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column(justify="right", no_wrap=True)
    table.add_column(overflow="fold")
    for number, line in enumerate(plan.lines, start=1):
        told = Text.assemble(
            (line.question.topic, "bold"), f"  [{line.question.id}]\n", reason(line, now=now)
        )
        table.add_row(f"{number}.", told)
    return table


def _when(known: Known, now: datetime) -> str:
    return on_day(known.memory.when.astimezone(now.tzinfo).date(), today=now.date())


def _due(due: date, today: date) -> str:
    return "due today" if due == today else f"due since {day(due, today=today)}"
