"""Which questions an interview asks: as named, as planned, or a mix."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from voiceprep.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from voiceprep.progress.planning import Plan
    from voiceprep.questions.model import Bank, Question

DEFAULT_COUNT = 5
LATEST = 30
"""So many of the last sessions are looked at for what was asked of late; reading more would be felt."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the person said about the questions."""

    topics: Sequence[str] = ()
    """Words of topics or ids."""
    ids: Sequence[str] = ()
    """Just these questions, in this order."""
    roles: Sequence[str] = ()
    count: int | None = None
    """None for as many as named, else the usual number."""
    seed: int | None = None
    """None for another choice every time."""
    by_plan: bool = False


def questions_to_ask(bank: Bank, root: Path, wanted: Wanted) -> tuple[Question, ...]:
    """As named, as planned, else a mix with nothing that was asked of late.

    Raises UsageError where options contradict each other or no question fits.
    """
    from voiceprep.progress.choosing import NO_EXPERIENCE, choose, experience
    from voiceprep.questions.bank import select
    from voiceprep.sessions.past import read_past

    topics, roles, count = wanted.topics, wanted.roles, wanted.count or DEFAULT_COUNT
    if wanted.by_plan:
        if wanted.ids or wanted.seed is not None:
            raise UsageError(
                "--plan chooses the questions by itself.", next_step="Leave out --question and --seed."
            )
        now = datetime.now().astimezone()
        made = make_plan(bank, root, roles=roles, topics=topics, count=count, now=now)
        return tuple(line.question for line in made.lines)
    if wanted.ids:
        if topics or wanted.seed is not None:
            raise UsageError(
                "--question names the questions itself.", next_step="Leave out --topic and --seed."
            )
        return select(bank, roles=roles, ids=wanted.ids)[: wanted.count]
    if not (roles or topics):
        roles = (bank.first_role.id,)
    # The same seed chooses the same questions, whatever was practised in between.
    known = NO_EXPERIENCE if wanted.seed is not None else experience(read_past(root, latest=LATEST))
    return choose(select(bank, topics=topics, roles=roles), count=count, seed=wanted.seed, known=known)


def make_plan(
    bank: Bank, root: Path, *, roles: Sequence[str], topics: Sequence[str], count: int, now: datetime
) -> Plan:
    """The plan from everything that lies in `root`. Raises UsageError where no question fits."""
    from voiceprep.progress.planning import plan, practised_roles
    from voiceprep.questions.bank import select
    from voiceprep.sessions.past import read_past

    attempts = read_past(root).attempts()
    if not (roles or topics):
        roles = practised_roles(bank, attempts)
    return plan(select(bank, topics=topics, roles=roles), attempts, now=now, count=count)
