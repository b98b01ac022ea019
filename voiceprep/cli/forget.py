"""voiceprep forget: delete saved interviews for good."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from voiceprep.cli.console import Console, size_of
from voiceprep.cli.options import json_option, quiet_option, recordings_option
from voiceprep.errors import ExitCode, UsageError
from voiceprep.json_form import SCHEMA_VERSION

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from voiceprep.sessions.forget import Doomed


@click.command("forget")
@click.argument("sessions", nargs=-1, metavar="[SESSION...]")
@click.option("--all", "everything", is_flag=True, help="Every session, and what crashes left of any.")
@click.option(
    "--before", type=click.DateTime(["%Y-%m-%d"]), metavar="YYYY-MM-DD", help="Those that began earlier."
)
@click.option("--yes", is_flag=True, help="Do not ask.")
@recordings_option
@json_option
@quiet_option
def command(
    sessions: tuple[str, ...],
    *,
    everything: bool,
    before: datetime | None,
    yes: bool,
    recordings: Path | None,
    as_json: bool,
    quiet: bool,
) -> int:
    """Delete sessions with their recordings, transcripts and results, for good.

    It lists every file first, and asks. SESSION is an id, a part of one, a name that you gave, or `last`.
    The page of all sessions goes too, for it tells about them. Nothing else that voiceprep keeps holds your
    words or your voice: sentences that quote you are never cached. What `score` keeps of a batch
    (scores.sqlite, docs/batch.md), zips, and pages that you had written elsewhere, are yours to delete.

    \b
    Examples:
      voiceprep forget 3fa9c1
      voiceprep forget --before 2026-01-01
      voiceprep forget --all --yes
    """
    from voiceprep.sessions import forget
    from voiceprep.sessions.find import find_recordings

    if (bool(sessions), everything, before is not None).count(True) != 1:
        raise UsageError(
            "Say which sessions: by name, with --before, or with --all; one of the three.",
            next_step="`voiceprep sessions` lists them.",
        )
    console = Console(as_json=as_json, quiet=quiet)
    root = find_recordings(recordings)
    if everything:
        doomed = forget.everything(root)
    elif before is not None:
        doomed = forget.before(root, before.astimezone())
    else:
        doomed = forget.named(root, sessions)
    page = forget.overview(root) if doomed else None
    if doomed and not yes:
        _show(doomed, page, console)
        if not _confirmed(doomed):
            console.note("Nothing was deleted.")
            return ExitCode.INTERRUPTED
    for one in doomed:
        forget.forget(one)
    if page is not None:
        forget.forget_page(page)
    if as_json:
        console.json(_to_json(doomed, page))
    count = len(doomed)
    console.note(f"{count} session{'' if count == 1 else 's'} forgotten.")
    return ExitCode.OK


def _show(doomed: Sequence[Doomed], page: Path | None, console: Console) -> None:
    for one in doomed:
        console.show_line(f"{one.folder}  ({size_of(one.size)})")
        for path, size in one.files:
            console.show_line(f"  {path.relative_to(one.folder)}  {size_of(size)}")
    if page is not None:
        console.show_line(f"{page}  (it tells about all sessions; `voiceprep report --all` makes it anew)")


def _to_json(doomed: Sequence[Doomed], page: Path | None) -> dict[str, Any]:
    """As docs/json.md has it."""
    forgotten = [{"id": one.folder.name, "files": len(one.files), "size": one.size} for one in doomed]
    return {
        "schema_version": SCHEMA_VERSION,
        "forgotten": forgotten,
        "page": None if page is None else str(page),
    }


def _confirmed(doomed: Sequence[Doomed]) -> bool:
    """Ask. Raises UsageError where nobody can answer."""
    if not sys.stdin.isatty():
        raise UsageError(
            "Nothing was deleted: there is no terminal to ask at.",
            next_step="Give --yes to delete without being asked.",
        )
    files = sum(len(one.files) for one in doomed)
    question = f"Delete these {files} files ({size_of(sum(one.size for one in doomed))}) for good?"
    return click.confirm(question, err=True)
