"""`questions check` as an author meets it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.authoring.judges import WordJudge
from tests.builders import bank_document
from voiceprep.cli.main import run
from voiceprep.errors import ExitCode
from voiceprep.speaking.silent import SilentVoice


@pytest.fixture
def bank(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A sound bank with one claim that could be better, in the working directory."""
    monkeypatch.chdir(tmp_path)
    document: dict[str, Any] = bank_document()
    document["questions"][0]["key_points"][1]["claim"] = "It was mended by an alarm."
    path = Path("bank.json")
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


@pytest.fixture
def judge(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("voiceprep.cli.setup.build_judge", WordJudge)


def test_advice_is_no_fault(bank: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["questions", "check", str(bank)]) == ExitCode.OK
    shown = capsys.readouterr()
    assert "bank.json: outage: key_points[2].claim: begins with" in shown.out
    assert "refers-back" in shown.out
    assert "0 faults, 1 piece of advice in bank.json." in shown.err


def test_quiet_leaves_the_advice_out(bank: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["questions", "check", str(bank), "-q"]) == ExitCode.OK
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err == "0 faults in bank.json.\n"


def test_a_faulty_bank_gets_no_advice(bank: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = json.loads(bank.read_text(encoding="utf-8"))
    document["questions"][0]["role"] = "pilot"
    bank.write_text(json.dumps(document), encoding="utf-8")
    assert run(["questions", "check", str(bank), "--json"]) == ExitCode.BAD_INPUT
    found = json.loads(capsys.readouterr().out)
    assert [fault["field"] for fault in found["faults"]] == ["role"]
    assert found["advice"] == []


@pytest.mark.usefixtures("judge")
def test_the_judge_is_asked_with_deep_and_a_misleading_bank_is_faulty(
    bank: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = json.loads(bank.read_text(encoding="utf-8"))
    document["questions"][0]["key_points"][0]["misconceptions"] = ["The queue was full, which is fine."]
    bank.write_text(json.dumps(document), encoding="utf-8")
    assert run(["questions", "check", str(bank), "--deep", "--json"]) == ExitCode.BAD_INPUT
    found = json.loads(capsys.readouterr().out)
    (fault,) = [one for one in found["advice"] if one["severity"] == "fault"]
    assert fault["topic"] == "covered-misconception"
    (figures,) = found["figures"]
    assert (figures["role"], figures["misconceptions"]) == ("engineer", [{"verdict": "covered", "count": 1}])


@pytest.mark.usefixtures("judge")
def test_the_figures_are_told_in_one_sentence(bank: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["questions", "check", str(bank), "--deep"])
    assert "engineer: expert answers score" in capsys.readouterr().out


def test_an_unknown_role_is_refused(bank: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["questions", "check", str(bank), "--role", "pilot"]) == ExitCode.USAGE
    assert "Choose from engineer" in capsys.readouterr().err


def test_files_of_the_same_name_are_told_apart(bank: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for folder in ("a", "b"):
        Path(folder).mkdir()
        Path(folder, "bank.json").write_bytes(bank.read_bytes())
    Path("b/bank.json").write_text("{", encoding="utf-8")
    assert run(["questions", "check", "a/bank.json", "b/bank.json"]) == ExitCode.BAD_INPUT
    shown = capsys.readouterr()
    assert "a/bank.json: outage: key_points[2].claim" in shown.out
    assert "b/bank.json: b/bank.json is not valid JSON" in shown.out
    assert "1 fault, 0 pieces of advice in b/bank.json." in shown.err


def test_a_role_that_one_file_lacks_costs_the_others_nothing(
    bank: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pilots = bank.read_text(encoding="utf-8").replace('"engineer"', '"pilot"')
    Path("pilots.json").write_text(pilots, encoding="utf-8")
    arguments = ["questions", "check", str(bank), "pilots.json", "--role", "engineer", "--json"]
    assert run(arguments) == ExitCode.BAD_INPUT
    found = json.loads(capsys.readouterr().out)
    assert [one["file"] for one in found["advice"]] == ["bank.json"]
    (fault,) = found["faults"]
    assert fault["file"] == "pilots.json"
    assert 'no role "engineer"' in fault["message"]


def test_aloud_without_a_voice_says_what_is_missing(
    bank: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A machine without any voice only writes, which would make every term unheard."""
    monkeypatch.setattr("voiceprep.cli.setup.build_voices", lambda *_, **__: (SilentVoice(), SilentVoice()))
    assert run(["questions", "check", str(bank), "--aloud"]) == ExitCode.MISSING
    assert "voiceprep[offline]" in capsys.readouterr().err


@pytest.mark.models
def test_terms_are_spoken_and_heard_with_aloud(bank: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = json.loads(bank.read_text(encoding="utf-8"))
    document["questions"][0]["key_points"][0]["terms"].append({"term": "Brzeczyszczykiewicz", "spoken": []})
    bank.write_text(json.dumps(document), encoding="utf-8")
    assert run(["questions", "check", str(bank), "--aloud", "--json"]) == ExitCode.OK
    found = json.loads(capsys.readouterr().out)
    lost = [one["field"] for one in found["advice"] if one["topic"] == "not-heard"]
    assert "key_points[1].terms[2]" in lost
