"""Which lines that begin with a number are questions, and which are entries of a list within an answer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from voiceprep.questions.importing.words import looks_like_a_question

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_CALLED = re.compile(r"^\s*(?:Q|Question)\s*#?(\d{1,3})\s*[.):\-\u2013\u2014]\s+(\S.*)$", re.IGNORECASE)
_COUNTED = re.compile(r"^\s*#?(\d{1,3})\s*[.):]\s+(\S.*)$")


@dataclass(frozen=True, slots=True)
class Numbered:
    """A line with a number before it."""

    line: int
    number: int
    text: str
    called: bool
    """Whether it says that it is a question: "Q3." or "Question 3:"."""
    labelled: bool
    """Whether an answer is labelled below it, before the next number."""

    @property
    def certain(self) -> bool:
        """Whether it is a question whatever it says."""
        return self.called or self.labelled

    @property
    def marked(self) -> bool:
        """Whether it ends like a question."""
        return self.text.endswith("?")


def numbered_questions(lines: Sequence[str], labels: Sequence[int]) -> list[Numbered]:
    """Those of the numbered lines that ask, in order. `labels`: the lines with which answers begin."""
    found = list(_numbered(lines, labels))
    if sum(one.called for one in found) > 1:
        # Who writes "Q1" and "Q2" asks by that; plain numbers count what stands in an answer.
        return [one for one in found if one.certain]
    kept: list[Numbered] = []
    entry: Numbered | None = None
    """The last entry of a list within an answer."""
    waiting = 1
    """What comes next where the numbers had got to before they began again."""
    for one in found:
        before = _without_steps(kept, one)
        expected = before[-1].number + 1 if before else 1
        within = entry is not None and _goes_on(entry, one, lines)
        if _asks(one, expected, waiting, within=within, labels=bool(labels)):
            if one.number != expected and one.number in {1, waiting}:
                waiting = expected if one.number == 1 else 1
            kept, entry = [*before, one], None
        elif within or one.number == 1:
            entry = one
    return kept


def _numbered(lines: Sequence[str], labels: Sequence[int]) -> Iterator[Numbered]:
    found = [
        (at, match) for at, line in enumerate(lines) if (match := _CALLED.match(line) or _COUNTED.match(line))
    ]
    ends = [*(at for at, _ in found[1:]), len(lines)]
    for (at, match), end in zip(found, ends, strict=False):
        number, text = int(match.group(1)), match.group(2).strip()
        labelled = any(at < label < end for label in labels)
        yield Numbered(at, number, text, called=match.re is _CALLED, labelled=labelled)


def _asks(one: Numbered, expected: int, waiting: int, *, within: bool, labels: bool) -> bool:
    """Whether it is a question, by its number and its words; a list within an answer begins at 1 again.

    `within`: whether it goes on with such a list. `labels`: whether answers are labelled, so that what only
    sounds like a question ("Describe the data") is rather a step.
    """
    if one.certain or (one.marked and one.number in {1, expected}):
        return True
    if within:
        return False
    if one.marked:
        # A number may be missing, and a list may have come in between.
        return one.number > expected or one.number == waiting
    return not labels and one.number == expected and looks_like_a_question(one.text)


def _goes_on(entry: Numbered, one: Numbered, lines: Sequence[str]) -> bool:
    """Whether it is the next entry of the same list: no empty line parts the two."""
    return one.number == entry.number + 1 and all(line.strip() for line in lines[entry.line : one.line])


def _without_steps(kept: list[Numbered], one: Numbered) -> list[Numbered]:
    """What was kept, without instructions at its end that took the number which only now comes with a "?".

    They were steps: "1. How do you begin?", "2. Define the metrics.", "3. Show them.", "2. Why?".
    """
    if not one.marked:
        return kept
    end = len(kept)
    while end and kept[end - 1].number >= one.number and not (kept[end - 1].marked or kept[end - 1].certain):
        end -= 1
    return kept[:end] if end and kept[end - 1].number + 1 == one.number else kept
