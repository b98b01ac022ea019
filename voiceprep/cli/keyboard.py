"""Lines from the keyboard, read in one place so that no two parts of the program compete for them."""

from __future__ import annotations

import io
import queue
import sys
import threading
from typing import TYPE_CHECKING

from voiceprep.listening.interface import AnswerInterrupted

if TYPE_CHECKING:
    from collections.abc import Iterable


class Keyboard:
    """Reads standard input in one background thread, from the first request on."""

    def __init__(self) -> None:
        self._lines: queue.Queue[str | None] = queue.Queue()
        self._waiting: threading.Event | None = None
        self._started = False

    def answer_ended(self) -> threading.Event:
        """An event that the next press of Enter sets. What was typed before does not count.

        Where standard input is closed there is no key to press, and the event stays unset.
        """
        self._start()
        event = threading.Event()
        self._waiting = event
        return event

    def read_answer(self) -> str | None:
        """Typed lines up to an empty one, joined; None at the end of the input.

        Ctrl-C raises AnswerInterrupted, which carries the lines so far.
        """
        self._start()
        self._waiting = None
        lines: list[str] = []
        while True:
            try:
                line = self._next_line()
            except KeyboardInterrupt as stop:
                raise AnswerInterrupted(" ".join(lines)) from stop
            if line is None:
                return " ".join(lines) if lines else None
            if not line.strip():
                if lines:
                    return " ".join(lines)
                continue
            lines.append(line.strip())

    def _next_line(self) -> str | None:
        while True:
            try:
                # A wait without end could not be interrupted with Ctrl-C on every system.
                line = self._lines.get(timeout=0.2)
            except queue.Empty:
                continue
            if line is None:
                self._lines.put(None)
            return line

    def _start(self) -> None:
        if not self._started:
            self._started = True
            threading.Thread(target=self._read, name="keyboard", daemon=True).start()

    def _read(self) -> None:
        try:
            for line in self._stream():
                waiting, self._waiting = self._waiting, None
                if waiting is not None:
                    waiting.set()
                else:
                    self._lines.put(line)
        finally:
            self._lines.put(None)

    def _stream(self) -> Iterable[str]:
        """Standard input, with bytes that are no text replaced; nothing where it is closed."""
        if sys.stdin is None:
            return ()
        if isinstance(sys.stdin, io.TextIOWrapper):
            sys.stdin.reconfigure(errors="replace")
        return sys.stdin
