"""Ask how well an answer went, before its result is seen, so that the two can be compared."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing, nullcontext
from typing import TYPE_CHECKING

from voiceprep.interview import Asked, Heard, say_until
from voiceprep.listening.keys import Key, Moment, Pressed, meant_as_rating, rating_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from voiceprep.interview import Event, Room
    from voiceprep.listening.keys import Keys
    from voiceprep.sessions.store import Session


def with_self_ratings(
    events: Iterator[Event], session: Session, room: Room, *, invite: Callable[[], None]
) -> Iterator[Event]:
    """The events of an interview; when an answer is saved, its rating is waited for and saved too.

    `invite` tells the person so, and again after a number that is no rating. Any other line goes on without
    one; the key that ends the interview ends it after the result. Answers to a part are not rated.
    """
    # What goes wrong in here, Ctrl-C included, ends the interview as if it had gone wrong in there.
    with closing(events) if isinstance(events, Generator) else nullcontext():
        number = None
        for event in events:
            if isinstance(event, Asked):
                number = event.number
            elif isinstance(event, Heard) and number is not None:
                yield from _ask(session, number, room, invite)
                number = None
            yield event


def _ask(session: Session, number: int, room: Room, invite: Callable[[], None]) -> Iterator[Event]:
    """Aloud, for nothing goes on before a key is pressed, and not everybody looks; and on the screen."""
    entry = session.last_take(number)
    if entry.get("part"):
        return
    pressed = room.keys(Moment.RATING)
    yield from say_until(room.assessor.prompts.say("rate_aloud"), room, pressed)
    if not pressed.event.is_set():
        invite()
        _wait_for(pressed)
    while (rating := rating_of(pressed.line)) is None and meant_as_rating(pressed.line):
        pressed = _wait(room, invite)
    if rating is not None:
        session.rate(number, rating, attempt=entry["attempt"])
    elif pressed.key is Key.QUIT:
        room.keys = _pressed_already(Key.QUIT, room.keys)


def _wait(room: Room, invite: Callable[[], None]) -> Pressed:
    """The line that comes after the invitation."""
    pressed = room.keys(Moment.RATING)
    invite()
    _wait_for(pressed)
    return pressed


def _wait_for(pressed: Pressed) -> None:
    # A wait without end could not be interrupted with Ctrl-C on every system.
    while not pressed.event.wait(0.2):
        pass


def _pressed_already(key: Key, keys: Keys) -> Keys:
    """Keys of which that one is pressed as soon as the next moment begins."""
    waiting = [key]

    def next_moment(moment: Moment) -> Pressed:
        pressed = keys(moment)
        if waiting:
            pressed.press(waiting.pop())
        return pressed

    return next_moment
