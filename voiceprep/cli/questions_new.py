"""voiceprep questions new: one question at a time, in the terminal."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from voiceprep.cli.console import Console
from voiceprep.cli.options import A_FILE
from voiceprep.errors import BankError, ExitCode

if TYPE_CHECKING:
    from collections.abc import Container
    from pathlib import Path

    from voiceprep.questions.importing.written import Written, WrittenPoint
    from voiceprep.questions.model import StarExample

_KINDS = ("concept", "design", "experience")


@click.command("new")
@click.option("--out", required=True, type=A_FILE, help="The bank: a new file, or one of yours to add to.")
def new_questions(out: Path) -> int:
    """Write questions of your own, one at a time.

    What can be proposed stands in brackets: Enter takes it. The file is written after every question, so
    that Ctrl-C loses nothing but the question in hand.

    \b
    Examples:
      voiceprep questions new --out mine.json
      voiceprep practice --bank mine.json
    """
    from voiceprep.questions.adding import begun_bank, with_question
    from voiceprep.storage import write_json

    console = Console()
    _check_place(out)
    bank = begun_bank(out)
    role, title = _role(bank["roles"][-1] if bank else {})
    while True:
        taken = {question["id"] for question in bank["questions"]} if bank else set()
        written = _question(taken)
        try:
            bank, remarks = with_question(_as_it_is_now(out, console), written, role=role, title=title)
        except BankError as error:
            console.warn(f"{error.message} {error.next_step}")
            continue
        # Where the file is a link, what it points to is written.
        write_json(out.resolve(), bank, elsewhere="Give another name with --out.")
        for remark in remarks:
            console.note(f"Look at this: {remark}")
        count = len(bank["questions"])
        console.note(f"{count} question{'' if count == 1 else 's'} in {out}.")
        if not click.confirm("\nAnother question?", default=True):
            break
    console.note(f"`voiceprep questions check {out}` says what could be better.")
    return ExitCode.OK


def _check_place(out: Path) -> None:
    """Told before anything is typed. Raises UsageError and StorageError."""
    import os

    from voiceprep.errors import StorageError, UsageError

    if None in (sys.stdin, sys.stdout, sys.stderr):
        raise UsageError("There is nowhere to type a question.", next_step="Run it in a terminal.")
    if out.suffix.lower() != ".json":
        raise UsageError(f'A bank is a .json file; "{out}" is not.', next_step="Give --out such a name.")
    folder = out.resolve().parent
    if not folder.is_dir():
        raise UsageError(f"There is no folder {folder}.", next_step="Make it first.")
    if not os.access(folder, os.W_OK):
        raise StorageError(f"{folder} cannot be written.", next_step="Give another name with --out.")


def _as_it_is_now(out: Path, console: Console) -> dict[str, Any] | None:
    """The bank with what its author mended in it while a question was typed; asked for until it is sound."""
    from voiceprep.questions.adding import begun_bank

    while True:
        try:
            return begun_bank(out)
        except BankError as error:
            console.warn(f"{error.message} {error.next_step}")
            click.prompt("Enter when it is mended", default="", show_default=False, prompt_suffix=": ")


def _role(last: dict[str, str]) -> tuple[str, str]:
    from voiceprep.questions.importing.draft import identifier

    title = _text("Which job are the questions for?", default=last.get("title", "My next job"))
    if title == last.get("title"):
        return last["id"], title
    return identifier(title, fallback="my-role"), title


def _question(taken: Container[str]) -> Written:
    from voiceprep.questions.importing.claims import split_answer
    from voiceprep.questions.importing.draft import identifier, unused
    from voiceprep.questions.importing.guessing import guess_kind, guess_topic
    from voiceprep.questions.importing.written import Written

    click.echo()
    text = _text("Question, as it is asked aloud")
    topic = _text("Topic", default=guess_topic(text))
    name = _id(unused(identifier(topic), taken), taken)
    answer = _text("Expert answer, as one would say it")
    asked = Written(text, answer)
    kind = click.prompt("Kind", type=click.Choice(_KINDS), default=guess_kind(asked, None)[0].value)
    story = _story() if kind == "experience" else None
    click.echo(
        "Key points, one assertion each. Enter takes a proposal, - leaves it out, your own words replace it."
    )
    points = [point for claim in split_answer(answer).claims if (point := _point(claim))]
    while (more := _point(None)) or not points:
        if more is None:
            click.echo("At least one key point is needed.")
        else:
            points.append(more)
    return Written(text, answer, topic, kind, id=name, points=tuple(points), star=story)


def _point(proposal: str | None) -> WrittenPoint | None:
    """One key point with what belongs to it; None where it is left out or there is no more."""
    from voiceprep.questions.importing.weighing import propose_weight
    from voiceprep.questions.importing.written import WrittenPoint

    claim = _optional(
        "Key point" if proposal else "One more key point (Enter: no more)", default=proposal or ""
    )
    if claim in {"", "-"}:
        return None
    weight = click.prompt(
        "  Weight: 1 nice to have, 2 important, 3 essential",
        type=click.IntRange(1, 3),
        default=propose_weight(claim, "", first=False),
    )
    wrong = _optional("  A typical wrong statement in its place (Enter: none)")
    follow_up = _optional("  A follow-up question that leads to it (Enter: none)")
    return WrittenPoint(
        claim, float(weight), misconceptions=(wrong,) if wrong else (), follow_up=follow_up or None
    )


def _story() -> StarExample:
    from voiceprep.questions.model import StarExample

    click.echo("A model story:")
    situation, task, action, result = (
        _text(f"  {part}") for part in ("Situation", "Task", "Action", "Result")
    )
    return StarExample(situation, task, action, result, _optional("  Lesson (Enter: none)") or None)


def _id(proposal: str, taken: Container[str]) -> str:
    from voiceprep.questions.importing.draft import identifier

    while True:
        name = _text("Id", default=proposal)
        if name != identifier(name):
            click.echo("An id is lower-case letters and digits, joined by single hyphens.")
        elif name in taken:
            click.echo(f"{name} is taken.")
        else:
            return name


def _text(label: str, *, default: str | None = None) -> str:
    """Asked again until something is there."""
    while True:
        answer: str = click.prompt(label, default=default, prompt_suffix=": ")
        if any(sign.isalnum() for sign in answer):
            return " ".join(answer.split())
        click.echo("Some words, please.")


def _optional(label: str, *, default: str = "") -> str:
    answer: str = click.prompt(label, default=default, show_default=bool(default), prompt_suffix=": ")
    return " ".join(answer.split())
