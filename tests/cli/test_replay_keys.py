"""`voiceprep replay` at a terminal: what single keys do while a recording plays."""

from __future__ import annotations

import os
import pty
import re
import sys
import termios
import threading
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import finding, spoken, take
from voiceprep.audio.clip import Clip
from voiceprep.audio.decode import write_wav
from voiceprep.cli import replay as replay_module
from voiceprep.cli.main import run
from voiceprep.cli.playing import Ending, _answer
from voiceprep.cli.single_keys import PlayKey, presses
from voiceprep.errors import ExitCode
from voiceprep.sessions.store import create_session
from voiceprep.speaking.interface import SpeakingError
from voiceprep.speaking.playback import Playback
from voiceprep.values import Transcript

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

SEQUENCES = {
    " ": PlayKey.PAUSE,
    "h": PlayKey.BACK,
    "L": PlayKey.AHEAD,
    "n": PlayKey.NEXT,
    "q": PlayKey.QUIT,
    "\x1b[D": PlayKey.BACK,
    "\x1bOC": PlayKey.AHEAD,
    "\xe0K": PlayKey.BACK,
    "\xe0M": PlayKey.AHEAD,
    "x": None,
    "\x1b[A": None,
    "\x1b[15~": None,
    "\x1b[1;5C": None,
}


@given(st.lists(st.sampled_from(list(SEQUENCES))), st.data())
def test_a_press_is_understood_however_its_characters_arrive(sent: list[str], data: st.DataObject) -> None:
    text = "".join(sent)
    cut = data.draw(st.integers(0, len(text)))
    first, rest = presses(text[:cut])
    second, rest = presses(rest + text[cut:])
    assert first + second == [SEQUENCES[one] for one in sent if SEQUENCES[one] is not None]
    assert rest == ""


@given(st.text())
def test_no_characters_are_too_strange(text: str) -> None:
    keys, rest = presses(text)
    assert len(keys) <= len(text)
    assert text.endswith(rest)


class RealTimeLoudspeaker:
    """Plays in real time, and no sound."""

    fails = False

    def play(
        self,
        clip: Clip,
        *,
        stop: threading.Event | None = None,
        started: Callable[[float], None] | None = None,
    ) -> None:
        if self.fails:
            raise SpeakingError("The loudspeaker is gone.", next_step="Connect it.")
        if started is not None:
            started(0.0)
        (stop or threading.Event()).wait(clip.seconds)


