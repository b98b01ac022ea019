"""The `voiceprep` command: finds the verb, and is the one place where errors end."""

from __future__ import annotations

import errno
import io
import json
import os
import sys
import traceback
from importlib import import_module
from pathlib import Path
from tempfile import gettempdir
from typing import TYPE_CHECKING

import click
from click.exceptions import NoArgsIsHelpError

from voiceprep import __version__
from voiceprep.cli.console import harmless
from voiceprep.errors import ExitCode, VoiceprepError
from voiceprep.heap import keep_few_arenas

if TYPE_CHECKING:
    from collections.abc import Sequence

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
    sys.exit(run(sys.argv[1:]))


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
        if isinstance(stop, click.Abort) and sys.stdin.isatty():
            click.echo(err=True)  # the question that was asked stands on the line still
        next_step = "Run the command again whenever you like."
        return _report("Stopped.", next_step, ExitCode.INTERRUPTED, as_json=as_json)
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


def _unforeseen(error: Exception, arguments: Sequence[str], *, as_json: bool) -> int:
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        message, next_step = "The output cannot be written: the disk is full.", "Free some space."
        return _report(message, next_step, ExitCode.STORAGE, as_json=False)
    if isinstance(error, PermissionError) and error.filename is not None:
        # Even to ask whether a file is there needs leave, and every verb does that in many places.
        message = f"{os.fsdecode(error.filename)} cannot be used: permission is denied."
        next_step = "Change its permissions or those of its folder, or name another place."
        return _report(message, next_step, ExitCode.STORAGE, as_json=as_json)
    report = _write_report(error, arguments)
    return _report(
        f"voiceprep failed in an unforeseen way ({type(error).__name__}: {error}).",
        f"This is our fault. Please report it with the file {report}.",
        ExitCode.UNEXPECTED,
        as_json=as_json,
    )


def _report(message: str, next_step: str, code: ExitCode, *, as_json: bool) -> int:
    if as_json:
        error = {"message": message, "next_step": next_step, "exit_code": int(code)}
        click.echo(json.dumps({"schema_version": 1, "error": error}, ensure_ascii=False))
    click.echo(harmless(f"voiceprep: {message}\n{next_step}"), err=True)
    return int(code)


def _write_report(error: BaseException, arguments: Sequence[str]) -> Path:
    """What we need to find the fault: the verb and option names, never what the person said or typed."""
    path = Path(gettempdir()) / f"voiceprep-report-{os.getpid()}.txt"
    lines = [
        f"voiceprep {__version__}, Python {sys.version}, {sys.platform}",
        f"arguments: {[a.split('=')[0] for a in arguments if a.startswith('-') or a in VERBS]}",
        *traceback.format_exception(error),
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path
