"""The microphone, through sounddevice.

Blocks travel from PortAudio's callback to the disk on a tape of their own (`tape.py`), while the caller's
thread watches the clock: a device that vanishes raises nothing, its callbacks merely stop.
"""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Any

from voiceprep.audio.clip import SAMPLE_RATE
from voiceprep.audio.quiet import import_sounddevice, quiet_stderr
from voiceprep.errors import MissingError
from voiceprep.listening.following import Following
from voiceprep.listening.interface import LIMIT_WARNING, Answer, LevelMeter, ListeningError, no_meter
from voiceprep.listening.recorder import BLOCK_SECONDS, WavWriter
from voiceprep.listening.tape import Tape
from voiceprep.listening.turn_taking import ENTER_ENDS, Ending, Notify, TurnRule, TurnTaking, no_notice

if TYPE_CHECKING:
    from pathlib import Path

LOST_AFTER = 2.0
"""Seconds without a block after which the device counts as lost."""
TICK = 0.05
"""Seconds between two looks at the clock."""


class Microphone:
    """A PortAudio input device: a name, a part of one, or a number; None for the system's default.

    The WAV has 16 kHz, or the device's own rate where it refuses that.
    """

    def __init__(self, device: str | int | None = None) -> None:
        self._device = device

    @property
    def identity(self) -> str:
        try:
            return str(self._describe(import_sounddevice())["name"])
        except (MissingError, ListeningError):
            return "default microphone" if self._device is None else str(self._device)

    def check(self) -> None:
        """Raise ListeningError without a usable input device, MissingError without PortAudio."""
        self._choose(import_sounddevice())

    def listen(
        self,
        destination: Path,
        *,
        finished: threading.Event,
        time_limit: float,
        meter: LevelMeter = no_meter,
        rule: TurnRule = ENTER_ENDS,
        notice: Notify = no_notice,
    ) -> Answer:
        """Record until `finished`, the limit, the end of the turn by `rule`, or the loss of the device.

        Raises ListeningError where not one block came, StorageError where the disk refuses, MissingError.
        """
        sd = import_sounddevice()
        rate, channels = self._choose(sd)
        following = Following(TurnTaking(rule, time_limit), rate, notice)
        with WavWriter(destination, rate) as recording:
            tape = Tape(recording)
            stream = self._open(sd, rate, channels, tape)
            try:
                tape.start()
                with quiet_stderr():
                    stream.start()
                lost = _watch(tape, finished, time_limit, meter, following)
                if not lost and tape.failure is None:
                    # What was said just before Enter is still on its way through the device's buffers.
                    time.sleep(min(float(stream.latency) + BLOCK_SECONDS, 0.5))
            except sd.PortAudioError as cause:
                raise _unusable(f"The microphone cannot be started ({cause}).") from cause
            finally:
                _close(stream)
                tape.stop()
            if tape.failure is not None:
                raise tape.failure
            if not recording.frames:
                raise _unusable("The microphone gives no sound at all.")
        warning = tape.counts.warning(rate)
        if lost:
            so_far = f"{recording.seconds:.1f} seconds"
            warning = f"The microphone was lost after {so_far}; everything up to then is kept."
        elif warning is None and not finished.is_set() and following.turn.ending is not Ending.SILENCE:
            warning = LIMIT_WARNING.format(seconds=time_limit)
        return Answer(recording=destination, warning=warning)

    def _describe(self, sd: Any) -> dict[str, Any]:
        try:
            with quiet_stderr():
                described: dict[str, Any] = sd.query_devices(self._device, "input")
        except (sd.PortAudioError, ValueError) as cause:
            if self._device is None:
                raise _unusable("There is no microphone on this system.") from cause
            raise _unusable(
                f"There is no microphone called {self._device}; python -m sounddevice lists the names."
            ) from cause
        return described

    def _choose(self, sd: Any) -> tuple[int, int]:
        """The rate in Hz and the number of channels that the device accepts."""
        own_rate = int(self._describe(sd)["default_samplerate"])
        why: Exception | None = None
        for rate, channels in ((SAMPLE_RATE, 1), (own_rate, 1), (own_rate, 2)):
            try:
                with quiet_stderr():
                    sd.check_input_settings(
                        device=self._device, channels=channels, dtype="int16", samplerate=rate
                    )
            except (sd.PortAudioError, ValueError) as cause:
                why = cause
            else:
                return rate, channels
        raise _unusable(f"The microphone cannot be opened ({why}).") from why

    def _open(self, sd: Any, rate: int, channels: int, tape: Tape) -> Any:
        try:
            with quiet_stderr():
                return sd.InputStream(
                    samplerate=rate,
                    blocksize=int(BLOCK_SECONDS * rate),
                    device=self._device,
                    channels=channels,
                    dtype="int16",
                    callback=tape.take,
                )
        except (sd.PortAudioError, ValueError) as cause:
            raise _unusable(f"The microphone cannot be opened ({cause}).") from cause


def _watch(
    tape: Tape, finished: threading.Event, time_limit: float, meter: LevelMeter, following: Following
) -> bool:
    """Wait for the end of the answer; True where the device was lost.

    The first block is waited for even when `finished` is set at once: there is always something to keep.
    """
    counts = tape.counts
    opened = time.monotonic()
    shown = None
    while tape.failure is None:
        now = time.monotonic()
        if tape.level is not shown:
            shown = tape.level
            if shown is not None:
                meter(*shown)
        following.catch_up(tape.written)
        # By the clock too: a device that drops sound must not stretch the limit.
        over = finished.is_set() or following.turn.ending is not None
        if counts.first is not None and (over or now - counts.first >= time_limit):
            return False
        if now - max(opened, counts.last) >= LOST_AFTER:
            return True
        if counts.first is None:
            time.sleep(TICK)
        else:
            finished.wait(TICK)
    return False


def _close(stream: Any) -> None:
    # abort, never stop: stop waits for buffers that a vanished device will not fill. What is left runs in
    # a thread, because on such a device closing may wait as well.
    def close() -> None:
        stream.abort(ignore_errors=True)
        stream.close(ignore_errors=True)

    closing = threading.Thread(target=close, name="voiceprep-close", daemon=True)
    with quiet_stderr():
        closing.start()
        closing.join(LOST_AFTER)


def _unusable(message: str) -> ListeningError:
    return ListeningError(
        message, next_step="Connect a microphone, or answer with --typed or --microphone file:PATH."
    )