@dataclass
class Terminal:
    """A terminal in which somebody looks and presses keys."""

    master: int
    slave: int
    shown: str = ""
    changed: threading.Condition = field(default_factory=threading.Condition)

    def run(self, *arguments: str) -> int:
        """Run voiceprep in it; the exit code. The terminal is afterwards as it was."""
        before = termios.tcgetattr(self.slave)
        stdin = os.fdopen(os.dup(self.slave))
        stdout = os.fdopen(os.dup(self.slave), "w")
        with pytest.MonkeyPatch.context() as patch, stdin, stdout:
            patch.setattr(sys, "stdin", stdin)
            patch.setattr(sys, "stdout", stdout)
            code = run(arguments)
        assert termios.tcgetattr(self.slave) == before
        return code

    def read(self) -> None:
        while True:
            try:
                got = os.read(self.master, 4096)
            except OSError:  # the other end is closed
                return
            with self.changed:
                self.shown += re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", got.decode("utf-8", "replace"))
                self.changed.notify_all()

    def wait_for(self, pattern: str, *, since: int = 0) -> re.Match[str]:
        """The last place that fits, behind `since`."""

        def found() -> re.Match[str] | None:
            return next(reversed(list(re.finditer(pattern, self.shown[since:]))), None)

        with self.changed:
            assert self.changed.wait_for(lambda: found() is not None, timeout=60), self.shown
            match = found()
        assert match is not None
        return match

    def press(self, keys: str) -> int:
        """Where the screen was then."""
        os.write(self.master, keys.encode())
        return len(self.shown)


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[Terminal]:
    master, slave = pty.openpty()
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "100")
    seen = Terminal(master, slave)
    reader = threading.Thread(target=seen.read, daemon=True)
    reader.start()
    yield seen
    os.close(slave)
    reader.join(5)
    os.close(master)


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two takes of twelve seconds."""
    monkeypatch.setattr(replay_module, "_loudspeaker", lambda _: RealTimeLoudspeaker())
    monkeypatch.setattr(RealTimeLoudspeaker, "fails", False)
    made = create_session(tmp_path, role="engineer", plan={}, device={})
    for number, name in ((1, "first"), (2, "second")):
        recording = made.begin_take(number, name)
        write_wav(Clip(np.zeros(12 * 16_000, dtype=np.float32)), recording)
        made.note_answer(number, text=None, warning=None)
        found = replace(finding(quote="one two", words=(0, 2), claim=f"Claim {number}."), start=0.0, end=1.0)
        words = spoken("one two three four five six seven eight")
        heard = Transcript(words, "fake")
        result = replace(take(name), transcript=heard, findings=(found,), seconds=12.0)
        made.save_result(number, result)
    return made.folder


def type_beside(typist: Callable[[], None]) -> threading.Thread:
    thread = threading.Thread(target=typist)
    thread.start()
    return thread


def clock(match: re.Match[str]) -> int:
    return 60 * int(match.group(1)) + int(match.group(2))


def test_a_key_that_is_held_opens_the_device_once_and_blocks_no_other() -> None:
    class CountedLoudspeaker(RealTimeLoudspeaker):
        plays = 0

        def play(self, clip: Clip, **rest: Any) -> None:
            self.plays += 1
            super().play(clip, **rest)

    loudspeaker = CountedLoudspeaker()
    playback = Playback(Clip(np.zeros(300 * 16_000, dtype=np.float32)), loudspeaker)
    playback.play()
    assert _answer([PlayKey.AHEAD] * 30 + [PlayKey.BACK] * 10, playback) is None
    assert 100 <= playback.position < 102
    assert _answer([PlayKey.AHEAD] * 30 + [PlayKey.QUIT], playback) is Ending.QUIT
    playback.pause()
    assert loudspeaker.plays == 2


def test_pause_jump_next_and_quit(terminal: Terminal, session: Path) -> None:
    positions = []

    def typist() -> None:
        terminal.wait_for(r"playing \d+:\d\d / 0:12")
        terminal.press(" ")
        positions.append(clock(terminal.wait_for(r"paused +(\d+):(\d\d) / 0:12")))
        at = terminal.press("\x1b[C")
        positions.append(clock(terminal.wait_for(r"paused +(\d+):(\d\d) / 0:12", since=at)))
        at = terminal.press("h")
        positions.append(clock(terminal.wait_for(r"paused +(\d+):(\d\d) / 0:12", since=at)))
        at = terminal.press(" ")
        terminal.wait_for("playing", since=at)
        terminal.press("n")
        at = terminal.wait_for(r"2\. second").end()
        terminal.wait_for("playing", since=at)
        terminal.press("q")

    typing = type_beside(typist)
    code = terminal.run("replay", str(session))
    typing.join(60)
    assert code == ExitCode.OK
    assert positions[1] == positions[0] + 5
    assert positions[2] == positions[0]
    assert "+ covered  Claim 1." in terminal.shown
    results = terminal.shown.count("Content 50")
    assert results == 1, "the second take was left before its result"


def test_it_begins_where_it_was_told_and_ends_by_itself(terminal: Terminal, session: Path) -> None:
    assert terminal.run("replay", str(session), "--question", "second", "--at", "0:11.8") == ExitCode.OK
    assert "first" not in terminal.shown.replace("first.take", "")
    assert re.findall(r"playing (\d+:\d\d)", terminal.shown)[0] == "0:11"
    terminal.wait_for("Content 50")


def test_a_loudspeaker_that_fails_costs_the_sound_and_not_the_text(
    terminal: Terminal, session: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(RealTimeLoudspeaker, "fails", True)
    assert terminal.run("replay", str(session)) == ExitCode.OK
    terminal.wait_for("Content 50(.|\n)*Content 50")
    assert capsys.readouterr().err.count("The loudspeaker is gone.") == 2


def test_without_audio_nothing_moves(terminal: Terminal, session: Path) -> None:
    assert terminal.run("replay", str(session), "--no-audio") == ExitCode.OK
    terminal.wait_for("Content 50(.|\n)*Content 50")
    assert "playing" not in terminal.shown


def test_where_nobody_watches_recordings_are_played_one_after_the_other(
    session: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    played: list[float] = []
    monkeypatch.setattr(RealTimeLoudspeaker, "play", lambda _, clip: played.append(clip.seconds))
    assert run(["replay", str(session), "--at", "0:10"]) == ExitCode.OK
    assert played == [2.0, 12.0]
    shown = capsys.readouterr().out
    assert shown.count("Content 50") == 2
    assert "playing" not in shown


@pytest.mark.parametrize("at", ["0:12", "99:00"])
def test_a_time_behind_the_end_is_refused(session: Path, capsys: pytest.CaptureFixture[str], at: str) -> None:
    assert run(["replay", str(session), "--no-audio", "--at", at]) == ExitCode.USAGE
    assert "over after 12.0 seconds" in capsys.readouterr().err


def test_a_minute_has_sixty_seconds(session: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["replay", str(session), "--no-audio", "--at", "0:72"]) == ExitCode.USAGE
    assert "neither a time" in capsys.readouterr().err
