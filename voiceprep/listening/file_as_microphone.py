"""Sound files in place of a person: for trying things out, for demonstrations, and for tests."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from voiceprep.audio.clip import SAMPLE_RATE
from voiceprep.audio.decode import decode, is_file, to_int16
from voiceprep.listening.interface import LIMIT_WARNING, NOBODY, Answer, Followers, ListeningError
from voiceprep.listening.recorder import BLOCK_SECONDS, MeterFeed, WavWriter
from voiceprep.listening.turn_taking import ENTER_ENDS, Ending, TurnRule

if TYPE_CHECKING:
    import threading
    from collections.abc import Sequence
    from pathlib import Path

BLOCK = int(BLOCK_SECONDS * SAMPLE_RATE)
"""Samples."""


class FileAsMicrophone:
    """Every answer is the next of `paths`, delivered block by block as a microphone would.

    `pace` is the waiting time per second of sound: 1.0 is real time, 0.0 as fast as possible.
    """

    def __init__(self, paths: Sequence[Path], pace: float = 0.0) -> None:
        self._paths = tuple(paths)
        self._pace = pace
        self._taken = 0

    @property
    def identity(self) -> str:
        names = ", ".join(path.name for path in self._paths[:3])
        more = f" and {len(self._paths) - 3} more" if len(self._paths) > 3 else ""
        return f"file {names}{more}"

    def check(self) -> None:
        """Raise ListeningError unless there is at least one file and all of them exist."""
        if not self._paths:
            raise ListeningError(
                "No file was given to stand in for the microphone.",
                next_step="Name at least one, as in --microphone file:answer.wav.",
            )
        for path in self._paths:
            if not is_file(path):
                raise ListeningError(
                    f"{path} should stand in for the microphone, but is not a file.",
                    next_step="Check the path after --microphone file:",
                )

    def listen(
        self,
        destination: Path,
        *,
        finished: threading.Event,
        time_limit: float,
        rule: TurnRule = ENTER_ENDS,
        followers: Followers = NOBODY,
    ) -> Answer:
        """Take the next file as an answer; at least one block of it, as from a microphone.

        Raises ListeningError where no file is left, AudioError where it holds no sound, StorageError.
        """
        del rule  # a file is over when it is over
        if self._taken >= len(self._paths):
            raise ListeningError(
                f"There is no further answer: {len(self._paths)} file(s) were given for the microphone.",
                next_step="Give one file for each question.",
            )
        path = self._paths[self._taken]
        self._taken += 1
        whole = to_int16(decode(path))
        samples = whole[: max(BLOCK, int(time_limit * SAMPLE_RATE))]
        levels = MeterFeed(followers.meter, SAMPLE_RATE)
        start = time.monotonic()
        followers.ready()
        with WavWriter(destination, SAMPLE_RATE) as recording:
            for at in range(0, len(samples), BLOCK):
                block = samples[at : at + BLOCK]
                recording.write(block)
                levels.add(block)
                due = start + recording.seconds * self._pace - time.monotonic()
                if finished.wait(due) if due > 0 else finished.is_set():
                    break
        cut = len(samples) < len(whole)
        if not cut:
            return Answer(recording=destination)
        return Answer(destination, warning=LIMIT_WARNING.format(seconds=time_limit), ended=Ending.LIMIT)
