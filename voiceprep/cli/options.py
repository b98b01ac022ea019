"""Options that several verbs share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from voiceprep.engines import EMBEDDERS, TRANSCRIBERS

Command = TypeVar("Command", bound=Callable[..., Any])

AN_EXISTING_OR_NEW_FOLDER = click.Path(file_okay=False, path_type=Path)
A_FILE = click.Path(path_type=Path)

json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON document (docs/json.md).")
quiet_option = click.option("-q", "--quiet", is_flag=True, help="Print only results and warnings.")
verbose_option = click.option("-v", "--verbose", is_flag=True, help="Also print which engines are at work.")
bank_option = click.option(
    "--bank",
    type=A_FILE,
    help="Question bank.  [default: $VOICEPREP_BANK, ./questions.json, or the packaged one]",
)
recordings_option = click.option(
    "--recordings",
    type=AN_EXISTING_OR_NEW_FOLDER,
    help="Folder of the sessions.  [default: $VOICEPREP_RECORDINGS, a checkout's recordings/, or your data]",
)
prompts_option = click.option(
    "--prompts",
    type=AN_EXISTING_OR_NEW_FOLDER,
    help="The interviewer's manner: neutral, brisk, warm, or a folder with your own sentences.",
)
embedder_option = click.option(
    "--embedder",
    type=click.Choice(list(EMBEDDERS)),
    default="onnx",
    show_default=True,
    help="Sentence embeddings.",
)


class JudgeName(click.ParamType[str]):
    """builtin, nli:FOLDER or none."""

    name = "builtin|nli:FOLDER|none"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if value in {"builtin", "none"} or (value.startswith("nli:") and value != "nli:"):
            return value
        return self.fail(f'"{value}" is not a judge. Use builtin, nli:FOLDER or none.', param, ctx)


judge_option = click.option(
    "--judge",
    type=JudgeName(),
    default="builtin",
    show_default=True,
    help="Who judges: our own model, an inference model in FOLDER (extra `nli`), or nobody.",
)
transcriber_option = click.option(
    "--transcriber",
    type=click.Choice(list(TRANSCRIBERS)),
    default="faster-whisper",
    show_default=True,
    help="Speech recogniser; `sidecar` reads NAME.txt beside NAME.wav.",
)
star_option = click.option(
    "--star", is_flag=True, help="Show how every answer is told (STAR), not only those about an experience."
)
fillers_option = click.option(
    "--no-fillers", is_flag=True, help="Do not count filled pauses (um, uh); the rest of delivery stays."
)
max_minutes_option = click.option(
    "--max-minutes",
    type=click.FloatRange(min=0.1, max=600),
    default=30.0,
    show_default=True,
    help="Refuse recordings longer than this.",
)


def output_options(command: Command) -> Command:
    """--json, --quiet, --verbose."""
    return json_option(quiet_option(verbose_option(command)))


def judging_options(command: Command) -> Command:
    """--bank, --judge, --embedder, --prompts."""
    return bank_option(judge_option(embedder_option(prompts_option(command))))
