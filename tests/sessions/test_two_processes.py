"""Several voiceprep on one folder do no harm: one holds a session, the others wait or go away."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.sessions.gold import ID, SESSION, content, copy_gold, run_in
from voiceprep.errors import ExitCode
from voiceprep.sessions.store import open_session

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HOLD = """
import sys
from pathlib import Path
from voiceprep.sessions.store import open_session
session = open_session(Path(sys.argv[1]), "last")
session.claim()
print("held", flush=True)
sys.stdin.read()
"""
TAG = """
import sys, time
from pathlib import Path
from voiceprep.errors import SessionError
from voiceprep.sessions.store import open_session
end = time.monotonic() + 60
while True:
    session = open_session(Path(sys.argv[1]), "last")
    try:
        with session.claimed():
            session.tag([sys.argv[2]])
            break
    except SessionError:
        assert time.monotonic() < end
        time.sleep(0.001)
"""


@pytest.fixture
def recordings(tmp_path: Path) -> Path:
    copy_gold(tmp_path / "recordings")
    return tmp_path / "recordings"


@pytest.fixture
def held(recordings: Path) -> Iterator[Path]:
    """The same, while another process works on it."""
    command = [sys.executable, "-c", HOLD, str(recordings)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    yield recordings
    process.kill()
    process.communicate()


@pytest.mark.parametrize(
    "command",
    [
        ["sessions", "rename", "last", "x"],
        ["sessions", "tag", "last", "x"],
        ["sessions", "export", "last", "--out", "x.zip"],
        ["forget", "last", "--yes"],
        ["forget", "--all", "--yes"],
        ["forget", "--before", "2100-01-01", "--yes"],
        ["resume", "last", "--typed"],
    ],
    ids=" ".join,
)
def test_a_session_in_use_is_left_alone(
    held: Path,
    command: list[str],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    document = json.loads((held / ID / SESSION).read_text(encoding="utf-8"))
    (held / ID / SESSION).write_text(json.dumps({**document, "status": "running"}))
    before = content(held)
    monkeypatch.chdir(tmp_path)
    assert run_in(held, *command) == ExitCode.BAD_INPUT
    assert "being held by another voiceprep" in capsys.readouterr().err
    assert content(held) == before
    assert not (tmp_path / "x.zip").exists()
    assert run_in(held, "sessions") == ExitCode.OK
    assert run_in(held, "replay", "last", "--no-audio") == ExitCode.OK


def test_who_claims_a_session_sees_what_the_other_wrote(recordings: Path) -> None:
    """Opened before the other one had ended: what that wrote meanwhile is not written over."""
    mine, other = open_session(recordings, "last"), open_session(recordings, "last")
    with other.claimed():
        other.tag(["late"])
    with mine.claimed():
        mine.rename("mine")
    assert open_session(recordings, "last").tags == ("late",)
    assert open_session(recordings, "last").name == "mine"


def test_five_processes_that_write_at_once_do_no_harm(recordings: Path) -> None:
    """Each tags until it may: all tags are there in the end."""
    writers = [
        subprocess.Popen([sys.executable, "-c", TAG, str(recordings), f"t{number}"]) for number in range(5)
    ]
    assert [writer.wait(90) for writer in writers] == [0] * 5
    assert set(open_session(recordings, "last").tags) == {f"t{number}" for number in range(5)}
