"""Which takes of a session are meant: by question, by attempt, by a key point that is spoken of in them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from voiceprep.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from voiceprep.sessions.store import SavedTake


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which takes, and where in them to begin; None for all, and for the beginning."""

    number: int | None = None
    """Place of the question in the interview."""
    attempt: int | None = None
    key_point: str | None = None
    """Only takes in which that key point is spoken of, from there on."""
    seconds: float | None = None
    """Where the first of them begins."""

    def __call__(self, saved: SavedTake) -> bool:
        """Whether that take is wanted."""
        return (
            (self.number is None or saved.number == self.number)
            and (self.attempt is None or saved.attempt == self.attempt)
            and (self.key_point is None or moment_of(saved, self.key_point) is not None)
        )

    def begin(self, saved: SavedTake, *, first: bool) -> float:
        """The second of that take at which to begin. `first`: whether it is the first of those wanted."""
        if self.key_point is not None:
            return moment_of(saved, self.key_point) or 0.0
        return self.seconds if first and self.seconds is not None else 0.0


EVERYTHING = Wanted()


def choose(
    takes: Sequence[SavedTake], *, question: str | None, attempt: int | None, at: str | None
) -> Wanted:
    """From a question's number or id, an attempt, and a time or key point; None for any.

    Raises UsageError where nothing is left, which says what there is.
    """
    number = (
        None if question is None else find_number(((one.number, one.question_id) for one in takes), question)
    )
    seconds = None if at is None else seconds_of(at)
    wanted = Wanted(number, attempt, at if seconds is None else None, seconds)
    if wanted == EVERYTHING or any(map(wanted, takes)):
        _refuse_behind_the_end(wanted, takes)
        return wanted
    others = [saved for saved in takes if replace(wanted, key_point=None)(saved)]
    if not others:
        there = ", ".join(
            f"{one.attempt} of question {one.number}"
            for one in takes
            if number is None or one.number == number
        )
        raise UsageError("There is no such take.", next_step=f"There are takes: {there or 'none'}")
    spoken = dict.fromkeys(
        finding.key_point
        for saved in others
        if saved.take is not None
        for finding in saved.take.findings
        if finding.start is not None
    )
    raise UsageError(
        f'"{at}" is neither a time (such as 1:12) nor a key point that is spoken of in these takes.',
        next_step=f"Key points that are: {', '.join(spoken) or 'none'}",
    )


def _refuse_behind_the_end(wanted: Wanted, takes: Sequence[SavedTake]) -> None:
    """Raise UsageError where the first of the takes is over before the time at which it is to begin."""
    first = next(filter(wanted, takes), None)
    length = None if first is None or first.take is None else first.take.seconds
    if wanted.seconds is not None and length is not None and wanted.seconds >= length:
        raise UsageError(
            f"The first of these takes is over after {length:.1f} seconds.",
            next_step="Give an earlier time to --at, or choose another take with --question or --take.",
        )


def find_number(questions: Iterable[tuple[int, str]], name: str) -> int:
    """The place of a question in the interview, from its number or its id. Raises UsageError."""
    known = dict(questions)
    for number, question_id in known.items():
        if name in {str(number), question_id}:
            return number
    there = ", ".join(f"{number} ({question_id})" for number, question_id in sorted(known.items()))
    raise UsageError(f'The session has no question "{name}".', next_step=f"It has: {there or 'none'}")


def moment_of(saved: SavedTake, key_point: str) -> float | None:
    """Seconds at which that key point is spoken of in a take; None where it is not."""
    findings = () if saved.take is None else saved.take.findings
    return next((one.start for one in findings if one.key_point == key_point), None)


def seconds_of(text: str) -> float | None:
    """Seconds of "72", "72.5" or "1:12"; None for anything else."""
    match = re.fullmatch(r"(?:(\d{1,4}):)?(\d{1,6}(?:\.\d{1,3})?)", text.strip(), flags=re.ASCII)
    if match is None or (match.group(1) and float(match.group(2)) >= 60.0):
        return None
    return 60.0 * int(match.group(1) or 0) + float(match.group(2))
