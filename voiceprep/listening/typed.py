"""Answers from the keyboard, for those who have no microphone or want none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voiceprep.listening.interface import NOBODY, Answer, Followers, ListeningError
from voiceprep.listening.turn_taking import ENTER_ENDS, TurnRule

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable
    from pathlib import Path


class TypedAnswers:
    """Takes each answer from `read`, which returns the typed text, or None at the end of the input."""

    def __init__(self, read: Callable[[], str | None]) -> None:
        self._read = read

    @property
    def identity(self) -> str:
        return "typed answers"

    def check(self) -> None:
        """Nothing can be missing."""

    def listen(
        self,
        destination: Path,
        *,
        finished: threading.Event,
        time_limit: float,
        rule: TurnRule = ENTER_ENDS,
        followers: Followers = NOBODY,
    ) -> Answer:
        """The next typed answer; nobody is hurried, and nothing is recorded.

        Raises ListeningError where the input has ended.
        """
        # Of the contract, without meaning for a keyboard.
        del destination, finished, time_limit, rule
        followers.ready()
        text = self._read()
        if text is None:
            raise ListeningError(
                "The input ended before an answer was typed.",
                next_step="Type every answer, or give them on standard input with an empty line after each.",
            )
        return Answer(text=text)
