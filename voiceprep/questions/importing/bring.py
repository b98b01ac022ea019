"""Somebody's own file → the draft of a bank."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from voiceprep.errors import BankError, UsageError
from voiceprep.packaged import packaged_path
from voiceprep.questions.check import document_faults
from voiceprep.questions.importing.banks import read_bank
from voiceprep.questions.importing.draft import Drafted, draft_questions, identifier
from voiceprep.questions.importing.markdown import read_markdown
from voiceprep.questions.importing.table import read_table
from voiceprep.questions.importing.text import read_text
from voiceprep.questions.reading import read_json
from voiceprep.storage import read_at_most

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from voiceprep.questions.importing.written import Aside, Readout, Written

READERS: Mapping[str, Callable[[str], Readout]] = {
    ".txt": read_text,
    ".text": read_text,
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".csv": read_table,
    ".tsv": partial(read_table, delimiter="\t"),
}
"""Ending of the file's name → who reads it; `.json` is parsed first."""
MOST_BYTES = 5_000_000
"""Of a file: a book of interview questions has a tenth of that."""
_FORMS = (
    "Number the questions and write `Answer:` before each answer; docs/writing-a-bank.md shows every form."
)


@dataclass(frozen=True, slots=True)
class Imported:
    """The draft, and what became of everything in the file."""

    document: dict[str, Any]
    """The bank, as it is written."""
    drafted: tuple[Drafted, ...]
    refused: tuple[Aside, ...]
    """Questions that cannot be in a bank."""
    aside: tuple[Aside, ...]
    """Parts of the file around the questions."""

    @property
    def without_misconceptions(self) -> bool:
        """Whether no key point lists any, so that nothing can come out as `opposite`."""
        return not any(
            "misconceptions" in point for one in self.drafted for point in one.question["key_points"]
        )


def import_file(path: Path, *, role: str | None = None, title: str | None = None) -> Imported:
    """The questions of the file as a bank that `check` accepts.

    `role` is the id that all of them get; without it, that which the file names, or one made from the file's
    name. `title` is how that role is read aloud; without it, as in the file, or in our own bank.
    Raises BankError where the file cannot be read or nothing in it can be asked, UsageError where one `title`
    is given for several roles.
    """
    readout, listed = _read(path)
    default = role or identifier(path.stem, fallback="my-questions")
    written = readout.written if role is None else tuple(_of_role(one, role) for one in readout.written)
    drafted, refused = draft_questions(written, role=default)
    if not drafted:
        found = f"{len(refused)} question(s), but none with an answer," if refused else "no question"
        raise BankError(f"There is {found} in {path}.", next_step=_FORMS)
    names = dict.fromkeys(one.question["role"] for one in drafted)
    if title is not None and len(names) > 1:
        raise UsageError(
            f"{path} has questions for {len(names)} roles, of which --role-title names one.",
            next_step="Give --role too, or leave out --role-title.",
        )
    titles = {**_our_titles(), **_titles_in(written, default), **listed}
    document = {
        "schema_version": 1,
        "roles": [{"id": name, "title": _title(name, title, titles)} for name in names],
        "questions": [one.question for one in drafted],
    }
    if found_faults := document_faults(document, path.name):
        raise BankError(
            f"{path} makes no sound bank: {found_faults[0]}", next_step="Change that entry and import again."
        )
    return Imported(document, tuple(drafted), tuple(refused), readout.aside)


def _read(path: Path) -> tuple[Readout, dict[str, str]]:
    """What the file holds, and the titles of the roles that it names."""
    if path.suffix.lower() == ".json":
        document = read_json(path)
        readout = read_bank(document, path)
        # Only a bank has been checked; in a plain list "roles" may be anything.
        listed = document["roles"] if isinstance(document, dict) and "schema_version" in document else []
        return readout, {role["id"]: role["title"] for role in listed}
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise BankError(
            f'{path} ends in "{path.suffix}", which cannot be imported.'
            if path.suffix
            else f"{path} has no ending that says what it is.",
            next_step=f"Save it as one of {', '.join([*READERS, '.json'])}.",
        )
    return reader(_text_of(path)), {}


def _text_of(path: Path) -> str:
    try:
        if (content := read_at_most(path, MOST_BYTES)) is None:
            raise BankError(
                f"{path} is larger than {MOST_BYTES // 1_000_000} MB.",
                next_step="Import it in smaller parts.",
            )
        # Some editors write a zero byte where a page had a picture; no text needs one.
        return content.decode("utf-8-sig").replace("\0", "")
    except UnicodeDecodeError as cause:
        raise BankError(f"{path} is not UTF-8 text.", next_step="Save it as UTF-8.") from cause
    except OSError as cause:
        raise BankError(f"{path} cannot be read: {cause.strerror}.", next_step="Check the path.") from cause


def _of_role(one: Written, role: str) -> Written:
    """Without the title of another role."""
    return replace(one, role=role, role_title=one.role_title if one.role in {None, role} else None)


def _titles_in(written: Sequence[Written], default: str) -> dict[str, str]:
    """Id of a role → its title, as the first question says that names one."""
    return {
        identifier(one.role, fallback=default) if one.role else default: one.role_title
        for one in reversed(written)
        if one.role_title
    }


def _our_titles() -> dict[str, str]:
    """As our own bank calls its roles, so that both can be merged."""
    return {role["id"]: role["title"] for role in read_json(packaged_path("questions.json"))["roles"]}


def _title(name: str, given: str | None, titles: Mapping[str, str]) -> str:
    return given or titles.get(name) or name.replace("-", " ").capitalize()
