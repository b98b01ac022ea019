"""Questions and answers as a table: CSV with commas, semicolons or tabs."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

from voiceprep.errors import BankError
from voiceprep.questions.importing.claims import ITEM
from voiceprep.questions.importing.markup import plain
from voiceprep.questions.importing.story import story_of
from voiceprep.questions.importing.words import looks_like_a_question
from voiceprep.questions.importing.written import Aside, Readout, Written, WrittenPoint, counted
from voiceprep.spreadsheets import restored

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from voiceprep.questions.model import StarExample

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "question": ("question", "questions", "q", "text", "prompt", "front"),
    "answer": ("answer", "answers", "a", "expert_answer", "model_answer", "reference", "back"),
    "topic": ("topic", "category", "tag", "tags", "section", "subject"),
    "kind": ("kind", "type"),
    "id": ("id",),
    "role": ("role",),
    "role_title": ("role_title",),
    "seconds": ("seconds", "target_seconds"),
    "key_points": ("key_points", "keypoints", "points", "claims"),
    "situation": ("situation",),
    "task": ("task",),
    "action": ("action",),
    "result": ("result",),
    "lesson": ("lesson",),
}
"""Field → headings by which it is known, the best first; in any case, blanks and hyphens as underscores."""
_BEHIND = re.compile(r"\s*\(weight (\d+(?:\.\d+)?(?:e-?\d+)?)(?:, id ([a-z0-9]+(?:-[a-z0-9]+)*))?\)$")
"""How a key point in a cell or a list carries its weight, and its id."""


def read_table(text: str, *, delimiter: str | None = None) -> Readout:
    """One question a row. Raises BankError where there is no such table.

    `delimiter`: what parts the cells; None to find it out.
    """
    rows = _rows(text, delimiter or _delimiter(text))
    return read_rows([[plain(restored(cell)) for cell in row] for row in rows])


def read_rows(rows: Sequence[Sequence[str]]) -> Readout:
    """As `read_table`, from the texts of the cells."""
    if not rows:
        raise BankError("The table is empty.", next_step="Give it the columns question and answer.")
    columns = _columns(rows[0])
    if "question" not in columns and len(rows[0]) > 1 and looks_like_a_question(rows[0][0]):
        # No headings: flash cards are often saved like that.
        columns, rows = {"question": 0, "answer": 1}, [[], *rows]
    if not _suffice(columns):
        raise BankError(
            f"The table has no column {'answer' if 'question' in columns else 'question'}; "
            f"its first row is {', '.join(rows[0])[:80]}.",
            next_step="Name the columns question, answer, and if you like topic and kind, in the first row.",
        )
    written, aside = [], []
    for row in rows[1:]:
        cells = {name: row[at].strip() if at < len(row) else "" for name, at in columns.items()}
        if any(cells.values()):
            if cells["question"]:
                story, unfinished = story_of(cells)
                written.append(_written(cells, story))
                aside += unfinished
            else:
                aside.append(Aside(" ".join(filter(None, cells.values())), "a row without a question"))
    return Readout(tuple(written), counted([*_unread(rows, columns), *aside]))


def names_columns(head: Sequence[str]) -> bool:
    """Whether these headings make a table of questions."""
    return _suffice(_columns(head))


def written_point(text: str) -> WrittenPoint:
    """A claim, with its weight and its id where " (weight 3)" or " (weight 3, id cause)" stands behind it."""
    found = _BEHIND.search(text)
    if found is None:
        return WrittenPoint(text)
    return WrittenPoint(text[: found.start()], float(found.group(1)), id=found.group(2))


def _delimiter(text: str) -> str:
    """What parts every row into equally many cells; else what the first row has most of."""
    first = text.lstrip("\n").partition("\n")[0]
    # A comma may stand in any sentence, a semicolon in few.
    marks = "\t;,"
    return next((one for one in marks if _parts_evenly(text, one)), max(marks, key=first.count))


def _parts_evenly(text: str, delimiter: str) -> bool:
    try:
        widths = {len(row) for row in _rows(text, delimiter)}
    except BankError:
        return False
    return len(widths) == 1 and widths != {1}


def _rows(text: str, delimiter: str) -> list[list[str]]:
    try:
        rows = list(csv.reader(io.StringIO(_closed(text, delimiter), newline=""), delimiter=delimiter))
    except csv.Error as cause:
        raise BankError(
            f"The table cannot be read: {cause}.",
            next_step="Save it as CSV again, with quotes around long cells.",
        ) from cause
    return [row for row in rows if any(cell.strip() for cell in row)]


def _closed(text: str, delimiter: str) -> str:
    """With quotes around each cell that only begins with one; else it would swallow the rows below it."""
    cell = re.compile(
        rf'(\A|[{delimiter}\r\n])(?:"[^"]*(?:""[^"]*)*"(?= *(?:[{delimiter}\r\n]|\Z))|("[^{delimiter}\r\n]*))'
    )
    return cell.sub(_quoted, text)


def _quoted(cell: re.Match[str]) -> str:
    edge, bare = cell.groups()
    return cell.group() if bare is None else f'{edge}"{bare.replace(chr(34), chr(34) * 2)}"'


def _columns(head: Sequence[str]) -> dict[str, int]:
    """Field → the column with the first of its names that any heading has: "answer" rather than "a"."""
    names = [re.sub(r"[\s-]+", "_", heading.strip().lower()) for heading in head]
    best = {field: next((name for name in known if name in names), None) for field, known in COLUMNS.items()}
    return {field: names.index(name) for field, name in best.items() if name is not None}


def _suffice(columns: Mapping[str, int]) -> bool:
    return "question" in columns and ("answer" in columns or "key_points" in columns)


def _unread(rows: Sequence[Sequence[str]], columns: Mapping[str, int]) -> Iterator[Aside]:
    """Cells of which nothing is read; by the headings of their columns where those have any."""
    head, *rest = rows
    for row in rest:
        for at, cell in enumerate(row):
            if cell.strip() and at not in columns.values():
                heading = head[at].strip() if at < len(head) else ""
                if heading:
                    yield Aside(heading, "a column that is not read")
                else:
                    yield Aside(cell.strip(), "stands in a column without a heading")


def _written(cells: Mapping[str, str], story: StarExample | None) -> Written:
    lines = (ITEM.sub("", line, count=1).strip() for line in cells.get("key_points", "").splitlines())
    seconds = cells.get("seconds", "")
    return Written(
        question=" ".join(cells["question"].split()),
        answer=cells.get("answer", ""),
        topic=cells.get("topic") or None,
        kind=cells.get("kind") or None,
        id=cells.get("id") or None,
        role=cells.get("role") or None,
        role_title=cells.get("role_title") or None,
        seconds=int(seconds) if re.fullmatch(r"[0-9]{1,4}", seconds) else None,
        points=tuple(written_point(line) for line in lines if line),
        star=story,
    )
