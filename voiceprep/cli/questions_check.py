"""voiceprep questions check: a coach for those who write questions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

import click

from voiceprep.cli.console import Console
from voiceprep.cli.options import A_FILE, json_option
from voiceprep.errors import BankError, ExitCode, MissingError, UsageError

Result = TypeVar("Result")

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from voiceprep.authoring.advice import Advice
    from voiceprep.questions.check import Fault
    from voiceprep.questions.model import Bank, Question


@dataclass(slots=True)
class Checked:
    """What was found in one file."""

    file: str
    """As it was named, for several may lie in folders of different names."""
    faults: list[Fault] = field(default_factory=list)
    advice: list[Advice] = field(default_factory=list)
    figures: dict[str, Any] = field(default_factory=dict)
    """Id of a role → what the judge makes of its questions; empty without --deep."""


@click.command("check")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=A_FILE)
@click.option("--deep", is_flag=True, help="Ask the judge too: some seconds a question.")
@click.option(
    "--aloud", is_flag=True, help="Speak every term and hear it back: about ten seconds a question."
)
@click.option("--role", "roles", multiple=True, help="Advice on this role alone; may be repeated.")
@click.option("-q", "--quiet", is_flag=True, help="Faults only, no advice.")
@json_option
def check(
    files: tuple[Path, ...], roles: tuple[str, ...], *, deep: bool, aloud: bool, quiet: bool, as_json: bool
) -> int:
    """Name every fault with its place, and say what could be better.

    A fault makes a bank unusable or unfair; advice is for the author to judge (docs/writing-a-bank.md).
    Exit code 0 without faults, 3 with.

    \b
    Examples:
      voiceprep questions check my-bank.json
      voiceprep questions check my-bank.json --deep --role my-role
    """
    console = Console(as_json=as_json, quiet=quiet)
    checked = _all_checked(files, roles, console, deep=deep, aloud=aloud)
    if as_json:
        console.json(to_json(checked))
    else:
        _show(checked, console)
    faulty = any(one.faults or _misleading(one.advice) for one in checked)
    return ExitCode.BAD_INPUT if faulty else ExitCode.OK


def to_json(checked: Sequence[Checked]) -> dict[str, Any]:
    """The document that --json prints."""
    faults = [
        {"file": one.file, "question": f.question, "field": f.field, "message": f.message}
        for one in checked
        for f in one.faults
    ]
    advice = [
        {
            "file": one.file,
            "question": a.question or None,
            "field": a.field,
            "severity": a.severity.value,
            "topic": a.topic.value,
            "message": a.message,
        }
        for one in checked
        for a in one.advice
    ]
    figures = [
        {
            "file": one.file,
            "role": role,
            **values,
            "misconceptions": [
                {"verdict": verdict, "count": count} for verdict, count in values["misconceptions"].items()
            ],
        }
        for one in checked
        for role, values in one.figures.items()
    ]
    return {"schema_version": 1, "faults": faults, "advice": advice, "figures": figures}


def _all_checked(
    files: Sequence[Path], roles: Sequence[str], console: Console, *, deep: bool, aloud: bool
) -> list[Checked]:
    """Every file. A role that it lacks is a fault of that file, and costs no other its result.

    Raises UsageError where no file could be looked at for want of the role.
    """
    from voiceprep.questions.check import Fault

    checked: list[Checked] = []
    lacking: list[UsageError] = []
    for path in files:
        try:
            checked.append(_checked(path, roles, console, deep=deep, aloud=aloud))
        except UsageError as error:
            lacking.append(error)
            fault = Fault(str(path), None, "", f"{error.message} {error.next_step}")
            checked.append(Checked(str(path), [fault]))
    if len(lacking) == len(files):
        raise lacking[0]
    return checked


def _checked(path: Path, roles: Sequence[str], console: Console, *, deep: bool, aloud: bool) -> Checked:
    from voiceprep.questions.bank import load_bank, select
    from voiceprep.questions.check import Fault, faults

    found = Checked(str(path))
    try:
        found.faults = faults(path)
    except BankError as error:
        found.faults = [Fault(found.file, None, "", f"{error.message} {error.next_step}")]
    if found.faults or (console.quiet and not (deep or aloud)):
        return found
    bank = load_bank(path)
    questions = select(bank, roles=roles)
    _advise(found, bank, questions, console, deep=deep, aloud=aloud)
    return found


def _advise(
    found: Checked, bank: Bank, questions: Sequence[Question], console: Console, *, deep: bool, aloud: bool
) -> None:
    from voiceprep.authoring.wording import bank_advice, wording_advice

    found.advice += bank_advice(questions)
    for question in questions:
        found.advice += wording_advice(question)
    if deep:
        for role in dict.fromkeys(question.role for question in questions):
            _judge(found, role, [one for one in bank.questions if one.role == role], console)
    if aloud:
        _hear(found, questions, console)


def _judge(found: Checked, role: str, questions: Sequence[Question], console: Console) -> None:
    from voiceprep.authoring.judged import figures, judge_question, judged_advice
    from voiceprep.cli.setup import build_judge

    judge = build_judge()
    judged = list(
        _in_turn(questions, lambda one: judge_question(one, questions, judge), f"Judging {role}", console)
    )
    found.figures[role] = figures(judged)
    found.advice += [advice for one in judged for advice in judged_advice(one)]


def _hear(found: Checked, questions: Sequence[Question], console: Console) -> None:
    from voiceprep.authoring.aloud import aloud_advice, heard_back
    from voiceprep.cli.setup import build_transcriber, build_voices

    _, voice = build_voices("auto", console=console)
    if voice.synthesise("Hello.").seconds == 0:
        raise MissingError(
            "Without a voice no term can be spoken.", next_step='pip install "voiceprep[offline]"'
        )
    transcriber = build_transcriber("faster-whisper")

    def hear_back(text: str) -> str:
        return heard_back(text, voice, transcriber)

    heard = _in_turn(questions, lambda one: list(aloud_advice(one, hear_back)), "Listening", console)
    found.advice += [advice for several in heard for advice in several]


def _in_turn(
    questions: Sequence[Question], do: Callable[[Question], Result], text: str, console: Console
) -> Iterator[Result]:
    with console.progress(text) as progress:
        for number, question in enumerate(questions, start=1):
            yield do(question)
            if progress is not None:
                progress(number, len(questions))


def _misleading(advice: Sequence[Advice]) -> list[Advice]:
    from voiceprep.authoring.advice import Severity

    return [one for one in advice if one.severity is Severity.FAULT]


def _show(checked: Sequence[Checked], console: Console) -> None:
    for one in checked:
        for fault in one.faults:
            console.show_line(str(fault))
        misleading = _misleading(one.advice)
        for advice in misleading:
            console.show_line(f"{one.file}: {advice}")
        others = [advice for advice in one.advice if advice not in misleading]
        if not console.quiet:
            for advice in others:
                console.show_line(f"{one.file}: {advice} (advice: {advice.topic})")
        for role, values in one.figures.items():
            console.show_line(_sentence(role, values))
        count = len(one.faults) + len(misleading)
        advised = "" if console.quiet else f", {len(others)} piece{'' if len(others) == 1 else 's'} of advice"
        # Said even when quiet: it is the result.
        Console().note(f"{count} fault{'' if count == 1 else 's'}{advised} in {one.file}.")


def _sentence(role: str, values: dict[str, Any]) -> str:
    seen = values["misconceptions_seen"]
    wrong = "no misconceptions" if seen is None else f"{100 * seen:.1f} % of misconceptions seen through"
    below = len(values["below_target"])
    return (
        f"{role}: expert answers score {values['mean']:g} on average, {values['lowest']:g} at least, "
        f"{below} of {values['questions']} below 90; {wrong}."
    )
