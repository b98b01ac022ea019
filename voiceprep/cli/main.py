"""The `voiceprep` command: finds the verb, and is the one place where errors end."""

from __future__ import annotations

import errno
import io
import json
import os
import re
import signal
import sys
import tempfile
import traceback
from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING

import click
from click.exceptions import NoArgsIsHelpError

from voiceprep import __version__
from voiceprep.cli.console import WHENEVER, harmless, print_json, watched
from voiceprep.cli.interrupts import let_none_be_lost
from voiceprep.errors import ExitCode, VoiceprepError
from voiceprep.heap import keep_few_arenas
from voiceprep.storage import refused

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

VERBS = {
    "practice": "Hold a spoken mock interview.",
    "resume": "Go on with an interview that was interrupted.",
    "demo": "Watch a three-question interview with answers that ship with voiceprep.",
    "score": "Score recorded answers: a file, a folder, an archive, a list.",
    "judge": "Score written answers, or claim and answer pairs for evaluation.",
    "transcribe": "Words of a recording, with times and probabilities.",
    "history": "How your answers changed: sessions, topics, key points.",
    "plan": "What to practise next, and why.",
    "replay": "Go through a saved session again.",
    "retake": "Answer a question of a saved session once more, and see what changed.",
    "report": "Write a page to read, hear and keep: one session, or all of them.",
    "explain": "How every number of a saved result came about.",
    "sessions": "List, name, tag, export and import saved sessions.",
    "forget": "Delete saved sessions for good.",
    "accuracy": "How good the judge was measured to be, and on what.",
    "questions": "List, show and check questions.",
    "roles": "Which jobs the questions are for.",
    "models": "Which model weights are here, and where from.",
    "devices": "List microphones and loudspeakers, and remember which to use.",
    "doctor": "What is installed, what is missing, and how to mend it.",
    "completion": "Print the shell completion script.",
}
"""Verb → one line of help. Each lives in the module of its name in this package."""


class LazyGroup(click.Group):
    """Imports a verb's module when that verb is used, so that `--help` stays quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click's signature)
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in VERBS:
            return None
        command: click.Command = import_module(f"voiceprep.cli.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl(list(VERBS.items()))


@click.group(
    cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(__version__, "-V", "--version", prog_name="voiceprep")
def cli() -> None:
    """Practise job interviews aloud, on your own machine.

    voiceprep asks a question, listens to your answer, and shows which key points of an expert answer
    you covered, missed, or said the wrong way round, with your own words as evidence. Nothing leaves
    this computer.

    \b
    Examples:
      voiceprep demo                                   see it work, no microphone needed
      voiceprep practice --count 3                     three questions, spoken
      voiceprep practice --typed --topic regular       by keyboard, on one topic
      voiceprep score answer.m4a --question ml-drift   score a recording
    """


def main() -> None:
    """Entry point of the installed command."""
    keep_few_arenas()
    let_none_be_lost()
    code = run(sys.argv[1:])
    _leave_at_once_on_ctrl_c(code)
    sys.exit(code)


def _leave_at_once_on_ctrl_c(code: int) -> None:
    """All is told and saved, and the end waits for threads: a second Ctrl-C there leaves at once."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            with suppress(OSError, ValueError):
                stream.flush()
    signal.signal(signal.SIGINT, lambda *_: os._exit(code))


def run(arguments: Sequence[str]) -> int:
    """Run one command line; the exit code. Prints every foreseen error as one sentence and a next step."""
    as_json = "--json" in arguments
    _accept_any_text()
    try:
        result = cli.main(args=list(arguments), prog_name="voiceprep", standalone_mode=False)
        return int(result) if isinstance(result, int) else ExitCode.OK
    except VoiceprepError as error:
        return _report(error.message, error.next_step, error.exit_code, as_json=as_json)
    except click.UsageError as error:
        where = error.ctx.command_path if error.ctx else "voiceprep"
        message, next_step = error.format_message(), f"`{where} --help` shows the options and examples."
        if isinstance(error, NoArgsIsHelpError):  # its message is the whole help
            click.echo(f"{message}\n", err=True)
            message = f"Say what `{where}` is to do: a verb is missing."
        return _report(message, next_step, ExitCode.USAGE, as_json=as_json)
    except (KeyboardInterrupt, click.Abort) as stop:
        if isinstance(stop, click.Abort) and watched(sys.stdin):
            click.echo(err=True)  # the question that was asked stands on the line still
        return _report("Stopped.", WHENEVER, ExitCode.INTERRUPTED, as_json=as_json)
    except SystemExit:
        # click ends so where the reader of our output has gone (`| head`), which is nobody's fault.
        return ExitCode.OK
    except Exception as error:  # noqa: BLE001 (the one boundary: anything unforeseen becomes a report)
        return _unforeseen(error, arguments, as_json=as_json)


