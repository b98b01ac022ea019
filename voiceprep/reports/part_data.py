"""One saved answer to a part of a question → what the page says about it, which is never a score."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from voiceprep.reports.report_data import Label
from voiceprep.reports.take_data import marks, runs, take_data
from voiceprep.reports.verdicts import LABELS, TOLD, in_words
from voiceprep.scoring.comparison import told
from voiceprep.values import Finding, Status, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from voiceprep.bands import Bands
    from voiceprep.reports.report_data import TakeData
    from voiceprep.story import Part, Star
    from voiceprep.values import Portion, Take

_NOW = {
    Verdict.COVERED: "now covered",
    Verdict.PARTLY: "partly covered",
    Verdict.MISSED: "still missing",
    Verdict.OPPOSITE: "said the wrong way round",
    Verdict.UNSURE: "perhaps said, perhaps misheard",
}
_TOLD = Label("covered", LABELS[Verdict.COVERED].sign, "told")


def part_data(
    take: Take, part: Portion, *, key: str, title: str, bands: Bands, no_sound: str | None
) -> TakeData:
    """What is shown of such an answer: the part, what became of it, and the words for it."""
    data = take_data(take, key=key, title=title, bands=bands, no_sound=no_sound)
    if take.status is not Status.SCORED:
        return replace(data, headline=f"{_name(part)}: {data.headline}")
    words = () if take.transcript is None else take.transcript.words
    # What nobody asked for is not missing.
    said = [
        one for one in take.findings if one.verdict is not Verdict.MISSED or one.key_point == part.key_point
    ]
    story = [
        (replace(one, label=_TOLD, importance="a part of the story", sure=""), at)
        for one, at in marks(tuple(_spans(take.star, part.story)), words)
    ]
    marked = [
        (replace(one, number=place), at)
        for place, (one, at) in enumerate([*story, *marks(said, words)], start=1)
    ]
    return replace(
        data,
        state="part",
        headline=f"{_name(part)}: {_result(take, part)}",
        content=None,
        counts="",
        runs=tuple(runs(words, marked)),
        findings=tuple(one for one, _ in marked),
        # Of a part they would say what the whole lacks.
        star=None,
        delivery=None,
        feedback=(),
        not_judged=(),
    )


def _name(part: Portion) -> str:
    if part.story is not None:
        return f"Again, the {part.story}"
    return "A part of it" if part.key_point is None else f"On the point: {in_words(part.key_point)}"


def _result(take: Take, part: Portion) -> str:
    if part.story is not None:
        return TOLD[told(take.star, part.story)]
    verdicts = (one.verdict for one in take.findings if one.key_point == part.key_point)
    return _NOW[next(verdicts, Verdict.MISSED)]


def _spans(star: Star | None, part: Part | None) -> Iterator[Finding]:
    """Where that part of the story is told, like the evidence for a key point."""
    for span in () if star is None else star.spans:
        if span.part is part:
            yield Finding(
                key_point=span.part.value,
                claim=f"The {span.part}.",
                verdict=Verdict.COVERED,
                probability=1.0,
                credit=0.0,
                weight=0.0,
                quote=span.quote,
                words=span.words,
                start=span.start,
                end=span.end,
                reason="",
            )
