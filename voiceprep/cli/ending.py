"""What is shown and printed of an interview when it ends, in whatever way."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Any

import click

from voiceprep.json_form import SCHEMA_VERSION, take_to_json
from voiceprep.sessions.find import command_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.table import Table

    from voiceprep.cli.console import Console
    from voiceprep.questions.model import Question
    from voiceprep.sessions.store import Session
    from voiceprep.values import Take


def where_it_stands(session: Session) -> str:
    """What a person whose interview ended before its time wants to know."""
    name = command_name(session.folder)
    goes_on = session.goes_on and session.document["plan"].get("demo") is not True
    told = []
    if not any(saved.recording or saved.text for saved in session.takes(parts=True)):
        told.append("no answer was given yet")
    elif _keeps_results_back(session):
        told.append(f"what was said so far is in {session.folder}")
    else:
        told.append(f"what was said so far is in {session.folder}; `voiceprep replay {name}` shows it")
    if goes_on:
        told.append(f"`{_resume(session)}` goes on")
    text = ", and ".join(told)
    return f"{text[0].upper()}{text[1:]}."


def _resume(session: Session) -> str:
    """The command that goes on, with the bank where this one was given one."""
    bank = click.get_current_context().params.get("bank")
    option = "" if bank is None else f" --bank {shlex.quote(str(bank))}"
    return f"voiceprep resume {command_name(session.folder)}{option}"


def _keeps_results_back(session: Session) -> bool:
    """Whether it is an examination that is not over."""
    return session.document["plan"].get("exam") is True and session.document["status"] != "finished"


def session_to_json(session: Session, takes: Sequence[Take]) -> dict[str, Any]:
    """The results, unless an examination keeps them back, and where the session lies."""
    shown = () if _keeps_results_back(session) else takes
    return {
        "schema_version": SCHEMA_VERSION,
        "session": {"id": session.id, "folder": str(session.folder), "status": session.document["status"]},
        "results": [take_to_json(take) for take in shown],
    }


def show_summary(session: Session, questions: Sequence[Question], console: Console) -> None:
    """The scores side by side, unless an examination keeps them back, and where the session lies."""
    next_step = f"Go through it again: voiceprep replay {command_name(session.folder)}"
    if _keeps_results_back(session):
        next_step = f"The results come after the last answer. Go on: {_resume(session)}"
    else:
        console.show()
        console.show(_scores(session, questions))
    console.show_line(f"\nSaved in {session.folder}\n{next_step}")


def _scores(session: Session, questions: Sequence[Question]) -> Table:
    from rich.table import Table
    from rich.text import Text

    from voiceprep.reports.delivery import caught

    topics = {question.id: question.topic for question in questions}
    table = Table(box=None, pad_edge=False, title="Summary", title_justify="left", caption_justify="left")
    # Of a long topic its beginning is enough; a figure or an outcome is shown whole.
    table.add_column("question", no_wrap=True, max_width=34)
    for name in ("content", "covered", "opposite", "um, uh"):
        table.add_column(name, justify="right", no_wrap=True, min_width=len("abandoned"))
    for saved in session.takes(parts=True):
        take = saved.take
        verdicts = [finding.verdict.value for finding in take.findings] if take else []
        score = f"{take.content:.0f}" if take and take.content is not None else saved.outcome or "-"
        label = topics[saved.question_id]
        if saved.attempt > 1:
            label += f", take {saved.attempt}"
        if saved.part is not None:
            label, score = f"{label}: a part", saved.outcome or "-"
            verdicts = [] if saved.part.story is not None else verdicts
        covered = f"{verdicts.count('covered')} of {len(verdicts)}" if verdicts else "-"
        opposite = str(verdicts.count("opposite")) if verdicts else "-"
        fillers = None if take is None or take.delivery is None else take.delivery.fillers
        counted = "-" if fillers is None or fillers.sounds is None else str(fillers.sounds)
        if fillers is not None and fillers.recall is not None:
            table.caption = f"um, uh: {caught(fillers.recall, fillers.precision)}"
        table.add_row(Text(label), score, covered, opposite, counted)
    return table
