"""From --typed and --microphone to where answers come from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from voiceprep.audio.devices import from_option
from voiceprep.batch.found import is_recording
from voiceprep.cli.console import counted
from voiceprep.cli.keyboard import Keyboard
from voiceprep.cli.setup import build_microphone
from voiceprep.engines import LISTENERS, engine_class
from voiceprep.errors import UsageError
from voiceprep.listening.keys import COMMANDS, NO_COMMANDS
from voiceprep.storage import expanded

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from voiceprep.listening.interface import Listener
    from voiceprep.listening.keys import Keys

FILE_PREFIX = "file:"


@dataclass(frozen=True, slots=True)
class Listening:
    """Where answers come from, and what the keys are."""

    listener: Listener
    keys: Keys
    key_prefix: str | None
    """As in `Room`."""
    invitation: str
    """Which sentence of the prompts tells the person how to answer."""
    answers: int | None
    """How many answers there are; None for as many as questions."""


def build_listener(microphones: Sequence[str], *, typed: bool, say_so: Callable[[str], None]) -> Listening:
    """From --typed and --microphone. Raises UsageError where they contradict each other."""
    if typed:
        if microphones:
            raise UsageError(
                "--typed and --microphone exclude each other.", next_step="Leave one of them out."
            )
        keyboard = Keyboard(COMMANDS, typed=True)
        typed_answers: Listener = engine_class(LISTENERS["typed"])(keyboard.read_answer)
        return Listening(typed_answers, keyboard.keys, "/", "typing", None)
    files = [name.removeprefix(FILE_PREFIX) for name in microphones if name.startswith(FILE_PREFIX)]
    if files:
        if len(files) < len(microphones):
            raise UsageError(
                "A microphone and files cannot answer the same interview.",
                next_step="Give only --microphone file:PATH, or only one device.",
            )
        paths = answer_files(files)
        played: Listener = engine_class(LISTENERS["file"])(paths)
        return Listening(played, Keyboard(NO_COMMANDS).enter, None, "playing", len(paths))
    if len(microphones) > 1:
        raise UsageError("Only one microphone can be used at a time.", next_step="Give --microphone once.")
    if microphones:
        named: Listener = engine_class(LISTENERS["microphone"])(from_option(microphones[0]))
        return Listening(named, Keyboard().keys, "", "listening", None)
    return Listening(build_microphone(say_so=say_so), Keyboard().keys, "", "listening", None)


def answer_files(names: Sequence[str]) -> list[Path]:
    """The files in the order they answer; a folder stands for its recordings by name."""
    found: list[Path] = []
    for name in names:
        path = expanded(name)  # behind "file:" no shell has done it
        if path.is_dir():
            found += sorted(p for p in path.iterdir() if is_recording(p.name) and p.is_file())
        else:
            found.append(path)
    if not found:
        raise UsageError(
            "There are no recordings to play as answers.", next_step="Give --microphone file:PATH."
        )
    return found


def tell_left_over(answers: int | None, questions: int, *, say_so: Callable[[str], None]) -> None:
    """Say so where files are left over when all questions are answered."""
    if answers is not None and answers > questions:
        left = answers - questions
        verb = "is" if left == 1 else "are"
        say_so(
            f"There are {counted(answers, 'file')} for {counted(questions, 'question')}; "
            f"{left} of them {verb} not played."
        )
