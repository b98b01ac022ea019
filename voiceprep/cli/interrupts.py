"""What Ctrl-C means while something long is in work, and what a system sends that shuts down (SIGTERM)."""

from __future__ import annotations

import _thread
import signal
import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from voiceprep.errors import StoppedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

AGAIN_SECONDS = 0.05
"""After which a Ctrl-C that got lost comes again."""
RUN_AGAIN = "Run the command again to go on."
"""The next step where what is done is kept."""


def let_none_be_lost() -> None:
    """Let a Ctrl-C come again that came where Python can raise nothing.

    In the callback of a weak reference, say, or in `__del__`: there the interrupt is only printed, as
    something that was ignored.
    """
    told = sys.unraisablehook

    def passed_on(unraisable: sys.UnraisableHookArgs) -> None:
        if issubclass(unraisable.exc_type, KeyboardInterrupt):
            again = threading.Timer(AGAIN_SECONDS, _interrupt)
            again.daemon = True
            again.start()
        else:
            told(unraisable)

    sys.unraisablehook = passed_on


def _interrupt() -> None:
    """As if Ctrl-C was pressed now."""
    if sys.platform == "win32":
        _thread.interrupt_main()
    else:
        # The main thread may wait for the keyboard; only a signal of its own ends that.
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)


@contextmanager
def after_ctrl_c(next_step: str = RUN_AGAIN) -> Iterator[None]:
    """Say what goes on from there. Raises StoppedError.

    A system that shuts down stops us in the same way, so that nothing stays that was there for a moment.
    """
    try:
        with _handled(signal.default_int_handler, signal.SIGTERM):
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

    with _handled(interrupted, signal.SIGINT, signal.SIGTERM):
        yield


@contextmanager
def _handled(handler: Callable[[int, FrameType | None], object], *numbers: signal.Signals) -> Iterator[None]:
    """Meanwhile those signals go to the handler; only the main thread can have them."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, handler) for number in numbers}
    try:
        yield
    finally:
        for number, earlier in before.items():
            signal.signal(number, earlier)
