"""Tiny models and tiny packages that carry them, in a machine that has nothing else."""

from __future__ import annotations

import hashlib
import importlib
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from voiceprep.models.catalogue import Model, ModelFile, PackagedIn

WEIGHTS = b"the first half and the second half"
CONFIG = b'{"heads": 2}'

MakePackage = Callable[[str, dict[str, bytes]], Path]


def model_of(*, packages: tuple[PackagedIn, ...] = (), hub: str | None = "org/tiny") -> Model:
    return Model(
        name="tiny",
        title="A tiny model",
        licence="MIT",
        files=(
            ModelFile("model.bin", hashlib.sha256(WEIGHTS).hexdigest(), len(WEIGHTS)),
            ModelFile("config.json", hashlib.sha256(CONFIG).hexdigest(), len(CONFIG)),
        ),
        packages=packages,
        hub_repository=hub,
        hub_revision="abc123",
    )


IN_TWO_PARTS = PackagedIn(
    requirement="tiny-part1==1.0 tiny-part2==1.0",
    files={
        "model.bin": (("tiny_part1", "data/model.bin.1"), ("tiny_part2", "data/model.bin.2")),
        "config.json": (("tiny_part1", "data/config.json"),),
    },
)
WHOLE = PackagedIn(
    requirement="tiny-whole==1.0",
    files={
        "model.bin": (("tiny_whole", "data/model.bin"),),
        "config.json": (("tiny_whole", "data/config.json"),),
    },
)


def write_model(folder: Path, *, weights: bytes = WEIGHTS) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model.bin").write_bytes(weights)
    (folder / "config.json").write_bytes(CONFIG)
    return folder


@pytest.fixture(autouse=True)
def _bare_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every place that is looked at lies in tmp_path and is empty."""
    for variable in ("VOICEPREP_MODELS", "HF_HUB_CACHE", "XDG_CACHE_HOME"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("VOICEPREP_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("HF_HOME", str(tmp_path / "huggingface"))


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


@pytest.fixture
def make_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> MakePackage:
    """Installs a package that refuses to be imported."""
    site = tmp_path / "site"
    site.mkdir()
    monkeypatch.setattr(sys, "path", [str(site), *sys.path])

    def make(name: str, files: dict[str, bytes]) -> Path:
        folder = site / name
        folder.mkdir()
        (folder / "__init__.py").write_text("raise AssertionError('a package of weights was imported')")
        for inner, content in files.items():
            (folder / inner).parent.mkdir(parents=True, exist_ok=True)
            (folder / inner).write_bytes(content)
        importlib.invalidate_caches()
        return folder

    return make


@pytest.fixture
def two_parts(make_package: MakePackage) -> list[Path]:
    return [
        make_package("tiny_part1", {"data/model.bin.1": WEIGHTS[:14], "data/config.json": CONFIG}),
        make_package("tiny_part2", {"data/model.bin.2": WEIGHTS[14:]}),
    ]


@pytest.fixture
def whole(make_package: MakePackage) -> Path:
    return make_package("tiny_whole", {"data/model.bin": WEIGHTS, "data/config.json": CONFIG})
