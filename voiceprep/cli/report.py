"""voiceprep report: a page to read, hear and keep."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from voiceprep.cli.console import Console, size_of
from voiceprep.cli.options import output_options, recordings_option
from voiceprep.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from voiceprep.report import Written


@click.command("report")
@click.argument("session", required=False)
@click.option("--all", "everything", is_flag=True, help="All sessions, and the progress.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="Where to write it.  [default: report.html in the session's folder, or in that of all sessions]",
)
@click.option("--open", "show", is_flag=True, help="Open it in the browser.")
@click.option(
    "--audio",
    "sound",
    type=click.Choice(["inside", "beside", "none"]),
    help="Recordings inside the page, in a folder beside it, or left out.  [default: inside]",
)
@recordings_option
@output_options
def command(
    session: str | None,
    *,
    everything: bool,
    out: Path | None,
    show: bool,
    sound: str | None,
    recordings: Path | None,
    **output: bool,
) -> int:
    """Write one self-contained HTML page: transcript, evidence, sound and charts.

    SESSION is an id, a part of one, a name of yours, a path, or `last`,
    which is the default. The page asks for nothing from
    the network; it can be printed, kept and sent. With the recordings inside it is as big as they are: about
    0.3 MB a minute.

    \b
    Examples:
      voiceprep report --open
      voiceprep report 2026-05-04-ml-engineer-3fa9c1 --out friday.html
      voiceprep report last --audio none
      voiceprep report --all --open
    """
    from voiceprep.bands import load_bands
    from voiceprep.gathering import PAGE
    from voiceprep.report import Sound, write_overview_page, write_session_page
    from voiceprep.sessions.store import find_recordings, open_session

    console = Console(**output)
    if everything and (session is not None or sound is not None):
        raise UsageError(
            "--all stands alone: it takes no session, and no --audio.",
            next_step="Leave them out, or leave out --all.",
        )
    root = find_recordings(recordings)
    if everything:
        written = write_overview_page(root, out or root / PAGE)
    else:
        opened = open_session(root, session or "last")
        with console.busy("Writing the page"):
            written = write_session_page(
                opened, out or opened.folder / PAGE, bands=load_bands(), sound=Sound(sound or "inside")
            )
    for what in (*written.damaged, *written.silent):
        console.warn(what)
    if console.as_json:
        console.json(to_json(written))
    else:
        console.show_line(f"{written.path} ({size_of(written.size)})")
    if show:
        _open(written.path, console)
    return ExitCode.OK


def to_json(written: Written) -> dict[str, object]:
    """As docs/json.md has it."""
    from voiceprep.json_form import SCHEMA_VERSION

    return {
        "schema_version": SCHEMA_VERSION,
        "page": str(written.path),
        "bytes": written.size,
        "damaged": list(written.damaged),
        "silent": list(written.silent),
    }


def _open(page: Path, console: Console) -> None:
    import webbrowser

    address = page.resolve().as_uri()
    if not webbrowser.open(address):
        console.warn(f"No browser could be opened. The page is at {address}")
