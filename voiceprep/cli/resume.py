"""voiceprep resume: go on with an interview that was interrupted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from voiceprep.cli.again import as_planned, take_up
from voiceprep.cli.console import Console
from voiceprep.cli.held import as_held
from voiceprep.cli.options import judging_options, output_options, recordings_option, transcriber_option
from voiceprep.cli.room import plays_files, room_options
from voiceprep.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from voiceprep.sessions.store import Session


@click.command("resume")
@click.argument("session", default="last")
@room_options
@judging_options
@transcriber_option
@recordings_option
@output_options
def command(session: str, recordings: Path | None, **rest: Any) -> int:
    """Go on with an interview that was interrupted, at the next question.

    SESSION is an id, a part of one, a name of yours, a path, or `last`:
    the last one that is not finished, or holds an answer
    that was recorded and not scored, or whose filled pauses were not counted yet. That is done first; nothing
    that was scored is touched. An examination goes on as one, follow-ups are asked where they were, and it is
    held as it was (typed, hands-free, with time to think and so on) where no option here says otherwise;
    --microphone goes back from typing to speaking. Exit code 4 when an answer could not be judged.

    \b
    Examples:
      voiceprep resume
      voiceprep resume 2026-05-04-ml-engineer-3fa9c1 --typed
    """
    from voiceprep.cli.answers import tell_left_over
    from voiceprep.cli.ending import session_to_json, show_summary
    from voiceprep.cli.interview import hold
    from voiceprep.cli.room import build_room
    from voiceprep.cli.score import exit_code
    from voiceprep.questions.bank import load_questions, role_titles
    from voiceprep.resuming import planned_questions, what_is_left
    from voiceprep.sessions.store import find_recordings

    console = Console(as_json=rest["as_json"], quiet=rest["quiet"], verbose=rest["verbose"])
    opened = _open(find_recordings(recordings), session)
    take_up(opened, console)
    bank = load_questions(rest["bank"])
    questions = planned_questions(opened, bank)
    plan = opened.document["plan"]
    planned_bank = plan.get("bank")
    if isinstance(planned_bank, dict) and planned_bank.get("version") != bank.version:
        console.warn(
            f"The interview was begun with another edition of {planned_bank.get('file')}; "
            f"it goes on with {bank.path}."
        )
    room, answers = build_room(console, bank, as_begun(as_held(rest, plan), plan))
    left = what_is_left(opened)
    to_ask = len(questions) - len(left.settled)
    if answers is not None and answers < to_ask:
        raise UsageError(
            f"{to_ask} questions are left, and there are {answers} files.",
            next_step="Give one file for each question that is left.",
        )
    tell_left_over(answers, to_ask, say_so=console.warn)
    opened.set_status("running")
    console.note(f"Session {opened.id}: {len(left.settled)} of {len(questions)} questions are settled.")
    finished = hold(questions, opened, room, console, role=role_titles(bank, questions), left=left)
    if console.as_json:
        console.json(session_to_json(opened, finished.takes))
    else:
        show_summary(opened, questions, console)
    return ExitCode.INTERRUPTED if finished.quit else exit_code(finished.takes)


def as_begun(options: Mapping[str, Any], plan: Mapping[str, Any]) -> dict[str, Any]:
    """The options of a room; what they leave open is as the interview was begun.

    Raises UsageError for follow-ups in an examination.
    """
    exam, wish = plan.get("exam") is True, options["follow_ups"]
    if exam and wish:
        raise UsageError(
            "This interview is an examination, which asks no follow-ups.", next_step="Leave out --follow-ups."
        )
    if wish is None:
        wish = plan.get("follow_ups") is True and not exam and not plays_files(options)
    return as_planned(options, plan) | {"exam": exam, "follow_ups": wish}


def _open(root: Path, name: str) -> Session:
    """The session of that name. Raises UsageError where it is finished, SessionError where there is none."""
    from voiceprep.errors import SessionError
    from voiceprep.sessions.find import command_name
    from voiceprep.sessions.store import open_session, session_folders

    if name != "last":
        opened = open_session(root, name)
        if not opened.goes_on:
            again = f"voiceprep replay {command_name(opened.folder)}"
            raise UsageError(f"{opened.id} is finished.", next_step=f"Go through it with `{again}`.")
        return opened
    for folder in reversed(session_folders(root)):
        try:
            opened = open_session(root, str(folder))
            if opened.goes_on and opened.document["plan"].get("demo") is not True:
                return opened
        except SessionError:
            continue  # a damaged one cannot go on; `replay` says what is wrong with it
    raise UsageError(
        f"There is no interrupted interview in {root}.", next_step="Begin one with `voiceprep practice`."
    )
