"""How an answer is told, for the page: the bar of its parts and the table beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voiceprep.reports.report_data import StarData, StarPart, StarStretch
from voiceprep.reports.star import NOT_HEARD, beginning, story_details, story_kind
from voiceprep.story import STAR_PARTS, Measure, Part, Telling

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voiceprep.story import Share, Span, Star
    from voiceprep.values import Word

_LETTERS = {
    Part.SITUATION: "S",
    Part.TASK: "T",
    Part.ACTION: "A",
    Part.RESULT: "R",
    Part.LESSON: "L",
}


def star_data(star: Star, words: Sequence[Word], advice: str | None) -> StarData:
    """Parts and bar of an episode; of any other kind only what it is."""
    episode = star.telling is Telling.EPISODE
    by_seconds = star.measure is Measure.SECONDS
    shares = {one.part: one for one in star.shares}
    ends = [word.end for word in words if word.end is not None]
    stretches = tuple(_stretch(span, by_seconds=by_seconds) for span in star.spans if span.part in _LETTERS)
    whole = max(ends, default=0.0) if by_seconds else float(len(words))
    return StarData(
        kind=story_kind(star),
        parts=tuple(_part(star, part, shares.get(part)) for part in STAR_PARTS) if episode else (),
        stretches=stretches if episode else (),
        length=max([whole, *(one.end for one in stretches)]),
        unit="seconds" if by_seconds else "words",
        details=tuple(story_details(star)) if episode else (),
        advice=advice,
    )


def _part(star: Star, part: Part, share: Share | None) -> StarPart:
    name = part.value.capitalize()
    if share is None or part in star.missing:
        usual = "" if share is None else f"{share.usual:.0%}"
        return StarPart(part.value, _LETTERS[part], name, "", "", usual, NOT_HEARD, None)
    quote = next((span.quote for span in star.spans if span.part is part), None)
    return StarPart(
        code=part.value,
        letter=_LETTERS[part],
        name=name,
        length=f"{share.words} words" if share.seconds is None else f"{share.seconds:.0f} s",
        share=f"{share.share:.0%}",
        usual=f"{share.usual:.0%}",
        proportion=share.proportion.value,
        quote=None if quote is None else beginning(quote),
    )


def _stretch(span: Span, *, by_seconds: bool) -> StarStretch:
    first, last = span.words
    start, end = (span.start, span.end) if by_seconds else (float(first), float(last))
    return StarStretch(
        code=span.part.value,
        letter=_LETTERS[span.part],
        name=span.part.value.capitalize(),
        start=start or 0.0,
        end=end or 0.0,
    )
