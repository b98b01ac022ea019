"""STAR as JSON and back. `docs/json.md` documents every name; they are stable."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from voiceprep.story import (
    FirstPerson,
    Measure,
    Part,
    Proportion,
    Share,
    Span,
    Star,
    StarAdvice,
    Telling,
    ToldResult,
)

if TYPE_CHECKING:
    from collections.abc import Mapping


def star_to_json(star: Star) -> dict[str, Any]:
    return {
        "telling": star.telling.value,
        "probability": star.probability,
        "measure": star.measure.value,
        "spans": [_span_to_json(span) for span in star.spans],
        "shares": [_share_to_json(share) for share in star.shares],
        "order": [part.value for part in star.order],
        "missing": [part.value for part in star.missing],
        "result": None if star.result is None else asdict(star.result),
        "lesson": star.lesson,
        "first_person": None if star.first_person is None else asdict(star.first_person),
        "advice": star.advice.value,
    }


def star_from_json(document: Mapping[str, Any]) -> Star:
    """The value again, equal to the one that was written. Raises KeyError or ValueError for anything else."""
    told, person = document["result"], document["first_person"]
    return Star(
        telling=Telling(document["telling"]),
        probability=document["probability"],
        measure=Measure(document["measure"]),
        spans=tuple(_span_from_json(span) for span in document["spans"]),
        shares=tuple(_share_from_json(share) for share in document["shares"]),
        order=tuple(Part(part) for part in document["order"]),
        missing=tuple(Part(part) for part in document["missing"]),
        result=None if told is None else ToldResult(told["number"], told["checkable"]),
        lesson=document["lesson"],
        first_person=None
        if person is None
        else FirstPerson(person["i"], person["we"], person["i_seconds"], person["we_seconds"]),
        advice=StarAdvice(document["advice"]),
    )


def _span_to_json(span: Span) -> dict[str, Any]:
    return {
        "part": span.part.value,
        "quote": span.quote,
        "words": list(span.words),
        "start": span.start,
        "end": span.end,
        "seconds": span.seconds,
    }


def _span_from_json(document: Mapping[str, Any]) -> Span:
    return Span(
        part=Part(document["part"]),
        words=(document["words"][0], document["words"][1]),
        quote=document["quote"],
        start=document["start"],
        end=document["end"],
        seconds=document["seconds"],
    )


def _share_to_json(share: Share) -> dict[str, Any]:
    return {
        "part": share.part.value,
        "seconds": share.seconds,
        "words": share.words,
        "share": share.share,
        "usual": share.usual,
        "proportion": share.proportion.value,
    }


def _share_from_json(document: Mapping[str, Any]) -> Share:
    return Share(
        part=Part(document["part"]),
        seconds=document["seconds"],
        words=document["words"],
        share=document["share"],
        usual=document["usual"],
        proportion=Proportion(document["proportion"]),
    )
