"""How an answer is told, as lines of text: a bar for each part, then what they carry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voiceprep.reports.verdicts import percent
from voiceprep.story import STAR_PARTS, Measure, Part, Telling

if TYPE_CHECKING:
    from collections.abc import Iterator

    from voiceprep.story import FirstPerson, Share, Star

BAR = 20
"""Signs of a bar that is the whole story."""
QUOTED = 6
"""Words of a quote that are shown."""
NOT_HEARD = "not heard"
"""Of a part that the reader did not find: it may be there all the same, a task above all."""
_KINDS = {
    Telling.EPISODE: "an episode",
    Telling.HABIT: "a habit, not an episode",
    Telling.OPINION: "an opinion, not an episode",
    Telling.PLAN: "a plan, not an episode",
}


def star_lines(star: Star, advice: str | None) -> Iterator[str]:
    """The kind of answer; for an episode its parts; then the advice."""
    yield f"Told as a story (STAR): {story_kind(star)}"
    if star.telling is Telling.EPISODE:
        by_part = {one.part: one for one in star.shares}
        for part in STAR_PARTS:
            yield _part(star, part, by_part.get(part))
        yield from (f"  {line}" for line in story_details(star))
    if advice is not None:
        yield advice


def story_kind(star: Star) -> str:
    """What kind of answer it is, and how sure that is."""
    return f"{_KINDS[star.telling]} ({percent(star.probability)})"


def _part(star: Star, part: Part, share: Share | None) -> str:
    if share is None or part in star.missing:
        return f"  {part:<9} {'.' * BAR}  {NOT_HEARD}"
    bar = "#" * round(BAR * share.share)
    length = f"{share.words:3d} words" if share.seconds is None else f"{share.seconds:4.0f} s"
    quote = next((span.quote for span in star.spans if span.part is part), "")
    told = f"{length} {share.share:4.0%}, usual {share.usual:.0%}"
    return f'  {part:<9} {bar:.<{BAR}} {told}  "{beginning(quote)}"'


def story_details(star: Star) -> Iterator[str]:
    """What the parts of an episode carry, in sentences."""
    if star.measure is Measure.WORDS:
        yield "There are no times (typed words have none), so the shares are of words."
    if not star.in_order:
        yield f"Told in the order {', '.join(star.order)}."
    carried = []
    if star.result is not None:
        if star.result.number:
            carried.append("the result carries a figure")
        else:
            carried.append(
                "the result has no figure, but can be checked"
                if star.result.checkable
                else "the result has nothing that one could check"
            )
    carried.append("a lesson is told" if star.lesson else "no lesson is told")
    if star.first_person is not None:
        carried.append(f"in the action {_first_person(star.first_person)}")
    text = "; ".join(carried)
    yield f"{text[0].upper()}{text[1:]}."


def _first_person(person: FirstPerson) -> str:
    def said(word: str, count: int, seconds: float | None) -> str:
        return f'"{word}" {count}x' + ("" if seconds is None else f" ({seconds:.0f} s)")

    return f"{said('I', person.i, person.i_seconds)}, {said('we', person.we, person.we_seconds)}"


def beginning(quote: str) -> str:
    """The first words of a quote."""
    words = quote.split()
    return " ".join(words[:QUOTED]) + (" ..." if len(words) > QUOTED else "")
