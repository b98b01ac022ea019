"""voiceprep forget: delete saved interviews for good."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from voiceprep.cli.console import WHENEVER, Console, can_ask, size_of
from voiceprep.cli.options import json_option, quiet_option, recordings_option
from voiceprep.errors import ExitCode, StoppedError, UsageError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from voiceprep.sessions.forget import Doomed


@click.command("forget")
@click.argument("sessions", nargs=-1, metavar="[SESSION...]")
@click.option(
    "--all",
    "everything",
    is_flag=True,
    help="Every session, what crashes left of any, and what `score` kept.",
)
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

    It lists every file first, and asks.
    SESSION is an id, a part of one, a name that you gave, a path, or `last`.
    The page of all sessions goes too, for it tells about them. What `score` has kept of batches
    (scores.sqlite, docs/batch.md) goes with --all alone. Nothing else that voiceprep keeps holds your words
    or your voice: sentences that quote you are never cached. Zips, and what you had written elsewhere, are
    yours to delete.

    \b
    Examples:
      voiceprep forget 3fa9c1
      voiceprep forget --before 2026-01-01
      voiceprep forget --all --yes
    """
    from voiceprep.sessions import forget
    from voiceprep.sessions.find import BATCH_RESULTS, find_recordings

    if (bool(sessions), everything, before is not None).count(True) != 1:
        raise UsageError(
            "Say which sessions: by name, with --before, or with --all; one of the three.",
            next_step="`voiceprep sessions` lists them.",
        )
    console = Console(as_json=as_json, quiet=quiet)
    root = find_recordings(recordings)
    doomed = _chosen(root, sessions, before, everything=everything)
    page = forget.overview(root) if doomed or everything else None
    scores = forget.scores(root) if everything else None
    files = {path: remark for path, remark in ((page, _PAGE), (scores, _SCORES)) if path is not None}
    if (doomed or files) and not yes:
        _show(doomed, files, console)
        if not _confirmed(doomed, files):
            raise StoppedError("Nothing was deleted.", next_step=WHENEVER)
    for one in doomed:
        forget.forget(one)
    for path in files:
        forget.forget_file(path)
    if as_json:
        console.json(_document(doomed, page, scores))
    count = len(doomed)
    console.note(f"{count} session{'' if count == 1 else 's'} forgotten.")
    if not everything and (root / BATCH_RESULTS).is_file():
        console.note("What `score` has kept of batches stays; `voiceprep forget --all` deletes it.")
    return ExitCode.OK


_PAGE = "it tells about all sessions; `voiceprep report --all` makes it anew"
_SCORES = "what `score` has kept of batches: transcripts and results"


def _chosen(
    root: Path, sessions: Sequence[str], before: datetime | None, *, everything: bool
) -> list[Doomed]:
    from voiceprep.sessions import forget

    if everything:
        return forget.everything(root)
    return forget.named(root, sessions) if before is None else forget.before(root, before.astimezone())


def _document(doomed: Sequence[Doomed], page: Path | None, scores: Path | None) -> dict[str, Any]:
    return {
        "schema_version": 1,
        "forgotten": [{"id": one.folder.name, "files": len(one.files), "size": one.size} for one in doomed],
        "page": None if page is None else str(page),
        "scores": None if scores is None else str(scores),
    }


def _show(doomed: Sequence[Doomed], files: Mapping[Path, str], console: Console) -> None:
    for one in doomed:
        console.show_line(f"{one.folder}  ({size_of(one.size)})")
        for path, size in one.files:
            console.show_line(f"  {path.relative_to(one.folder)}  {size_of(size)}")
    for path, remark in files.items():
        console.show_line(f"{path}  ({remark})")


def _confirmed(doomed: Sequence[Doomed], files: Collection[Path]) -> bool:
    """Ask. Raises UsageError where nobody can answer."""
    if not can_ask():
        raise UsageError(
            "Nothing was deleted: there is no terminal to ask at.",
            next_step="Give --yes to delete without being asked.",
        )
    count = sum(len(one.files) for one in doomed) + len(files)
    size = sum(one.size for one in doomed) + sum(path.stat().st_size for path in files)
    return click.confirm(f"Delete these {count} files ({size_of(size)}) for good?", err=True)
