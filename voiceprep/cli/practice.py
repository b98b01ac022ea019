"""voiceprep practice: the spoken mock interview."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from voiceprep.cli.console import Console
from voiceprep.cli.held import held
from voiceprep.cli.options import (
    judging_options,
    output_options,
    recordings_option,
    star_option,
    transcriber_option,
)
from voiceprep.cli.room import room_options
from voiceprep.errors import ExitCode

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from voiceprep.interview import Room
    from voiceprep.questions.model import Bank, Question


@click.command("practice")
@click.option("--count", type=click.IntRange(min=1), help="How many questions.  [default: 5]")
@click.option("--topic", "topics", multiple=True, help="Only topics or ids with this word; may be repeated.")
@click.option("--question", "ids", metavar="ID", multiple=True, help="Ask this question; may be repeated.")
@click.option(
    "--role",
    "roles",
    multiple=True,
    help="Questions of this role; may be repeated.  [default: the first of `voiceprep roles`]",
)
@click.option("--plan", "by_plan", is_flag=True, help="Ask what `voiceprep plan` says.")
@click.option("--exam", is_flag=True, help="No results and no feedback until the last answer is given.")
@room_options
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
    roles: tuple[str, ...],
    seed: int | None,
    recordings: Path | None,
    **rest: Any,
) -> int:
    """Hold a spoken mock interview.

    Each question is read aloud; you answer; Enter, or saying "that's my answer", ends it. With
    --hands-free a silence ends it as well: after --patience seconds a countdown begins, and speaking on
    cancels it. Short tones tell that you may begin, that you are still listened to, that the answer is
    ending, and that the limit is near. Every answer is on disk before it is judged. Ctrl-C stops at any
    time and keeps what was said. Exit code 4 when an answer could not be judged.

    \b
    Keys, each with Enter (in typed answers /r, /s, /q, /a, /p or the words alone):
      Enter      cut the voice; end the answer
      r, repeat  hear the question again and answer anew; hear the feedback again
                 (with --exam a question only before its answer)
      s, skip    go on to the next question without a score
      q, quit    end here, as Ctrl-D does; what was said is saved, and the exit code is 130
      a, again   while the feedback is given: answer the same question again
      p, part    while the feedback is given: answer only the part that was missing

    \b
    Examples:
      voiceprep practice --count 3
      voiceprep practice --hands-free --patience 6
      voiceprep practice --plan --count 3
      voiceprep practice --exam --count 5
      voiceprep practice --think 30 --pause
      voiceprep practice --follow-ups
      voiceprep practice --role data-scientist --role backend-developer
      voiceprep practice --topic drift --topic deployment
      voiceprep practice --question ml-ab-testing --typed
      voiceprep practice --microphone headset --loudspeaker headset
      voiceprep practice --count 1 --microphone file:answer.m4a --no-speech
    """
    from voiceprep.cli.answers import tell_left_over
    from voiceprep.cli.choice import Wanted, questions_to_ask
    from voiceprep.cli.ending import session_to_json, show_summary
    from voiceprep.cli.interview import hold
    from voiceprep.cli.room import build_room
    from voiceprep.cli.score import exit_code
    from voiceprep.questions.bank import load_questions, role_titles
    from voiceprep.sessions.store import find_recordings

    console = Console(as_json=rest["as_json"], quiet=rest["quiet"], verbose=rest["verbose"])
    bank = load_questions(rest["bank"])
    root = find_recordings(recordings)
    # A question that is not there is told before a microphone that is not.
    wanted = Wanted(topics=topics, ids=ids, roles=roles, count=count, seed=seed, by_plan=rest["by_plan"])
    chosen = questions_to_ask(bank, root, wanted)
    room, answers = build_room(console, bank, rest)
    chosen = chosen[:answers]
    tell_left_over(answers, len(chosen), say_so=console.warn)
    session = start_session(root, bank, chosen, room, seed=seed, held=held())
    console.detail(
        f"Session {session.folder}\nVoice {room.voice.identity}\nListening to {room.listener.identity}"
    )
    finished = hold(chosen, session, room, console, role=role_titles(bank, chosen))
    if console.as_json:
        console.json(session_to_json(session, finished.takes))
    else:
        show_summary(session, chosen, console)
    return ExitCode.INTERRUPTED if finished.quit else exit_code(finished.takes)


def start_session(
    root: Path,
    bank: Bank,
    questions: Sequence[Question],
    room: Room,
    *,
    seed: int | None,
    held: Mapping[str, Any] | None = None,
    demo: bool = False,
) -> Any:
    """The session folder, with everything a replay needs to know, and how the interview is `held`."""
    from voiceprep.sessions.store import create_session

    session = create_session(
        root,
        role=questions[0].role,
        plan={
            "bank": {"file": Path(bank.path).name, "version": bank.version},
            "seed": seed,
            "manner": room.assessor.prompts.manner,
            "star": room.assessor.star_for_all,
            "fillers": room.assessor.fillers,
            "exam": room.exam,
            "follow_ups": room.follow_ups,
            "demo": demo,
            "held": dict(held or {}),
            "questions": [{"id": q.id, "topic": q.topic, "text": q.text} for q in questions],
        },
        device={
            "voice": room.voice.identity,
            "loudspeaker": room.loudspeaker.identity,
            "listener": room.listener.identity,
        },
    )
    session.claim()
    return session
