"""Two takes of one question side by side, on a terminal screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voiceprep.compared import Change, Shift
from voiceprep.reports.terminal import LOOKS
from voiceprep.reports.verdicts import TOLD, in_words
from voiceprep.scoring.doubt import damage_remark, sound_remark
from voiceprep.values import Status, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType

    from voiceprep.compared import Comparison, PointChange
    from voiceprep.story import Part
    from voiceprep.values import Portion, Take

# A sign beside the colour, as for verdicts.
_MOVED = {Change.GAINED: ("^ gained", "green"), Change.LOST: ("v lost", "red")}
OTHER_JUDGE = "They were not judged by the same judge and rules, so a change may be theirs and not yours."
_NOT_KNOWN = "not known"
_UNMOVED = {Change.MISSING: "- still missing", Change.KEPT: "= kept"}


def render_comparison(comparison: Comparison, *, heading: str = "Against the take before") -> RenderableType:
    """What was gained and lost, with claims; what stayed as it was, by name; the figures of both."""
    from rich.console import Group
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, show_header=False, padding=(0, 1), pad_edge=False)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for point in comparison.points:
        if point.change in _MOVED:
            label, colour = _MOVED[point.change]
            verdicts = f"  ({point.before} → {point.after})"
            table.add_row(Text(label, style=colour), Text(f"{point.claim}{verdicts}"))
    lines: list[RenderableType] = [
        Text(heading, style="bold"),
        *(Text(line) for line in _story(comparison)),
    ]
    if table.row_count:
        lines.append(table)
    lines += [Text(line) for line in _unmoved(comparison)]
    if not comparison.judged_alike:
        lines.append(Text(OTHER_JUDGE, style="yellow"))
    if figures := "; ".join(_figures(comparison)):
        lines.append(Text(figures, style="bright_black"))
    return Group(*lines)


def render_part(take: Take, part: Portion) -> RenderableType:
    """The result of an answer to a part of a question: no score, for it is no answer to the whole."""
    from rich.console import Group
    from rich.text import Text

    if take.status is not Status.SCORED:
        refusal = Text(f"Not scored: {take.reason}", style="yellow")
        return Group(refusal, *_doubt(damage_remark(take.sound)))
    doubt = _doubt(None if take.sound is None else sound_remark(take.sound))
    return Group(*doubt, *(_points(take) if part.story is None else _told(take, part.story)))


def _doubt(remark: str | None) -> list[RenderableType]:
    from rich.text import Text

    return [] if remark is None else [Text(remark, style="yellow")]


def _told(take: Take, part: Part) -> list[RenderableType]:
    """That part of the story in the words of the answer."""
    from rich.text import Text

    spans = [span for span in (take.star.spans if take.star else ()) if span.part is part]
    if not spans:
        return [Text(f"- no {part} was heard", style="bright_black")]
    return [Text(f'+ {part}  "{span.quote}"', style="green") for span in spans]


def _points(take: Take) -> list[RenderableType]:
    from rich.text import Text

    rows: list[RenderableType] = []
    for finding in take.findings:
        sign, colour = LOOKS[finding.verdict]
        rows.append(Text(f"{sign} {finding.verdict}  {finding.claim}", style=colour))
        if finding.quote:
            rows.append(Text(f'"{finding.quote}"', style="italic bright_black"))
    return rows


def _unmoved(comparison: Comparison) -> Iterator[str]:
    for change, label in _UNMOVED.items():
        names = [_named(point) for point in comparison.points if point.change is change]
        if names:
            yield f"{label}: {', '.join(names)}"


def _named(point: PointChange) -> str:
    """Its id in words, with the verdicts where they say more than missing or kept."""
    name = in_words(point.key_point)
    if point.before is not point.after:
        return f"{name} ({point.before} → {point.after})"
    return name if point.after in {Verdict.COVERED, Verdict.MISSED} else f"{name} ({point.after})"


def _story(comparison: Comparison) -> Iterator[str]:
    if (story := comparison.story) is not None:
        yield f"the {story.part}: {TOLD[story.before]} → {TOLD[story.after]}"


def _figures(comparison: Comparison) -> Iterator[str]:
    length = comparison.seconds or Shift(None, None)
    begun = (_without(length.before), _without(length.after))
    yield from _shifted("content", comparison.content)
    yield from _shifted("first key point after", comparison.first_key_point, " s", lacking=begun)
    yield from _shifted("length", comparison.seconds, " s")
    yield from _shifted("um and uh", comparison.filler_sounds)
    yield from _shifted("filler words", comparison.filler_words)


def _shifted(
    name: str, shift: Shift | None, unit: str = "", *, lacking: tuple[str, str] = (_NOT_KNOWN, _NOT_KNOWN)
) -> Iterator[str]:
    """`lacking`: what stands for the one and for the other figure where there is none."""
    if shift is not None and (shift.before, shift.after) != (None, None):
        before = lacking[0] if shift.before is None else f"{shift.before:.0f}{unit}"
        after = lacking[1] if shift.after is None else f"{shift.after:.0f}{unit}"
        yield f"{name} {before} → {after}"


def _without(length: float | None) -> str:
    """Of a first key point that has no time: where the answer was measured, none was stated."""
    return _NOT_KNOWN if length is None else "none"
