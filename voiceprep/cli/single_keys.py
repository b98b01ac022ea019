"""Single key presses at a terminal, for as long as something plays; everything else reads whole lines."""

from __future__ import annotations

import os
import re
import sys
import time
from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING

from voiceprep.cli.console import watched

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class PlayKey(StrEnum):
    """What a key asks for while a recording plays."""

    PAUSE = "pause"
    BACK = "back"
    AHEAD = "ahead"
    NEXT = "next"
    QUIT = "quit"


_KEYS = {
    " ": PlayKey.PAUSE,
    "h": PlayKey.BACK,
    "l": PlayKey.AHEAD,
    "n": PlayKey.NEXT,
    "q": PlayKey.QUIT,
    "\x04": PlayKey.QUIT,  # Ctrl-D
    **{f"\x1b{mode}D": PlayKey.BACK for mode in "[O"},
    **{f"\x1b{mode}C": PlayKey.AHEAD for mode in "[O"},
    # Windows tells arrows by a prefix of its own.
    **{f"{prefix}K": PlayKey.BACK for prefix in "\x00\xe0"},
    **{f"{prefix}M": PlayKey.AHEAD for prefix in "\x00\xe0"},
}
_PRESS = re.compile(r"\x1b\[[0-9;]*[@-~]|\x1bO.|[\x00\xe0].|[^\x1b\x00\xe0]|\x1b(?=[^\[O])", re.DOTALL)
"""One press: a sequence that a terminal sends for an arrow or the like, or a character."""


def presses(text: str) -> tuple[list[PlayKey], str]:
    """What the characters ask for, and the beginning of a sequence whose end has not come yet."""
    keys, at = [], 0
    while match := _PRESS.match(text, at):
        at = match.end()
        if key := _KEYS.get(match.group().lower() if len(match.group()) == 1 else match.group()):
            keys.append(key)
    return keys, text[at:]


def at_terminal() -> bool:
    """Whether somebody can press keys and sees what they do."""
    return watched(sys.stdin) and watched(sys.stdout)


@contextmanager
def single_keys() -> Iterator[Callable[[float], list[PlayKey]]]:
    """Keys as they are pressed, without Enter. Call what is yielded with the seconds to wait for one at most.

    The terminal is as it was afterwards, whatever happens. Ctrl-C stays Ctrl-C.
    """
    rest = ""

    def read(seconds: float) -> list[PlayKey]:
        nonlocal rest
        keys, rest = presses(rest + _waiting(seconds))
        return keys

    with _unbuffered():
        yield read


if sys.platform == "win32":

    @contextmanager
    def _unbuffered() -> Iterator[None]:
        yield

    def _waiting(seconds: float) -> str:
        import msvcrt

        end = time.monotonic() + seconds
        while not msvcrt.kbhit() and time.monotonic() < end:
            time.sleep(0.01)
        text = ""
        while msvcrt.kbhit():
            text += msvcrt.getwch()
        return text

else:

    @contextmanager
    def _unbuffered() -> Iterator[None]:
        import termios
        import tty

        handle = sys.stdin.fileno()
        before = termios.tcgetattr(handle)
        tty.setcbreak(handle)
        try:
            yield
        finally:
            termios.tcsetattr(handle, termios.TCSADRAIN, before)

    def _waiting(seconds: float) -> str:
        import select

        handle = sys.stdin.fileno()
        if not select.select([handle], [], [], seconds)[0]:
            return ""
        got = os.read(handle, 1024).decode("utf-8", "replace")
        # The terminal is gone, and with it who could press a key.
        return got or "\x04"
