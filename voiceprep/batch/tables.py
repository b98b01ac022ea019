"""Tables as files that other programs open: CSV, JSON lines, Parquet, Excel."""

from __future__ import annotations

import csv
import json
import re
import secrets
from contextlib import closing, suppress
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from voiceprep.batch.rows import Kind, records
from voiceprep.errors import MissingError, StorageError, UsageError
from voiceprep.spreadsheets import harmless
from voiceprep.storage import storage_errors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from voiceprep.batch.rows import Cell, Table

ROWS_AT_ONCE = 1000
"""Rows of a Parquet file that are held in memory."""
EXCEL_ROWS, EXCEL_SIGNS = 1_048_576, 32_767
"""What a sheet and a cell of Excel can hold."""
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Signs that XML has no place for."""


def check_table_path(path: Path) -> None:
    """Refuse now what could not be written in the end. Raises UsageError and MissingError."""
    if path.suffix.lower() not in _WRITERS:
        raise UsageError(
            f"{path} has no ending that says what table it is to be.",
            next_step=f"End it in {', '.join(_WRITERS)}.",
        )
    if path.is_dir() or not path.absolute().parent.is_dir():
        raise UsageError(f"{path} cannot be written there.", next_step="Give a file in a folder that exists.")
    try:
        if path.suffix.lower() == ".parquet":
            import pyarrow as pa  # noqa: F401 (only whether it is there)
        elif path.suffix.lower() == ".xlsx":
            import openpyxl  # noqa: F401
    except ImportError as cause:
        raise MissingError(
            f"{path.suffix} files need a package that is not installed ({cause.name}).",
            next_step='Install it: pip install "voiceprep[tables]", or write a .csv or .jsonl file.',
        ) from cause


def check_table_paths(paths: Sequence[Path | None], *, spared: Sequence[Path | None]) -> None:
    """All tables of a run. `spared`: files that none of them may replace. Raises as `check_table_path`."""
    taken = {path.resolve() for path in spared if path is not None}
    for path in paths:
        if path is None:
            continue
        check_table_path(path)
        if path.resolve() in taken:
            raise UsageError(
                f"{path} is used for something else too, and would be overwritten.",
                next_step="Give another file.",
            )
        taken.add(path.resolve())


def write_table(path: Path, table: Table) -> None:
    """Write the table, or leave what was there. Raises StorageError."""
    with storage_errors(path, elsewhere="Choose another file."):
        # Made as any other file, so that whoever hides theirs from others (`umask`) hides this one too.
        temporary = path.absolute().with_name(f".{secrets.token_hex(8)}.part")
        try:
            _WRITERS[path.suffix.lower()](temporary, table)
            temporary.replace(path)
        except BaseException:
            with suppress(OSError):
                temporary.unlink()
            raise


def _write_csv(path: Path, table: Table) -> None:
    with path.open("w", encoding="utf-8", errors="backslashreplace", newline="") as file:
        out = csv.writer(file)
        out.writerow(harmless(column.name) for column in table.columns)
        out.writerows(
            [harmless(cell) if isinstance(cell, str) else cell for cell in row] for row in table.rows
        )


def _write_json_lines(path: Path, table: Table) -> None:
    with path.open("w", encoding="utf-8", errors="backslashreplace") as file:
        for record in records(table):
            file.write(json.dumps(record, ensure_ascii=False, allow_nan=False) + "\n")


def _write_parquet(path: Path, table: Table) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    kinds = {Kind.TEXT: pa.string(), Kind.NUMBER: pa.float64(), Kind.WHOLE: pa.int64()}
    columns = tuple(replace(column, name=_decodable(column.name)) for column in table.columns)
    schema = pa.schema([(column.name, kinds[column.kind]) for column in columns])
    with pq.ParquetWriter(path, schema) as out:
        for some in _some(records(replace(table, columns=columns))):
            cleaned = [{name: _storable(cell) for name, cell in record.items()} for record in some]
            out.write_table(pa.Table.from_pylist(cleaned, schema=schema))


def _write_excel(path: Path, table: Table) -> None:
    import openpyxl
    from openpyxl.cell import WriteOnlyCell

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("voiceprep")

    def cell(value: Cell) -> Any:
        if not isinstance(value, str):
            return value
        text = value if len(value) <= EXCEL_SIGNS else f"{value[: EXCEL_SIGNS - 1]}\N{HORIZONTAL ELLIPSIS}"
        made = WriteOnlyCell(sheet, _UNWRITABLE.sub("\ufffd", text))
        made.data_type = "s"  # a text, whatever it begins with
        return made

    with closing(sheet):
        sheet.append([cell(column.name) for column in table.columns])
        for number, row in enumerate(table.rows, start=2):
            if number > EXCEL_ROWS:
                raise StorageError(
                    f"The table has more than {EXCEL_ROWS} rows, which is what Excel takes.",
                    next_step="Run it again with a .csv, .jsonl or .parquet file; nothing is scored twice.",
                )
            sheet.append([cell(value) for value in row])
    book.save(path)


def _some(rows: Iterator[Any]) -> Iterator[list[Any]]:
    while some := list(islice(rows, ROWS_AT_ONCE)):
        yield some


def _storable(cell: Cell) -> Cell:
    return _decodable(cell) if isinstance(cell, str) else cell


def _decodable(text: str) -> str:
    """Bytes of a file name that are no UTF-8 as escapes."""
    return text.encode("utf-8", "backslashreplace").decode()


_WRITERS: dict[str, Callable[[Path, Table], None]] = {
    ".csv": _write_csv,
    ".jsonl": _write_json_lines,
    ".parquet": _write_parquet,
    ".xlsx": _write_excel,
}
