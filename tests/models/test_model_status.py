"""The list of models that the command line shows."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.models.conftest import IN_TWO_PARTS, WEIGHTS, model_of, write_model
from voiceprep.cli.main import run
from voiceprep.errors import ExitCode, ModelMismatchError
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


def _shown(verb: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    run(verb)
    return capsys.readouterr().out


def test_a_wrong_file_is_told_with_what_mends_it(
    tiny: Model, cache: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What installs the model would change nothing: the wrong file is found first."""
    folder = write_model(cache / "models" / "tiny", weights=WEIGHTS[::-1])
    one = _only()
    assert (one.present, one.source, one.sha256_ok) == (True, "cache", False)
    assert one.problem == f"{folder / 'model.bin'} is not the file we know for A tiny model."
    with pytest.raises(ModelMismatchError) as refused:
        resolve(tiny)
    assert one.how_to_get == refused.value.next_step
    assert one.how_to_get.startswith(f"Delete the folder {folder}")
    shown = _shown(["models"], capsys)
    assert one.problem in shown
    assert one.how_to_get in shown


def test_wrong_parts_and_a_wrong_package_are_to_be_reinstalled(tiny: Model, two_parts: list[Path]) -> None:
    (two_parts[1] / "data" / "model.bin.2").write_bytes(b"spoilt for good")
    one = _only()
    assert one.problem == (
        "model.bin of package tiny-part1==1.0 tiny-part2==1.0 is not the file we know for A tiny model."
    )
    assert one.how_to_get.startswith("Reinstall it: `pip install --force-reinstall")


@pytest.mark.usefixtures("tiny", "_only_models")
def test_doctor_says_what_is_wrong_and_what_mends_it(cache: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "model tiny: not here\n" in _shown(["doctor"], capsys)
    write_model(cache / "models" / "tiny", weights=WEIGHTS[::-1])
    shown = _shown(["doctor"], capsys)
    assert "is not the file we know for A tiny model." in shown
    assert "Delete the folder" in shown


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
    assert one["problem"].endswith("model.bin, config.json is missing.")


@pytest.fixture
def _only_models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for part in ("_packages", "_speech_system", "_devices"):
        monkeypatch.setattr(f"voiceprep.cli.doctor.{part}", list)
    monkeypatch.setattr("voiceprep.cli.doctor.NEEDED", frozenset({"tiny"}))
    monkeypatch.chdir(tmp_path)


@pytest.mark.usefixtures("tiny", "two_parts", "_only_models")
class TestDoctorBeforePartsAreJoined:
    """The first interview joins them, so there has to be a place where that can be done."""

    def check(self, capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, str]]:
        code = run(["doctor", "--json"])
        checks = json.loads(capsys.readouterr().out)["checks"]
        return code, next(one for one in checks if one["subject"] == "model cache")

    def test_with_room(self, capsys: pytest.CaptureFixture[str], cache: Path) -> None:
        code, check = self.check(capsys)
        assert (code, check["state"]) == (ExitCode.OK, "ok")
        assert str(cache) in check["found"]
        assert not (cache / "models").exists()

    def test_where_nothing_can_be_written(self, capsys: pytest.CaptureFixture[str], cache: Path) -> None:
        cache.write_text("a file where the folder should be")
        code, check = self.check(capsys)
        assert (code, check["state"]) == (ExitCode.MISSING, "missing")
        assert "cannot be written" in check["found"]
        assert "VOICEPREP_CACHE" in check["mend"]

    def test_without_room(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, cache: Path
    ) -> None:
        monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=len(WEIGHTS)))
        code, check = self.check(capsys)
        assert (code, check["state"]) == (ExitCode.MISSING, "missing")
        assert f"{cache / 'models'} needs 1 MB for model weights" in check["found"]

    def test_once_joined_nothing_is_asked_of_the_cache(
        self, tiny: Model, capsys: pytest.CaptureFixture[str]
    ) -> None:
        resolve(tiny)
        with pytest.raises(StopIteration):
            self.check(capsys)


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
