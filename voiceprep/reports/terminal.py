"""Takes on a terminal screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voiceprep.reports.delivery import delivery_lines
from voiceprep.reports.star import star_lines
from voiceprep.scoring.doubt import damage_remark, sound_remark
from voiceprep.scoring.recitation import sounds_memorised
from voiceprep.values import Finding, Status, Take, Verdict

if TYPE_CHECKING:
    from rich.console import RenderableType

    from voiceprep.bands import Bands

# A sign beside the colour: colours are not seen by everyone, nor on every terminal.
LOOKS = {
    Verdict.COVERED: ("+", "green"),
    Verdict.PARTLY: ("~", "yellow"),
    Verdict.MISSED: ("-", "bright_black"),
    Verdict.OPPOSITE: ("!", "red"),
    Verdict.UNSURE: ("?", "magenta"),
}
_ORDER = (Verdict.OPPOSITE, Verdict.COVERED, Verdict.PARTLY, Verdict.UNSURE, Verdict.MISSED)


def clock(seconds: float | None) -> str:
    """Seconds as m:ss; empty where there is no time."""
    return "" if seconds is None else f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


def render_take(take: Take, bands: Bands) -> RenderableType:
    """The result of one answer: score or refusal, then every key point with its evidence."""
    from rich.console import Group
    from rich.text import Text

    if take.status is Status.FAILED:
        return Text(f"Not scored: {take.failure}", style="red")
    if take.abstention is not None:
        refusal = Text(f"Not scored: {take.abstention.explanation}", style="yellow")
        lacks = damage_remark(take.sound)
        lacking = [] if lacks is None else [Text(lacks, style="yellow")]
        return Group(refusal, *lacking, *_heard(take), *_spoken(take, bands))
    counts = {verdict: sum(f.verdict is verdict for f in take.findings) for verdict in Verdict}
    told = ", ".join(f"{count} {verdict}" for verdict, count in counts.items() if count)
    headline = Text.assemble(("Content ", ""), (f"{take.content:.0f}", "bold"), f" of 100   ({told})")
    return Group(
        headline,
        *_sound(take),
        *_recited(take),
        _findings_table(take),
        *_story(take),
        *_spoken(take, bands),
    )


def _sound(take: Take) -> list[RenderableType]:
    from rich.text import Text

    remark = None if take.sound is None else sound_remark(take.sound)
    return [] if remark is None else [Text(remark, style="yellow")]


def _recited(take: Take) -> list[RenderableType]:
    from rich.text import Text

    words = 0 if take.transcript is None else len(take.transcript.words)
    if take.recited is None or not sounds_memorised(take.recited, words):
        return []
    told = f"Sounds memorised: {take.recited:.0%} of the words run just as in the model answer."
    return [Text(f"{told} Say it in your own words.", style="yellow")]


def _story(take: Take) -> list[RenderableType]:
    from rich.text import Text

    if take.star is None:
        return []
    advice = None if take.feedback is None else take.feedback.story
    return [Text(line) for line in star_lines(take.star, advice)]


def _spoken(take: Take, bands: Bands) -> list[RenderableType]:
    from rich.text import Text

    if take.delivery is None:
        return []
    return [Text(f"Delivery  {line}") for line in delivery_lines(take.delivery, bands)]


def _heard(take: Take) -> list[RenderableType]:
    from rich.text import Text

    if take.transcript is None or not take.transcript.words:
        return []
    return [Text(f'Heard: "{take.transcript.text}"', style="bright_black")]


def _findings_table(take: Take) -> RenderableType:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, show_header=False, padding=(0, 1), pad_edge=False)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for finding in sorted(take.findings, key=lambda f: (_ORDER.index(f.verdict), -f.weight)):
        sign, colour = LOOKS[finding.verdict]
        evidence = Text(finding.claim)
        if finding.quote:
            evidence.append(f'\n"{finding.quote}"', style="italic bright_black")
        table.add_row(Text(f"{sign} {finding.verdict}", style=colour), _when(finding), evidence)
    return table


def _when(finding: Finding) -> str:
    return "" if finding.start is None else f"{clock(finding.start)}-{clock(finding.end)}"
