"""voiceprep questions: list, show, check, and what questions_*.py add to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from voiceprep.cli.console import Console, counted
from voiceprep.cli.options import bank_option, json_option
from voiceprep.cli.questions_bring import export_questions, import_questions, merge_questions
from voiceprep.cli.questions_check import check
from voiceprep.cli.questions_new import new_questions

if TYPE_CHECKING:
    from pathlib import Path

    from voiceprep.questions.model import Question


@click.group("questions")
def command() -> None:
    """List, show and check questions, and bring your own.

    \b
    Examples:
      voiceprep questions list --topic drift
      voiceprep questions show ml-drift
      voiceprep questions check my-bank.json
      voiceprep questions import my-notes.md --out my-bank.json
    """


for _verb in (check, import_questions, new_questions, export_questions, merge_questions):
    command.add_command(_verb)


@command.command("list")
@bank_option
@click.option("--topic", "topics", multiple=True, help="Only topics or ids with this word; may be repeated.")
@click.option("--role", "roles", multiple=True, help="Only this role; may be repeated.")
@json_option
def list_questions(
    bank: Path | None, topics: tuple[str, ...], roles: tuple[str, ...], *, as_json: bool
) -> None:
    """All questions of the bank, a line each."""
    from voiceprep.questions.bank import load_questions, select

    console = Console(as_json=as_json)
    loaded = load_questions(bank)
    chosen = select(loaded, topics=topics, roles=roles)
    if as_json:
        console.json({"schema_version": 1, "bank": loaded.path, "questions": [_summary(q) for q in chosen]})
        return
    width = max(len(question.id) for question in chosen)
    for question in chosen:
        # Plain columns: an id that is cut to the width of the window could not be copied.
        console.show_line(f"{question.id:{width}}  {question.kind:10}  {question.topic}")
    found = counted(len(chosen), "question")
    console.note(f"{found} in {loaded.path}; `voiceprep questions show ID` shows one.")


@command.command("show")
@click.argument("question_id", metavar="ID")
@bank_option
@json_option
def show_question(question_id: str, bank: Path | None, *, as_json: bool) -> None:
    """One question with its expert answer and key points."""
    from voiceprep.questions.bank import find_question, load_questions

    console = Console(as_json=as_json)
    question = find_question(load_questions(bank), question_id)
    if as_json:
        console.json({"schema_version": 1, "question": _whole(question)})
        return
    from rich.padding import Padding
    from rich.text import Text

    heading = f"{question.topic}  ({question.kind}, about {question.target_seconds} s)"
    console.show(Text(heading, style="bold"))
    console.show(Text(question.text))
    console.show(Padding(Text(question.expert_answer), (1, 2)))
    for point in question.key_points:
        console.show(Text(f"* {point.claim}  (weight {point.weight:g}, {point.id})"))
        for wording in point.wordings:
            console.show(Padding(Text(f"in other words: {wording}"), (0, 4)))
        for wrong in point.misconceptions:
            console.show(Padding(Text(f"wrong: {wrong}", style="red"), (0, 4)))
        if point.follow_up:
            console.show(Padding(Text(f"follow-up: {point.follow_up}", style="bright_black"), (0, 4)))


def _summary(question: Question) -> dict[str, Any]:
    return {
        "id": question.id,
        "role": question.role,
        "topic": question.topic,
        "kind": question.kind.value,
        "text": question.text,
        "target_seconds": question.target_seconds,
        "key_points": len(question.key_points),
    }


def _whole(question: Question) -> dict[str, Any]:
    from dataclasses import asdict

    return asdict(question)
