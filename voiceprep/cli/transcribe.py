"""voiceprep transcribe: the words of recordings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from voiceprep.cli.console import Console
from voiceprep.cli.options import A_FILE, max_minutes_option, output_options, transcriber_option
from voiceprep.errors import AudioError, EngineError, ExitCode

if TYPE_CHECKING:
    from pathlib import Path

    from voiceprep.transcription.interface import Transcriber


@click.command("transcribe")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=A_FILE)
@transcriber_option
@max_minutes_option
@click.option("--words", is_flag=True, help="One word a line, with start, end and probability.")
@output_options
def command(
    files: tuple[Path, ...], transcriber: str, max_minutes: float, *, words: bool, **output: bool
) -> int:
    """Words of a recording, with times and probabilities.

    Silence gives no words: speech is looked for first, since a recogniser invents text on silence.

    \b
    Examples:
      voiceprep transcribe answer.m4a
      voiceprep transcribe answer.m4a --words
      voiceprep transcribe a.wav b.ogg --json
    """
    from voiceprep.cli.setup import build_transcriber
    from voiceprep.json_form import SCHEMA_VERSION

    console = Console(**output)
    engine = build_transcriber(transcriber)
    with console.busy("Loading the speech recogniser ..."):
        engine.load()
    console.detail(f"Recogniser: {engine.identity}")
    results = []
    for path in files:
        with console.busy(f"Transcribing {path.name} ..."):
            result = _transcribe(path, engine, max_minutes)
        results.append(result)
        if not console.as_json:
            _show(console, result, words=words)
    if console.as_json:
        console.json({"schema_version": SCHEMA_VERSION, "results": results})
    return ExitCode.BAD_INPUT if any(result["transcript"] is None for result in results) else ExitCode.OK


def _transcribe(path: Path, engine: Transcriber, max_minutes: float) -> dict[str, Any]:
    from voiceprep.audio.decode import decode
    from voiceprep.json_form import transcript_to_json
    from voiceprep.transcription.hearing import hear

    try:
        clip = decode(path, max_seconds=60 * max_minutes)
        _, heard = hear(clip, engine)
    except (AudioError, EngineError) as error:
        reason = {"code": error.reason.value, "text": f"{error.message} {error.next_step}"}
        return {"source": str(path), "reason": reason, "damage": None, "transcript": None}
    transcript = transcript_to_json(heard)
    return {"source": str(path), "reason": None, "damage": clip.damage, "transcript": transcript}


def _show(console: Console, result: dict[str, Any], *, words: bool) -> None:
    if result["damage"] is not None:
        console.warn(f"{result['source']} {result['damage']}; words may be missing.")
    if result["transcript"] is None:
        console.warn(result["reason"]["text"])
    elif not result["transcript"]["words"]:
        console.note(f"{result['source']}: no speech was heard.")
    elif words:
        for word in result["transcript"]["words"]:
            times = (
                ""
                if word["start"] is None
                else f"{word['start']:8.2f} {word['end']:8.2f} {word['probability']:.2f} "
            )
            console.show_line(f"{times}{word['text']}")
    else:
        console.note(f"{result['source']}:")
        console.show_line(result["transcript"]["text"])
