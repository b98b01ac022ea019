"""voiceprep retake: answer a question of a saved session once more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from voiceprep.cli.again import as_planned, take_up
from voiceprep.cli.console import Console
from voiceprep.cli.options import judging_options, output_options, recordings_option, transcriber_option
from voiceprep.cli.room import room_options
from voiceprep.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from voiceprep.coaching.prompts import Prompts
    from voiceprep.questions.model import Question
    from voiceprep.values import Portion


@click.command("retake")
@click.argument("session", default="last")
@click.option("--question", "name", metavar="N|ID", help="Its place in the interview, or its id.")
@click.option(
    "--part",
    metavar="PART|KEY_POINT",
    help="Only situation, task, action or result of a story, or one key point, against the clock.",
)
@room_options
@judging_options
@transcriber_option
@recordings_option
@output_options
def command(session: str, *, name: str | None, part: str | None, recordings: Path | None, **rest: Any) -> int:
    """Answer a question of a saved session once more, and see what changed.

    SESSION is an id, a part of one, a name of yours, a path, or `last`.
    Every take is kept; the latest whole one with a
    score counts for the question. An answer to a part is compared on that part and counts for nothing
    else. Keys are those of `voiceprep practice`. Exit code 4 when the last answer could not be judged.

    \b
    Examples:
      voiceprep retake last --question 2
      voiceprep retake last --question ml-production-failure --part result
      voiceprep retake 2026-05-04-ml-engineer-3fa9c1 --question 1 --typed
    """
    from voiceprep.cli.answers import tell_left_over
    from voiceprep.cli.interview import follow
    from voiceprep.cli.room import build_room
    from voiceprep.cli.score import exit_code
    from voiceprep.cli.takes_json import takes_to_json
    from voiceprep.practice import retake
    from voiceprep.questions.bank import load_questions
    from voiceprep.replay import replay
    from voiceprep.resuming import planned_questions, what_is_left
    from voiceprep.sessions.find import command_name
    from voiceprep.sessions.store import find_recordings, open_session
    from voiceprep.wanted import Wanted, find_number

    console = Console(as_json=rest["as_json"], quiet=rest["quiet"], verbose=rest["verbose"])
    opened = open_session(find_recordings(recordings), session)
    take_up(opened, console)
    bank = load_questions(rest["bank"])
    questions = planned_questions(opened, bank)
    entries = [(number, one.id) for number, one in enumerate(questions, start=1)]
    if name is None and len(questions) > 1:
        there = ", ".join(f"{number} ({question_id})" for number, question_id in entries)
        raise UsageError("Which question?", next_step=f"Say so with --question; there are: {there}")
    number = find_number(entries, name or "1")
    question = questions[number - 1]
    # One question again is no examination.
    room, answers = build_room(console, bank, as_planned(rest, opened.document["plan"]) | {"exam": False})
    tell_left_over(answers, 1, say_so=console.warn)
    portion = None if part is None else _portion(question, part, room.assessor.prompts)
    left = what_is_left(opened)
    events = retake(question, opened, room, number=number, left=left, part=portion)
    finished = follow(events, opened, room, console)
    before = left.attempts.get(number, 0)
    added = [one for one in replay(opened, wanted=Wanted(number)) if one.saved.attempt > before]
    if console.as_json:
        console.json(takes_to_json(opened, added))
    else:
        again = f"voiceprep replay {command_name(opened.folder)} --question {number}"
        console.show_line(f"\nSaved in {opened.folder}\nAll takes: {again}")
    answered = [one.saved.take for one in added if one.saved.take is not None]
    return ExitCode.INTERRUPTED if finished.quit else exit_code(answered[-1:])


def _portion(question: Question, part: str, prompts: Prompts) -> Portion:
    """What --part names. Raises UsageError where the question has no such part."""
    from voiceprep.coaching.follow_up import point_portion, story_portion
    from voiceprep.story import STAR_PARTS

    if portion := point_portion(question, part, prompts):
        return portion
    for one in STAR_PARTS:
        if part.lower() == one.value:
            return story_portion(one, prompts)
    points = ", ".join(point.id for point in question.key_points)
    raise UsageError(
        f'The question "{question.id}" has no part "{part}".',
        next_step=f"Choose from situation, task, action, result, or one of: {points}",
    )
