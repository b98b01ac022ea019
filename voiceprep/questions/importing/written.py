"""What a reader of somebody's file hands over: questions and answers as they were written."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from voiceprep.questions.model import StarExample, Term


@dataclass(frozen=True, slots=True)
class WrittenPoint:
    """A key point that the author has named; nothing is split off it."""

    claim: str
    weight: float | None = None
    """None where the author gave none."""
    wordings: tuple[str, ...] = ()
    """The same in other words."""
    terms: tuple[Term, ...] = ()
    misconceptions: tuple[str, ...] = ()
    follow_up: str | None = None
    id: str | None = None
    """None where the author gave none."""


@dataclass(frozen=True, slots=True)
class Written:
    """One question with its answer. What the file does not say is None, and is proposed later."""

    question: str
    answer: str
    """Lines are kept: lists in it become key points. May be empty."""
    topic: str | None = None
    kind: str | None = None
    id: str | None = None
    role: str | None = None
    role_title: str | None = None
    """How that role is read aloud."""
    seconds: int | None = None
    """Length of a good spoken answer, seconds."""
    points: tuple[WrittenPoint, ...] = ()
    """Empty: to be split off the answer."""
    star: StarExample | None = None
    entry: Mapping[str, Any] | None = None
    """The question as a sound bank has it: taken over whole."""


@dataclass(frozen=True, slots=True)
class Aside:
    """Something of the file that did not go into the bank, and why."""

    text: str
    reason: str
    times: int = 1


@dataclass(frozen=True, slots=True)
class Readout:
    """All that was found in one file."""

    written: tuple[Written, ...]
    aside: tuple[Aside, ...] = ()


def counted(asides: Iterable[Aside]) -> tuple[Aside, ...]:
    """What stands in the file several times is told once."""
    times = Counter((one.text, one.reason) for one in asides)
    return tuple(Aside(text, reason, count) for (text, reason), count in times.items())
