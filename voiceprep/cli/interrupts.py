"""What Ctrl-C means while something long is in work."""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from voiceprep.errors import StoppedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

RUN_AGAIN = "Run the command again to go on."
"""The next step where what is done is kept."""
_SIGNALS = (signal.SIGINT, signal.SIGTERM)
"""Ctrl-C, and what a system sends that shuts down, or `docker stop`."""


@contextmanager
def after_ctrl_c(next_step: str = RUN_AGAIN) -> Iterator[None]:
    """Say what goes on from there. Raises StoppedError."""
    try:
        yield
    except KeyboardInterrupt as stop:
        raise StoppedError("Stopped.", next_step=next_step) from stop


@contextmanager
def stopping(stop: threading.Event, say_so: Callable[[], None]) -> Iterator[None]:
    """The first Ctrl-C sets `stop`; the second ends what is going on."""

    def interrupted(*_: object) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()
        say_so()

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, interrupted) for number in _SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
