"""A device that has vanished may never let go; whoever waits for it waits no longer than was agreed."""

from __future__ import annotations

import signal
import subprocess
import sys
import time

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
print("begun", flush=True)
close_in_time(Vanished(), 0.1)
print("over", flush=True)
"""


@pytest.mark.audio
def test_a_program_ends_although_ctrl_c_came_while_it_waited_for_the_device() -> None:
    # What runs in the background of a shell inherits that Ctrl-C is ignored.
    heeds = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
    process = subprocess.Popen(
        [sys.executable, "-c", f"{heeds}\n{ENDS.replace('0.1)', '30)')}"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "begun\n"
    time.sleep(1)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=15)
    assert "KeyboardInterrupt" in errors


@pytest.mark.audio
def test_a_program_ends_although_a_stream_never_closes() -> None:
    done = subprocess.run(
        [sys.executable, "-c", ENDS], capture_output=True, text=True, timeout=30, check=False
    )
    assert (done.returncode, done.stdout) == (0, "begun\nover\n"), done.stderr
