"""What the person can ask for with a key, and where that leads. No keyboard, no clock, no sound in here.

Keys are lines: Enter alone, or a letter and Enter. That works in every terminal, through a pipe, and with
whatever reads the screen or writes in a person's place.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Key(StrEnum):
    """What a line asks for."""

    ENTER = "enter"
    """Go on: cut the voice, begin or end the answer, go to the next question."""
    REPEAT = "repeat"
    SKIP = "skip"
    QUIT = "quit"
    AGAIN = "again"
    """Answer the same question again, after its feedback."""
    PART = "part"
    """Answer again only what was missing."""


_NAMED = tuple(key for key in Key if key is not Key.ENTER)
NO_COMMANDS: Mapping[str, Key] = {}
"""Every line is Enter."""
COMMANDS: Mapping[str, Key] = {
    **{f"/{key.value[0]}": key for key in _NAMED},
    **{key.value: key for key in _NAMED},
}
"""Lines that mean a key also where answers are typed: "r" alone may be an answer there, the language R."""
LETTERS: Mapping[str, Key] = {**COMMANDS, **{key.value[0]: key for key in _NAMED}}
"""Lines that mean a key where answers are spoken."""


def key_of(line: str, commands: Mapping[str, Key]) -> Key | None:
    """The key that a whole line means; None for other words."""
    word = line.strip().lower()
    return commands.get(word) if word else Key.ENTER


def rating_of(line: str) -> int | None:
    """The rating that a whole line means, 1 to 5; None for other lines."""
    word = line.strip()
    return int(word) if word in {"1", "2", "3", "4", "5"} else None


def meant_as_rating(line: str) -> bool:
    """Whether a line has a figure and no word, as "4", "9" or "4/5": no answer begins so."""
    return any(sign.isdigit() for sign in line) and not any(sign.isalpha() for sign in line)


class Moment(StrEnum):
    """What is going on while a key may be pressed."""

    SPEAKING = "speaking"
    """The interviewer speaks: any key cuts that."""
    ASKING = "asking"
    """The same for a question and what leads to its answer; a key for feedback comes too late there."""
    THINKING = "thinking"
    """A key begins the answer before the time is up."""
    ANSWERING = "answering"
    ANSWERING_ONCE = "answering once"
    """The same in an examination: no key repeats the question, for that would be a second try."""
    PAUSING = "pausing"
    """Nothing happens until a key is pressed."""
    RATING = "rating"
    """The same, and a line may say how well an answer went."""


SPOKEN = (Moment.SPEAKING, Moment.ASKING)
"""While the interviewer speaks."""
ANSWERS = (Moment.ANSWERING, Moment.ANSWERING_ONCE)
"""While an answer is given."""
_TOO_LATE = (Moment.ASKING, Moment.THINKING, *ANSWERS)
"""When what can be asked for behind a feedback would fall on the next question, which nobody has heard."""


class Pressed:
    """The next key from one moment on. It stays unpressed where nobody can press one."""

    def __init__(self, moment: Moment | None = None) -> None:
        never = (Key.AGAIN, Key.PART) if moment in _TOO_LATE else ()
        self._ignored: tuple[Key, ...] = (*never, Key.REPEAT) if moment is Moment.ANSWERING_ONCE else never
        self.event = threading.Event()
        """Set when the key is there."""
        self.key: Key | None = None
        self.line = ""
        """What was typed to press it."""
        self._next: tuple[Key, str] | None = None
        """The first other key behind it."""
        self._lock = threading.Lock()

    def press(self, key: Key, line: str = "") -> None:
        """Take the first key that means anything in this moment; later ones do not count."""
        with self._lock:
            if key in self._ignored:
                return
            if self.event.is_set():
                self._next = self._next or ((key, line) if key is not self.key else None)
                return
            self.key, self.line = key, line
            self.event.set()

    def forget(self, key: Key) -> None:
        """Take it back: it was pressed before there was anything that it could mean. The next one counts."""
        with self._lock:
            if self.key is not key:
                return
            if self._next is not None:
                self.key, self.line = self._next
            else:
                self.key, self.line = None, ""
                self.event.clear()


Keys = Callable[[Moment], Pressed]
"""Called at the beginning of a moment. What was pressed before does not count."""


def no_keys(_moment: Moment) -> Pressed:
    """For interviews without a keyboard."""
    return Pressed()


class Step(StrEnum):
    """Where a question stands."""

    GREET = "greet"
    ASK = "ask"
    THINK = "think"
    ANSWER = "answer"
    FEEDBACK = "feedback"
    PAUSE = "pause"
    NEXT = "next"
    """It is over."""
    SKIP = "skip"
    """It is over without an answer."""
    AGAIN = "again"
    """It is over, and asked once more."""
    PART = "part"
    """It is over, and a part of it is asked once more."""
    QUIT = "quit"
    """The interview is over."""


@dataclass(frozen=True, slots=True)
class Waits:
    """Which waits the person asked for."""

    think: float = 0.0
    """Seconds between the question and the answer; 0 for none."""
    pause: bool = False
    """Whether a key is waited for after the feedback."""
    rating: bool = False
    """Whether the person is asked how well an answer went, before its result."""


NO_WAITS = Waits()


_QUESTION = (Step.ASK, Step.THINK, Step.ANSWER)
_ASKED_FOR: Mapping[tuple[Step, Key], Step] = {
    (Step.GREET, Key.REPEAT): Step.GREET,
    (Step.FEEDBACK, Key.REPEAT): Step.FEEDBACK,
    (Step.PAUSE, Key.REPEAT): Step.FEEDBACK,
    **{(step, Key.REPEAT): Step.ASK for step in _QUESTION},
    **{(step, Key.SKIP): Step.SKIP for step in _QUESTION},
    **{(step, Key.AGAIN): Step.AGAIN for step in (Step.FEEDBACK, Step.PAUSE)},
    **{(step, Key.PART): Step.PART for step in (Step.FEEDBACK, Step.PAUSE)},
}
_IN_TURN: Mapping[Step, Step] = {
    Step.ASK: Step.THINK,
    Step.THINK: Step.ANSWER,
    Step.ANSWER: Step.FEEDBACK,
    Step.FEEDBACK: Step.PAUSE,
}


def follow(step: Step, key: Key | None, waits: Waits) -> Step:
    """The next step, from the key that was pressed in this one; None where it is over by itself."""
    if key is Key.QUIT:
        return Step.QUIT
    if key is not None and (asked_for := _ASKED_FOR.get((step, key))):
        return asked_for
    after = _IN_TURN.get(step, Step.NEXT)
    if after is Step.THINK and not waits.think:
        return Step.ANSWER
    if after is Step.PAUSE and not waits.pause:
        return Step.NEXT
    return after
