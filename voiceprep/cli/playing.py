"""A recording plays, and its transcript moves along on the screen."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from voiceprep.cli.single_keys import PlayKey, single_keys

if TYPE_CHECKING:
    from rich.console import RenderableType

    from voiceprep.audio.clip import Clip
    from voiceprep.cli.console import Console
    from voiceprep.speaking.interface import TimedLoudspeaker
    from voiceprep.speaking.playback import Playback
    from voiceprep.values import Take

JUMP = 5.0
"""Seconds that a key jumps."""
TICK = 0.05
"""Seconds between two looks at the keys and the clock."""
MARGIN = 4
"""Lines of the screen that the transcript leaves to the lines around it."""
LINES = 12
"""Lines of a transcript that are shown at most: eyes follow better where little moves."""


class Ending(StrEnum):
    """Why a recording is over."""

    HEARD = "heard"
    NEXT = "next"
    QUIT = "quit"


_OVER = {PlayKey.NEXT: Ending.NEXT, PlayKey.QUIT: Ending.QUIT}


def play_along(
    take: Take | None, clip: Clip, loudspeaker: TimedLoudspeaker, console: Console, *, at: float = 0.0
) -> Ending:
    """Play from the second `at` on, with the words as they are spoken. A loudspeaker that fails is told."""
    from voiceprep.speaking.playback import Playback

    playback = Playback(clip, loudspeaker)
    playback.seek(at)
    try:
        with single_keys() as read, console.moving() as draw:
            playback.play()
            ending = None
            while ending is None:
                if draw is not None:
                    draw(_picture(take, playback, clip.seconds, console))
                ending = _answer(read(TICK), playback)
    finally:
        playback.pause()
    return ending


def _answer(keys: list[PlayKey], playback: Playback) -> Ending | None:
    """Do what the keys ask for; why it is over, or None while it goes on.

    Jumps are added up: a key that is held comes faster than a device can be opened.
    """
    over = next((_OVER[key] for key in keys if key in _OVER), None)
    if over is not None:
        return over
    if jumps := keys.count(PlayKey.AHEAD) - keys.count(PlayKey.BACK):
        playback.seek(playback.position + jumps * JUMP)
    if keys.count(PlayKey.PAUSE) % 2:
        if playback.playing:
            playback.pause()
        else:
            playback.play()
    if playback.failure is not None:
        raise playback.failure
    return Ending.HEARD if playback.ended else None


def _picture(take: Take | None, playback: Playback, length: float, console: Console) -> RenderableType:
    from rich.console import Group

    from voiceprep.reports.moving import finding_at, finding_line, moving_transcript, status_line, timed

    width, height = console.size()
    position = playback.position
    status = status_line(position, length, playing=playback.playing)
    if take is None or take.transcript is None or not timed(take.transcript.words):
        return status
    lines = max(1, min(LINES, height - MARGIN))
    return Group(
        moving_transcript(take, position, width=width, height=lines),
        finding_line(finding_at(take.findings, position)),
        status,
    )
