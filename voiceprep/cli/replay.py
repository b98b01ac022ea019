"""voiceprep replay: a saved session again."""

from __future__ import annotations

from dataclasses import replace
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
from voiceprep.errors import AudioError, EngineError, ExitCode, MissingError

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import RenderableType

    from voiceprep.assessor import Assessor
    from voiceprep.cli.playing import Ending
    from voiceprep.questions.model import Bank
    from voiceprep.replay import Replayed
    from voiceprep.sessions.store import SavedTake, Session
    from voiceprep.speaking.interface import TimedLoudspeaker
    from voiceprep.values import Portion, Take


@click.command("replay")
@click.argument("session", default="last")
@click.option("--question", "name", metavar="N|ID", help="Only the takes of this question.")
@click.option("--take", "attempt", type=click.IntRange(min=1), metavar="K", help="Only the K-th take.")
@click.option(
    "--at",
    metavar="TIME|KEY_POINT",
    help="Begin playing there: 72 or 1:12 into the first take, or where that key point is spoken of.",
)
@click.option("--rescore", is_flag=True, help="Score the saved answers again and show what changed.")
@click.option("--no-audio", is_flag=True, help="Do not play the recordings.")
@judging_options
@transcriber_option
@fillers_option
@recordings_option
@output_options
def command(
    session: str,
    *,
    name: str | None,
    attempt: int | None,
    at: str | None,
    rescore: bool,
    no_audio: bool,
    recordings: Path | None,
    **rest: Any,
) -> int:
    """Go through a saved session: question, recording, findings, feedback.

    SESSION is an id, a part of one, a name of yours, a path, or `last`.
    While a recording plays at a terminal, its words move
    along. A question with several takes shows what each one changed. --rescore never overwrites the saved
    result.

    \b
    Keys while a recording plays:
      space            pause, go on
      left, right      jump 5 seconds (also h and l)
      n                go on to what was found, and to the next take
      q                quit

    \b
    Examples:
      voiceprep replay
      voiceprep replay last --question 2 --at 1:12
      voiceprep replay last --at bias-underfits
      voiceprep replay 2026-05-04-ml-engineer-3fa9c1 --no-audio
      voiceprep replay last --rescore --json
    """
    from voiceprep.cli.playing import Ending
    from voiceprep.cli.takes_json import takes_to_json
    from voiceprep.replay import replay
    from voiceprep.sessions.store import find_recordings, open_session
    from voiceprep.wanted import choose

    console = Console(as_json=rest["as_json"], quiet=rest["quiet"], verbose=rest["verbose"])
    opened = open_session(find_recordings(recordings), session)
    wanted = choose(list(opened.takes(parts=True)), question=name, attempt=attempt, at=at)
    bank, assessor = _scorer(opened, rest) if rescore else (None, None)
    loudspeaker = None if no_audio or console.as_json or console.quiet else _loudspeaker(console)
    console.note(f"Session {opened.id} ({opened.document['status']})")
    shown = []
    for replayed in replay(opened, bank=bank, assessor=assessor, wanted=wanted):
        shown.append(replayed)
        if console.as_json:
            continue
        _head(replayed, console)
        if loudspeaker is not None and replayed.saved.recording is not None:
            begin = wanted.begin(replayed.saved, first=len(shown) == 1)
            if _play(replayed.saved, loudspeaker, console, at=begin) is Ending.QUIT:
                break
        _show(replayed, console, rescore=rescore)
    if console.as_json:
        console.json(takes_to_json(opened, shown))
    return ExitCode.OK


def _scorer(session: Session, rest: dict[str, Any]) -> tuple[Bank, Assessor]:
    """Today's bank and models, for what was measured then."""
    from voiceprep.cli.again import as_planned
    from voiceprep.cli.setup import chosen_assessor
    from voiceprep.questions.bank import load_questions

    bank = load_questions(rest["bank"])
    return bank, chosen_assessor(bank, as_planned(rest, session.document["plan"]))


def _loudspeaker(console: Console) -> TimedLoudspeaker | None:
    from voiceprep.cli.setup import build_loudspeaker
    from voiceprep.speaking.loudspeaker import NoLoudspeaker

    loudspeaker = build_loudspeaker(say_so=console.warn)
    if isinstance(loudspeaker, NoLoudspeaker):
        console.warn(f"There is {loudspeaker.identity}: the recordings are not played.")
        return None
    return loudspeaker


def _head(replayed: Replayed, console: Console) -> None:
    """The question, which take it is, and where the recording lies."""
    from rich.text import Text

    saved = replayed.saved
    take = f"  (take {saved.attempt})" if saved.attempt > 1 else ""
    console.show(Text(f"\n{saved.number}. {replayed.question_text}{take}", style="bold cyan"))
    if saved.part is not None:
        console.show(Text("A part of the question.", style="bright_black"))
    if saved.recording is not None:
        console.show_line(str(saved.recording))  # a path that is cut could not be copied


def _show(replayed: Replayed, console: Console, *, rescore: bool) -> None:
    """What was said and found, and what changed."""
    from rich.text import Text

    from voiceprep.reports.moving import coloured_transcript
    from voiceprep.reports.second_take import render_comparison

    saved = replayed.saved
    if saved.take is None or saved.outcome is not None:
        if saved.text is not None:
            console.show(Text(f'"{saved.text}"', style="italic"))
        console.show(Text(_why_no_result(saved), style="yellow" if saved.damage is None else "red"))
    else:
        if saved.take.transcript is not None:
            console.show(coloured_transcript(saved.take))
        console.show(_result(saved.take, saved.part))
        if saved.take.feedback is not None and saved.part is None:
            console.show(f"\n{saved.take.feedback.spoken}")
        if replayed.comparison is not None:
            console.show()
            heading = f"Against take {replayed.compared_with}"
            console.show(render_comparison(replayed.comparison, heading=heading))
    if replayed.rescored is not None:
        differences = replayed.rescored.differences or ("nothing changed",)
        console.show(Text("\nScored again: " + "; ".join(differences), style="bold"))
        if replayed.rescored.differences:
            console.show(_result(replayed.rescored.take, saved.part))
    elif rescore and saved.take is not None and saved.outcome is None:
        console.show(Text("\nNot scored again: the recording is not here.", style="bold"))


def _result(take: Take, part: Portion | None) -> RenderableType:
    from voiceprep.bands import load_bands
    from voiceprep.reports.second_take import render_part
    from voiceprep.reports.terminal import render_take

    return render_take(take, load_bands()) if part is None else render_part(take, part)


def _why_no_result(saved: SavedTake) -> str:
    from voiceprep.reports.take_data import why_set_aside

    if saved.outcome is not None:
        return why_set_aside(saved.outcome)
    if saved.damage is not None:
        return saved.damage
    if saved.recording is None and saved.text is None:
        return "No answer was given."
    return "Saved, but not scored yet; --rescore shows a result."


def _play(saved: SavedTake, loudspeaker: TimedLoudspeaker, console: Console, *, at: float) -> Ending | None:
    """Play it; what cannot be played can still be read."""
    from voiceprep.audio.decode import decode
    from voiceprep.cli.playing import play_along
    from voiceprep.cli.single_keys import at_terminal

    if saved.recording is None:
        return None
    try:
        clip = decode(saved.recording)
        if at_terminal():
            return play_along(saved.take, clip, loudspeaker, console, at=at)
        loudspeaker.play(replace(clip, samples=clip.samples[round(at * clip.sample_rate) :]))
    except (AudioError, EngineError, MissingError) as error:
        console.warn(f"{error.message} {error.next_step}")
    return None
