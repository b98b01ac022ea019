"""voiceprep demo: an interview that needs neither microphone nor loudspeaker."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from voiceprep.cli.console import Console
from voiceprep.cli.options import output_options, prompts_option, recordings_option
from voiceprep.errors import ExitCode

if TYPE_CHECKING:
    from pathlib import Path


@click.command("demo")
@click.option("--no-speech", is_flag=True, help="Do not speak, even where there is a loudspeaker.")
@prompts_option
@recordings_option
@output_options
def command(*, no_speech: bool, prompts: Path | None, recordings: Path | None, **output: Any) -> int:
    """Watch a three-question interview.

    The answers are recordings that ship with voiceprep, spoken by its own voice: one strong, one
    patchy, one that says things the wrong way round. They go through the real speech recogniser and
    the real judge, and the session is saved like any other. Enter cuts what the interviewer says.

    \b
    Examples:
      voiceprep demo
      voiceprep demo --no-speech --json
    """
    from voiceprep.cli.ending import session_to_json, show_summary
    from voiceprep.cli.interview import hold, invitations
    from voiceprep.cli.keyboard import Keyboard
    from voiceprep.cli.practice import start_session
    from voiceprep.cli.score import exit_code
    from voiceprep.cli.setup import build_assessor, build_speech
    from voiceprep.coaching.prompts import load_prompts
    from voiceprep.demo import demo_answers
    from voiceprep.interview import Room
    from voiceprep.listening.file_as_microphone import FileAsMicrophone
    from voiceprep.listening.keys import NO_COMMANDS
    from voiceprep.packaged import packaged_path
    from voiceprep.questions.bank import find_question, load_bank
    from voiceprep.sessions.store import find_recordings

    console = Console(**output)
    # The brisk manner keeps the demo short where it is spoken aloud.
    manner = load_prompts(prompts or packaged_path("prompts") / "brisk")
    # The answers belong to the shipped bank, whatever bank the working directory holds.
    bank = load_bank(packaged_path("questions.json"))
    answers = demo_answers()
    questions = tuple(find_question(bank, answer.question_id) for answer in answers)
    speech = build_speech("auto", off=no_speech, console=console)
    room = Room(
        voice=speech.voice,
        loudspeaker=speech.loudspeaker,
        listener=FileAsMicrophone([answer.recording for answer in answers]),
        keys=Keyboard(NO_COMMANDS).enter,
        invitation="playing",
        assessor=build_assessor(bank=bank, transcriber="faster-whisper", embedder="onnx", prompts=manner),
    )
    room.invite = invitations(room, console)
    session = start_session(find_recordings(recordings), bank, questions, room, seed=None, demo=True)
    manners = ", ".join(answer.manner for answer in answers)
    console.show(f"A demonstration: three recorded answers ({manners}), heard and judged for real.")
    finished = hold(questions, session, room, console, role="Machine learning engineer")
    if console.as_json:
        console.json(session_to_json(session, finished.takes))
    else:
        show_summary(session, questions, console)
    return ExitCode.INTERRUPTED if finished.quit else exit_code(finished.takes)
