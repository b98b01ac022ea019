"""voiceprep score: recorded answers, from one to many thousands."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from voiceprep.cli.console import Console
from voiceprep.cli.options import (
    A_FILE,
    fillers_option,
    judging_options,
    max_minutes_option,
    output_options,
    star_option,
    transcriber_option,
)
from voiceprep.errors import AudioError, EngineError, ExitCode, UsageError, VoiceprepError
from voiceprep.values import Status, Take

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from voiceprep.assessor import Assessor
    from voiceprep.cli.recipe import AssessorRecipe
    from voiceprep.questions.model import Question

FEW = 10
"""Files that are shown one after the other; more of them are a batch."""


@click.command("score")
@click.argument("paths", metavar="PATH...", nargs=-1)
@click.option("--question", "question_id", help="Id of the question that the files answer.")
@click.option("--manifest", type=A_FILE, help="CSV, TSV or JSON lines: path, question, any other columns.")
@click.option("--pattern", help="What paths say, such as '{candidate}/{question}'.")
@click.option("--guess", is_flag=True, help="Find the question from what is said, where that is clear.")
@click.option("--split", is_flag=True, help="Cut long recordings by the questions that are asked in them.")
@click.option(
    "--split-dir",
    type=click.Path(file_okay=False, path_type=Path),
    default="parts",
    show_default=True,
    help="Folder for the parts of --split.",
)
@click.option("--role", help="With --guess and --split: only the questions of this role.")
@click.option("--out", type=A_FILE, help="Write one row per file: .csv, .jsonl, .parquet or .xlsx.")
@click.option("--key-points", type=A_FILE, help="Write one row per key point, in one of the same forms.")
@click.option(
    "--transcripts", type=click.Choice(["srt", "vtt", "txt"]), help="Write what was said in each file."
)
@click.option(
    "--transcripts-dir",
    type=click.Path(file_okay=False, path_type=Path),
    default="transcripts",
    show_default=True,
    help="Folder for --transcripts.",
)
@click.option(
    "--report",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write pages into this folder: one for all files, one for each answer.",
)
@click.option("--group", "groups", multiple=True, help="Compare how groups of a manifest's column are heard.")
@click.option("--anonymous", is_flag=True, help="Hashes in the place of candidates' names and paths.")
@click.option("--store", type=A_FILE, help="Where results are kept.  [default: scores.sqlite in recordings]")
@click.option("--rescore", is_flag=True, help="Judge everything again, with the transcripts that were kept.")
@click.option("--workers", type=click.IntRange(min=1), help="Processes.  [default: by cores and memory]")
@click.option("--on", help="Where: local, ray (or RAY_ADDRESS), or ray://HOST:PORT.  [default: local]")
@judging_options
@transcriber_option
@fillers_option
@max_minutes_option
@star_option
@output_options
def command(paths: tuple[str, ...], question_id: str | None, max_minutes: float, **rest: Any) -> int:
    """Score recorded answers: wav, mp3, m4a, ogg, opus, webm, flac, mp4 and most others.

    PATH is a file, a folder, a glob in quotes, or a zip archive. Up to ten files are shown one by one and
    nothing is kept; everything else is a batch (docs/batch.md): results are kept, so that a run that was
    interrupted goes on where it stopped.

    Exit code 0 when every file was scored, 4 when at least one was not (silent, too short, not
    English, unreadable); the others are scored all the same. 3 when no file could be read at all.

    \b
    Examples:
      voiceprep score answer.m4a --question ml-drift
      voiceprep score takes/*.wav --question ml-bias-variance --json > results.json
      voiceprep score --manifest uploads.csv --out results.xlsx --group cohort
      voiceprep score uploads.zip --pattern '{candidate}/{question}' --out results.csv
    """
    from voiceprep.bands import load_bands
    from voiceprep.batch.found import is_many
    from voiceprep.cli.recipe import AssessorRecipe
    from voiceprep.coaching.prompts import load_prompts
    from voiceprep.questions.bank import find_question, load_questions

    console = Console(rest["as_json"], rest["quiet"], rest["verbose"])
    if not paths and rest["manifest"] is None:
        raise click.UsageError("Missing argument 'PATH...', or --manifest.")
    _refuse_what_stands_alone(rest)
    loaded = load_questions(rest["bank"])
    question = None if question_id is None else find_question(loaded, question_id)
    recipe = AssessorRecipe(
        bank=loaded,
        transcriber=rest["transcriber"],
        judge=rest["judge"],
        embedder=rest["embedder"],
        prompts=load_prompts(rest["prompts"]),
        bands=load_bands(),
        fillers=not rest["no_fillers"],
        star=rest["star"],
    )
    if len(paths) > FEW or any(map(is_many, paths)) or any(rest[name] for name in _BATCH_OPTIONS):
        from voiceprep.cli.batch import run_batch

        return run_batch(paths, question, recipe, console, {**rest, "max_minutes": max_minutes})
    if question is None:
        raise UsageError(
            "Which question do the files answer?", next_step="Give --question ID, --manifest, or --guess."
        )
    return _score_few([Path(path) for path in paths], question, recipe, console, max_minutes=max_minutes)


_BATCH_OPTIONS = (
    *("manifest", "pattern", "guess", "split", "out", "key_points", "transcripts", "report"),
    *("groups", "anonymous", "store", "rescore", "workers", "on"),
)


_GOES_WITH = {
    "role": (("guess", "split"), "says which questions to look among", "Give --guess or --split too."),
    "split_dir": (("split",), "says where the parts of --split are written", "Give --split too."),
    "transcripts_dir": (("transcripts",), "says where --transcripts writes", "Give --transcripts too."),
}
"""Option → those without which it would change nothing, what it is for, and the next step."""


def _refuse_what_stands_alone(options: Mapping[str, Any]) -> None:
    """Raises UsageError for an option that was given without the one that it belongs to."""
    source = click.get_current_context().get_parameter_source
    for name, (others, purpose, next_step) in _GOES_WITH.items():
        given = source(name) is ParameterSource.COMMANDLINE
        if given and not any(options[other] for other in others):
            raise UsageError(f"--{name.replace('_', '-')} {purpose}.", next_step=next_step)


def _score_few(
    files: Sequence[Path],
    question: Question,
    recipe: AssessorRecipe,
    console: Console,
    *,
    max_minutes: float,
) -> int:
    """One file after the other, each shown as a person who practises wants to see it."""
    from voiceprep.json_form import SCHEMA_VERSION, take_to_json
    from voiceprep.reports.terminal import render_take

    assessor = recipe()
    with console.busy("Loading the models ..."):
        assessor.load()
    console.detail(f"Recogniser: {assessor.transcriber.identity}\nJudge: {assessor.judge.identity}")
    takes, codes = [], set()
    for path in files:
        with console.busy(f"Scoring {path.name} ..."):
            take, failure = score_file(path, question, assessor, max_minutes=max_minutes)
        takes.append(take)
        codes.add(failure.exit_code if failure else exit_code([take]))
        if not console.as_json:
            console.show_line(f"\n{path}")
            console.show(render_take(take, assessor.bands))
            if take.feedback is not None:
                console.show(f"\n{take.feedback.spoken}")
    if console.as_json:
        console.json({"schema_version": SCHEMA_VERSION, "results": [take_to_json(take) for take in takes]})
    # Where all files ended alike, their own code says more than "not scored".
    return codes.pop() if len(codes) == 1 else ExitCode.NOT_SCORED


def score_file(
    path: Path, question: Question, assessor: Assessor, *, max_minutes: float
) -> tuple[Take, VoiceprepError | None]:
    """One file's take; a failed one, with its cause, where the file or an engine fails."""
    from voiceprep.assess import assess
    from voiceprep.audio.decode import decode

    try:
        return assess(question, decode(path, max_seconds=60 * max_minutes), assessor), None
    except (AudioError, EngineError) as error:
        text = f"{error.message} {error.next_step}"
        take = Take(
            question_id=question.id,
            source=str(path),
            status=Status.FAILED,
            failure=text,
            failure_reason=error.reason,
        )
        return take, error


def exit_code(takes: Sequence[Take]) -> ExitCode:
    """0 where every answer has a score, else 4."""
    return ExitCode.OK if all(take.status is Status.SCORED for take in takes) else ExitCode.NOT_SCORED
