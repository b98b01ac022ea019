"""The microphone, through sounddevice.

Blocks travel from PortAudio's callback to the disk on a tape of their own (`tape.py`), while the caller's
thread watches the clock: a device that vanishes raises nothing, its callbacks merely stop.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from voiceprep.audio.quiet import import_sounddevice, quiet_stderr
from voiceprep.audio.streams import close_in_time, open_stream
from voiceprep.errors import MissingError
from voiceprep.listening.following import Following
from voiceprep.listening.input_choice import InputChoice, unusable
from voiceprep.listening.interface import LIMIT_WARNING, NOBODY, Answer, Followers, ListeningError
from voiceprep.listening.recorder import BLOCK_SECONDS, WavWriter
from voiceprep.listening.tape import Tape
from voiceprep.listening.turn_taking import ENTER_ENDS, Ending, TurnRule, TurnTaking

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable
    from pathlib import Path

    from voiceprep.listening.input_choice import Input

LOST_AFTER = 2.0
"""Seconds without a block after which the device counts as lost."""
FIRST_WITHIN = 6.0
"""The same before its first block: a wireless headset first changes to the mode in which it can listen."""
TICK = 0.05
"""Seconds between two looks at the clock."""


@dataclass(frozen=True, slots=True)
class _Wish:
    """What `listen` was asked for."""

    destination: Path
    finished: threading.Event
    time_limit: float
    """Seconds."""
    rule: TurnRule
    followers: Followers


class Microphone:
    """A PortAudio input device: a name, a part of one, or a number; None for the system's default.

    The WAV has 16 kHz, or the device's own rate where it refuses that. A device that is lost costs the rest
    of one answer: the next comes from it again, or from the system's default, and the person is told.
    """

    def __init__(self, device: str | int | None = None) -> None:
        self._device = device
        self._choice = InputChoice(device)

    @property
    def identity(self) -> str:
        try:
            return self._choice.name(import_sounddevice())
        except (MissingError, ListeningError):
            return "default microphone" if self._device is None else str(self._device)

    def check(self) -> None:
        """Raise ListeningError without a usable input device, MissingError without PortAudio."""
        self._choice.first(import_sounddevice())

    def listen(
        self,
        destination: Path,
        *,
        finished: threading.Event,
        time_limit: float,
        rule: TurnRule = ENTER_ENDS,
        followers: Followers = NOBODY,
    ) -> Answer:
        """Record until `finished`, the limit, the end of the turn by `rule`, or the loss of the device.

        Raises ListeningError where no device gives one block, StorageError where the disk refuses,
        MissingError.
        """
        sd = import_sounddevice()
        wish = _Wish(destination, finished, time_limit, rule, followers)
        failure = unusable("There is no microphone on this system any more.")
        for found in self._choice.candidates(sd):
            try:
                return self._record(sd, found, wish)
            except ListeningError as error:
                failure = error
                self._choice.fails(found.device)
        raise failure

    def _record(self, sd: Any, found: Input, wish: _Wish) -> Answer:
        rate = found.rate
        following = Following(TurnTaking(wish.rule, wish.time_limit), rate, wish.followers)
        with WavWriter(wish.destination, rate) as recording:
            tape = Tape(recording)
            stream = _open(sd, found, tape)
            try:
                tape.start()
                with quiet_stderr():
                    stream.start()
                lost = _watch(tape, wish, following, begun=lambda: self._tell(found, wish, following))
                if not lost and tape.failure is None:
                    # What was said just before Enter is still on its way through the device's buffers.
                    time.sleep(min(float(stream.latency) + BLOCK_SECONDS, 0.5))
            except sd.PortAudioError as cause:
                raise unusable(f"The microphone cannot be started ({cause}).") from cause
            finally:
                try:
                    close_in_time(stream, LOST_AFTER)
                finally:
                    tape.stop()
            if tape.failure is not None:
                raise tape.failure
            following.hear_the_rest(tape.written)
            if not recording.frames:
                raise unusable("The microphone gives no sound at all.")
        ended = why = None
        if lost:
            self._choice.lost()
            so_far = f"{recording.seconds:.1f} seconds"
            ended, why = (
                Ending.LOST,
                f"The microphone was lost after {so_far}; everything up to then is kept.",
            )
        elif not wish.finished.is_set():
            ended = following.turn.ending or Ending.LIMIT
            why = LIMIT_WARNING.format(seconds=wish.time_limit) if ended is Ending.LIMIT else None
        # Gaps are told beside why the answer is over: a cap is never silent.
        warnings = [one for one in (why, tape.counts.warning(rate)) if one is not None]
        return Answer(wish.destination, warning=" ".join(warnings) or None, ended=ended)

    def _tell(self, found: Input, wish: _Wish, following: Following) -> None:
        if (change := self._choice.works(found.device)) is not None:
            wish.followers.notice(change)
        following.begin()
        wish.followers.ready()


def _open(sd: Any, found: Input, tape: Tape) -> Any:
    try:
        return open_stream(
            lambda: sd.InputStream(
                samplerate=found.rate,
                blocksize=int(BLOCK_SECONDS * found.rate),
                device=found.device.number,
                channels=found.channels,
                dtype="int16",
                callback=tape.take,
            )
        )
    except (sd.PortAudioError, ValueError) as cause:
        raise unusable(f"The microphone cannot be opened ({cause}).") from cause


def _watch(tape: Tape, wish: _Wish, following: Following, *, begun: Callable[[], None]) -> bool:
    """Wait for the end of the answer, and call `begun` as it begins; True where the device was lost.

    The first block is waited for even when `finished` is set at once: there is always something to keep.
    """
    counts = tape.counts
    announced = False
    opened = time.monotonic()
    shown = None
    while tape.failure is None:
        now = time.monotonic()
        if counts.first is not None and not announced:
            announced = True
            begun()
        if tape.level is not shown:
            shown = tape.level
            if shown is not None:
                wish.followers.meter(*shown)
        following.catch_up(tape.written)
        # By the clock too: a device that drops sound must not stretch the limit.
        over = wish.finished.is_set() or following.turn.ending is not None
        if counts.first is not None and (over or now - counts.first >= wish.time_limit):
            return False
        silent_for = now - opened if counts.first is None else now - counts.last
        if silent_for >= (FIRST_WITHIN if counts.first is None else LOST_AFTER):
            return True
        if counts.first is None:
            time.sleep(TICK)
        else:
            wish.finished.wait(TICK)
    return False
