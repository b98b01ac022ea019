"""The list that says which file answers which question: CSV, TSV or JSON lines."""

from __future__ import annotations

import csv
import io
import json
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from voiceprep.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

_KNOWN = ("path", "question", "candidate")
_FORM = 'The first line of a CSV or TSV names its columns: "path", "question" and any others.'


@dataclass(frozen=True, slots=True)
class Row:
    """One line."""

    line: int
    """Its place in the file, from 1."""
    path: str
    """As it is written; `listed.py` finds the file that it means."""
    question: str | None
    """None where the line leaves it open."""
    candidate: str | None
    columns: Mapping[str, str]
    """All other columns."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """A list of files."""

    folder: Path
    """Where it lies; its paths begin there."""
    rows: tuple[Row, ...]


def read_manifest(path: Path) -> Manifest:
    """Read `path`; its ending says which form it has. Raises InputError that names the first faulty line."""
    lines = _json_lines if path.suffix.lower() in {".jsonl", ".ndjson"} else _table
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            text = file.read()
    except (OSError, UnicodeDecodeError) as cause:
        reason = cause.strerror if isinstance(cause, OSError) else "it is not UTF-8 text"
        raise InputError(f"{path} cannot be read: {reason}.", next_step="Check the manifest.") from cause
    try:
        rows = tuple(_row(line, entry) for line, entry in lines(text, path))
    except (ValueError, csv.Error) as cause:
        raise InputError(f"{path} is no manifest: {cause}.", next_step=_FORM) from cause
    if not rows:
        raise InputError(f"{path} lists no file.", next_step=_FORM)
    return Manifest(folder=path.parent, rows=rows)


def _table(text: str, path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    header = text.split("\n", 1)[0]
    separator = "\t" if path.suffix.lower() in {".tsv", ".tab"} else ","
    if separator == "," and ";" in header and "," not in header:
        separator = ";"  # what spreadsheets write where the comma is the decimal point
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=separator, strict=True, restval="")
    reader.fieldnames = _as_known(reader.fieldnames or ())
    if "path" not in reader.fieldnames:
        raise ValueError('there is no column "path"')
    for entry in reader:
        more = entry.pop(None, [])
        if not any(cell.strip() for cell in (*entry.values(), *more)):
            continue  # a spreadsheet writes rows that were emptied, too
        if more:
            raise ValueError(f"line {reader.line_num} has more cells than the first")
        yield reader.line_num, entry


def _as_known(names: Iterable[str]) -> list[str]:
    """The names of columns: those that we know as we write them, whatever their capitals and spaces.

    Raises ValueError where one of these occurs twice.
    """
    found = [plain if (plain := name.strip().casefold()) in _KNOWN else name for name in names]
    for name in _KNOWN:
        if found.count(name) > 1:
            raise ValueError(f'several columns are called "{name}"')
    return found


def _json_lines(text: str, path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    del path
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
        except (ValueError, RecursionError) as cause:
            raise ValueError(f"line {number} is not JSON") from cause
        if not isinstance(entry, dict):
            raise ValueError(f"line {number} is not an object")
        try:
            names = _as_known(entry)
        except ValueError as cause:
            raise ValueError(f"in line {number} {cause}") from cause
        yield number, dict(zip(names, map(_text, entry.values()), strict=True))


def _text(value: object) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _is_name(path: str) -> bool:
    """Whether a file may be called that: JSON can hold halves of characters, which no disk takes."""
    try:
        os.fsencode(path)
    except UnicodeEncodeError:
        return False
    return True


def _row(line: int, entry: Mapping[str, str]) -> Row:
    path = entry.get("path", "")
    if not path.strip() or "\0" in path or not _is_name(path):
        raise ValueError(f"line {line} names no file")
    return Row(
        line=line,
        path=path,
        question=entry.get("question", "").strip() or None,
        candidate=entry.get("candidate", "").strip() or None,
        columns={name: value for name, value in entry.items() if name not in _KNOWN},
    )
