"""The runtime of the networks reports to its maker unless it is forbidden; nothing may leave the machine."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BEGIN_A_SESSION = """\
from voiceprep.audio import voice_activity
from faster_whisper.vad import get_vad_model
get_vad_model()
"""


def test_the_runtime_opens_no_account_of_this_machine(tmp_path: Path) -> None:
    """Where it may report, it first writes an id of the machine and a queue of events below HOME.

    It keeps still on build servers by itself, so that the names by which it knows one are left out here.
    """
    env = {"HOME": str(tmp_path), "PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", BEGIN_A_SESSION],
        env=env,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert [str(path) for path in tmp_path.rglob("*") if path.is_file()] == []
