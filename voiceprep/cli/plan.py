"""voiceprep plan: what to practise next."""

from __future__ import annotations

import shlex
from datetime import datetime
from typing import TYPE_CHECKING

import click

from voiceprep.cli.choice import DEFAULT_COUNT, make_plan
from voiceprep.cli.console import Console
from voiceprep.cli.options import bank_option, json_option, quiet_option, recordings_option
from voiceprep.errors import ExitCode

if TYPE_CHECKING:
    from pathlib import Path


@click.command("plan")
@click.option(
    "--role",
    "roles",
    multiple=True,
    help="Questions of this role; may be repeated.  [default: practised ones]",
)
@click.option("--topic", "topics", multiple=True, help="Only topics or ids with this word; may be repeated.")
@click.option(
    "--count",
    type=click.IntRange(min=1),
    default=DEFAULT_COUNT,
    show_default=True,
    help="How many questions.",
)
@bank_option
@recordings_option
@json_option
@quiet_option
def command(
    roles: tuple[str, ...],
    topics: tuple[str, ...],
    count: int,
    *,
    bank: Path | None,
    recordings: Path | None,
    as_json: bool,
    quiet: bool,
) -> int:
    """Say what to practise next, and why.

    Each key point has a day on which it is due again: tomorrow after you missed it or had it the wrong way
    round, later and later the more often you said it (docs/progress.md). Questions with the most to lose
    come first, and every third is new. Answers that could not be judged count nowhere.

    \b
    Examples:
      voiceprep plan
      voiceprep plan --role backend-developer --count 3
      voiceprep practice --plan
    """
    from voiceprep.questions.bank import load_questions
    from voiceprep.reports.plan_json import plan_to_json
    from voiceprep.reports.planned import render_plan
    from voiceprep.sessions.store import find_recordings

    console = Console(as_json=as_json, quiet=quiet)
    now = datetime.now().astimezone()
    loaded = load_questions(bank)
    made = make_plan(loaded, find_recordings(recordings), roles=roles, topics=topics, count=count, now=now)
    if as_json:
        console.json(plan_to_json(made, now=now))
        return ExitCode.OK
    console.show(render_plan(made, now=now))
    same = _same_options(roles, topics, count, bank, recordings)
    console.note(f"{made.due} due, {made.new} new. Practise these: voiceprep practice --plan{same}")
    return ExitCode.OK


def _same_options(
    roles: tuple[str, ...], topics: tuple[str, ...], count: int, bank: Path | None, recordings: Path | None
) -> str:
    """What `practice --plan` has to be told to ask just these questions."""
    given = [
        *(("--role", role) for role in roles),
        *(("--topic", topic) for topic in topics),
        *([("--count", str(count))] if count != DEFAULT_COUNT else []),
        *([("--bank", str(bank))] if bank else []),
        *([("--recordings", str(recordings))] if recordings else []),
    ]
    return "".join(f" {option} {shlex.quote(value)}" for option, value in given)
