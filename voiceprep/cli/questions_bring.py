"""voiceprep questions import, export and merge: from and to files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from voiceprep.cli.console import Console, counted
from voiceprep.cli.options import A_FILE, bank_option, json_option
from voiceprep.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voiceprep.questions.importing.bring import Imported
    from voiceprep.questions.importing.written import Aside

SHOWN = 3
"""Of what was left aside for one reason, how many are shown; --json has all."""
_SHORT = 60
"""Letters of each of them."""
NO_MISCONCEPTIONS = (
    "No misconceptions are listed yet, so hardly anybody is told that they said the contrary "
    "(docs/writing-a-bank.md says how to write them)."
)
out_option = click.option("--out", required=True, type=A_FILE, help="The new file; never written over.")


@click.command("import")
@click.argument("file", type=A_FILE)
@out_option
@click.option(
    "--role", help="Id of the role that all questions are for.  [default: as in the file, or its name]"
)
@click.option("--role-title", help="How that role is read aloud.")
@json_option
def import_questions(
    file: Path, out: Path, role: str | None, role_title: str | None, *, as_json: bool
) -> int:
    """Make the draft of a bank from your own questions and answers.

    FILE is numbered text, Markdown, a CSV table, or JSON. Answers are split into key points, terms and
    weights are proposed, and all that was left aside is shown. Read the draft before you use it.

    \b
    Examples:
      voiceprep questions import guide.txt --out mine.json --role sre --role-title "Reliability engineer"
      voiceprep questions import flashcards.csv --out cards.json
    """
    from voiceprep.questions.importing.bring import import_file
    from voiceprep.storage import write_json

    _refuse_to_overwrite(out)
    if out.suffix.lower() != ".json":
        raise UsageError(f'A bank is a .json file; "{out}" is not.', next_step="Give --out such a name.")
    if role is not None:
        _check_role(role)
    imported = import_file(file, role=role, title=role_title)
    write_json(out, imported.document, elsewhere="Give another name with --out.")
    console = Console(as_json=as_json)
    if as_json:
        console.json(_document(imported, out))
    else:
        _show(imported, console)
    console.note(f"{counted(len(imported.drafted), 'question')} in {out}, as a draft.")
    if imported.without_misconceptions:
        console.note(NO_MISCONCEPTIONS)
    console.note(f"`voiceprep questions check {out}` says what to look at.")
    return ExitCode.OK


@click.command("export")
@bank_option
@click.option("--role", "roles", multiple=True, help="Only this role; may be repeated.")
@click.option("--topic", "topics", multiple=True, help="Only topics or ids with this word; may be repeated.")
@out_option
def export_questions(bank: Path | None, roles: tuple[str, ...], topics: tuple[str, ...], out: Path) -> int:
    """Write questions as Markdown (.md), as a table (.csv) or as a bank (.json).

    The table leaves out wordings, terms, misconceptions and follow-ups; `questions import` reads all three
    files back.

    \b
    Examples:
      voiceprep questions export --role data-scientist --out data.md
      voiceprep questions export --topic drift --out drift.csv
    """
    from voiceprep.questions.bank import load_questions, select
    from voiceprep.questions.exporting import part_of, to_csv, to_markdown
    from voiceprep.questions.reading import read_json
    from voiceprep.storage import write_json, write_whole

    _refuse_to_overwrite(out)
    writers = {".md": to_markdown, ".csv": to_csv}
    ending = out.suffix.lower()
    if ending not in {*writers, ".json"}:
        raise UsageError(
            f'"{out}" is none of .md, .csv and .json.', next_step="Give --out one of these endings."
        )
    loaded = load_questions(bank)
    chosen = select(loaded, topics=topics, roles=roles)
    elsewhere = "Give another name with --out."
    if ending == ".json":
        write_json(out, part_of(read_json(Path(loaded.path)), chosen), elsewhere=elsewhere)
    else:
        text = writers[ending](chosen, loaded.roles)
        write_whole(out, text.encode("utf-8", "replace"), elsewhere=elsewhere)
    Console().note(f"{counted(len(chosen), 'question')} in {out}.")
    return ExitCode.OK


@click.command("merge")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=A_FILE)
@out_option
def merge_questions(files: tuple[Path, ...], out: Path) -> int:
    """Put several banks into one.

    \b
    Examples:
      voiceprep questions merge questions.json mine.json --out all.json
    """
    from voiceprep.questions.merge import merge_banks
    from voiceprep.storage import write_json

    _refuse_to_overwrite(out)
    merged = merge_banks(files)
    write_json(out, merged, elsewhere="Give another name with --out.")
    questions, roles = counted(len(merged["questions"]), "question"), counted(len(merged["roles"]), "role")
    Console().note(f"{questions} of {roles} in {out}.")
    return ExitCode.OK


def _refuse_to_overwrite(out: Path) -> None:
    """Raises UsageError where the file is there already."""
    if out.exists():
        raise UsageError(f"{out} exists already.", next_step="Give a new name with --out.")


def _check_role(role: str) -> None:
    from voiceprep.questions.importing.draft import identifier

    if role != identifier(role):
        raise UsageError(
            f'"{role}" is no id of a role: lower-case letters and digits, joined by single hyphens.',
            next_step=f"Use for instance --role {identifier(role, fallback='my-role')}.",
        )


def _show(imported: Imported, console: Console) -> None:
    width = max(len(one.question["id"]) for one in imported.drafted)
    for one in imported.drafted:
        question = one.question
        count = counted(len(question["key_points"]), "key point")
        # Plain columns, as in `list`: an id that is cut could not be copied.
        console.show_line(f"{question['id']:{width}}  {question['kind']:10}  {count:>13}")
        for told in _told(one.aside):
            console.show_line(f"    left aside: {told}")
        for remark in one.remarks:
            console.show_line(f"    look at this: {remark}")
    for heading, asides in (("Left out", imported.refused), ("Around the questions", imported.aside)):
        for told in _told(asides):
            console.show_line(f"{heading}: {told}")


def _told(asides: Sequence[Aside]) -> list[str]:
    """One text a reason: the first few, and how many more."""
    by_reason: dict[str, list[Aside]] = {}
    for one in asides:
        by_reason.setdefault(one.reason, []).append(one)
    told = []
    for reason, those in by_reason.items():
        shown = ", ".join(_quoted(one) for one in those[:SHOWN])
        more = f" and {len(those) - SHOWN} more" if len(those) > SHOWN else ""
        told.append(f"{shown}{more} ({reason})")
    return told


def _quoted(one: Aside) -> str:
    text = one.text if len(one.text) <= _SHORT else f"{one.text[: _SHORT - 1].rstrip()}…"
    return f'"{text}"' + (f" {one.times} times" if one.times > 1 else "")


def _document(imported: Imported, out: Path) -> dict[str, Any]:
    return {
        "schema_version": 1,
        "out": str(out),
        "questions": [
            {
                "id": one.question["id"],
                "kind": one.question["kind"],
                "key_points": len(one.question["key_points"]),
                "aside": _listed(one.aside),
                "remarks": list(one.remarks),
            }
            for one in imported.drafted
        ],
        "left_out": _listed(imported.refused),
        "aside": _listed(imported.aside),
    }


def _listed(asides: Sequence[Aside]) -> list[dict[str, Any]]:
    return [{"text": one.text, "reason": one.reason, "times": one.times} for one in asides]
