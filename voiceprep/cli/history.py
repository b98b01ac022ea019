"""voiceprep history: how answers changed over time."""

from __future__ import annotations

import sys
from datetime import datetime
from typing import TYPE_CHECKING

import click

from voiceprep.cli.console import Console
from voiceprep.cli.options import bank_option, json_option, quiet_option, recordings_option
from voiceprep.errors import ExitCode

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from voiceprep.progress.attempts import Attempt, Past
    from voiceprep.progress.history import History

FEW_QUESTIONS = 3
"""Of so many questions every key point is shown without being asked for."""


@click.command("history")
@click.option(
    "--role", "roles", multiple=True, help="Only questions of this role of the bank; may be repeated."
)
@click.option("--topic", "topics", multiple=True, help="Only topics or ids with this word; may be repeated.")
@click.option("--question", "ids", metavar="ID", multiple=True, help="Only this question; may be repeated.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), metavar="YYYY-MM-DD", help="No older answers.")
@click.option("--demo", is_flag=True, help="Count the answers of `voiceprep demo` as well.")
@bank_option
@recordings_option
@json_option
@quiet_option
def command(
    roles: tuple[str, ...],
    topics: tuple[str, ...],
    ids: tuple[str, ...],
    since: datetime | None,
    *,
    demo: bool,
    bank: Path | None,
    recordings: Path | None,
    as_json: bool,
    quiet: bool,
) -> int:
    """Show how your answers changed: sessions, topics, and every key point of a question.

    A line of small bars goes from 0 to 100, the oldest answer on the left. With --topic or --question it
    shows each key point too, one sign for each answer. Answers that could not be judged count nowhere.

    \b
    Examples:
      voiceprep history
      voiceprep history --topic drift
      voiceprep history --question ml-drift --since 2026-01-01
      voiceprep history --json
    """
    from voiceprep.progress.history import history
    from voiceprep.reports.history_json import history_to_json
    from voiceprep.sessions.past import read_past
    from voiceprep.sessions.store import find_recordings

    console = Console(as_json=as_json, quiet=quiet)
    root = find_recordings(recordings)
    past = read_past(root, since=None if since is None else since.date())
    found = history(past, wanted=_wanted(past, roles, topics, ids, bank), demo=demo)
    if as_json:
        console.json(history_to_json(past, found))
    elif past.sessions or past.damaged:
        points = bool(topics or ids) or len(found.questions) <= FEW_QUESTIONS
        chosen = bool(roles or topics or ids)
        _show(found, console, points=points, partial=chosen or since is not None)
        _left_out(past, console, demo=demo, chosen=chosen)
    else:
        when = "" if since is None else f" since {since:%Y-%m-%d}"
        console.show_line(f"There are no sessions in {root}{when}. Hold one with `voiceprep practice`.")
    return ExitCode.OK


def _show(found: History, console: Console, *, points: bool, partial: bool) -> None:
    from voiceprep.reports.history import render_history
    from voiceprep.reports.sparkline import can_show

    today = datetime.now().astimezone().date()
    if found.sessions:
        plain = not can_show(getattr(sys.stdout, "encoding", None))
        console.show(render_history(found, today=today, points=points, plain=plain, partial=partial))
    if not found.questions:
        console.note("No answer that was judged fits.")
    elif not points:
        console.note("Every key point of a question: voiceprep history --question ID")


def _left_out(past: Past, console: Console, *, demo: bool, chosen: bool) -> None:
    from voiceprep.reports.history import remarks

    for remark in remarks(past, demo=demo, chosen=chosen):
        console.note(remark)
    for damaged in past.damaged:
        console.warn(f"{damaged.name}: {damaged.reason} It is left out.")


def _wanted(
    past: Past, roles: Sequence[str], topics: Sequence[str], ids: Sequence[str], path: Path | None
) -> Callable[[Attempt], bool] | None:
    """Which answers to count; None for all.

    Raises UsageError for a role that is not in the bank, and for a question that is nowhere; BankError where
    the bank that was named cannot be used, though nothing of it may be needed.
    """
    from voiceprep.questions.bank import find_question, load_questions, select

    if not (roles or topics or ids or path):
        return None
    unknown = [name for name in ids if all(name not in session.asked for session in past.sessions)]
    # An old question may have left the bank, so the bank is asked only for what the past does not know.
    bank = load_questions(path) if roles or unknown or path else None
    of_roles = None
    if bank is not None:
        for name in unknown:
            find_question(bank, name)
        of_roles = {question.id for question in select(bank, roles=roles)} if roles else None
    words = [topic.lower() for topic in topics]

    def wanted(attempt: Attempt) -> bool:
        name = f"{attempt.topic} {attempt.question_id}".lower()
        return (
            (not ids or attempt.question_id in ids)
            and (of_roles is None or attempt.question_id in of_roles)
            and (not words or any(word in name for word in words))
        )

    return wanted
