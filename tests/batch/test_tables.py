"""Tables that other programs read back as they were meant."""

from __future__ import annotations

import csv
import json
import os
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.batch.fakes import jobs
from tests.builders import finding, sound, take
from voiceprep.batch import tables
from voiceprep.batch.jobs import RowStatus
from voiceprep.batch.outcome import Outcome
from voiceprep.batch.rows import Cell, Column, Kind, Table, answers
from voiceprep.batch.tables import check_table_path, check_table_paths, write_table
from voiceprep.errors import ExitCode, StorageError, UsageError
from voiceprep.spreadsheets import restored
from voiceprep.values import SoundKind, Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

COLUMNS = (Column("path"), Column("score", Kind.NUMBER), Column("words", Kind.WHOLE))
ROWS: list[tuple[Cell, ...]] = [
    ("plain", 90.5, 3),
    ("=1+1", None, None),
    ('@x, "y"\nz 😀 \udcff \x07', -0.5, 0),
    ("  -2", 1.0, -1),
]


def written(path: Path, rows: Sequence[Sequence[Cell]] = ROWS) -> Path:
    write_table(path, Table(COLUMNS, iter(rows)))
    return path


def test_csv_starts_no_formula_and_keeps_numbers(tmp_path: Path) -> None:
    with written(tmp_path / "t.csv").open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    assert head == ["path", "score", "words"]
    assert rows[0] == ["plain", "90.5", "3"]
    assert rows[1] == ["'=1+1", "", ""]
    assert rows[2] == ['\'@x, "y"\nz 😀 \\udcff \x07', "-0.5", "0"]
    assert rows[3][0] == "'  -2"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(texts=st.lists(st.text("=+-@\t\r\n' \",a", max_size=6), min_size=1, max_size=4))
def test_no_cell_of_a_csv_begins_like_a_formula_and_none_is_lost(tmp_path: Path, texts: list[str]) -> None:
    path = written(tmp_path / "t.csv", [(text, None, None) for text in texts])
    with path.open(encoding="utf-8", newline="") as file:
        read = [row[0] for row in list(csv.reader(file))[1:]]
    assert not any(cell.lstrip().startswith(("=", "+", "-", "@")) for cell in read)
    assert not any(cell[:1] in {"\t", "\r", "\n"} for cell in read)
    assert [restored(cell) for cell in read] == texts


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\N{FULLWIDTH EQUALS SIGN}"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_no_formula_starts_where_a_spreadsheet_parts_cells_in_its_own_way(
    tmp_path: Path, start: str, separator: str
) -> None:
    """In half of Europe a semicolon parts cells, and then quotes within a cell say nothing."""
    names = (f"a;{start}1", f"b\t {start}1", f"c\r\n{start}1", f"\ufeff{start}1", f"\0{start}1")
    path = written(tmp_path / "t.csv", [(name, None, None) for name in names])
    for line in path.read_text(encoding="utf-8").splitlines():
        for cell in line.split(separator):
            assert cell.strip(' "\ufeff\0')[:1] != start, repr(line)


def test_a_table_says_what_makes_a_score_doubtful(tmp_path: Path) -> None:
    (job,) = jobs(tmp_path / "a.wav")
    outcome = Outcome(job, RowStatus.SCORED, ExitCode.OK, None, "hash-map", content=50.0)
    fine = replace(take(content=50.0), sound=sound())
    unsure = replace(fine, findings=(finding(Verdict.UNSURE),), sound=sound(SoundKind.MUSIC))
    table = answers([(outcome, fine), (outcome, unsure), (outcome, None)], ())
    assert [column.name for column in table.columns][-1] == "remark"
    told = [row[-1] for row in table.rows]
    assert told[::2] == [None, None]
    assert str(told[1]).startswith("1 key point may have been misheard. Music plays in the recording.")


def test_columns_of_a_manifest_that_are_called_like_ours_or_like_each_other(tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    carried = ("score", "manifest_score", "bytes \udcff")
    assert [column.name for column in answers([], carried).columns][-3:] == [
        "manifest_manifest_score",
        "manifest_score",
        "bytes \udcff",
    ]
    table = Table((Column("bytes \udcff"),), iter([("x",)]))
    write_table(tmp_path / "t.parquet", table)
    assert pq.read_table(tmp_path / "t.parquet").to_pylist() == [{"bytes \\udcff": "x"}]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other permissions")
def test_who_hides_files_from_others_hides_tables_too(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        path = written(tmp_path / "t.csv")
    finally:
        os.umask(before)
    assert path.stat().st_mode & 0o777 == 0o600


def test_json_lines_parquet_and_excel_hold_what_they_were_given(tmp_path: Path) -> None:
    import openpyxl
    import pyarrow.parquet as pq

    lines = written(tmp_path / "t.jsonl").read_text(encoding="utf-8").splitlines()
    assert [list(json.loads(line).values()) for line in lines] == [list(row) for row in ROWS]
    table = pq.read_table(written(tmp_path / "t.parquet"))
    assert [str(kind) for kind in table.schema.types] == ["string", "double", "int64"]
    found = [tuple(row.values()) for row in table.to_pylist()]
    assert found[:2] == ROWS[:2]
    assert found[2][0] == '@x, "y"\nz 😀 \\udcff \x07'
    sheet: Any = openpyxl.load_workbook(written(tmp_path / "t.xlsx")).active
    cells = list(sheet.iter_rows(min_row=2))
    assert [cell.value for cell in cells[1]] == ["=1+1", None, None]
    assert cells[1][0].data_type == "s", "a text, no formula"
    assert cells[2][0].value.startswith("@x")
    assert [cell.value for cell in cells[0]] == list(ROWS[0])


@pytest.mark.parametrize("ending", ["csv", "jsonl", "parquet", "xlsx"])
def test_a_table_that_breaks_off_leaves_the_old_one(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"t.{ending}"
    path.write_text("old")

    def rows() -> Any:
        yield ROWS[0]
        raise StorageError("The store is gone.", next_step="Look for it.")

    with pytest.raises(StorageError, match="The store is gone"):
        write_table(path, Table(COLUMNS, rows()))
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_what_cannot_be_written_is_refused_before_anything_is_scored(tmp_path: Path) -> None:
    for wrong in ("t.ods", "t", "nowhere/t.csv"):
        with pytest.raises(UsageError):
            check_table_path(tmp_path / wrong)
    check_table_path(tmp_path / "t.csv")


def test_a_table_does_not_take_the_place_of_what_is_read_or_of_the_other(tmp_path: Path) -> None:
    table, manifest = tmp_path / "t.csv", tmp_path / "m.csv"
    manifest.touch()
    check_table_paths([table, None], spared=[manifest, None])
    for both in ([manifest, None], [table, tmp_path / "." / "t.csv"]):
        with pytest.raises(UsageError, match="would be overwritten"):
            check_table_paths(both, spared=[manifest, None])


def test_what_excel_does_not_hold_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import openpyxl

    long = "word " * 10_000
    sheet: Any = openpyxl.load_workbook(written(tmp_path / "t.xlsx", [(long, None, None)])).active
    cell = sheet["A2"].value
    assert (len(cell), cell[-1]) == (32_767, "\N{HORIZONTAL ELLIPSIS}"), (
        "it is seen that something is missing"
    )
    monkeypatch.setattr(tables, "EXCEL_ROWS", 4)
    with pytest.raises(StorageError, match="more than 4 rows"):
        written(tmp_path / "t.xlsx")
    assert len(list(tmp_path.iterdir())) == 1
