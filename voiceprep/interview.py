"""What a live interview needs, and what happens in it; `practice.py` says in which order."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from voiceprep.audio.decode import MAX_SECONDS
from voiceprep.errors import MissingError
from voiceprep.listening.interface import LevelMeter, Listener, no_meter
from voiceprep.listening.keys import NO_WAITS, Key, Keys, Moment, Waits, no_keys
from voiceprep.listening.turn_taking import ENTER_ENDS, Notify, TurnRule, no_notice
from voiceprep.speaking.ahead import speak
from voiceprep.speaking.interface import (
    Loudspeaker,
    NoTones,
    SpeakingError,
    Tones,
    UnspeakableError,
    Voice,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from voiceprep.assessor import Assessor
    from voiceprep.compared import Comparison
    from voiceprep.listening.interface import Answer
    from voiceprep.listening.keys import Pressed
    from voiceprep.questions.model import Question
    from voiceprep.values import Outcome, Portion, Take

TAIL_GUARD_SECONDS = 0.25
"""Wait after our own voice before the microphone opens, so that its echo in the room has died away."""
TIME_LIMIT_FACTOR = 3
"""An answer may take this many times its target length before it is ended."""
GIVEN_UP_AT = 2
"""Texts in a row that a voice fails on, after which it is not asked any more."""
LONGEST_ANSWER = MAX_SECONDS - 15.0
"""Seconds; what is recorded is a little longer than the limit, and may still be read."""


@dataclass(frozen=True, slots=True)
class Said:
    """The interviewer is about to say this."""

    text: str


@dataclass(frozen=True, slots=True)
class VoiceLost:
    """Speech failed: this text, or, `for_good`, all that follows is in writing."""

    reason: str
    for_good: bool = True


@dataclass(frozen=True, slots=True)
class Thinking:
    """A question was asked; the time to think begins."""


@dataclass(frozen=True, slots=True)
class Paused:
    """Nothing happens until the person presses a key."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question was asked; the answer is awaited next."""

    question: Question
    number: int
    """From 1."""
    total: int
    time_limit: float
    """Seconds after which the answer is ended."""


@dataclass(frozen=True, slots=True)
class Heard:
    """An answer is saved; its assessment is under way."""

    answer: Answer


@dataclass(frozen=True, slots=True)
class SetAside:
    """A question was skipped, or is asked again; what was answered until then is saved and not assessed."""

    question: Question
    number: int
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Scored:
    """An answer was assessed, or could not be: see the take's status."""

    question: Question
    take: Take
    number: int
    offer: str | None = None
    """What of it could be answered again alone, in a few words; None for nothing."""
    again: bool = True
    """Whether it may be answered again now: not where it was answered before an interruption."""


@dataclass(frozen=True, slots=True)
class Compared:
    """Another answer to the same question, or to a part of it, beside the one that counted until then."""

    take: Take
    part: Portion | None
    """What it was to answer; None for the whole question."""
    comparison: Comparison | None
    """None where one of the two has no score."""
    offer: str | None = None
    """As in `Scored`."""


@dataclass(frozen=True, slots=True)
class StillCounting:
    """All is said; filled pauses are still being counted."""


@dataclass(frozen=True, slots=True)
class Finished:
    """The interview is over."""

    takes: tuple[Take, ...]
    """Those that were assessed, in order."""
    quit: bool = False
    """Whether the person ended it early."""


Event = (
    Said
    | VoiceLost
    | Thinking
    | Asked
    | Heard
    | SetAside
    | Scored
    | Compared
    | Paused
    | StillCounting
    | Finished
)


def no_invitation(_time_limit: float) -> None:
    """For those whom nobody has to invite."""


def no_countdown(_seconds_left: int) -> None:
    """For those who show nothing."""


@dataclass(slots=True)
class Room:
    """Everything an interview needs besides its questions."""

    voice: Voice
    loudspeaker: Loudspeaker
    listener: Listener
    assessor: Assessor
    private_voice: Voice | None = None
    """Says what quotes the person, whose words are to stay in no cache; None where `voice` may."""
    keys: Keys = no_keys
    """The keys that the person presses."""
    key_prefix: str | None = None
    """What stands before the letter of a key: nothing, or a slash among typed answers; None without keys."""
    waits: Waits = NO_WAITS
    invitation: str = "listening"
    """Which sentence of the prompts tells the person how to answer."""
    invite: Callable[[float], None] = no_invitation
    """Told, when the answer may begin, how many seconds it may take; nothing said from then on is lost."""
    meter: LevelMeter = no_meter
    countdown: Callable[[int], None] = no_countdown
    """Told every second how many are left to think."""
    turn_rule: TurnRule = ENTER_ENDS
    """How an answer may end besides by Enter and by its limit."""
    end_phrase: bool = False
    """Whether saying "that's my answer" ends an answer."""
    notice: Notify = no_notice
    """Told what the person should know while they answer."""
    tones: Tones = field(default_factory=NoTones)
    """Sound with what `invite` and `notice` show."""
    exam: bool = False
    """Whether results and feedback wait until the last answer is given."""
    follow_ups: bool = False
    """Whether one missed point of each answer is asked about after its feedback."""
    voice_works: bool = True
    unspoken: int = 0
    """Texts in a row that the voice could not say."""

    def load_voice(self) -> None:
        """Make ready to say what no cache holds."""
        (self.private_voice or self.voice).load()


def time_limit(question: Question) -> float:
    """Seconds after which an answer is ended: always so that the recording is not too long to be read."""
    return min(TIME_LIMIT_FACTOR * question.target_seconds, LONGEST_ANSWER)


def say(
    text: str, room: Room, *, private: bool = False, moment: Moment = Moment.SPEAKING
) -> Generator[Said | VoiceLost, None, Key | None]:
    """Say it and return the key that cut it; None where it was heard to its end."""
    pressed = room.keys(moment)
    yield from say_until(text, room, pressed, private=private)
    return pressed.key


def say_until(
    text: str, room: Room, pressed: Pressed, *, private: bool = False
) -> Generator[Said | VoiceLost, None, None]:
    """Say it to its end, or until that key is pressed.

    A voice that fails on one text may say the next; one that fails on two in a row is given up.
    """
    yield Said(text)
    voice = room.private_voice if private and room.private_voice else room.voice
    try:
        if room.voice_works and speak(text, voice, room.loudspeaker, pressed.event):
            time.sleep(TAIL_GUARD_SECONDS)
        room.unspoken = 0
    except (SpeakingError, MissingError) as failure:
        room.unspoken += 1
        room.voice_works = isinstance(failure, UnspeakableError) and room.unspoken < GIVEN_UP_AT
        yield VoiceLost(failure.message, for_good=not room.voice_works)
