"""Several banks into one, and nothing written over."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.builders import bank_document
from voiceprep.cli.main import run
from voiceprep.errors import BankError, ExitCode
from voiceprep.questions.bank import load_bank
from voiceprep.questions.merge import merge_banks

if TYPE_CHECKING:
    from pathlib import Path


def _bank(path: Path, prefix: str, *, role: str | None = None, title: str | None = None) -> Path:
    document: dict[str, Any] = bank_document()
    for question in document["questions"]:
        question["id"] = f"{prefix}-{question['id']}"
        question["topic"] = f"{prefix} {question['topic']}"
        question["text"] = f"{prefix}: {question['text']}"
        question["role"] = role or question["role"]
    if role:
        document["roles"] = [{"id": role, "title": title or role}]
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def test_all_questions_come_in_order_and_a_shared_role_is_one(tmp_path: Path) -> None:
    one, two = _bank(tmp_path / "a.json", "a"), _bank(tmp_path / "b.json", "b")
    out = tmp_path / "all.json"
    assert run(["questions", "merge", str(one), str(two), "--out", str(out)]) == ExitCode.OK
    merged = load_bank(out)
    parts = [load_bank(path) for path in (one, two)]
    assert merged.questions == parts[0].questions + parts[1].questions
    assert merged.roles == parts[0].roles


def test_two_questions_of_one_id_are_refused(tmp_path: Path) -> None:
    one, two = _bank(tmp_path / "a.json", "a"), _bank(tmp_path / "b.json", "a")
    with pytest.raises(BankError, match="Two banks have a question"):
        merge_banks([one, two])


def test_a_role_of_two_names_is_refused(tmp_path: Path) -> None:
    one = _bank(tmp_path / "a.json", "a", role="cook", title="Cook")
    two = _bank(tmp_path / "b.json", "b", role="cook", title="Chef")
    with pytest.raises(BankError, match="Chef"):
        merge_banks([one, two])


def test_a_faulty_bank_and_a_file_that_exists_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one, out = _bank(tmp_path / "a.json", "a"), tmp_path / "all.json"
    (tmp_path / "b.json").write_text('{"schema_version": 1}', encoding="utf-8")
    assert run(["questions", "merge", str(one), str(tmp_path / "b.json"), "--out", str(out)]) != ExitCode.OK
    assert not out.exists()
    out.write_text("mine", encoding="utf-8")
    assert run(["questions", "merge", str(one), "--out", str(out)]) == ExitCode.USAGE
    assert "exists already" in capsys.readouterr().err
    assert out.read_text(encoding="utf-8") == "mine"


def test_a_place_that_cannot_be_written_asks_for_another_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one = tmp_path / "one.json"
    one.write_text(json.dumps(bank_document()), encoding="utf-8")
    assert run(["questions", "merge", str(one), "--out", str(one / "all.json")]) == ExitCode.STORAGE
    assert "--out" in capsys.readouterr().err
