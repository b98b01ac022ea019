"""voiceprep score: recorded answers to one question."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

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
from voiceprep.errors import AudioError, EngineError, ExitCode, VoiceprepError
from voiceprep.values import Status, Take

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from voiceprep.assess import Assessor
    from voiceprep.questions.model import Question


@click.command("score")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=A_FILE)
@click.option("--question", "question_id", required=True, help="Id of the question that the files answer.")
@judging_options
@transcriber_option
@fillers_option
@max_minutes_option
@star_option
@output_options
def command(
    files: tuple[Path, ...],
    question_id: str,
    bank: Path | None,
    judge: str,
    embedder: str,
    prompts: Path | None,
    transcriber: str,
    max_minutes: float,
    *,
    no_fillers: bool,
    star: bool,
    **output: bool,
) -> int:
    """Score recorded answers: wav, mp3, m4a, ogg, opus, webm, flac, mp4 and most others.

    Exit code 0 when every file was scored, 4 when at least one was not (silent, too short, not
    English, unreadable); the others are scored all the same. 3 when no file could be read at all.

    \b
    Examples:
      voiceprep score answer.m4a --question ml-drift
      voiceprep score takes/*.wav --question ml-bias-variance --json > results.json
    """
    from voiceprep.cli.setup import build_assessor
    from voiceprep.json_form import SCHEMA_VERSION, take_to_json
    from voiceprep.questions.bank import find_question, load_questions
    from voiceprep.reports.terminal import render_take

    console = Console(**output)
    loaded = load_questions(bank)
    question = find_question(loaded, question_id)
    assessor = build_assessor(
        bank=loaded,
        transcriber=transcriber,
        judge=judge,
        embedder=embedder,
        prompts=prompts,
        fillers=not no_fillers,
        star=star,
    )
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
            console.show(f"\n{path}")
            console.show(render_take(take))
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
        return Take(question_id=question.id, source=str(path), status=Status.FAILED, failure=text), error


def exit_code(takes: Sequence[Take]) -> ExitCode:
    """0 where every answer has a score, else 4."""
    return ExitCode.OK if all(take.status is Status.SCORED for take in takes) else ExitCode.NOT_SCORED
