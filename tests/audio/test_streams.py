"""A device that has vanished may never let go; whoever waits for it waits no longer than was agreed."""

from __future__ import annotations

import subprocess
import sys

import pytest

ENDS = """
import time
import sounddevice
from voiceprep.audio.streams import close_in_time

class Vanished:
    def abort(self, ignore_errors):
        time.sleep(600)

# As PortAudio does while a stream of it hangs.
sounddevice._terminate = lambda: time.sleep(600)
close_in_time(Vanished(), 0.1)
print("over", flush=True)
"""


@pytest.mark.audio
def test_a_program_ends_although_a_stream_never_closes() -> None:
    done = subprocess.run(
        [sys.executable, "-c", ENDS], capture_output=True, text=True, timeout=30, check=False
    )
    assert (done.returncode, done.stdout) == (0, "over\n"), done.stderr
