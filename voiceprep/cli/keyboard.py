"""Lines from the keyboard, read in one place so that no two parts of the program compete for them."""

from __future__ import annotations

import io
import sys
import threading
from collections import deque
from typing import TYPE_CHECKING

from voiceprep.cli.console import watched
from voiceprep.listening.interface import AnswerInterrupted
from voiceprep.listening.keys import ANSWERS, LETTERS, SPOKEN, Key, Moment, Pressed, key_of, meant_as_rating

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

TICK = 0.2
"""Seconds: a wait without end could not be interrupted with Ctrl-C on every system."""
_WAITING = (Moment.PAUSING, Moment.RATING)
"""Nothing happens then without a key."""
PASTED_WITHIN = 0.25
"""Seconds in which even a terminal at the end of a slow line hands over the next line of what was pasted."""


class Keyboard:
    """Reads standard input in one background thread, from the first request on.

    Where answers are spoken, a line is a key for the moment in which it comes. Where they are `typed`, words
    wait for the answer that they belong to; and where they come through a pipe, all lines wait, for they are
    there at once, and none of them is meant for the sentence that happens to be spoken.
    """

    def __init__(self, commands: Mapping[str, Key] = LETTERS, *, typed: bool = False) -> None:
        self._commands = commands
        self._typed = typed
        self._lines: deque[str] = deque()
        self._arrived = threading.Condition()
        self._moment: Moment | None = None
        self._pressed = Pressed()
        self._piped = False
        self._started = False
        self._closed = False

    def keys(self, moment: Moment) -> Pressed:
        """The next key of this moment. What was pressed before does not count.

        At the end of the input a terminal quits, in this moment and in all later ones. A pipe has no key to
        press; a pause is over then, and so is a rating.
        """
        self._start()
        with self._arrived:
            self._moment, self._pressed = moment, Pressed(moment)
            self._serve()
            return self._pressed

    def enter(self, moment: Moment) -> Pressed:
        """The same for answers that are files: no key ends one of those, and only a terminal is read.

        What lies in a pipe then is meant for somebody else.
        """
        if _at_terminal() and moment not in ANSWERS:
            return self.keys(moment)
        pressed = Pressed()
        if moment in _WAITING:
            pressed.press(Key.ENTER)
        return pressed

    def read_answer(self) -> str | None:
        """Typed lines up to an empty one, joined; None at the end of a pipe.

        A command ends the answer too: it is pressed, and what was typed before it is returned; at a terminal
        the end of the input is one. Ctrl-C raises AnswerInterrupted, which carries the lines so far.
        """
        self._start()
        lines: list[str] = []
        try:
            while (line := self._next_line()) is not None:
                key = key_of(line, self._commands)
                if key is Key.ENTER and lines:
                    if self._piped or not self._more_within(PASTED_WITHIN):
                        break
                    continue  # a paragraph ends, not what was pasted
                if key in {Key.REPEAT, Key.SKIP, Key.QUIT} and (not lines or line.startswith("/")):
                    self._pressed.press(key)
                    if self._pressed.event.is_set():
                        return " ".join(lines)
                    continue  # it means nothing in this moment
                if key in {Key.AGAIN, Key.PART} and line.startswith("/"):
                    continue  # it has a meaning only after the feedback
                if line:
                    lines.append(line)
            else:
                if not self._piped:
                    self._pressed.press(Key.QUIT)
                    return " ".join(lines)
        except KeyboardInterrupt as stop:
            raise AnswerInterrupted(" ".join(lines)) from stop
        finally:
            self._moment = None
        return " ".join(lines) if lines else None

    def _next_line(self) -> str | None:
        with self._arrived:
            while not self._lines:
                if self._closed:
                    return None
                self._arrived.wait(TICK)
            return self._lines.popleft()

    def _more_within(self, seconds: float) -> bool:
        """Whether another line is there, or comes in that time."""
        with self._arrived:
            return self._arrived.wait_for(lambda: bool(self._lines) or self._closed, seconds) and bool(
                self._lines
            )

    def _take(self, line: str) -> None:
        """A line has come. Called with the lock held."""
        key = key_of(line, self._commands)
        if not self._typed:
            self._pressed.press(key or Key.ENTER, line)
            return
        moment = None if self._pressed.event.is_set() else self._moment
        if moment in SPOKEN and not self._piped:
            self._pressed.press(key or Key.ENTER)
        # What nobody waits for is lost, as the second of two hasty presses of Enter should be. Words and what
        # follows them are not.
        awaited = self._piped or moment in {Moment.THINKING, *ANSWERS, *_WAITING}
        if key is None or awaited or self._lines:
            self._lines.append(line)
            self._serve()

    def _serve(self) -> None:
        """Press the key of a moment that takes the next line, or for which the input has ended.

        Called with the lock held.
        """
        if self._closed and not self._piped and not self._lines:
            # Ctrl-D, after which nobody could press a key to leave with.
            self._pressed.press(Key.QUIT)
        if self._moment not in {Moment.THINKING, *_WAITING} or self._pressed.event.is_set():
            return
        if self._lines:
            line = self._lines[0]
            key = key_of(line, self._commands)
            if key is not None or (self._moment is Moment.RATING and meant_as_rating(line)):
                self._lines.popleft()
            self._pressed.press(key or Key.ENTER, line)
        elif self._closed and self._moment in _WAITING:
            self._pressed.press(Key.ENTER)

    def _start(self) -> None:
        if self._started:
            return
        self._started = True
        self._piped = not _at_terminal()
        threading.Thread(target=self._read, name="keyboard", daemon=True).start()

    def _read(self) -> None:
        try:
            for line in self._stream():
                with self._arrived:
                    self._take(line.strip())
                    self._arrived.notify_all()
        finally:
            with self._arrived:
                self._closed = True
                self._serve()
                self._arrived.notify_all()

    def _stream(self) -> Iterable[str]:
        """Standard input, with bytes that are no text replaced; nothing where it is closed."""
        if sys.stdin is None:
            return ()
        if isinstance(sys.stdin, io.TextIOWrapper):
            sys.stdin.reconfigure(errors="replace")
        return sys.stdin


def _at_terminal() -> bool:
    return watched(sys.stdin)
