"""voiceprep practice: the spoken mock interview."""

from __future__ import annotations

import math
import random
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from voiceprep.cli.console import Console
from voiceprep.cli.options import (
    judging_options,
    output_options,
    recordings_option,
    star_option,
    transcriber_option,
)
from voiceprep.engines import VOICES
from voiceprep.errors import UsageError
from voiceprep.listening.turn_taking import MIN_PATIENCE, TurnRule

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voiceprep.practice import Room
    from voiceprep.questions.model import Bank, Question


def _a_number(_ctx: click.Context, _param: click.Parameter, value: float | None) -> float | None:
    """Refuse "nan", which lies in every range."""
    if value is not None and math.isnan(value):
        raise click.BadParameter("it must be a number of seconds.")
    return value


@click.command("practice")
@click.option("--count", type=click.IntRange(min=1), help="How many questions.  [default: 5]")
@click.option("--topic", "topics", multiple=True, help="Only topics or ids with this word; may be repeated.")
@click.option("--question", "ids", metavar="ID", multiple=True, help="Ask this question; may be repeated.")
@click.option("--role", help="Only questions of this role.")
@click.option("--typed", is_flag=True, help="Answer by keyboard.")
@click.option(
    "--microphone",
    "microphones",
    multiple=True,
    help="Device name or number, or file:PATH (a file or a folder) to play as answers; may be repeated.",
)
@click.option(
    "--voice",
    type=click.Choice(["auto", *VOICES]),
    default="auto",
    show_default=True,
    help="The interviewer's voice.",
)
@click.option("--no-speech", is_flag=True, help="The interviewer writes and does not speak.")
@click.option("--hands-free", is_flag=True, help="A long silence ends the answer too, after a countdown.")
@click.option(
    "--patience",
    type=click.FloatRange(min=MIN_PATIENCE, max=60),
    callback=_a_number,
    help="Seconds of silence before that countdown.  [default: 4]",
)
@click.option("--exam", is_flag=True, help="No results and no feedback until the last answer is given.")
@click.option("--seed", type=int, help="Choose the same questions again.")
@star_option
@judging_options
@transcriber_option
@recordings_option
@output_options
def command(
    count: int | None,
    topics: tuple[str, ...],
    ids: tuple[str, ...],
    role: str | None,
    microphones: tuple[str, ...],
    voice: str,
    seed: int | None,
    recordings: Path | None,
    **rest: Any,
) -> int:
    """Hold a spoken mock interview.

    Each question is read aloud; you answer; Enter ends the answer. With --hands-free a silence ends it
    as well: after --patience seconds a countdown begins, and speaking on cancels it. Every answer is on
    disk before it is judged. Ctrl-C stops at any time and keeps what was said. Exit code 4 when an
    answer could not be judged.

    \b
    Examples:
      voiceprep practice --count 3
      voiceprep practice --hands-free --patience 6
      voiceprep practice --exam --count 5
      voiceprep practice --topic drift --topic deployment
      voiceprep practice --question ml-ab-testing --typed
      voiceprep practice --count 1 --microphone file:answer.m4a --no-speech
    """
    from voiceprep.cli.interview import hold, session_to_json, show_summary
    from voiceprep.cli.score import exit_code
    from voiceprep.questions.bank import load_questions, select
    from voiceprep.sessions.store import find_recordings

    _check_hands_free(microphones, rest)
    console = Console(as_json=rest["as_json"], quiet=rest["quiet"], verbose=rest["verbose"])
    bank = load_questions(rest["bank"])
    room, answers = _room(console, bank, microphones, voice=voice, options=rest)
    chosen = plan(select(bank, topics=topics, role=role, ids=ids), count=count, seed=seed, fixed=bool(ids))
    chosen = chosen[:answers]
    session = start_session(find_recordings(recordings), bank, chosen, room, seed=seed)
    console.detail(
        f"Session {session.folder}\nVoice {room.voice.identity}\nListening to {room.listener.identity}"
    )
    title = next(role.title for role in bank.roles if role.id == chosen[0].role)
    takes = hold(chosen, session, room, console, role=title)
    if console.as_json:
        console.json(session_to_json(session, takes))
    else:
        show_summary(session, chosen, takes, console)
    return exit_code(takes)


def _check_hands_free(microphones: tuple[str, ...], options: dict[str, Any]) -> None:
    """Raise UsageError where an option would have no meaning."""
    if options["patience"] is not None and not options["hands_free"]:
        raise UsageError("--patience is about --hands-free.", next_step="Give --hands-free too.")
    if options["hands_free"] and (options["typed"] or any(name.startswith("file:") for name in microphones)):
        raise UsageError(
            "--hands-free needs a microphone.", next_step="Leave out --typed and --microphone file:PATH."
        )


def plan(
    questions: Sequence[Question], *, count: int | None, seed: int | None, fixed: bool
) -> tuple[Question, ...]:
    """Which questions, in which order: as named, else drawn without repeats."""
    if fixed:
        return tuple(questions[:count])
    drawn = min(count or 5, len(questions))
    return tuple(random.Random(seed).sample(list(questions), drawn))  # noqa: S311 (no secret depends on it)


def start_session(
    root: Path, bank: Bank, questions: Sequence[Question], room: Room, *, seed: int | None
) -> Any:
    """The session folder, with everything a replay needs to know."""
    from voiceprep.sessions.store import create_session

    return create_session(
        root,
        role=questions[0].role,
        plan={
            "bank": {"file": Path(bank.path).name, "version": bank.version},
            "seed": seed,
            "manner": room.assessor.prompts.manner,
            "star": room.assessor.star_for_all,
            "questions": [{"id": q.id, "topic": q.topic, "text": q.text} for q in questions],
        },
        device={
            "voice": room.voice.identity,
            "loudspeaker": room.loudspeaker.identity,
            "listener": room.listener.identity,
        },
    )


def _room(
    console: Console, bank: Bank, microphones: tuple[str, ...], *, voice: str, options: dict[str, Any]
) -> tuple[Room, int | None]:
    """The engines, and how many answers there are (None: as many as questions)."""
    from voiceprep.cli.interview import notices
    from voiceprep.cli.keyboard import Keyboard
    from voiceprep.cli.setup import build_assessor, build_listener, build_speech
    from voiceprep.practice import Room

    listening = build_listener(microphones, typed=options["typed"], keyboard=Keyboard())
    listening.listener.check()
    spoken, loudspeaker = build_speech(voice, off=options["no_speech"], say_so=console.warn)
    room = Room(
        voice=spoken,
        loudspeaker=loudspeaker,
        listener=listening.listener,
        assessor=build_assessor(
            bank=bank,
            transcriber=options["transcriber"],
            judge=options["judge"],
            embedder=options["embedder"],
            prompts=options["prompts"],
            star=options["star"],
        ),
        answer_ended=listening.answer_ended,
        meter=console.level,
        exam=options["exam"],
    )
    if options["hands_free"]:
        room.invitation = "listening_hands_free"
        room.turn_rule = TurnRule(hands_free=True, patience=options["patience"] or MIN_PATIENCE)
    room.notice = notices(room.assessor.prompts, console)
    return room, listening.answers
