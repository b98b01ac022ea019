"""The options and the engines of an interview; `practice` and `resume` share them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import click

from voiceprep.cli.options import fillers_option
from voiceprep.engines import VOICES
from voiceprep.errors import UsageError
from voiceprep.listening.turn_taking import MIN_PATIENCE, TurnRule

if TYPE_CHECKING:
    from collections.abc import Mapping

    from voiceprep.cli.console import Console
    from voiceprep.cli.options import Command
    from voiceprep.interview import Room
    from voiceprep.questions.model import Bank


def _a_number(_ctx: click.Context, _param: click.Parameter, value: float | None) -> float | None:
    """Refuse "nan", which lies in every range."""
    if value is not None and math.isnan(value):
        raise click.BadParameter("it must be a number of seconds.")
    return value


_OPTIONS = (
    click.option("--typed", is_flag=True, help="Answer by keyboard."),
    click.option(
        "--microphone",
        "microphones",
        multiple=True,
        help="Device name or number, or file:PATH to play as answers: a file, or a folder for its recordings "
        "by name; may be repeated. Files beyond the questions are not played, which is said.",
    ),
    click.option(
        "--loudspeaker", metavar="TEXT", help="Device name or number; `voiceprep devices` lists them."
    ),
    click.option(
        "--voice",
        type=click.Choice(["auto", *VOICES]),
        default="auto",
        show_default=True,
        help="The interviewer's voice.",
    ),
    click.option("--no-speech", is_flag=True, help="The interviewer writes and does not speak."),
    click.option("--hands-free", is_flag=True, help="A long silence ends the answer too, after a countdown."),
    click.option(
        "--patience",
        type=click.FloatRange(min=MIN_PATIENCE, max=60),
        callback=_a_number,
        help="Seconds of silence before that countdown.  [default: 4]",
    ),
    click.option(
        "--phrase/--no-phrase",
        default=True,
        show_default=True,
        help='Whether saying "that is my answer" ends an answer through a microphone.',
    ),
    click.option(
        "--tones/--no-tones",
        default=True,
        show_default=True,
        help="Whether short tones tell when an answer through a microphone may begin, that it is still "
        "listened to, and when it is about to end; none without speech. Without headphones they are "
        "recorded.",
    ),
    click.option(
        "--think",
        type=click.FloatRange(min=0, max=600),
        default=0.0,
        show_default=True,
        callback=_a_number,
        metavar="SECONDS",
        help="Time to think between question and answer; Enter begins the answer earlier.",
    ),
    fillers_option,
    click.option(
        "--self-rating", is_flag=True, help="Say how well an answer went, 1 to 5, before its result is shown."
    ),
    click.option("--pause", is_flag=True, help="Wait for Enter after each feedback."),
    click.option(
        "--follow-ups/--no-follow-ups",
        default=None,
        show_default="no; resume: as the interview was begun",
        help="After each feedback, ask about one point that was missed; s skips it.",
    ),
)


def room_options(command: Command) -> Command:
    """How an interview is held: devices, voice, and how an answer ends."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def plays_files(options: Mapping[str, Any]) -> bool:
    """Whether files play the microphone."""
    return any(name.startswith("file:") for name in options["microphones"])


def _check(options: dict[str, Any]) -> None:
    """Raise UsageError where an option would have no meaning."""
    files = plays_files(options)
    if options["patience"] is not None and not options["hands_free"]:
        raise UsageError("--patience is about --hands-free.", next_step="Give --hands-free too.")
    if options["follow_ups"] and (options["exam"] or files):
        raise UsageError(
            "--follow-ups needs somebody who answers, and is no part of an examination.",
            next_step="Leave out --exam and --microphone file:PATH.",
        )
    if options["hands_free"] and (options["typed"] or files):
        raise UsageError(
            "--hands-free needs a microphone.", next_step="Leave out --typed and --microphone file:PATH."
        )


def build_room(console: Console, bank: Bank, options: dict[str, Any]) -> tuple[Room, int | None]:
    """The engines, and how many answers there are (None: as many as questions).

    Raises UsageError where options contradict each other, and what the engines raise that are missing.
    """
    _check(options)
    from voiceprep.cli.answers import build_listener
    from voiceprep.cli.interview import invitations, notices
    from voiceprep.cli.setup import build_speech, chosen_assessor
    from voiceprep.interview import Room
    from voiceprep.listening.keys import Waits
    from voiceprep.speaking.loudspeaker import LastingLoudspeaker
    from voiceprep.speaking.tones import PlayedTones

    listening = build_listener(options["microphones"], typed=options["typed"], say_so=console.warn)
    listening.listener.check()
    speech = build_speech(
        options["voice"], off=options["no_speech"], device=options["loudspeaker"], console=console
    )
    room = Room(
        voice=speech.voice,
        private_voice=speech.private_voice,
        loudspeaker=speech.loudspeaker,
        listener=listening.listener,
        assessor=chosen_assessor(bank, options),
        keys=listening.keys,
        key_prefix=listening.key_prefix,
        waits=Waits(think=options["think"], pause=options["pause"], rating=options["self_rating"]),
        invitation=listening.invitation,
        meter=console.level,
        countdown=console.countdown,
        exam=options["exam"],
        follow_ups=options["follow_ups"] is True,
    )
    if options["hands_free"]:
        room.invitation = "listening_hands_free"
        room.turn_rule = TurnRule(hands_free=True, patience=options["patience"] or MIN_PATIENCE)
    by_microphone = room.invitation in {"listening", "listening_hands_free"}
    room.end_phrase = options["phrase"] and by_microphone and room.assessor.transcriber.longest is not None
    loudspeaker = speech.loudspeaker
    if options["tones"] and by_microphone and isinstance(loudspeaker, LastingLoudspeaker):
        room.tones = PlayedTones(lambda: loudspeaker.device, remark=console.warn)
    room.invite = invitations(room, console)
    room.notice = notices(room.assessor.prompts, console)
    return room, listening.answers
