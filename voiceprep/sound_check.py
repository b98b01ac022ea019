"""Listen to the quiet room, to a tone from our own loudspeaker, and to the person; say what was found."""

from __future__ import annotations

import tempfile
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from voiceprep.audio.clip import Clip
from voiceprep.audio.decode import decode
from voiceprep.listening.interface import Followers, LevelMeter, Listener, no_meter
from voiceprep.listening.levels import TONE_SECONDS, WARM_UP, SoundFindings, examine, tone_samples
from voiceprep.speaking.interface import Loudspeaker, SpeakingError

if TYPE_CHECKING:
    from collections.abc import Callable

QUIET_SECONDS = 1.5
SPEECH_SECONDS = 3.0
TONE_RATE = 48_000
"""Hz, which nearly every loudspeaker takes."""
TAIL_SECONDS = 0.3
"""Listened to after the tone, which reaches the microphone later than it is played."""
SLACK = 10.0
"""Seconds by which a recording may take longer, on a device that drops sound or a loudspeaker that hangs."""


class Part(Enum):
    """What is recorded."""

    QUIET = "quiet"
    TONE = "tone"
    SPEECH = "speech"


@dataclass(frozen=True, slots=True)
class SoundCheck:
    """What came of it."""

    findings: SoundFindings
    warnings: tuple[str, ...]
    """What went wrong while recording, a sentence each."""
    not_played: SpeakingError | None
    """Why the loudspeaker failed; None where it did not, or there is none."""


def check_sound(
    listener: Listener,
    loudspeaker: Loudspeaker | None,
    *,
    begin: Callable[[Part], None],
    meter: LevelMeter = no_meter,
) -> SoundCheck:
    """Record the three parts into a folder that is gone afterwards; `begin` is told as each begins.

    `meter` shows the level of the speech. Raises what `listen` raises.
    """
    with tempfile.TemporaryDirectory(prefix="voiceprep-") as folder:
        recorder = _Recorder(listener, Path(folder), begin)
        quiet = recorder.record(Part.QUIET, QUIET_SECONDS)
        tone, not_played = None, None
        if loudspeaker is not None:
            tone, not_played = recorder.record_tone(loudspeaker)
        speech = recorder.record(Part.SPEECH, SPEECH_SECONDS, meter)
    heard = None if tone is None or not_played is not None else tone.samples
    findings = examine(quiet.samples, heard, speech.samples)
    return SoundCheck(findings, tuple(dict.fromkeys(recorder.warnings)), not_played)


class _Recorder:
    """Records into one file after another, by what the meter has seen."""

    def __init__(self, listener: Listener, folder: Path, begin: Callable[[Part], None]) -> None:
        self.warnings: list[str] = []
        self._listener = listener
        self._folder = folder
        self._begin = begin

    def record(self, part: Part, seconds: float, meter: LevelMeter = no_meter) -> Clip:
        """That much sound, and what the listener needs to warm up."""
        finished = threading.Event()

        def watch(so_far: float, level: float) -> None:
            meter(so_far, level)
            if so_far >= seconds + WARM_UP:
                finished.set()

        return self._listen(part, finished, watch, limit=seconds + SLACK)

    def record_tone(self, loudspeaker: Loudspeaker) -> tuple[Clip, SpeakingError | None]:
        """What the microphone hears while the tone is played, and how the loudspeaker failed."""
        finished = threading.Event()
        played: list[Future[None]] = []

        def play() -> None:
            try:
                loudspeaker.play(Clip(tone_samples(TONE_RATE), TONE_RATE))
                time.sleep(TAIL_SECONDS)
            finally:
                finished.set()

        with ThreadPoolExecutor(max_workers=1, thread_name_prefix="voiceprep-tone") as beside:

            def watch(so_far: float, _level: float) -> None:
                if not played and so_far >= WARM_UP:
                    played.append(beside.submit(play))

            clip = self._listen(Part.TONE, finished, watch, limit=TONE_SECONDS + SLACK)
        if not played:
            return clip, SpeakingError(
                "The tone was not played, because the microphone stopped giving sound before.",
                next_step="Check the microphone, and run the check again.",
            )
        failure = played[0].exception()
        if failure is None or isinstance(failure, SpeakingError):
            return clip, failure
        raise failure

    def _listen(self, part: Part, finished: threading.Event, meter: LevelMeter, *, limit: float) -> Clip:
        begun = False

        def announce(so_far: float, level: float) -> None:
            # Not before sound arrives: what the person says until then would be lost.
            nonlocal begun
            if not begun:
                begun = True
                self._begin(part)
            meter(so_far, level)

        path = self._folder / f"{part.value}.wav"
        answer = self._listener.listen(
            path, finished=finished, time_limit=limit, followers=Followers(meter=announce)
        )
        if answer.warning is not None:
            self.warnings.append(answer.warning)
        return decode(path)
