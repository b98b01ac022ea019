"""voiceprep plan: what to practise next."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import click

from voiceprep.cli.choice import DEFAULT_COUNT, make_plan
from voiceprep.cli.console import Console
from voiceprep.cli.options import bank_option, json_option, recordings_option
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
@click.option("--count", type=click.IntRange(min=1), default=DEFAULT_COUNT, show_default=True)
@bank_option
@recordings_option
@json_option
def command(
    roles: tuple[str, ...],
    topics: tuple[str, ...],
    count: int,
    *,
    bank: Path | None,
    recordings: Path | None,
    as_json: bool,
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

    console = Console(as_json=as_json)
    now = datetime.now().astimezone()
    loaded = load_questions(bank)
    made = make_plan(loaded, find_recordings(recordings), roles=roles, topics=topics, count=count, now=now)
    if as_json:
        console.json(plan_to_json(made, now=now))
        return ExitCode.OK
    console.show(render_plan(made, now=now))
    console.note(
        f"Of {made.due} that are due and {made.new} new ones. Practise them: voiceprep practice --plan"
    )
    return ExitCode.OK
