"""Open streams, counted, because PortAudio must not be started anew under any of them.

PortAudio reads devices when it starts and never again: a headset that was pulled out stays in its list, one
that was plugged in is not there. Starting it anew helps, and destroys every open stream.
"""

from __future__ import annotations

import atexit
import sys
import threading
from typing import TYPE_CHECKING, Any

from voiceprep.audio.quiet import quiet_stderr

if TYPE_CHECKING:
    from collections.abc import Callable

# PortAudio has one state for the whole process, and so has what guards it.
_GUARD = threading.Lock()
_OPEN: set[int] = set()
_CLOSING: list[threading.Event] = []
"""Set, each, by a closing that was not waited for to its end."""
CLOSED_BEFORE = 2.0
"""Seconds that they are waited for before something else is opened: some devices can be open only once."""


def open_stream(make: Callable[[], Any]) -> Any:
    """The stream that `make` opens; `close_stream` has to follow. Raises what `make` raises."""
    _wait_for_closings()
    with quiet_stderr(), _GUARD:  # in this order everywhere
        stream = make()
        _OPEN.add(id(stream))
    return stream


def close_stream(stream: Any) -> None:
    """Cut the sound at once and give the device back; may wait for long where the device is gone."""
    # abort, never stop: stop waits for buffers that a vanished device will not fill.
    try:
        stream.abort(ignore_errors=True)
        stream.close(ignore_errors=True)
    finally:
        with _GUARD:
            _OPEN.discard(id(stream))


def close_in_time(stream: Any, seconds: float) -> None:
    """The same, but wait no longer than that: on a device that has vanished closing may never end."""
    # Not the thread itself is asked: after Ctrl-C in its `join` Python 3.11 takes it for ended.
    closed = threading.Event()

    def close() -> None:
        try:
            close_stream(stream)
        finally:
            closed.set()

    try:
        with quiet_stderr():
            threading.Thread(target=close, name="voiceprep-close", daemon=True).start()
            closed.wait(seconds)
    finally:
        if not closed.is_set():
            _CLOSING.append(closed)
            _leave_without_it()


def _leave_without_it() -> None:
    """Let the program end although PortAudio does not: sounddevice would wait for it, for ever."""
    sounddevice = sys.modules.get("sounddevice")
    if sounddevice is not None:
        # It offers no other way. What is left open ends with the process.
        atexit.unregister(sounddevice._exit_handler)  # noqa: SLF001


def _wait_for_closings() -> None:
    """Not for ever, and not twice: what has not let go by then never will."""
    while _CLOSING:
        _CLOSING.pop().wait(CLOSED_BEFORE)


def read_devices_anew(sd: Any) -> bool:
    """Have PortAudio look which devices there are now; False where an open stream forbids that.

    Raises sounddevice's PortAudioError where it does not start again.
    """
    _wait_for_closings()
    with quiet_stderr(), _GUARD:
        if _OPEN:
            return False
        # sounddevice offers no other way.
        sd._terminate()  # noqa: SLF001
        sd._initialize()  # noqa: SLF001
    return True
