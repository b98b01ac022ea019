"""Lines from the keyboard: which moment they belong to, and what is kept of them."""

from __future__ import annotations

import fcntl
import io
import json
import os
import pty
import subprocess
import sys
import termios
import threading
import time
from array import array
from typing import TYPE_CHECKING, TextIO

import pytest

from voiceprep.cli.keyboard import Keyboard
from voiceprep.cli.main import run
from voiceprep.errors import ExitCode
from voiceprep.listening.keys import COMMANDS, NO_COMMANDS, Key, Moment, Pressed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@pytest.fixture
def typing(monkeypatch: pytest.MonkeyPatch) -> Iterator[TextIO]:
    """What is written here arrives at standard input, through a pipe."""
    reader, writer = os.pipe()
    with os.fdopen(reader) as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        with os.fdopen(writer, "w") as keys:
            yield keys
        # The keyboard's thread reads up to the end of the input; only then may it be closed.
        for thread in threading.enumerate():
            if thread.name == "keyboard":
                thread.join(5)


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Call it with what is typed at a terminal; it returns when the program has got it."""
    master, slave = pty.openpty()
    with os.fdopen(slave) as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)

        def type_in(text: str) -> None:
            os.write(master, text.encode())
            end = time.monotonic() + 5
            while array("i", fcntl.ioctl(slave, termios.FIONREAD, bytes(4)))[0] and time.monotonic() < end:
                time.sleep(0.01)
            time.sleep(0.1)

        yield type_in
        os.write(master, b"\x04")  # Ctrl-D, the end of the input
        for thread in threading.enumerate():
            if thread.name == "keyboard":
                thread.join(5)
    os.close(master)


def send(keys: TextIO, text: str) -> None:
    keys.write(text)
    keys.flush()


def pressed(waiting: Pressed) -> Key | None:
    waiting.event.wait(5)
    return waiting.key


def test_typed_lines_end_at_an_empty_one(typing: TextIO) -> None:
    typing.write("\nfirst line\nsecond line\n\nlast answer")
    typing.close()
    keyboard = Keyboard(COMMANDS, typed=True)
    assert keyboard.read_answer() == "first line second line"
    assert keyboard.read_answer() == "last answer"
    assert keyboard.read_answer() is None


def test_a_blank_line_in_what_is_pasted_at_a_terminal_ends_a_paragraph_and_not_the_answer(
    terminal: Callable[[str], None],
) -> None:
    """Else the rest would be the answer to a question that nobody has asked yet."""
    keyboard = Keyboard(COMMANDS, typed=True)
    keyboard.keys(Moment.ANSWERING)
    terminal("first\n\nsecond\n\n")
    assert keyboard.read_answer() == "first second"
    keyboard.keys(Moment.ANSWERING)
    terminal("next\n")
    terminal("\n")
    assert keyboard.read_answer() == "next"


@pytest.mark.parametrize(
    ("line", "key"),
    [("", Key.ENTER), ("q", Key.QUIT), ("S", Key.SKIP), ("repeat", Key.REPEAT), ("what?", Key.ENTER)],
)
def test_while_an_answer_is_spoken_a_line_ends_it(typing: TextIO, line: str, key: Key) -> None:
    answer = Keyboard().keys(Moment.ANSWERING)
    send(typing, f"{line}\n")
    assert pressed(answer) is key


def test_the_enter_that_cut_the_voice_does_not_end_the_answer(typing: TextIO) -> None:
    keyboard = Keyboard()
    voice = keyboard.keys(Moment.SPEAKING)
    send(typing, "\n")
    assert pressed(voice) is Key.ENTER
    answer = keyboard.keys(Moment.ANSWERING)
    assert not answer.event.wait(0.3)
    send(typing, "\n")
    assert pressed(answer) is Key.ENTER


def test_in_an_examination_the_key_that_repeats_ends_no_answer(typing: TextIO) -> None:
    answer = Keyboard().keys(Moment.ANSWERING_ONCE)
    send(typing, "r\n")
    assert not answer.event.wait(0.3)
    send(typing, "\n")
    assert pressed(answer) is Key.ENTER


def test_in_an_examination_the_key_that_repeats_is_no_part_of_a_typed_answer(typing: TextIO) -> None:
    keyboard = Keyboard(COMMANDS, typed=True)
    answer = keyboard.keys(Moment.ANSWERING_ONCE)
    send(typing, "repeat\none\n/r\ntwo\n\n")
    assert keyboard.read_answer() == "one two"
    assert answer.key is None


def test_a_closed_input_ends_no_answer_and_no_thinking_but_a_pause(typing: TextIO) -> None:
    keyboard = Keyboard()
    pause = keyboard.keys(Moment.PAUSING)
    typing.close()
    assert pressed(pause) is Key.ENTER
    assert pressed(keyboard.keys(Moment.PAUSING)) is Key.ENTER
    for moment in (Moment.SPEAKING, Moment.THINKING, Moment.ANSWERING):
        assert not keyboard.keys(moment).event.wait(0.1)


def test_a_key_ends_no_answer_that_is_a_file(terminal: Callable[[str], None]) -> None:
    keyboard = Keyboard(NO_COMMANDS)
    voice = keyboard.enter(Moment.SPEAKING)
    terminal("q\n")
    assert pressed(voice) is Key.ENTER
    answer = keyboard.enter(Moment.ANSWERING)
    terminal("\n")
    assert not answer.event.is_set()
    assert not keyboard.enter(Moment.ANSWERING_ONCE).event.is_set()
    pause = keyboard.enter(Moment.PAUSING)
    assert not pause.event.is_set()
    terminal("\n")
    assert pressed(pause) is Key.ENTER


def test_where_answers_are_files_a_pipe_is_left_alone(typing: TextIO) -> None:
    send(typing, "a list of files that a script reads\n")
    keyboard = Keyboard(NO_COMMANDS)
    assert not keyboard.enter(Moment.SPEAKING).event.wait(0.2)
    assert pressed(keyboard.enter(Moment.PAUSING)) is Key.ENTER
    assert sys.stdin.readline() == "a list of files that a script reads\n"


@pytest.mark.parametrize(
    ("lines", "left", "key"),
    [
        ("/s\n", "", Key.SKIP),
        ("Repeat\n", "", Key.REPEAT),
        ("\n/q\n", "", Key.QUIT),
        ("one\ntwo\n/r\n", "one two", Key.REPEAT),
        ("r\nis a language\n\n", "r is a language", None),
        ("one\nskip\n\n", "one skip", None),
    ],
)
def test_a_command_ends_a_typed_answer(typing: TextIO, lines: str, left: str, key: Key | None) -> None:
    """A word alone only on the first line: later it is a part of the answer."""
    send(typing, lines)
    keyboard = Keyboard(COMMANDS, typed=True)
    answer = keyboard.keys(Moment.ANSWERING)
    assert keyboard.read_answer() == left
    assert answer.key is key


def test_answers_from_a_pipe_wait_for_their_questions(typing: TextIO) -> None:
    """They are all there at once: none of them is meant for the greeting that is being spoken."""
    send(typing, "first\n\n/s\nsecond\n\n")
    keyboard = Keyboard(COMMANDS, typed=True)
    assert not keyboard.keys(Moment.SPEAKING).event.wait(0.3)
    keyboard.keys(Moment.ANSWERING)
    assert keyboard.read_answer() == "first"
    # With --pause or --think the next answer is Enter enough.
    assert pressed(keyboard.keys(Moment.PAUSING)) is Key.SKIP
    assert pressed(keyboard.keys(Moment.THINKING)) is Key.ENTER
    assert keyboard.read_answer() == "second"


def test_at_a_terminal_who_types_while_the_question_is_read_cuts_it_and_loses_no_word(
    terminal: Callable[[str], None],
) -> None:
    keyboard = Keyboard(COMMANDS, typed=True)
    voice = keyboard.keys(Moment.SPEAKING)
    terminal("It depends.\n")
    assert pressed(voice) is Key.ENTER
    terminal("On the data.\n\n")
    keyboard.keys(Moment.ANSWERING)
    assert keyboard.read_answer() == "It depends. On the data."


def test_at_a_terminal_a_second_enter_is_lost(terminal: Callable[[str], None]) -> None:
    keyboard = Keyboard(COMMANDS, typed=True)
    first = keyboard.keys(Moment.PAUSING)
    terminal("\n\n")
    assert pressed(first) is Key.ENTER
    assert not keyboard.keys(Moment.THINKING).event.wait(0.2)


def test_at_a_terminal_a_command_cuts_the_voice_and_is_no_answer(terminal: Callable[[str], None]) -> None:
    keyboard = Keyboard(COMMANDS, typed=True)
    voice = keyboard.keys(Moment.SPEAKING)
    terminal("/s\n")
    assert pressed(voice) is Key.SKIP
    keyboard.keys(Moment.ANSWERING)
    terminal("words\n\n")
    assert keyboard.read_answer() == "words"


@pytest.mark.parametrize("typed", [True, False])
def test_at_a_terminal_the_end_of_the_input_quits_now_and_ever_after(
    terminal: Callable[[str], None], typed: bool
) -> None:
    keyboard = Keyboard(COMMANDS, typed=typed)
    voice = keyboard.keys(Moment.SPEAKING)
    terminal("\x04")
    assert pressed(voice) is Key.QUIT
    assert [pressed(keyboard.keys(moment)) for moment in Moment] == [Key.QUIT] * len(Moment)


@pytest.mark.parametrize("moment", [Moment.SPEAKING, Moment.ANSWERING])
def test_at_a_terminal_the_end_of_the_input_loses_no_word(
    terminal: Callable[[str], None], moment: Moment
) -> None:
    keyboard = Keyboard(COMMANDS, typed=True)
    answer = keyboard.keys(moment)
    terminal("It depends.\n\x04")
    if moment is Moment.SPEAKING:
        assert pressed(answer) is Key.ENTER
        answer = keyboard.keys(Moment.ANSWERING)
    assert keyboard.read_answer() == "It depends."
    assert answer.key is Key.QUIT


def test_ctrl_d_at_a_terminal_ends_a_typed_interview_and_keeps_what_was_typed(tmp_path: Path) -> None:
    master, slave = pty.openpty()
    options = ["--question", "ml-drift", "--typed", "--no-speech", "--judge", "none"]
    command = [sys.executable, "-u", "-m", "voiceprep", "practice", *options, "--recordings", str(tmp_path)]
    with subprocess.Popen(
        command, stdin=slave, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        try:
            assert process.stdout is not None
            while "Type your answer" not in process.stdout.readline():
                assert process.poll() is None
            os.write(master, b"It depends.\n\x04")
            shown, _ = process.communicate(timeout=60)
        finally:
            process.kill()
            os.close(slave)
            os.close(master)
    assert process.returncode == ExitCode.INTERRUPTED, shown
    (path,) = tmp_path.glob("*/session.json")
    document = json.loads(path.read_text(encoding="utf-8"))
    (entry,) = document["takes"]
    assert (document["status"], entry["text"], entry["complete"]) == ("interrupted", "It depends.", False)


def test_a_closed_keyboard_ends_the_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    assert Keyboard(COMMANDS, typed=True).read_answer() is None


def test_bytes_that_are_no_text_do_not_stop_the_keyboard(monkeypatch: pytest.MonkeyPatch) -> None:
    reader, writer = os.pipe()
    os.write(writer, b"caf\xe9 latte\n\n")
    os.close(writer)
    with os.fdopen(reader, encoding="utf-8", errors="strict") as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        keyboard = Keyboard(COMMANDS, typed=True)
        assert keyboard.read_answer() == "caf\ufffd latte"
        assert keyboard.read_answer() is None


# Ratings


def rating(keyboard: Keyboard) -> str:
    pressed = keyboard.keys(Moment.RATING)
    assert pressed.event.wait(5)
    return pressed.line


@pytest.mark.parametrize("typed", [True, False])
def test_a_rating_is_a_line_of_its_own(typing: TextIO, typed: bool) -> None:
    keyboard = Keyboard(COMMANDS, typed=typed)
    keyboard.keys(Moment.SPEAKING)
    pressed = keyboard.keys(Moment.RATING)
    send(typing, "4\n")
    assert pressed.event.wait(5)
    assert pressed.line == "4"


def test_through_a_pipe_a_rating_stands_between_answers(typing: TextIO) -> None:
    keyboard = Keyboard(COMMANDS, typed=True)
    send(typing, "first answer\n\n4\nsecond answer\n\n\nthird answer\n\nwords\n\n")
    assert keyboard.read_answer() == "first answer"
    assert rating(keyboard) == "4"
    assert keyboard.read_answer() == "second answer"
    assert rating(keyboard) == ""
    assert keyboard.read_answer() == "third answer"
    assert rating(keyboard) == "words", "no rating"
    assert keyboard.read_answer() == "words", "and not lost"


def test_a_number_that_is_no_rating_is_no_answer_either(typing: TextIO) -> None:
    keyboard = Keyboard(COMMANDS, typed=True)
    send(typing, "first answer\n\n9\n4\nsecond answer\n\n")
    assert keyboard.read_answer() == "first answer"
    assert rating(keyboard) == "9"
    assert rating(keyboard) == "4"
    assert keyboard.read_answer() == "second answer"


def test_at_the_end_of_the_input_there_is_no_rating(typing: TextIO) -> None:
    keyboard = Keyboard(COMMANDS, typed=True)
    typing.close()
    assert rating(keyboard) == ""


def test_files_that_play_the_microphone_are_not_rated_through_a_pipe(typing: TextIO) -> None:
    pressed = Keyboard(NO_COMMANDS).enter(Moment.RATING)
    assert (pressed.key, pressed.line) == (Key.ENTER, "")


@pytest.mark.parametrize(("more", "offered"), [((), False), (("--pause",), True)])
def test_a_key_is_offered_only_where_there_is_time_to_press_it(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    more: tuple[str, ...],
    offered: bool,
) -> None:
    """Where nothing is spoken and nothing waited for, the next question is there at once."""
    typed = "I watch the inputs of the model for a change over time.\n\n\n"
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    options = ["--typed", "--no-speech", "--judge", "none", "--transcriber", "sidecar", *more]
    asked = ["--question", "ml-drift", "--recordings", str(tmp_path)]
    assert run(["practice", *asked, *options]) == ExitCode.NOT_SCORED
    assert ("/a and Enter" in capsys.readouterr().out) is offered
