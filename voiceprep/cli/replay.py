"""voiceprep replay: a saved session again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from voiceprep.cli.console import Console
from voiceprep.cli.options import (
    fillers_option,
    judging_options,
    output_options,
    recordings_option,
    transcriber_option,
)
from voiceprep.errors import AudioError, EngineError, ExitCode

if TYPE_CHECKING:
    from pathlib import Path

    from voiceprep.replay import Replayed
    from voiceprep.sessions.store import SavedTake
    from voiceprep.speaking.interface import Loudspeaker


_OUTCOMES = {
    "skipped": "Skipped, so there is no score.",
    "abandoned": "The question was asked again, so this attempt has no score.",
}


@click.command("replay")
@click.argument("session", default="last")
@click.option("--rescore", is_flag=True, help="Score the saved answers again and show what changed.")
@click.option("--no-audio", is_flag=True, help="Do not play the recordings.")
@judging_options
@transcriber_option
@fillers_option
@recordings_option
@output_options
def command(session: str, *, rescore: bool, no_audio: bool, recordings: Path | None, **rest: Any) -> int:
    """Go through a saved session: question, recording, findings, feedback.

    SESSION is an id, a part of one, a path, or `last`. --rescore never overwrites the saved result.

    \b
    Examples:
      voiceprep replay
      voiceprep replay 2026-05-04-ml-engineer-3fa9c1 --no-audio
      voiceprep replay last --rescore --json
    """
    from voiceprep.replay import replay
    from voiceprep.sessions.store import find_recordings, open_session

    console = Console(as_json=rest["as_json"], quiet=rest["quiet"], verbose=rest["verbose"])
    opened = open_session(find_recordings(recordings), session)
    bank = assessor = None
    if rescore:
        from voiceprep.cli.setup import build_assessor
        from voiceprep.packaged import manner_folder
        from voiceprep.questions.bank import load_questions

        bank = load_questions(rest["bank"])
        assessor = build_assessor(
            bank=bank,
            transcriber=rest["transcriber"],
            judge=rest["judge"],
            embedder=rest["embedder"],
            prompts=rest["prompts"] or manner_folder(opened.document["plan"].get("manner")),
            fillers=not rest["no_fillers"],
            star=opened.document["plan"].get("star") is True,
        )
    loudspeaker = None if no_audio or console.as_json or console.quiet else _loudspeaker(console)
    console.note(f"Session {opened.id} ({opened.document['status']})")
    shown = []
    for replayed in replay(opened, bank=bank, assessor=assessor):
        shown.append(replayed)
        if not console.as_json:
            _show(replayed, loudspeaker, console)
    if console.as_json:
        console.json(_document(opened.id, opened.folder, shown))
    return ExitCode.OK


def _loudspeaker(console: Console) -> Loudspeaker | None:
    from voiceprep.cli.setup import build_loudspeaker
    from voiceprep.speaking.loudspeaker import NoLoudspeaker

    loudspeaker = build_loudspeaker(say_so=console.warn)
    if isinstance(loudspeaker, NoLoudspeaker):
        console.warn(f"There is {loudspeaker.identity}: the recordings are not played.")
        return None
    return loudspeaker


def _show(replayed: Replayed, loudspeaker: Loudspeaker | None, console: Console) -> None:
    from rich.text import Text

    from voiceprep.reports.terminal import render_take

    saved = replayed.saved
    console.show(Text(f"\n{saved.number}. {replayed.question_text}", style="bold cyan"))
    if saved.recording is not None:
        console.show(Text(str(saved.recording), style="bright_black"))
        if loudspeaker is not None:
            _play(saved.recording, loudspeaker, console)
    if saved.take is None or saved.outcome is not None:
        if saved.text is not None:
            console.show(Text(f'"{saved.text}"', style="italic"))
        console.show(Text(_why_no_result(saved), style="yellow" if saved.damage is None else "red"))
    else:
        if saved.take.transcript is not None:
            console.show(Text(f'"{saved.take.transcript.text}"', style="italic"))
        console.show(render_take(saved.take))
        if saved.take.feedback is not None:
            console.show(f"\n{saved.take.feedback.spoken}")
    if replayed.rescored is not None:
        differences = replayed.rescored.differences or ("nothing changed",)
        console.show(Text("\nScored again: " + "; ".join(differences), style="bold"))
        if replayed.rescored.differences:
            console.show(render_take(replayed.rescored.take))


def _why_no_result(saved: SavedTake) -> str:
    if saved.outcome is not None:
        return _OUTCOMES.get(saved.outcome, f"Set aside ({saved.outcome}), so there is no score.")
    if saved.damage is not None:
        return saved.damage
    if saved.recording is None and saved.text is None:
        return "No answer was given."
    return "Saved, but not scored yet; --rescore shows a result."


def _play(recording: Path, loudspeaker: Loudspeaker, console: Console) -> None:
    """Play it; what cannot be played can still be read."""
    from voiceprep.audio.decode import decode

    try:
        loudspeaker.play(decode(recording))
    except (AudioError, EngineError) as error:
        console.warn(f"{error.message} {error.next_step}")


def _document(session_id: str, folder: Path, shown: list[Replayed]) -> dict[str, Any]:
    from voiceprep.json_form import SCHEMA_VERSION, take_to_json

    return {
        "schema_version": SCHEMA_VERSION,
        "session": {"id": session_id, "folder": str(folder)},
        "takes": [
            {
                "number": one.saved.number,
                "attempt": one.saved.attempt,
                "question": one.question_text,
                "recording": None if one.saved.recording is None else one.saved.recording.name,
                "text": one.saved.text,
                "outcome": one.saved.outcome,
                "saved": None if one.saved.take is None else take_to_json(one.saved.take),
                "rescored": None
                if one.rescored is None
                else {
                    "result": take_to_json(one.rescored.take),
                    "differences": list(one.rescored.differences),
                },
            }
            for one in shown
        ],
    }
