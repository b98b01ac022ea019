"""PortAudio without its noise.

PortAudio and ALSA write pages of remarks to file descriptor 2 when they are loaded and when a device is
opened, even where all is well. They would bury our own few lines, so the descriptor points elsewhere for
those moments.
"""

from __future__ import annotations

import importlib
import os
import sys
import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from voiceprep.errors import MissingError

if TYPE_CHECKING:
    from collections.abc import Iterator

# The one piece of shared state here: two threads redirecting at once would each restore the other's
# descriptor, and the process would stay mute for good.
_ONE_AT_A_TIME = threading.RLock()


@contextmanager
def quiet_stderr() -> Iterator[None]:
    """Send what C libraries write to stderr nowhere, for the whole process, until the block ends.

    Does nothing where there is no stderr at all (a windowed program).
    """
    with _ONE_AT_A_TIME:
        try:
            kept = os.dup(2)
        except OSError:
            yield
            return
        with suppress(AttributeError, OSError, ValueError):
            sys.stderr.flush()
        try:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, 2)
            os.close(nowhere)
            yield
        finally:
            os.dup2(kept, 2)
            os.close(kept)


def import_sounddevice() -> Any:
    """The sounddevice module, with PortAudio started; devices are read at the first call only.

    Raises MissingError where the package or the PortAudio library is absent.
    """
    try:
        with quiet_stderr():
            return importlib.import_module("sounddevice")
    except ImportError as cause:
        raise MissingError(
            "The Python package sounddevice is not installed.", next_step="pip install sounddevice"
        ) from cause
    except OSError as cause:
        raise MissingError(
            "The sound library PortAudio is not installed.",
            next_step="Install it, on Debian and Ubuntu with: sudo apt-get install libportaudio2",
        ) from cause
