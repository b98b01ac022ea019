"""The history for a terminal: what was practised, and how every line went on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voiceprep.progress.history import mean_rating, mean_score, scores
from voiceprep.reports.days import day
from voiceprep.reports.sparkline import WIDTH, sparkline, verdict_signs

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from rich.console import RenderableType
    from rich.table import Table

    from voiceprep.progress.attempts import Attempt, Past, SessionRecord
    from voiceprep.progress.history import History, PointLine, QuestionLine

SESSIONS_SHOWN = 10
OVERRATED_SHOWN = 3
"""The latest."""
LEGEND = "+ covered   ~ partly   - missed   ! the wrong way round   ? not sure"


def render_history(
    found: History, *, today: date, points: bool = False, plain: bool = False, partial: bool = False
) -> RenderableType:
    """Sessions, topics, on request questions and key points, and self-ratings.

    `plain`: without bars. `partial`: only some of each session's answers were asked for.
    """
    from rich.console import Group
    from rich.text import Text

    parts: list[RenderableType] = [
        _sessions(found.sessions, today, partial=partial),
        *_course(found, plain=plain),
        Text(),
    ]
    topics = [(line.topic, line.scored) for line in found.topics if line.scored]
    if topics:
        parts += [_score_table("Topics", topics, plain=plain), Text()]
    if points and found.questions:
        for question in found.questions:
            parts += [*_question(question, plain=plain), Text()]
        parts += [Text(LEGEND, style="bright_black"), Text()]
    if len(found.judges) > 1:
        days = ", ".join(dict.fromkeys(day(one.when.date(), today=today) for one in found.judges[1:]))
        told = f"Another judge or scorer from {days} on: a step in a row there may be theirs, not yours."
        parts += [Text(told), Text()]
    if found.rated:
        parts += [*_ratings(found, today), Text()]
    return Group(*parts[:-1])


def remarks(past: Past, *, demo: bool, chosen: bool = False) -> list[str]:
    """What was left out of the numbers, one sentence each.

    `chosen`: only some questions were asked for, and of which ones answers were not judged is not known.
    """
    held = [session for session in past.sessions if demo or not session.demo]
    not_judged, waiting = sum(one.not_judged for one in held), sum(one.waiting for one in held)
    told = []
    if not_judged and not chosen:
        told.append(f"{_count(not_judged, 'take')} not judged; {_they(not_judged)} nowhere.")
    if waiting:
        told.append(f"{_count(waiting, 'answer')} saved and not scored yet: voiceprep resume")
    if demos := len(past.sessions) - len(held):
        told.append(
            f"{_count(demos, 'demonstration')} left out; --demo counts {'it' if demos == 1 else 'them'}."
        )
    return told


def _count(number: int, noun: str) -> str:
    return f"1 {noun} was" if number == 1 else f"{number} {noun}s were"


def _they(number: int) -> str:
    return "it counts" if number == 1 else "they count"


def _table(title: str) -> Table:
    from rich.table import Table

    return Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), title=title, title_justify="left")


def _sessions(sessions: Sequence[SessionRecord], today: date, *, partial: bool) -> RenderableType:
    from rich.text import Text

    title = "Sessions"
    if len(sessions) > SESSIONS_SHOWN:
        title = f"The last {SESSIONS_SHOWN} of {len(sessions)} sessions"
    table = _table(title)
    table.add_column("day", no_wrap=True)
    table.add_column("scored", justify="right", no_wrap=True)
    table.add_column("content", justify="right", no_wrap=True)
    table.add_column("rated", justify="right", no_wrap=True)
    table.add_column("session", overflow="fold")
    for session in sessions[-SESSIONS_SHOWN:]:
        rated = mean_rating(session.attempts)
        table.add_row(
            day(session.created.date(), today=today),
            _scored(session, partial=partial),
            _number(mean_score(session.counted)),
            "-" if rated is None else f"{rated:.1f}",
            Text(f"{session.id} (demonstration)" if session.demo else session.id),
        )
    return table


def _course(found: History, *, plain: bool) -> list[RenderableType]:
    """The content of all sessions as one line."""
    from rich.text import Text

    means = [mean for session in found.sessions if (mean := mean_score(session.counted)) is not None]
    return [Text(f"content over time {sparkline(means, plain=plain)}")] if len(means) > 1 else []


def _scored(session: SessionRecord, *, partial: bool) -> str:
    if session.demo and not session.attempts:
        return "-"
    # How many of the others were to be looked at is not known.
    return f"{len(session.counted)}" if partial else f"{len(session.counted)} of {session.questions}"


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.0f}"


def _score_table(title: str, lines: Sequence[tuple[str, Sequence[Attempt]]], *, plain: bool) -> Table:
    from rich.text import Text

    table = _table(title)
    table.add_column("", overflow="fold", max_width=40)
    table.add_column("answers", justify="right", no_wrap=True)
    table.add_column("first", justify="right", no_wrap=True)
    table.add_column("last", justify="right", no_wrap=True)
    table.add_column("best", justify="right", no_wrap=True)
    table.add_column("over time", no_wrap=True, min_width=min(WIDTH, max(len(one) for _, one in lines)))
    for name, attempts in lines:
        found = scores(attempts)
        table.add_row(
            Text(name),
            str(len(found)),
            _number(found[0]),
            _number(found[-1]),
            _number(max(found)),
            sparkline(found, plain=plain),
        )
    return table


def _question(line: QuestionLine, *, plain: bool) -> list[RenderableType]:
    from rich.text import Text

    title = Text(f"{line.topic}  [{line.question_id}]", style="bold")
    whole = scores(line.scored)
    told = ", ".join(f"{value:.0f}" for value in whole[-WIDTH:])
    content = [Text(f"content {sparkline(whole, plain=plain)}  {told}")] if whole else []
    return [title, *content, _points(line.points)]


def _points(points: Sequence[PointLine]) -> RenderableType:
    from rich.text import Text

    table = _table("")
    table.title, table.show_header = None, False
    longest = max((len(line.marks) for line in points), default=1)
    table.add_column(no_wrap=True, min_width=min(WIDTH, longest))
    table.add_column(overflow="fold")
    for line in points:
        table.add_row(verdict_signs([mark.verdict for _, mark in line.marks]), Text(line.claim))
    return table


def _ratings(found: History, today: date) -> list[RenderableType]:
    from rich.text import Text

    table = _table("What you thought, and what came out")
    table.add_column("you said", no_wrap=True)
    table.add_column("answers", justify="right", no_wrap=True)
    table.add_column("content on average", justify="right", no_wrap=True)
    for group in found.rated:
        table.add_row(f"{group.rating} of 5", str(len(group.attempts)), _number(group.score))
    shown: list[RenderableType] = [table]
    if found.overrated:
        shown.append(Text(f"Rated 4 or 5, with less than half of the content: {_overrated(found, today)}."))
    return shown


def _overrated(found: History, today: date) -> str:
    latest = sorted(found.overrated, key=lambda one: one.when)[-OVERRATED_SHOWN:]
    told = ", ".join(
        f"{one.topic} ({day(one.when.date(), today=today)}, content {_number(one.score)})" for one in latest
    )
    more = len(found.overrated) - len(latest)
    return f"{told}, and {more} more" if more else told
