"""When an answer is over, and what to tell the person before that. No clock, no sound, no screen in here.

The person decides when the answer is over, with Enter. Hands-free is asked for: then a long silence after
speech ends the answer, never before a countdown that speech cancels. Ready-made agents end a turn after half
a second to three seconds of silence, which cuts people off while they think.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

MIN_PATIENCE = 4.0
"""Seconds of silence that nobody may go below: people pause for 3.5 s in mid-sentence."""
COUNTDOWN = 3.0
"""Seconds that are counted down, after the patience is used up, before a hands-free answer ends."""
NUDGE_AFTER = 15.0
"""Seconds without speech after which the person is told, once an answer, that they are still listened to."""
SPEECH_RUN = 0.15
"""Seconds of unbroken voice that count as speech: a click or a cough neither begins nor saves an answer. The
detector gives false alarms in 4 to 6 % of frames at 5 dB, hardly ever five in a row."""
SPEECH_BEGUN = 0.4
"""Seconds of such speech in all from which on the answer has begun, so that a silence may end it."""
LIMIT_NEAR = 30.0
"""Seconds before the time limit at which it is announced again, where the limit is at least twice that."""
NEAR_PART = 3
"""Of a shorter limit, down to LIMIT_NEAR, the last third is announced; still shorter ones are not."""


@dataclass(frozen=True, slots=True)
class TurnRule:
    """How an answer may end besides by Enter and by its limit. Raises ValueError below MIN_PATIENCE."""

    hands_free: bool = False
    patience: float = MIN_PATIENCE
    """Seconds of silence after which the countdown begins; it counts only hands-free."""

    def __post_init__(self) -> None:
        if not self.patience >= MIN_PATIENCE:
            raise ValueError(f"a patience of {self.patience} s would cut people off")


ENTER_ENDS = TurnRule()


@dataclass(frozen=True, slots=True)
class Nudge:
    """Nothing was said for a long while."""


@dataclass(frozen=True, slots=True)
class Countdown:
    """The answer ends unless the person goes on."""

    seconds_left: int | None
    """Whole seconds; None where speech has cancelled it."""


@dataclass(frozen=True, slots=True)
class LimitNear:
    """The time limit is about to be reached."""

    seconds_left: int


@dataclass(frozen=True, slots=True)
class EnterOnly:
    """It cannot be heard whether somebody speaks: hands-free, only Enter and the limit end this answer."""


@dataclass(frozen=True, slots=True)
class MicrophoneGone:
    """The chosen microphone is gone; this answer is taken from another one."""

    gone: str
    now: str


@dataclass(frozen=True, slots=True)
class MicrophoneBack:
    """The chosen microphone is there again, and listened to."""

    now: str


Notice = Nudge | Countdown | LimitNear | EnterOnly | MicrophoneGone | MicrophoneBack
Notify = Callable[[Notice], None]


def no_notice(_notice: Notice) -> None:
    """For those who show nothing."""


class Ending(StrEnum):
    """Why an answer is over without a key."""

    SILENCE = "silence"
    LIMIT = "limit"
    LOST = "lost"
    """The device is gone."""


class TurnTaking:
    """One answer. Hears, frame by frame, whether somebody speaks."""

    def __init__(self, rule: TurnRule, time_limit: float) -> None:
        self._rule = rule
        self._time_limit = time_limit
        self._now = 0.0
        self._run_since: float | None = None
        self._spoken = 0.0
        self._silent_since = 0.0
        self._left: int | None = None
        self._nudged = False
        self._limit_told = time_limit < LIMIT_NEAR
        self._limit_near = LIMIT_NEAR if time_limit >= 2 * LIMIT_NEAR else time_limit / NEAR_PART
        self.ending: Ending | None = None
        """Why the answer is over; None while it goes on."""

    def hear(self, now: float, *, speaking: bool) -> list[Notice]:
        """What to tell the person now. `now`: seconds of sound so far, never falling."""
        before, self._now = self._now, now
        if self.ending is not None:
            return []
        if now >= self._time_limit:
            self.ending = Ending.LIMIT
            return []
        notices: list[Notice] = []
        if not self._limit_told and now >= self._time_limit - self._limit_near:
            self._limit_told = True
            notices.append(LimitNear(round(self._time_limit - now)))
        if not speaking:
            self._run_since = None
        elif self._run_since is None:
            self._run_since = before
        if self._run_since is not None and now - self._run_since >= SPEECH_RUN:
            return notices + self._speech(now - max(before, self._silent_since))
        return notices + self._silence(now - self._silent_since)

    def hold(self) -> list[Notice]:
        """The listening lags behind the person: begin to wait anew, rather than to miss what they say now."""
        self._silent_since = self._now
        return self._cancelled()

    def deaf(self) -> list[Notice]:
        """It will never be heard again whether somebody speaks."""
        return [EnterOnly()] if self._rule.hands_free else []

    def _speech(self, more: float) -> list[Notice]:
        self._spoken += more
        self._silent_since = self._now
        return self._cancelled()

    def _cancelled(self) -> list[Notice]:
        counting, self._left = self._left is not None, None
        return [Countdown(None)] if counting else []

    def _silence(self, silent: float) -> list[Notice]:
        if self._rule.hands_free and self._spoken >= SPEECH_BEGUN:
            return self._count_down(silent - self._rule.patience)
        if silent >= NUDGE_AFTER and not self._nudged:
            self._nudged = True
            return [Nudge()]
        return []

    def _count_down(self, over_patience: float) -> list[Notice]:
        if over_patience < 0:
            return []
        if over_patience >= COUNTDOWN:
            self.ending = Ending.SILENCE
            return []
        left = math.ceil(COUNTDOWN - over_patience)
        changed, self._left = left != self._left, left
        return [Countdown(left)] if changed else []
