"""The values that travel between the rooms: words, transcripts, findings, takes.

All are frozen. "Not computed" is None, never 0. Times are seconds from the start of the answer.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from voiceprep.errors import FailureReason

if TYPE_CHECKING:
    from collections.abc import Mapping

    from voiceprep.delivered import Delivery
    from voiceprep.story import Part, Star


TYPED = "typed"
"""The engine of a transcript that nobody spoke."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word of an answer."""

    text: str
    """As recognised or typed, with its punctuation, without spaces around it."""
    start: float | None = None
    """Seconds; None where nobody spoke (typed text)."""
    end: float | None = None
    """Seconds; None where nobody spoke."""
    probability: float | None = None
    """The recogniser's own, 0 to 1; None for typed text."""


@dataclass(frozen=True, slots=True)
class Transcript:
    """What was said in one answer."""

    words: tuple[Word, ...]
    engine: str
    """Engine and model identity, or "typed"."""
    language: str | None = None
    """ISO 639-1 code of the language that was detected; None where it was not detected."""
    language_probability: float | None = None
    """The detector's own, 0 to 1."""

    @property
    def text(self) -> str:
        """All words joined by single spaces."""
        return " ".join(word.text for word in self.words)


class Verdict(StrEnum):
    """What became of one key point in one answer."""

    COVERED = "covered"
    PARTLY = "partly"
    MISSED = "missed"
    OPPOSITE = "opposite"
    """The answer says the contrary."""
    UNSURE = "unsure"
    """The recording leaves it open; a person has to listen."""


@dataclass(frozen=True, slots=True)
class Finding:
    """The verdict on one key point, with the person's own words as evidence."""

    key_point: str
    """Id of the key point within its question."""
    claim: str
    verdict: Verdict
    probability: float
    """Calibrated probability of the verdict, 0 to 1."""
    credit: float
    """What this key point adds to the content score, -0.5 to 1 (docs/scoring.md)."""
    weight: float
    quote: str | None
    """The words that carry the verdict; None where nothing in the answer comes near."""
    words: tuple[int, int] | None
    """Word range of the quote in the transcript: first, one past the last."""
    start: float | None
    """Seconds; None without a quote or without times."""
    end: float | None
    reason: str
    """Why, in a few plain words."""

    @property
    def stated(self) -> bool:
        """Whether the answer says it, in full or in part; what was perhaps misheard is not."""
        return self.verdict in {Verdict.COVERED, Verdict.PARTLY}


class SoundKind(StrEnum):
    """What a recording sounds like: speech, or what stands in its place or in its way."""

    SPEECH = "speech"
    SILENCE = "silence"
    TOO_QUIET = "too_quiet"
    HISS = "hiss"
    """A steady noise: hiss, a fan, a hum."""
    CLICKS = "clicks"
    """Typing, clicks, knocks."""
    MUSIC = "music"
    BABBLE = "babble"
    """Several people at once, none of them foremost."""
    CLIPPED = "clipped"
    """Cut off at the ceiling, because the microphone was set too high."""
    TOO_NOISY = "too_noisy"


@dataclass(frozen=True, slots=True)
class SoundQuality:
    """How a recording sounds. Levels are in dBFS: 0 is a square wave at full scale, -100 is nothing."""

    kind: SoundKind
    """The sort of sound; with a voice in it, anything but `SPEECH` says what makes its words doubtful."""
    voice_seconds: float
    """Seconds in which somebody speaks."""
    voice_share: float
    """The same as a share of the recording, 0 to 1."""
    voice_level: float | None
    """dBFS, while somebody speaks; None where nobody does."""
    rest_level: float | None
    """dBFS while nobody speaks, median; None where the voice never pauses."""
    signal_to_noise: float | None
    """How far the voice stands above the quietest tenth of the recording, dB; None as `voice_level`."""
    clipped_share: float | None
    """Share of the voice's samples that lie at its ceiling, 0 to 1, some 0.001 where nothing is cut off; None
    as `voice_level`."""
    damage: str | None = None
    """What is wrong with its file, as the end of a sentence about it; None where nothing is known of, and in
    results of older versions."""


class AbstentionReason(StrEnum):
    """Why an answer has no score."""

    SILENCE = "silence"
    TOO_QUIET = "too_quiet"
    HISS = "hiss"
    CLICKS = "clicks"
    MUSIC = "music"
    BABBLE = "babble"
    CLIPPED = "clipped"
    TOO_NOISY = "too_noisy"
    TOO_SHORT = "too_short"
    NOTHING_RECOGNISED = "nothing_recognised"
    NOT_ENGLISH = "not_english"
    QUESTION_READ_BACK = "question_read_back"
    OFF_TOPIC = "off_topic"
    NOT_JUDGED = "not_judged"
    """The judge is switched off."""


@dataclass(frozen=True, slots=True)
class Abstention:
    """A refusal to score what was not heard."""

    reason: AbstentionReason
    explanation: str
    """One sentence for the person, with what to do."""


@dataclass(frozen=True, slots=True)
class Feedback:
    """What the coach says about one answer."""

    strength: str | None
    """None where there is nothing to praise."""
    fix: str | None
    """None where nothing is missing."""
    spoken: str
    """The text read aloud, at most about 20 seconds of speech."""
    delivery: str | None = None
    """A remark on how it was spoken; None where nothing is outside of its band."""
    story: str | None = None
    """What to add to the story, shown beside it; None where nobody looked at how the answer is told."""


class Outcome(StrEnum):
    """What became of an answer that the person did not want assessed."""

    SKIPPED = "skipped"
    """The person went on to the next question."""
    ABANDONED = "abandoned"
    """The person had the question asked again; another attempt follows."""


@dataclass(frozen=True, slots=True)
class Portion:
    """What a take answers where it is not the whole question: one key point, or one part of the story.

    Where it is neither, a newer version wrote it.
    """

    asked: str
    """The question as it was put."""
    seconds: float
    """The time limit."""
    key_point: str | None = None
    """Id of the key point within its question; None for a part of the story."""
    story: Part | None = None
    """None for a key point."""


class Status(StrEnum):
    SCORED = "scored"
    ABSTAINED = "abstained"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Take:
    """One attempt at one question."""

    question_id: str
    source: str
    """Path or origin of the answer, for people to read."""
    status: Status
    transcript: Transcript | None = None
    """None where nothing could be transcribed."""
    abstention: Abstention | None = None
    failure: str | None = None
    """What went wrong, for the person; None unless failed."""
    failure_reason: FailureReason = FailureReason.OTHER
    """The same in a word; means nothing unless failed."""
    content: float | None = None
    """Content result 0 to 100; None unless scored."""
    recited: float | None = None
    """Share of the answer's words that run as in the expert answer, 0 to 1; None unless scored."""
    findings: tuple[Finding, ...] = ()
    star: Star | None = None
    """How the answer is told; None unless scored and asked for."""
    feedback: Feedback | None = None
    seconds: float | None = None
    """Length of the recording; None for typed answers."""
    sound: SoundQuality | None = None
    """How the recording sounds; None for typed answers and in results of older versions."""
    delivery: Delivery | None = None
    """None for typed answers, and where the words could not be made out."""
    versions: Mapping[str, str] = field(default_factory=dict)
    """Identity of everything that had a say: scorer, transcriber, embedder, judge, bank."""

    @property
    def reason(self) -> str:
        """Why it has no score, for the person; empty where nothing says so."""
        return self.failure or ("" if self.abstention is None else self.abstention.explanation)
