"""voiceprep models: which weights are here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from voiceprep.cli.console import WHENEVER, Console, can_ask
from voiceprep.cli.interrupts import after_ctrl_c
from voiceprep.cli.options import output_options
from voiceprep.errors import ExitCode, StoppedError, UsageError
from voiceprep.models.catalogue import CATALOGUE

if TYPE_CHECKING:
    from voiceprep.models.status import ModelStatus


@click.command("models")
@click.option("--download", metavar="NAME", help="Fetch these weights from their public hub, after asking.")
@click.option("--yes", is_flag=True, help="Do not ask before downloading.")
@output_options
def command(download: str | None, *, yes: bool, **output: bool) -> int:
    """Show which model weights are present, where from, their size, licence and hash.

    Weights are found in a folder that you name (VOICEPREP_MODELS/<name>), in installed packages, or
    in local caches, and checked by sha256. Nothing is downloaded unless you ask for it here.

    \b
    Examples:
      voiceprep models
      voiceprep models --json
      voiceprep models --download whisper-base
    """
    console = Console(**output)
    if download is not None:
        return _download(download, yes=yes, console=console)
    if yes:
        raise UsageError("--yes goes with --download.", next_step="Give --download NAME too.")
    return _show(console)


def _show(console: Console) -> int:
    from voiceprep.models.status import status

    with console.busy("Checking hashes ..."):
        found = status()
    if console.as_json:
        console.json({"schema_version": 1, "models": [_to_json(one) for one in found]})
        return ExitCode.OK
    for one in found:
        mark = "+" if one.present and one.sha256_ok else "-"
        console.show_line(f"{mark} {one.name}: {one.title}")
        console.show_line(f"    {one.size / 1e6:.0f} MB, {one.licence}, sha256 {one.sha256[:12]}")
        console.show_line(f"    {_place(one)}")
    return ExitCode.OK


def _place(one: ModelStatus) -> str:
    if one.problem or not one.present:
        return f"{one.problem or 'not here.'} {one.how_to_get}"
    return f"{one.source}: {one.path or 'joined at first use'}"


def _to_json(one: ModelStatus) -> dict[str, Any]:
    return {
        "name": one.name,
        "title": one.title,
        "present": one.present,
        "sha256_ok": one.sha256_ok,
        "source": one.source,
        "path": None if one.path is None else str(one.path),
        "size": one.size,
        "licence": one.licence,
        "sha256": one.sha256,
        "problem": one.problem,
        "how_to_get": one.how_to_get,
    }


def _download(name: str, *, yes: bool, console: Console) -> int:
    from voiceprep.models.download import download
    from voiceprep.models.resolve import install_command

    model = next((model for model in CATALOGUE if model.name == name), None)
    if model is None:
        known = ", ".join(model.name for model in CATALOGUE)
        raise UsageError(f'There is no model "{name}".', next_step=f"Known are: {known}.")
    size = sum(file.size for file in model.files) / 1e6
    if model.hub_repository is None:
        raise UsageError(f"{name} cannot be downloaded from a hub.", next_step=install_command(model))
    if not yes:
        if not can_ask():
            raise UsageError(
                "Nothing was downloaded: there is no terminal to ask at.",
                next_step="Give --yes to download without being asked.",
            )
        question = f"Download {model.title} ({size:.0f} MB) from {model.hub_repository}?"
        if not click.confirm(question, err=True):
            raise StoppedError("Nothing was downloaded.", next_step=WHENEVER)
    with after_ctrl_c(), console.progress(f"Downloading {name}") as progress:
        folder = download(model, progress=progress)
    console.show_line(f"{name} is in {folder.path}, and its hashes are right.")
    return ExitCode.OK
