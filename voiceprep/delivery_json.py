"""Delivery as JSON and back. `docs/json.md` documents every name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from voiceprep.delivered import (
    Delivery,
    Filler,
    Fillers,
    Loudness,
    Metric,
    Pace,
    PaceAt,
    Pause,
    Pauses,
    Phrase,
)

if TYPE_CHECKING:
    from collections.abc import Mapping


def delivery_to_json(delivery: Delivery) -> dict[str, Any]:
    return {
        "first_word": delivery.first_word,
        "seconds": delivery.seconds,
        "target_seconds": delivery.target_seconds,
        "pace": None if delivery.pace is None else _pace(delivery.pace),
        "pauses": None if delivery.pauses is None else _pauses(delivery.pauses),
        "hedges": [{**_phrase(one), "key_point": one.key_point} for one in delivery.hedges],
        "repetitions": [_phrase(one) for one in delivery.repetitions],
        "restarts": [_phrase(one) for one in delivery.restarts],
        "first_key_point": delivery.first_key_point,
        "loudness": None
        if delivery.loudness is None
        else {"lufs": delivery.loudness.lufs, "range": delivery.loudness.spread},
        "fillers": _fillers(delivery.fillers),
        "not_measured": [{"metric": metric.value, "reason": why} for metric, why in delivery.not_measured],
    }


def delivery_from_json(document: Mapping[str, Any]) -> Delivery:
    """The delivery again, equal to what was written. Raises KeyError, TypeError or ValueError."""
    loudness = document["loudness"]
    return Delivery(
        first_word=document["first_word"],
        seconds=document["seconds"],
        target_seconds=document["target_seconds"],
        pace=_pace_again(document["pace"]),
        pauses=_pauses_again(document["pauses"]),
        hedges=tuple(_phrase_again(one) for one in document["hedges"]),
        repetitions=tuple(_phrase_again(one) for one in document["repetitions"]),
        restarts=tuple(_phrase_again(one) for one in document["restarts"]),
        first_key_point=document["first_key_point"],
        loudness=None if loudness is None else Loudness(lufs=loudness["lufs"], spread=loudness["range"]),
        fillers=_fillers_again(document["fillers"]),
        not_measured=tuple((Metric(one["metric"]), one["reason"]) for one in document["not_measured"]),
    )


def _pace(pace: Pace) -> dict[str, Any]:
    return {
        "words_per_minute": pace.words_per_minute,
        "without_pauses": pace.without_pauses,
        "over_time": [
            {
                "start": one.start,
                "end": one.end,
                "words_per_minute": one.words_per_minute,
                "without_pauses": one.without_pauses,
            }
            for one in pace.over_time
        ],
    }


def _pace_again(document: Mapping[str, Any] | None) -> Pace | None:
    if document is None:
        return None
    return Pace(
        words_per_minute=document["words_per_minute"],
        without_pauses=document["without_pauses"],
        over_time=tuple(
            PaceAt(one["start"], one["end"], one["words_per_minute"], one["without_pauses"])
            for one in document["over_time"]
        ),
    )


def _pauses(pauses: Pauses) -> dict[str, Any]:
    return {
        "count": pauses.count,
        "seconds": pauses.seconds,
        "inside_clauses": pauses.inside_clauses,
        "at_clause_ends": pauses.at_clause_ends,
        "long": [{"start": one.start, "seconds": one.seconds, "inside": one.inside} for one in pauses.long],
    }


def _pauses_again(document: Mapping[str, Any] | None) -> Pauses | None:
    if document is None:
        return None
    return Pauses(
        count=document["count"],
        seconds=document["seconds"],
        inside_clauses=document["inside_clauses"],
        at_clause_ends=document["at_clause_ends"],
        long=tuple(Pause(one["start"], one["seconds"], one["inside"]) for one in document["long"]),
    )


def _phrase(phrase: Phrase) -> dict[str, Any]:
    return {"text": phrase.text, "words": list(phrase.words), "start": phrase.start}


def _phrase_again(document: Mapping[str, Any]) -> Phrase:
    first, last = document["words"]
    return Phrase(document["text"], (first, last), document["start"], document.get("key_point"))


def _fillers(fillers: Fillers) -> dict[str, Any]:
    return {
        "sounds": fillers.sounds,
        "words": fillers.words,
        "heard": [
            {"text": one.text, "kind": "sound" if one.sound else "word", "start": one.start}
            for one in fillers.heard
        ],
        "recall": fillers.recall,
        "precision": fillers.precision,
    }


def _fillers_again(document: Mapping[str, Any]) -> Fillers:
    return Fillers(
        sounds=document["sounds"],
        words=document["words"],
        heard=tuple(
            Filler(one["text"], sound=one["kind"] == "sound", start=one["start"]) for one in document["heard"]
        ),
        recall=document["recall"],
        precision=document["precision"],
    )
