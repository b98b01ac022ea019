"""Ask how well an answer went, before its result is seen, so that the two can be compared."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing, nullcontext
from typing import TYPE_CHECKING

from voiceprep.interview import Asked, Heard
from voiceprep.listening.keys import Key, Moment, Pressed, rating_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from voiceprep.interview import Event, Room
    from voiceprep.listening.keys import Keys
    from voiceprep.sessions.store import Session


def with_self_ratings(
    events: Iterator[Event], session: Session, room: Room, *, invite: Callable[[], None]
) -> Iterator[Event]:
    """The events of an interview; when an answer is saved, its rating is waited for and saved too.

    `invite` tells the person so. Any other line than a rating goes on without one; the key that ends the
    interview ends it after the result. Answers to a part of a question are not rated.
    """
    # What goes wrong in here, Ctrl-C included, ends the interview as if it had gone wrong in there.
    with closing(events) if isinstance(events, Generator) else nullcontext():
        number = None
        for event in events:
            if isinstance(event, Asked):
                number = event.number
            elif isinstance(event, Heard) and number is not None:
                _ask(session, number, room, invite)
                number = None
            yield event


def _ask(session: Session, number: int, room: Room, invite: Callable[[], None]) -> None:
    entry = session.last_take(number)
    if entry.get("part"):
        return
    pressed = room.keys(Moment.RATING)
    invite()
    # A wait without end could not be interrupted with Ctrl-C on every system.
    while not pressed.event.wait(0.2):
        pass
    if (rating := rating_of(pressed.line)) is not None:
        session.rate(number, rating, attempt=entry["attempt"])
    elif pressed.key is Key.QUIT:
        room.keys = _pressed_already(Key.QUIT, room.keys)


def _pressed_already(key: Key, keys: Keys) -> Keys:
    """Keys of which that one is pressed as soon as the next moment begins."""
    waiting = [key]

    def next_moment(moment: Moment) -> Pressed:
        pressed = keys(moment)
        if waiting:
            pressed.press(waiting.pop())
        return pressed

    return next_moment
