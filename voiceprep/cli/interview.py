"""Show a running interview; `practice` and `demo` share it."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING

from voiceprep.cli.ending import where_it_stands
from voiceprep.coaching.closing import count_of
from voiceprep.errors import StoppedError, VoiceprepError
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
    StillCounting,
    Thinking,
    VoiceLost,
)
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
from voiceprep.speaking.silent import SilentVoice

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from voiceprep.cli.console import Console
    from voiceprep.coaching.prompts import Prompts
    from voiceprep.questions.model import Question
    from voiceprep.sessions.store import Session

_WAITING = {Heard: "Listening to what you said ...", StillCounting: "Counting um and uh ..."}
"""What makes the person wait, and what is shown meanwhile; everything else is speech."""


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
    """Show every event up to the end. Raises what the events raise, and StoppedError after Ctrl-C."""
    finished = Finished(())
    try:
        if room.waits.rating:
            events = with_self_ratings(events, session, room, invite=lambda: _invite_rating(room, console))
        event = next(events, None)
        while event is not None:
            _show(event, room, console)
            if isinstance(event, Finished):
                finished = event
            waiting = _WAITING.get(type(event))
            with nullcontext() if waiting is None else console.busy(waiting):
                event = next(events, None)
    except KeyboardInterrupt as stop:
        console.level_done()
        raise StoppedError("Stopped.", next_step=where_it_stands(session)) from stop
    except VoiceprepError:
        console.level_done()
        console.warn(where_it_stands(session))
        raise
    return finished


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
            console.level_done()
            console.show(Text(f"\n{text}", style="bold cyan"))
        case VoiceLost(reason, for_good):
            rest = "The interview goes on in writing." if for_good else "This is only written."
            console.warn(f"{reason} {rest}")
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
        console.show(render_take(event.take, room.assessor.bands))
    else:
        if event.part is not None:
            console.show(render_part(event.take, event.part))
        if event.comparison is not None:
            console.show(render_comparison(event.comparison))
    if event.again if isinstance(event, Scored) else event.offer is not None:
        _offer(event.offer, room, console)


def _offer(what: str | None, room: Room, console: Console) -> None:
    """Which keys answer again; none where there are no keys, no time for one, or an examination is over."""
    from rich.text import Text

    in_time = room.waits.pause or (room.voice_works and not isinstance(room.voice, SilentVoice))
    if (prefix := room.key_prefix) is None or room.exam or not in_time:
        return
    again, part, prompts = f"{prefix}a", f"{prefix}p", room.assessor.prompts
    if what is None:
        hint = prompts.say("keys_after", again=again)
    else:
        hint = prompts.say("keys_after_part", again=again, part=part, what=what)
    console.show(Text(hint, style="bright_black"))


def _invitation(time_limit: float, room: Room) -> str:
    """How the answer may end; `time_limit` in seconds."""
    patience = f"{room.turn_rule.patience + COUNTDOWN:g}"
    prompts = room.assessor.prompts
    invitation = prompts.say(room.invitation, limit=_in_words(time_limit), patience=patience)
    return f"{invitation} {prompts.say('end_phrase')}" if room.end_phrase else invitation


def _in_words(seconds: float) -> str:
    """To the second: 90 seconds, 6 minutes, 5 minutes and 30 seconds."""
    whole = round(seconds)
    if whole < 120:
        return f"{whole} seconds"
    minutes, rest = divmod(whole, 60)
    return f"{minutes} minutes and {count_of(rest, 'second')}" if rest else f"{minutes} minutes"


def _invite_rating(room: Room, console: Console) -> None:
    from rich.text import Text

    console.show(Text(room.assessor.prompts.say("rate"), style="bright_black"))


def _hint(text: str, room: Room, console: Console, *, keys: str = "keys") -> None:
    """What to do now, and which keys there are. `keys`: the sentence of the prompts that says so."""
    from rich.text import Text

    if (prefix := room.key_prefix) is not None:
        typed = {"repeat": f"{prefix}r", "skip": f"{prefix}s", "quit": f"{prefix}q"}
        text = f"{text} {room.assessor.prompts.say(keys, **typed)}"
    console.show(Text(text, style="bright_black"))
