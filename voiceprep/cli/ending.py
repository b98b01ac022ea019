"""What is shown and printed of an interview when it ends, in whatever way."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Any

import click

from voiceprep.json_form import SCHEMA_VERSION, take_to_json
from voiceprep.sessions.find import command_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voiceprep.cli.console import Console
    from voiceprep.questions.model import Question
    from voiceprep.sessions.store import Session
    from voiceprep.values import Take


def where_it_stands(session: Session) -> str:
    """What a person whose interview ended before its time wants to know."""
    name = command_name(session.folder)
    goes_on = session.goes_on and session.document["plan"].get("demo") is not True
    told = []
    if any(saved.recording or saved.text for saved in session.takes(parts=True)):
        told.append(f"what was said so far is in {session.folder}; `voiceprep replay {name}` shows it")
    else:
        told.append("no answer was given yet")
    if goes_on:
        told.append(f"`voiceprep resume {name}{_bank_option()}` goes on")
    text = ", and ".join(told)
    return f"{text[0].upper()}{text[1:]}."


def _bank_option() -> str:
    """The option that names the bank, where this command was given one."""
    bank = click.get_current_context().params.get("bank")
    return "" if bank is None else f" --bank {shlex.quote(str(bank))}"


def session_to_json(session: Session, takes: Sequence[Take]) -> dict[str, Any]:
    return {
        "schema_version": SCHEMA_VERSION,
        "session": {"id": session.id, "folder": str(session.folder), "status": session.document["status"]},
        "results": [take_to_json(take) for take in takes],
    }


def show_summary(session: Session, questions: Sequence[Question], console: Console) -> None:
    """The scores side by side, and where the session lies."""
    from rich.table import Table

    topics = {question.id: question.topic for question in questions}
    table = Table(box=None, pad_edge=False, title="Summary", title_justify="left")
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
        table.add_row(label, score, covered, opposite, _filled_pauses(take))
    console.show()
    console.show(table)
    again = f"voiceprep replay {command_name(session.folder)}"
    console.show_line(f"\nSaved in {session.folder}\nGo through it again: {again}")


def _filled_pauses(take: Take | None) -> str:
    sounds = None if take is None or take.delivery is None else take.delivery.fillers.sounds
    return "-" if sounds is None else str(sounds)
