"""The list of models that the command line shows."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.models.conftest import IN_TWO_PARTS, WEIGHTS, model_of, write_model
from voiceprep.cli.main import run
from voiceprep.errors import ExitCode
from voiceprep.models import status as status_module
from voiceprep.models.catalogue import CATALOGUE, Model
from voiceprep.models.resolve import resolve
from voiceprep.models.status import ModelStatus, status


@pytest.fixture
def tiny(monkeypatch: pytest.MonkeyPatch) -> Model:
    model = model_of(packages=(IN_TWO_PARTS,))
    monkeypatch.setattr(status_module, "CATALOGUE", (model,))
    return model


def _only() -> ModelStatus:
    (one,) = status()
    return one


def test_every_model_of_the_catalogue_is_listed() -> None:
    assert [one.name for one in status()] == [model.name for model in CATALOGUE]


def test_an_absent_model(tiny: Model) -> None:
    one = _only()
    assert (one.present, one.source, one.path, one.sha256_ok) == (False, None, None, None)
    assert one.size == sum(file.size for file in tiny.files)
    assert "tiny-part1==1.0" in one.how_to_get


def test_parts_in_packages_are_checked_but_not_joined(
    tiny: Model, two_parts: list[Path], cache: Path
) -> None:
    one = _only()
    assert (one.present, one.path, one.sha256_ok) == (True, None, True)
    assert not (cache / "models").exists()
    folder = resolve(tiny).path
    assert _only().path == folder
    (folder / "model.bin").write_bytes(b"spoilt, but joined again at the next use")
    assert _only().sha256_ok
    (two_parts[1] / "data" / "model.bin.2").write_bytes(b"spoilt for good")
    assert _only().sha256_ok is False


def test_what_is_in_packages_and_not_joined_yet_is_shown_as_here(
    tiny: Model, two_parts: list[Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["models"]) == ExitCode.OK
    shown = capsys.readouterr().out
    assert "package tiny-part1==1.0 tiny-part2==1.0: joined at first use" in shown
    assert "not here" not in shown


def test_a_wrong_file_is_told(tiny: Model, cache: Path) -> None:
    write_model(cache / "models" / "tiny", weights=WEIGHTS[::-1])
    one = _only()
    assert (one.present, one.source, one.sha256_ok) == (True, "cache", False)


def test_a_collection_that_lacks_a_file_counts_as_absent_and_what_mends_that_is_said(
    tiny: Model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What installs the model is of no use while that folder is named."""
    (tmp_path / "tiny").mkdir()
    monkeypatch.setenv("VOICEPREP_MODELS", str(tmp_path))
    assert not _only().present
    for part in ("_packages", "_speech_system", "_devices"):
        monkeypatch.setattr(f"voiceprep.cli.doctor.{part}", list)
    for verb in (["models"], ["doctor", "--recordings", str(tmp_path / "recordings")]):
        assert run(verb) == ExitCode.OK
        shown = capsys.readouterr().out
        assert f"{tmp_path / 'tiny'} does not hold A tiny model: model.bin, config.json is missing." in shown
        assert "Give the folder that holds model.bin, config.json, or give none." in shown
        assert "pip install" not in shown
    run(["models", "--json"])
    (one,) = json.loads(capsys.readouterr().out)["models"]
    assert one["how_to_get"].startswith("Give the folder")


def test_no_engine_is_imported() -> None:
    heavy = ("torch", "faster_whisper", "onnxruntime", "numpy", "hibari", "huggingface_hub")
    code = (
        "import sys; from voiceprep.models.status import status; status(); "
        f"print([name for name in {heavy} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    assert done.stdout.strip() == "[]"
