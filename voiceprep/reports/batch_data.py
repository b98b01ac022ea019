"""What the page of a batch says: every number and label, decided. Answers come one by one; none is kept."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from statistics import fmean, median
from typing import TYPE_CHECKING

from voiceprep.scoring.doubt import remark
from voiceprep.values import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from voiceprep.values import Take

BINS = ("0 to 19", "20 to 39", "40 to 59", "60 to 79", "80 to 100")
"""Content results that are counted together."""
HARDEST = 20
"""Key points that are listed."""
MIN_ANSWERS = 3
"""Answers with a score from which on a key point is called hard."""
LISTED = 2000
"""Files in a list of the page, at most."""


@dataclass(frozen=True, slots=True)
class FileRow:
    """One file of the batch."""

    source: str
    candidate: str
    """Empty where nothing says who it is."""
    question: str
    """Its id; empty where it is not known."""
    content: float | None
    """0 to 100; None without a score."""
    address: str | None
    """Of its own page, from this one; None where there is none."""
    remark: str
    """Why it has no score, or why somebody should listen; empty where all is well."""


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """All answers to one question."""

    question: str
    topic: str
    files: int
    scored: int
    mean: float | None
    """Of those with a score, 0 to 100; None without any."""
    middle: float | None
    """Median, as `mean`."""
    counts: tuple[int, ...]
    """Answers in each of `BINS`."""


@dataclass(frozen=True, slots=True)
class PointRow:
    """One key point in all answers with a score."""

    question: str
    claim: str
    answers: int
    counts: dict[Verdict, int]

    @property
    def share(self) -> float:
        """Of the answers that state it, wholly or in part, 0 to 1."""
        return (self.counts.get(Verdict.COVERED, 0) + self.counts.get(Verdict.PARTLY, 0)) / self.answers


@dataclass(frozen=True, slots=True)
class BatchData:
    """The whole batch."""

    title: str
    about: tuple[str, ...]
    questions: tuple[QuestionRow, ...]
    hardest: tuple[PointRow, ...]
    """What the smallest share of answers states, first."""
    to_hear: tuple[FileRow, ...]
    """Files that need a human ear."""
    more_to_hear: int
    """Those beyond the ones that are listed."""
    files: tuple[FileRow, ...]
    more: int
    """Files beyond those that are listed."""


@dataclass(slots=True)
class BatchCollector:
    """Takes one answer after the other, and keeps figures."""

    topics: dict[str, str]
    """Id of a question → its topic."""
    _files: list[FileRow] = field(default_factory=list)
    _count: int = 0
    _contents: dict[str, list[float]] = field(default_factory=dict)
    _asked: Counter[str] = field(default_factory=Counter)
    _points: dict[tuple[str, str], Counter[Verdict]] = field(default_factory=dict)
    _claims: dict[tuple[str, str], str] = field(default_factory=dict)
    _to_hear: list[FileRow] = field(default_factory=list)
    _doubtful: int = 0

    def add(self, row: FileRow, take: Take | None) -> None:
        """`row`: with what is known without the take; its remark is completed here."""
        self._count += 1
        self._asked[row.question] += bool(row.question)
        if take is not None and take.content is not None:
            self._contents.setdefault(row.question, []).append(take.content)
            for finding in take.findings:
                key = (row.question, finding.key_point)
                self._points.setdefault(key, Counter())[finding.verdict] += 1
                self._claims[key] = finding.claim
        if take is not None and (doubts := remark(take)) is not None:
            row = replace(row, remark=f"{row.remark} {doubts}".strip())
        if row.remark:
            self._doubtful += 1
            if len(self._to_hear) < LISTED:
                self._to_hear.append(row)
        if len(self._files) < LISTED:
            self._files.append(row)

    def data(self, title: str) -> BatchData:
        scored = sum(map(len, self._contents.values()))
        return BatchData(
            title=title,
            about=(
                _counted(self._count, "file"),
                f"{scored} with a score",
                _counted(len(+self._asked), "question"),
            ),
            questions=tuple(self._questions()),
            hardest=tuple(self._hardest()),
            to_hear=tuple(self._to_hear),
            more_to_hear=self._doubtful - len(self._to_hear),
            files=tuple(self._files),
            more=self._count - len(self._files),
        )

    def _questions(self) -> Iterator[QuestionRow]:
        for question in sorted(+self._asked):
            contents = self._contents.get(question, [])
            # As the table rounds it: a 20 there is no answer below 20 here.
            found = Counter(min(len(BINS) - 1, round(content) // 20) for content in contents)
            yield QuestionRow(
                question=question,
                topic=self.topics.get(question, question),
                files=self._asked[question],
                scored=len(contents),
                mean=round(fmean(contents), 1) if contents else None,
                middle=round(median(contents), 1) if contents else None,
                counts=tuple(found[place] for place in range(len(BINS))),
            )

    def _hardest(self) -> list[PointRow]:
        rows = [
            PointRow(question, self._claims[question, name], counts.total(), dict(counts))
            for (question, name), counts in self._points.items()
            if counts.total() >= MIN_ANSWERS
        ]
        return sorted(rows, key=lambda row: (row.share, row.question, row.claim))[:HARDEST]


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
