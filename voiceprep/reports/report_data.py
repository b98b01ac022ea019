"""What the page of a session says: every number and label, decided. How it looks is decided in `page`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from voiceprep.delivered import PaceAt, Pause
    from voiceprep.values import Word


@dataclass(frozen=True, slots=True)
class Label:
    """A verdict as people see it: never by colour alone."""

    code: str
    """For style sheets."""
    sign: str
    text: str


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring words of the transcript that are evidence for the same findings."""

    words: tuple[Word, ...]
    findings: tuple[int, ...]
    """Numbers of these findings; empty for words that are evidence of nothing."""
    opened: tuple[int, ...]
    """Those of them whose quote begins here."""
    label: Label | None
    """The gravest verdict among them; None without any."""


@dataclass(frozen=True, slots=True)
class FindingData:
    """One key point in one answer."""

    number: int
    """From 1, in the order they are shown: what was said wrong first, what is missing last."""
    label: Label
    claim: str
    importance: str
    sure: str
    """How sure the judge is, in words; empty where it is not sure of either."""
    quote: str | None
    words: tuple[Word, ...]
    """The quote word by word; empty where it is none of the transcript."""
    reason: str
    start: float | None
    """Seconds; None without a quote or without times."""
    end: float | None
    when: str | None
    """The same to be read; None as `start`."""


@dataclass(frozen=True, slots=True)
class StarPart:
    """One of the four parts of a story."""

    code: str
    letter: str
    name: str
    length: str
    share: str
    usual: str
    proportion: str
    """Against the usual share; "not heard" where the part was not found."""
    quote: str | None
    """How it begins; None where it is not told."""


@dataclass(frozen=True, slots=True)
class StarStretch:
    """A stretch of the bar."""

    code: str
    letter: str
    name: str
    start: float
    """In the unit of the bar, from the beginning of the answer."""
    end: float


@dataclass(frozen=True, slots=True)
class StarData:
    """How the answer is told."""

    kind: str
    parts: tuple[StarPart, ...]
    """Empty unless it is an episode."""
    stretches: tuple[StarStretch, ...]
    length: float
    """Of the whole bar, in its unit."""
    unit: str
    """Seconds, or words where there are no times."""
    details: tuple[str, ...]
    advice: str | None


@dataclass(frozen=True, slots=True)
class DeliveryData:
    """How the answer was spoken."""

    lines: tuple[str, ...]
    pace: tuple[PaceAt, ...]
    """Empty where it was not measured."""
    long_pauses: tuple[Pause, ...]
    end: float
    """Seconds from the start of the recording to the end of the chart."""
    low: float | None
    """Words per minute, from where the pace is called usual; None: nothing is too slow."""
    high: float | None
    """Words per minute, up to where; None: nothing is too fast."""
    summary: str
    """What the chart shows, in one or two sentences."""


@dataclass(frozen=True, slots=True)
class TakeData:
    """One attempt at a question."""

    key: str
    """Unique on the page, made of letters, digits and hyphens."""
    title: str
    state: str
    """`scored`, `broken` (scored, but broken off), `unscored`, `part`, `aside` or `damaged`."""
    headline: str
    """The result in one line, or plainly why there is none."""
    content: float | None
    """0 to 100; None without a result."""
    counts: str
    """How many key points got which verdict; empty without a result."""
    length: str
    """Of the recording; empty where there is none."""
    remarks: tuple[str, ...]
    """What makes the result doubtful."""
    runs: tuple[Run, ...]
    """The transcript; empty where there is none."""
    findings: tuple[FindingData, ...]
    star: StarData | None
    delivery: DeliveryData | None
    feedback: tuple[str, ...]
    not_judged: tuple[str, ...]
    """What could not be judged or measured, and why."""
    no_sound: str | None
    """Why there is nothing to hear; None where there is a recording."""


@dataclass(frozen=True, slots=True)
class ComparisonRow:
    """One key point, or one figure, in all takes of a question."""

    name: str
    cells: tuple[Label | str, ...]
    """One for each take that has a result."""
    change: str
    """From the first take to the last, in a word or two."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """The takes of one question that have a result, side by side."""

    titles: tuple[str, ...]
    rows: tuple[ComparisonRow, ...]
    figures: tuple[ComparisonRow, ...]
    summary: str


@dataclass(frozen=True, slots=True)
class QuestionData:
    """One question of the interview with all takes."""

    number: int
    topic: str
    text: str
    takes: tuple[TakeData, ...]
    comparison: Comparison | None
    """None where fewer than two takes have a result."""
    parts: tuple[TakeData, ...] = ()
    """Follow-ups, and parts that were answered again: none has a score, and none counts for the question."""


@dataclass(frozen=True, slots=True)
class ReportData:
    """One session."""

    session: str
    """Its id."""
    title: str
    about: tuple[str, ...]
    """Role, date, state, in a few words each."""
    remarks: tuple[str, ...]
    """What one has to know first: a demonstration, an interview that was broken off."""
    questions: tuple[QuestionData, ...]
    versions: tuple[tuple[str, str], ...]
    """What had a say in the results → its identity."""
