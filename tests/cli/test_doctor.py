"""`voiceprep doctor` says "Ready" only where an interview can be held and kept."""

from __future__ import annotations

import json
import shutil
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from voiceprep.bands import ENVIRONMENT_VARIABLE
from voiceprep.cli.main import run
from voiceprep.errors import ExitCode

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def _apart_from_this_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for part in ("_packages", "_speech_system", "_devices", "_models"):
        monkeypatch.setattr(f"voiceprep.cli.doctor.{part}", list)
    monkeypatch.delenv(ENVIRONMENT_VARIABLE, raising=False)
    monkeypatch.chdir(tmp_path)


def _checks(capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, dict[str, Any]]]:
    code = run(["doctor", "--json"])
    return code, {one["subject"]: one for one in json.loads(capsys.readouterr().out)["checks"]}


def test_bands_that_cannot_be_read_are_missing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, checks = _checks(capsys)
    assert (code, checks["delivery bands"]["state"]) == (ExitCode.OK, "ok")
    (tmp_path / "delivery.toml").write_text("[pace]\nlow = 'slow'\n")
    code, checks = _checks(capsys)
    assert (code, checks["delivery bands"]["state"]) == (ExitCode.MISSING, "missing")
    assert "delivery.toml lacks an entry" in checks["delivery bands"]["found"]
    assert "Mend the file" in checks["delivery bands"]["mend"]


def test_named_bands_that_are_not_there_are_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(ENVIRONMENT_VARIABLE, str(tmp_path / "none.toml"))
    code, checks = _checks(capsys)
    assert (code, checks["delivery bands"]["state"]) == (ExitCode.MISSING, "missing")
    assert "none.toml cannot be read" in checks["delivery bands"]["found"]


@pytest.mark.parametrize(
    ("free", "state", "told"),
    [(20_000_000, "poor", "20 MB free"), (700_000_000, "ok", "700 MB free"), (52e9, "ok", "52.0 GB free")],
)
def test_a_disk_for_few_recordings_is_poor(
    free: float, state: str, told: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=free))
    code, checks = _checks(capsys)
    recordings = checks["recordings folder"]
    assert (code, recordings["state"]) == (ExitCode.OK, state)
    assert recordings["found"].endswith(told)
    assert (recordings["mend"] is None) == (state == "ok")
