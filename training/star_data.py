"""The labelled spoken answers (`training/data/star`), and how their labels meet our own clauses."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from voiceprep.story import STAR_PARTS, Part, Telling
from voiceprep.values import Word

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).resolve().parent.parent
FIT = ROOT / "training/data/star/answers.jsonl"
LETTERS = {part.value[0].upper(): part for part in Part}
"""S, T, A, R, L, O in the files → part."""


@dataclass(frozen=True, slots=True)
class LabelledAnswer:
    """One answer with what its labeller made of it."""

    id: str
    style: str
    job: str
    kind: str
    """What it was written to be, such as "rambling" or "no_result"."""
    clauses: tuple[str, ...]
    labels: tuple[Part, ...]
    """One a clause."""
    telling: Telling
    result: bool
    number: bool
    """Whether the result carries a figure."""
    checkable: bool
    lesson: bool

    @property
    def words(self) -> tuple[Word, ...]:
        """As a recogniser would write them, without times."""
        return tuple(Word(text) for clause in self.clauses for text in clause.split())

    @property
    def owners(self) -> tuple[int, ...]:
        """For each word the number of its labelled clause."""
        return tuple(number for number, clause in enumerate(self.clauses) for _ in clause.split())

    @property
    def shares(self) -> tuple[float, ...]:
        """Share of the words of a story that each of STAR_PARTS has; empty where none is told."""
        by_word = Counter(self.labels[owner] for owner in self.owners)
        sizes = [by_word[part] for part in STAR_PARTS]
        return tuple(size / sum(sizes) for size in sizes) if any(sizes) else ()


def load_answers(path: Path) -> list[LabelledAnswer]:
    """The answers of one file, in order."""
    answers = []
    for line in path.read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        answers.append(
            LabelledAnswer(
                id=entry["id"],
                style=entry["style"],
                job=entry["job"],
                kind=entry["kind"],
                clauses=tuple(clause["text"] for clause in entry["clauses"]),
                labels=tuple(LETTERS[clause["label"]] for clause in entry["clauses"]),
                telling=Telling(entry["episode"]),
                result=entry["result"],
                number=entry["number"],
                checkable=entry["checkable"],
                lesson=entry["lesson"],
            )
        )
    return answers


def about_the_same_jobs(answers: Sequence[LabelledAnswer], fitted: Sequence[LabelledAnswer]) -> int:
    """How many of `answers` are about a job, by its exact name, that one of `fitted` is about, too."""
    jobs = {answer.job for answer in fitted}
    return sum(answer.job in jobs for answer in answers)


def labels_of(answer: LabelledAnswer, ranges: Sequence[tuple[int, int]]) -> list[Part]:
    """The label of each of our own clauses: that of most of its words."""
    by_word = [answer.labels[owner] for owner in answer.owners]
    return [_most(by_word[first:last]) for first, last in ranges]


def onto_labelled(
    answer: LabelledAnswer,
    ranges: Sequence[tuple[int, int]],
    found: Sequence[Part],
    owners: Sequence[int] | None = None,
) -> list[Part]:
    """What we found for each labelled clause: the part of most of its words.

    `owners`: for each word that was read the number of its labelled clause, where those are not the words of
    the answer itself. A clause of which no word was read is no part of a story.
    """
    by_word = [part for (first, last), part in zip(ranges, found, strict=True) for _ in range(first, last)]
    grouped: list[list[Part]] = [[] for _ in answer.clauses]
    for owner, part in zip(answer.owners if owners is None else owners, by_word, strict=True):
        grouped[owner].append(part)
    return [_most(parts) if parts else Part.OTHER for parts in grouped]


def _most(parts: Sequence[Part]) -> Part:
    """The commonest; of equals the first."""
    return Counter(parts).most_common(1)[0][0]
