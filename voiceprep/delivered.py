"""How an answer was delivered: the values, apart from what was said.

"Not measured" is None, never 0, and `Delivery.not_measured` says why. Times are seconds from the start of
the recording.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

LATER = "They are counted after the feedback."
"""Why there is no count of filled pauses yet."""


class Metric(StrEnum):
    """What can be measured, or not."""

    FIRST_WORD = "first_word"
    PACE = "pace"
    PAUSES = "pauses"
    PAUSE_PLACES = "pause_places"
    """Whether a pause is inside a clause or at its end."""
    FIRST_KEY_POINT = "first_key_point"
    LENGTH = "length"
    LOUDNESS = "loudness"
    LOUDNESS_RANGE = "loudness_range"
    FILLER_SOUNDS = "filler_sounds"


@dataclass(frozen=True, slots=True)
class PaceAt:
    """Pace in one stretch of the answer."""

    start: float
    end: float
    words_per_minute: float
    without_pauses: float
    """Words per minute of the time in which the person spoke."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast the person spoke."""

    words_per_minute: float
    """From the first sound of speech to the last."""
    without_pauses: float
    """The same, without the pauses."""
    over_time: tuple[PaceAt, ...]


@dataclass(frozen=True, slots=True)
class Pause:
    """A silence between two words."""

    start: float
    seconds: float
    inside: bool | None
    """Whether it tears a clause apart; None where that is not known."""


@dataclass(frozen=True, slots=True)
class Pauses:
    """Where the person stopped speaking in the middle of the answer."""

    count: int
    seconds: float
    """Of all together."""
    inside_clauses: int | None
    """How many tear a clause apart; None where that is not known."""
    at_clause_ends: int | None
    long: tuple[Pause, ...]
    """Those that a listener notices, in order."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Some words of the answer."""

    text: str
    words: tuple[int, int]
    """Word range in the transcript: first, one past the last."""
    start: float | None
    """None where the words have no times."""
    key_point: str | None = None
    """Id of the key point beside which it stands; None where there is none."""


@dataclass(frozen=True, slots=True)
class Filler:
    """A sound or a word that fills time."""

    text: str
    sound: bool
    """Whether it is a sound ("um") and not a word ("like")."""
    start: float | None


@dataclass(frozen=True, slots=True)
class Fillers:
    """Sounds and words that fill time."""

    sounds: int | None
    """None where they were not counted."""
    words: int
    heard: tuple[Filler, ...]
    """All of them, in order."""
    recall: float | None
    """Share of the sounds that such a count was measured to find; None where nothing had to be found."""
    precision: float | None
    """Share of the counted sounds that were measured to be there."""


@dataclass(frozen=True, slots=True)
class Loudness:
    """Of the speech alone, without the pauses."""

    lufs: float
    """Integrated loudness after ITU-R BS.1770."""
    spread: float | None
    """Loudness range after EBU Tech 3342, LU: small is steady. None where that is not known."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """How one answer was spoken."""

    first_word: float | None
    """Seconds of silence before the first word."""
    seconds: float | None
    """From the first sound of speech to the last."""
    target_seconds: float
    """What the question is meant to take."""
    pace: Pace | None
    pauses: Pauses | None
    hedges: tuple[Phrase, ...]
    repetitions: tuple[Phrase, ...]
    """Words said twice in a row; the second of each."""
    restarts: tuple[Phrase, ...]
    """Phrases of several words begun anew; what was dropped."""
    first_key_point: float | None
    """Seconds from the first word to the first key point; None where none was covered, too."""
    loudness: Loudness | None
    fillers: Fillers
    not_measured: tuple[tuple[Metric, str], ...] = ()
    """What is None, and why, in one plain sentence."""

    @property
    def to_be_counted(self) -> bool:
        """Whether its filled pauses have still to be counted."""
        return (Metric.FILLER_SOUNDS, LATER) in self.not_measured

    def with_fillers(self, fillers: Fillers, reason: str | None) -> Delivery:
        """The same with another count of fillers; `reason` where the sounds were not counted."""
        others = tuple(one for one in self.not_measured if one[0] is not Metric.FILLER_SOUNDS)
        mine = () if reason is None else ((Metric.FILLER_SOUNDS, reason),)
        return replace(self, fillers=fillers, not_measured=others + mine)
