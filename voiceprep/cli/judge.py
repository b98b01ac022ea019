"""voiceprep judge: written answers, or pairs for evaluation."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from voiceprep.cli.console import Console, watched
from voiceprep.cli.options import A_FILE, judging_options, output_options, star_option
from voiceprep.errors import ExitCode, InputError, UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from voiceprep.assessor import Assessor
    from voiceprep.judging.interface import Judge
    from voiceprep.questions.model import Bank


@click.command("judge")
@click.option("--question", "question_id", help="Id of the question that is answered.")
@click.option("--text", help="The answer; without this it is read from standard input.")
@click.option("--pairs", type=A_FILE, help="File of pairs, one JSON object a line; `-` for standard input.")
@judging_options
@star_option
@output_options
def command(
    question_id: str | None,
    text: str | None,
    pairs: Path | None,
    bank: Path | None,
    judge: str,
    embedder: str,
    prompts: Path | None,
    *,
    star: bool,
    **output: bool,
) -> int:
    """Score a written answer the way a spoken one is scored.

    With --pairs, judge {"claim", "answer"} or {"question", "reference", "answer"} objects, one a line;
    one result a line comes out, in the same order (docs/json.md).

    \b
    Examples:
      voiceprep judge --question ml-drift --text "I compare the feature distributions with ..."
      voiceprep judge --question ml-drift < answer.txt
      voiceprep judge --pairs pairs.jsonl > results.jsonl
    """
    from voiceprep.cli.setup import build_assessor, build_judge
    from voiceprep.coaching.prompts import load_prompts
    from voiceprep.questions.bank import load_questions

    if pairs is not None:
        if star or any(one is not None for one in (question_id, text, bank, prompts)):
            raise UsageError(
                "--pairs goes without --question, --text, --star, --bank and --prompts.",
                next_step="Leave them out, or leave out --pairs.",
            )
        if judge == "none":
            raise UsageError("Without a judge there are no results.", next_step="Leave out --judge none.")
        return _judge_pairs(pairs, build_judge(judge, embedder=embedder), Console(**output))
    if question_id is None:
        raise UsageError("Which question is answered?", next_step="Give --question ID, or --pairs FILE.")
    loaded = load_questions(bank)
    assessor = build_assessor(
        bank=loaded,
        transcriber="faster-whisper",
        judge=judge,
        embedder=embedder,
        prompts=load_prompts(prompts),
        star=star,
    )
    return _judge_text(question_id, text, loaded, assessor, Console(**output))


def _judge_text(
    question_id: str,
    text: str | None,
    bank: Bank,
    assessor: Assessor,
    console: Console,
) -> int:
    from voiceprep.cli.score import exit_code
    from voiceprep.from_words import assess_transcript
    from voiceprep.json_form import SCHEMA_VERSION, take_to_json
    from voiceprep.questions.bank import find_question
    from voiceprep.reports.terminal import render_take
    from voiceprep.transcription.typed import typed_transcript

    question = find_question(bank, question_id)
    if text is None:
        text = _standard_input(console)
    console.detail(f"Judge: {assessor.judge.identity}")
    take = assess_transcript(question, typed_transcript(text), assessor, source="typed")
    if console.as_json:
        console.json({"schema_version": SCHEMA_VERSION, "results": [take_to_json(take)]})
    else:
        console.show(render_take(take, assessor.bands))
        if take.feedback is not None:
            console.show(f"\n{take.feedback.spoken}")
    return exit_code([take])


def _standard_input(console: Console) -> str:
    """All of it as text; nothing where it is closed."""
    if sys.stdin is None:
        return ""
    if watched(sys.stdin):
        console.note("Type the answer; end it with Ctrl-D.")
    return sys.stdin.buffer.read().decode("utf-8", "replace")


def _judge_pairs(path: Path, judge: Judge, console: Console) -> int:
    from voiceprep.judging.pairs import judge_pairs

    judge.load()
    console.detail(f"Judge: {judge.identity}")
    try:
        with click.open_file(str(path), encoding="utf-8-sig") as file:
            lines = file.readlines()
    except (OSError, UnicodeDecodeError) as cause:
        reason = cause.strerror if isinstance(cause, OSError) else "not UTF-8 text"
        raise InputError(f"{path} cannot be read: {reason}.", next_step="Check the path.") from cause
    for result in judge_pairs(lines, judge, source=str(path)):
        console.json_line(result)
    return ExitCode.OK