def _accept_any_text() -> None:
    """What the terminal cannot show becomes an escape: a word of a session must not end the program."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


_NO_LEAVE = frozenset({errno.EACCES, errno.EPERM})
_NO_PLACE = frozenset(
    {
        *(errno.ENAMETOOLONG, errno.ELOOP, errno.EIO, errno.EROFS),
        # Network disks that have gone, and drives that a person has pulled out.
        *(errno.ESTALE, errno.ENOTCONN, errno.ETIMEDOUT, errno.EHOSTDOWN, errno.ENODEV, errno.ENXIO),
    }
)
"""What the system says of a place that it cannot look into, or that no disk could have."""


def _unforeseen(error: Exception, arguments: Sequence[str], *, as_json: bool) -> int:
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        message, next_step = "The output cannot be written: the disk is full.", "Free some space."
        return _report(message, next_step, ExitCode.STORAGE, as_json=False)
    if isinstance(error, OSError) and (place := _place(error)) is not None:
        next_step = "Name another place."
        if error.errno in _NO_LEAVE:
            next_step = "Change its permissions or those of its folder, or name another place."
        message = f"{place} cannot be used: {refused(error)}."
        return _report(message, next_step, ExitCode.STORAGE, as_json=as_json)
    report = _write_report(error, arguments)
    return _report(
        f"voiceprep failed in an unforeseen way ({type(error).__name__}: {error}).",
        "This is our fault. Please report it with "
        + ("what you did; no file could be written about it." if report is None else f"the file {report}."),
        ExitCode.UNEXPECTED,
        as_json=as_json,
    )


def _place(error: OSError) -> str | None:
    """The file that the system lets nobody use; None where it is not about that.

    Even to ask whether a file is there may be refused, and every verb does that in many places.
    """
    known = error.errno in _NO_LEAVE | _NO_PLACE and isinstance(error.filename, str | bytes | os.PathLike)
    return os.fsdecode(error.filename) if known else None


def _report(message: str, next_step: str, code: ExitCode, *, as_json: bool) -> int:
    if as_json:
        error = {"message": message, "next_step": next_step, "exit_code": int(code)}
        print_json(json.dumps({"schema_version": 1, "error": error}, ensure_ascii=False))
    click.echo(harmless(f"voiceprep: {message}\n{next_step}"), err=True)
    return int(code)


def _write_report(error: BaseException, arguments: Sequence[str]) -> str | None:
    """What we need to find the fault: verb, option names and places in the code; its path, None for no place.

    Never what the person said or typed, which the words of an error may quote.
    """
    names = [one.split("=")[0] for one in arguments]
    lines = [
        f"voiceprep {__version__}, Python {sys.version}, {sys.platform}",
        # An answer, too, may begin with a hyphen.
        f"arguments: {[one for one in names if one in VERBS or re.fullmatch('--?[a-z-]+', one)]}",
        *_places_in_the_code(error),
    ]
    try:
        # A name that nobody can foresee, in a folder that everybody may write into.
        handle, path = tempfile.mkstemp(prefix="voiceprep-report-", suffix=".txt")
        with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as out:
            out.write("\n".join(lines))
    except OSError:
        return None
    return path


def _places_in_the_code(error: BaseException) -> Iterator[str]:
    """Of the error and, before it, of what led to it; the type alone of each."""
    if (cause := error.__cause__ or error.__context__) is not None:
        yield from _places_in_the_code(cause)
    yield type(error).__qualname__
    yield from traceback.format_tb(error.__traceback__)
