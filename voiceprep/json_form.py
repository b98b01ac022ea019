"""Takes and transcripts as JSON and back. `docs/json.md` documents every name.

Names here are stable: other programs and older sessions rely on them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from voiceprep.delivery_json import delivery_from_json, delivery_to_json
from voiceprep.errors import FailureReason
from voiceprep.star_json import star_from_json, star_to_json
from voiceprep.story import Part
from voiceprep.values import (
    Abstention,
    AbstentionReason,
    Feedback,
    Finding,
    Portion,
    SoundKind,
    SoundQuality,
    Status,
    Take,
    Transcript,
    Verdict,
    Word,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

SCHEMA_VERSION = 1


def transcript_to_json(transcript: Transcript) -> dict[str, Any]:
    return {
        "text": transcript.text,
        "words": [
            {"text": word.text, "start": word.start, "end": word.end, "probability": word.probability}
            for word in transcript.words
        ],
        "engine": transcript.engine,
        "language": transcript.language,
        "language_probability": transcript.language_probability,
    }


def transcript_from_json(document: Mapping[str, Any]) -> Transcript:
    return Transcript(
        words=tuple(
            Word(text=word["text"], start=word["start"], end=word["end"], probability=word["probability"])
            for word in document["words"]
        ),
        engine=document["engine"],
        language=document.get("language"),
        language_probability=document.get("language_probability"),
    )


def take_to_json(take: Take) -> dict[str, Any]:
    """The result of one answer, as `score`, `judge` and the session files hold it."""
    return {
        "source": take.source,
        "question_id": take.question_id,
        "status": take.status.value,
        "reason": _reason_to_json(take),
        "seconds": take.seconds,
        "sound": None if take.sound is None else _sound_to_json(take.sound),
        "content": None if take.content is None else {"score": take.content, "recited": take.recited},
        "findings": [finding_to_json(finding) for finding in take.findings],
        "star": None if take.star is None else star_to_json(take.star),
        "feedback": None
        if take.feedback is None
        else {
            "strength": take.feedback.strength,
            "fix": take.feedback.fix,
            "delivery": take.feedback.delivery,
            "story": take.feedback.story,
            "spoken": take.feedback.spoken,
        },
        "delivery": None if take.delivery is None else delivery_to_json(take.delivery),
        "transcript": None if take.transcript is None else transcript_to_json(take.transcript),
        "versions": dict(take.versions),
    }


def take_from_json(document: Mapping[str, Any]) -> Take:
    """The take again, equal to the one that was written. Raises KeyError or ValueError for anything else."""
    reason, feedback, content = document["reason"], document["feedback"], document["content"]
    transcript, sound = document["transcript"], document.get("sound")
    delivery = document.get("delivery")
    star = document.get("star")
    failed = reason is not None and document["status"] == Status.FAILED.value
    return Take(
        question_id=document["question_id"],
        source=document["source"],
        status=Status(document["status"]),
        transcript=None if transcript is None else transcript_from_json(transcript),
        abstention=None
        if reason is None or failed
        else Abstention(AbstentionReason(reason["code"]), reason["text"]),
        failure=reason["text"] if failed else None,
        failure_reason=FailureReason(reason["code"]) if failed else FailureReason.OTHER,
        content=None if content is None else float(content["score"]),
        recited=None if content is None else content.get("recited"),
        findings=tuple(_finding_from_json(finding) for finding in document["findings"]),
        star=None if star is None else star_from_json(star),
        feedback=None
        if feedback is None
        else Feedback(
            strength=feedback["strength"],
            fix=feedback["fix"],
            spoken=feedback["spoken"],
            story=feedback.get("story"),
            delivery=feedback.get("delivery"),
        ),
        delivery=None if delivery is None else delivery_from_json(delivery),
        seconds=document.get("seconds"),
        sound=None if sound is None else _sound_from_json(sound),
        versions=dict(document["versions"]),
    )


def portion_to_json(portion: Portion) -> dict[str, Any]:
    """What a partial take answers, as session.json holds it."""
    return {
        "asked": portion.asked,
        "seconds": portion.seconds,
        "key_point": portion.key_point,
        "story": None if portion.story is None else portion.story.value,
    }


def portion_from_json(document: Mapping[str, Any]) -> Portion:
    """The portion again. Raises KeyError, TypeError or ValueError for anything else.

    A part of the story that a newer version knows is none that we could look for.
    """
    story, key_point = document.get("story"), document.get("key_point")
    return Portion(
        asked=str(document["asked"]),
        seconds=float(document["seconds"]),
        key_point=key_point if isinstance(key_point, str) else None,
        story=Part(story) if story in set(Part) else None,
    )


def _reason_to_json(take: Take) -> dict[str, str] | None:
    if take.abstention is not None:
        return {"code": take.abstention.reason.value, "text": take.abstention.explanation}
    return None if take.failure is None else {"code": take.failure_reason.value, "text": take.failure}


def _sound_to_json(sound: SoundQuality) -> dict[str, Any]:
    return {
        "kind": sound.kind.value,
        "voice_seconds": sound.voice_seconds,
        "voice_share": sound.voice_share,
        "voice_level": sound.voice_level,
        "rest_level": sound.rest_level,
        "signal_to_noise": sound.signal_to_noise,
        "clipped_share": sound.clipped_share,
        "damage": sound.damage,
    }


def _sound_from_json(document: Mapping[str, Any]) -> SoundQuality:
    return SoundQuality(
        kind=SoundKind(document["kind"]),
        voice_seconds=document["voice_seconds"],
        voice_share=document["voice_share"],
        voice_level=document["voice_level"],
        rest_level=document["rest_level"],
        signal_to_noise=document["signal_to_noise"],
        clipped_share=document["clipped_share"],
        damage=document.get("damage"),
    )


def finding_to_json(finding: Finding) -> dict[str, Any]:
    return {
        "key_point": finding.key_point,
        "claim": finding.claim,
        "verdict": finding.verdict.value,
        "probability": finding.probability,
        "credit": finding.credit,
        "weight": finding.weight,
        "quote": finding.quote,
        "words": None if finding.words is None else list(finding.words),
        "start": finding.start,
        "end": finding.end,
        "reason": finding.reason,
    }


def _finding_from_json(document: Mapping[str, Any]) -> Finding:
    words = document["words"]
    return Finding(
        key_point=document["key_point"],
        claim=document["claim"],
        verdict=Verdict(document["verdict"]),
        probability=document["probability"],
        credit=document["credit"],
        weight=document["weight"],
        quote=document["quote"],
        words=None if words is None else (words[0], words[1]),
        start=document["start"],
        end=document["end"],
        reason=document["reason"],
    )
