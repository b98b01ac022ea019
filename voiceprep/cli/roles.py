"""voiceprep roles: which jobs the questions are for."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import click

from voiceprep.cli.console import Console
from voiceprep.cli.options import bank_option, json_option
from voiceprep.errors import ExitCode

if TYPE_CHECKING:
    from pathlib import Path


@click.command("roles")
@bank_option
@json_option
def command(bank: Path | None, *, as_json: bool) -> int:
    """List the roles of the bank and how many questions each has.

    \b
    Examples:
      voiceprep roles
      voiceprep practice --role data-scientist
    """
    from voiceprep.questions.bank import load_questions

    console = Console(as_json=as_json)
    loaded = load_questions(bank)
    counts = {role.id: Counter[str]() for role in loaded.roles}
    for question in loaded.questions:
        counts[question.role][question.kind.value] += 1
    if as_json:
        roles = [
            {"id": role.id, "title": role.title, "questions": dict(counts[role.id])} for role in loaded.roles
        ]
        console.json({"schema_version": 1, "bank": loaded.path, "roles": roles})
        return ExitCode.OK
    width = max(len(role.id) for role in loaded.roles)
    for role in loaded.roles:
        told = ", ".join(f"{count} {kind}" for kind, count in sorted(counts[role.id].items()))
        console.show_line(f"{role.id:{width}}  {role.title}: {counts[role.id].total()} questions ({told})")
    console.note("Practise one with `voiceprep practice --role ID`; several with --role given again.")
    return ExitCode.OK
