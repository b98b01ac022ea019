"""voiceprep sessions: list, name, tag, export and import saved interviews."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from voiceprep.cli.console import Console, size_of
from voiceprep.cli.options import A_FILE, json_option, quiet_option, recordings_option
from voiceprep.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from click.shell_completion import CompletionItem


class _ListByDefault(click.Group):
    """Without a verb of its own it lists."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        # A shell that completes has nothing yet, and wants to know which verbs there are.
        nothing = not args and not ctx.resilient_parsing
        if nothing or (args and args[0].startswith("-") and args[0] not in {"-h", "--help"}):
            args = ["list", *args]
        return super().parse_args(ctx, args)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        found = super().shell_complete(ctx, incomplete)
        if not incomplete.startswith("-"):
            return found
        known = {item.value for item in found}
        listing = list_all.shell_complete(ctx, incomplete)
        return [*(item for item in listing if item.value not in known), *found]


@click.group("sessions", cls=_ListByDefault)
def command() -> None:
    """List, name, tag, export and import saved interviews.

    Without a verb it lists. SESSION is an id, a part of one, a name that you gave, a path, or `last`.

    \b
    Examples:
      voiceprep sessions
      voiceprep sessions rename last "before the real one"
      voiceprep sessions tag 3fa9c1 calm morning
      voiceprep sessions export last --out for-my-coach.zip --anonymous --no-audio
      voiceprep sessions import for-my-coach.zip --recordings clients
    """


@command.command("list")
@recordings_option
@json_option
@quiet_option
def list_all(recordings: Path | None, *, as_json: bool, quiet: bool) -> int:
    """Date, role, questions, scores, status, size, name and tags of every session, oldest first.

    The first column, a part of the id, names a session wherever SESSION is asked for.

    \b
    Examples:
      voiceprep sessions list
      voiceprep sessions list --json
    """
    from voiceprep.cli.session_list import listed_to_json, table
    from voiceprep.sessions.find import find_recordings
    from voiceprep.sessions.listing import list_sessions

    console = Console(as_json=as_json, quiet=quiet)
    root = find_recordings(recordings)
    listed = list(list_sessions(root))
    if as_json:
        console.json(
            {
                "schema_version": 1,
                "recordings": str(root),
                "sessions": [listed_to_json(one) for one in listed],
            }
        )
        return ExitCode.OK
    for line in table(listed) if listed else ():
        console.show_line(line)
    for one in listed:
        if one.damage is not None:
            console.warn(one.damage)
    count = len(listed)
    size = size_of(sum(one.size for one in listed))
    console.note(f"{count} session{'' if count == 1 else 's'} in {root}, {size}.")
    return ExitCode.OK


@command.command("rename")
@click.argument("session")
@click.argument("name")
@recordings_option
@quiet_option
def rename(session: str, name: str, recordings: Path | None, *, quiet: bool) -> int:
    """Give a session a name of your own; an empty one takes it away. Its id stays.

    \b
    Examples:
      voiceprep sessions rename last "before the real one"
      voiceprep sessions rename 3fa9c1 ""
    """
    from voiceprep.sessions.find import find_recordings
    from voiceprep.sessions.store import open_session

    clean = one_line(name) if name else ""
    if clean.casefold() == "last":
        raise UsageError('"last" means the latest session already.', next_step="Give another name.")
    opened = open_session(find_recordings(recordings), session)
    with opened.claimed():
        opened.rename(clean)
    told = f"is called {opened.name!r}" if opened.name else "has no name of its own now"
    Console(quiet=quiet).note(f"{opened.id} {told}.")
    return ExitCode.OK


@command.command("tag")
@click.argument("session")
@click.argument("tags", nargs=-1, required=True, metavar="TAG...")
@click.option("--remove", is_flag=True, help="Take the tags away.")
@recordings_option
@quiet_option
def tag(session: str, tags: tuple[str, ...], recordings: Path | None, *, remove: bool, quiet: bool) -> int:
    """Give a session tags, or take them away.

    \b
    Examples:
      voiceprep sessions tag last calm morning
      voiceprep sessions tag last calm --remove
    """
    from voiceprep.sessions.find import find_recordings
    from voiceprep.sessions.store import open_session

    words = [one_line(word) for word in tags]
    opened = open_session(find_recordings(recordings), session)
    with opened.claimed():
        opened.tag(words, remove=remove)
    Console(quiet=quiet).note(f"{opened.id}: {', '.join(opened.tags) or 'no tags'}")
    return ExitCode.OK


