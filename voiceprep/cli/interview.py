"""Show a running interview; `practice` and `demo` share it."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Any

import click

from voiceprep.errors import VoiceprepError
from voiceprep.interview import (
    Compared,
    Event,
    Finished,
    Heard,
    Paused,
    Room,
    Said,
    Scored,
    SetAside,
    Thinking,
    VoiceLost,
)
from voiceprep.json_form import SCHEMA_VERSION, take_to_json
from voiceprep.listening.turn_taking import (
    COUNTDOWN,
    Countdown,
    EnterOnly,
    LimitNear,
    MicrophoneBack,
    MicrophoneGone,
    Notice,
    Notify,
    Nudge,
)
from voiceprep.practice import practice
from voiceprep.resuming import NOTHING_YET, Left
from voiceprep.self_rating import with_self_ratings
from voiceprep.sessions.find import command_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from voiceprep.cli.console import Console
    from voiceprep.coaching.prompts import Prompts
    from voiceprep.questions.model import Question
    from voiceprep.sessions.store import Session
    from voiceprep.values import Take


def hold(
    questions: Sequence[Question],
    session: Session,
    room: Room,
    console: Console,
    *,
    role: str,
    left: Left = NOTHING_YET,
) -> Finished:
    """Run the interview to its end and show every event. Raises what `practice` raises."""
    return follow(practice(questions, session, room, role=role, left=left), session, room, console)


def follow(events: Iterator[Event], session: Session, room: Room, console: Console) -> Finished:
    """Show every event up to the end. Raises what the events raise."""
    finished = Finished(())
    try:
        if room.waits.rating:
            events = with_self_ratings(events, session, room, invite=lambda: _invite_rating(room, console))
        event = next(events, None)
        while event is not None:
            _show(event, room, console)
            if isinstance(event, Finished):
                finished = event
            # Only the assessment makes the person wait; everything else is speech.
            if isinstance(event, Heard):
                with console.busy("Listening to what you said ..."):
                    event = next(events, None)
            else:
                event = next(events, None)
    except (KeyboardInterrupt, VoiceprepError):
        console.level_done()
        console.warn(_where_it_stands(session))
        raise
    return finished


def _where_it_stands(session: Session) -> str:
    """What a person whose interview ended before its time wants to know."""
    name = command_name(session.folder)
    goes_on = session.goes_on and session.document["plan"].get("demo") is not True
    told = []
    if any(saved.recording or saved.text for saved in session.takes(parts=True)):
        told.append(f"what was said so far is in {session.folder}; `voiceprep replay {name}` shows it")
    else:
        told.append("no answer was given yet")
    if goes_on:
        told.append(f"`voiceprep resume {name}{_bank_option()}` goes on")
    text = ", and ".join(told)
    return f"{text[0].upper()}{text[1:]}."


def _bank_option() -> str:
    """The option that names the bank, where this command was given one."""
    bank = click.get_current_context().params.get("bank")
    return "" if bank is None else f" --bank {shlex.quote(str(bank))}"


def session_to_json(session: Session, takes: Sequence[Take]) -> dict[str, Any]:
    return {
        "schema_version": SCHEMA_VERSION,
        "session": {"id": session.id, "folder": str(session.folder), "status": session.document["status"]},
        "results": [take_to_json(take) for take in takes],
    }


def show_summary(session: Session, questions: Sequence[Question], console: Console) -> None:
    """The scores side by side, and where the session lies."""
    from rich.table import Table

    topics = {question.id: question.topic for question in questions}
    table = Table(box=None, pad_edge=False, title="Summary", title_justify="left")
    # Of a long topic its beginning is enough; a figure or an outcome is shown whole.
    table.add_column("question", no_wrap=True, max_width=34)
    for name in ("content", "covered", "opposite", "um, uh"):
        table.add_column(name, justify="right", no_wrap=True, min_width=len("abandoned"))
    for saved in session.takes(parts=True):
        take = saved.take
        verdicts = [finding.verdict.value for finding in take.findings] if take else []
        score = f"{take.content:.0f}" if take and take.content is not None else saved.outcome or "-"
        label = topics[saved.question_id]
        if saved.attempt > 1:
            label += f", take {saved.attempt}"
        if saved.part is not None:
            label, score = f"{label}: a part", saved.outcome or "-"
            verdicts = [] if saved.part.story is not None else verdicts
        covered = f"{verdicts.count('covered')} of {len(verdicts)}" if verdicts else "-"
        opposite = str(verdicts.count("opposite")) if verdicts else "-"
        table.add_row(label, score, covered, opposite, _filled_pauses(take))
    console.show()
    console.show(table)
    again = f"voiceprep replay {command_name(session.folder)}"
    console.show_line(f"\nSaved in {session.folder}\nGo through it again: {again}")


def _filled_pauses(take: Take | None) -> str:
    sounds = None if take is None or take.delivery is None else take.delivery.fillers.sounds
    return "-" if sounds is None else str(sounds)


def notices(prompts: Prompts, console: Console) -> Notify:
    """Shows what the person should know while they answer, each on a line of its own."""

    def show(notice: Notice) -> None:
        match notice:
            case Nudge():
                text = prompts.say("nudge")
            case Countdown(None):
                text = prompts.say("countdown_cancelled")
            case Countdown(seconds):
                text = prompts.say("countdown", seconds=str(seconds))
            case LimitNear(seconds):
                text = prompts.say("limit_near", seconds=str(seconds))
            case EnterOnly():
                text = prompts.say("enter_only")
            case MicrophoneGone(gone, now):
                text = prompts.say("microphone_gone", gone=gone, now=now)
            case MicrophoneBack(now):
                text = prompts.say("microphone_back", now=now)
        console.level_done()
        console.show(f"  {text}")

    return show


def invitations(room: Room, console: Console) -> Callable[[float], None]:
    """Shows how to answer, as soon as one may."""
    return lambda time_limit: _hint(
        _invitation(time_limit, room), room, console, keys="exam_keys" if room.exam else "keys"
    )


def _show(event: Event, room: Room, console: Console) -> None:
    from rich.text import Text

    match event:
        case Said(text):
            console.show(Text(f"\n{text}", style="bold cyan"))
        case VoiceLost(reason):
            console.warn(f"{reason} The interview goes on in writing.")
        case Thinking():
            _hint(room.assessor.prompts.say("thinking"), room, console)
        case SetAside():
            console.level_done()
        case Heard(answer):
            console.level_done()
            if answer.warning:
                console.warn(answer.warning)
        case Scored() | Compared():
            _show_result(event, room, console)
        case Paused() if room.key_prefix is not None:
            prefix = room.key_prefix
            hint = room.assessor.prompts.say("pausing", repeat=f"{prefix}r", quit=f"{prefix}q")
            console.show(Text(hint, style="bright_black"))


def _show_result(event: Scored | Compared, room: Room, console: Console) -> None:
    from voiceprep.reports.second_take import render_comparison, render_part
    from voiceprep.reports.terminal import render_take

    console.show()
    if isinstance(event, Scored):
        console.show(render_take(event.take))
    else:
        if event.part is not None:
            console.show(render_part(event.take, event.part))
        if event.comparison is not None:
            console.show(render_comparison(event.comparison))
    if event.offer is not None or isinstance(event, Scored):
        _offer(event.offer, room, console)


def _offer(what: str | None, room: Room, console: Console) -> None:
    """Which keys answer again; none where there are no keys or an examination is over."""
    from rich.text import Text

    if (prefix := room.key_prefix) is None or room.exam:
        return
    again, part, prompts = f"{prefix}a", f"{prefix}p", room.assessor.prompts
    if what is None:
        hint = prompts.say("keys_after", again=again)
    else:
        hint = prompts.say("keys_after_part", again=again, part=part, what=what)
    console.show(Text(hint, style="bright_black"))


def _invitation(time_limit: float, room: Room) -> str:
    """How the answer may end; `time_limit` in seconds."""
    limit = f"{time_limit / 60:.0f} minutes" if time_limit >= 120 else f"{time_limit:.0f} seconds"
    patience = f"{room.turn_rule.patience + COUNTDOWN:g}"
    prompts = room.assessor.prompts
    invitation = prompts.say(room.invitation, limit=limit, patience=patience)
    return f"{invitation} {prompts.say('end_phrase')}" if room.end_phrase else invitation


def _invite_rating(room: Room, console: Console) -> None:
    from rich.text import Text

    console.level_done()
    console.show(Text(room.assessor.prompts.say("rate"), style="bright_black"))


def _hint(text: str, room: Room, console: Console, *, keys: str = "keys") -> None:
    """What to do now, and which keys there are. `keys`: the sentence of the prompts that says so."""
    from rich.text import Text

    if (prefix := room.key_prefix) is not None:
        typed = {"repeat": f"{prefix}r", "skip": f"{prefix}s", "quit": f"{prefix}q"}
        text = f"{text} {room.assessor.prompts.say(keys, **typed)}"
    console.show(Text(text, style="bright_black"))