@command.command("export")
@click.argument("sessions", nargs=-1, required=True, metavar="SESSION...")
@click.option("--out", type=A_FILE, required=True, metavar="FILE.zip", help="The zip to write.")
@click.option("--no-audio", is_flag=True, help="Leave the recordings out.")
@click.option("--no-transcripts", is_flag=True, help="Leave out what was said as text, and every quote.")
@click.option("--anonymous", is_flag=True, help="Leave out devices, paths, and names and tags that you gave.")
@recordings_option
@json_option
@quiet_option
def export_some(
    sessions: tuple[str, ...],
    out: Path,
    recordings: Path | None,
    *,
    no_audio: bool,
    no_transcripts: bool,
    anonymous: bool,
    as_json: bool,
    quiet: bool,
) -> int:
    """Write sessions into one zip file, to keep, to move, or to send to a coach.

    \b
    Examples:
      voiceprep sessions export last --out last.zip
      voiceprep sessions export 3fa9c1 84ee9e --out for-my-coach.zip --anonymous --no-audio
    """
    from voiceprep.sessions.export import Wanted, each_once, export
    from voiceprep.sessions.find import find_recordings
    from voiceprep.sessions.store import open_session

    console = Console(as_json=as_json, quiet=quiet)
    root = find_recordings(recordings)
    chosen = each_once(open_session(root, name) for name in sessions)
    wanted = Wanted(audio=not no_audio, transcripts=not no_transcripts, names=not anonymous)
    done = export(chosen, out, wanted=wanted)
    if done.left_out:
        why = "they are damaged, or no answer of the session names them"
        console.warn(f"left out, because {why}: {', '.join(done.left_out)}.")
    if done.recordings and (anonymous or no_transcripts):
        console.warn("The recordings are in it, with your voice and words; --no-audio leaves them out.")
    if as_json:
        console.json(
            {
                "schema_version": 1,
                "file": str(done.path),
                "size": done.size,
                "sessions": list(done.sessions),
                "recordings": done.recordings,
                "left_out": list(done.left_out),
            }
        )
    count = len(done.sessions)
    console.note(f"{out}: {count} session{'' if count == 1 else 's'}, {size_of(done.size)}.")
    return ExitCode.OK


@command.command("import")
@click.argument("file", type=A_FILE, metavar="FILE.zip")
@click.option("--as", "new_id", metavar="NEW-ID", help="The id that its one session is to have here.")
@recordings_option
@json_option
@quiet_option
def import_some(
    file: Path, new_id: str | None, recordings: Path | None, *, as_json: bool, quiet: bool
) -> int:
    """Take the sessions of a zip file into the recordings folder.

    A zip that holds anything else, or anything unsafe, is refused, and nothing of it is written.

    \b
    Examples:
      voiceprep sessions import for-my-coach.zip --recordings clients
      voiceprep sessions import last.zip --as 2026-05-04-ml-engineer-copy
    """
    from voiceprep.sessions.find import command_name, find_recordings
    from voiceprep.sessions.importing import import_sessions

    console = Console(as_json=as_json, quiet=quiet)
    folders = import_sessions(find_recordings(recordings), file, new_id=new_id)
    if as_json:
        written = [{"id": folder.name, "folder": str(folder)} for folder in folders]
        console.json({"schema_version": 1, "sessions": written})
    for folder in folders:
        shows = f"voiceprep replay {command_name(folder)}"
        console.note(f"{folder.name} is in {folder.parent}; `{shows}` shows it.")
    return ExitCode.OK


def one_line(text: str) -> str:
    """A name or a tag without line breaks and control characters.

    Raises UsageError where it is too long, or nothing is left of it.
    """
    clean = " ".join("".join(one if one.isprintable() else " " for one in text).split())
    if not clean:
        raise UsageError("A name or a tag needs something that can be read.", next_step="Give some letters.")
    if len(clean) > 80:
        raise UsageError("A name or a tag has at most 80 characters.", next_step="Give a shorter one.")
    return clean
