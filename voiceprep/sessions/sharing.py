"""What a session says when somebody else is to read it: without names, without words, or as it is.

Built from what we know and not by striking out: a key that we do not know may hold anything.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from voiceprep.packaged import manner_folder
from voiceprep.values import Finding, Status, Take

if TYPE_CHECKING:
    from collections.abc import Mapping

    from voiceprep.delivered import Delivery
    from voiceprep.story import Star

OUR_BANK = "questions.json"
_SESSION = ("schema_version", "id", "created", "status")
_PLANNED = ("seed", "star", "fillers", "exam", "follow_ups", "demo")
_ASKED = ("id", "topic", "text")
_RATED = ("number", "attempt", "rating")
_ENTRY = (
    "number",
    "attempt",
    "question_id",
    "begun",
    "recording",
    "text",
    "warning",
    "complete",
    "outcome",
    "part",
    "result",
)
_VERSIONS = (
    "voiceprep",
    "scorer",
    "speech",
    "transcriber",
    "judge",
    "bank",
    "prompts",
    "delivery",
    "star",
)
_FAILED = "It could not be assessed."
_WARNED = "Something went wrong while it was recorded."


def anonymous_session(document: Mapping[str, Any]) -> dict[str, Any]:
    """session.json without devices, name, tags, self-chosen file names and whatever we do not know."""
    plan = document["plan"]
    bank = plan.get("bank")
    return {
        **_only(document, _SESSION),
        "name": None,
        "tags": [],
        "plan": {
            "bank": {
                "file": OUR_BANK,
                "version": bank.get("version") if isinstance(bank, dict) else None,
            },
            "manner": plan.get("manner") if manner_folder(plan.get("manner")) else None,
            **_only(plan, _PLANNED),
            "questions": [_only(one, _ASKED) for one in _list(plan.get("questions"))],
        },
        "device": {},
        "self_ratings": [_only(one, _RATED) for one in _list(document.get("self_ratings"))],
        "takes": [
            {**_only(entry, _ENTRY), "warning": _WARNED if entry.get("warning") else None}
            for entry in document["takes"]
        ],
    }


def wordless_session(document: Mapping[str, Any]) -> dict[str, Any]:
    """session.json without what was typed."""
    takes = [{**entry, "text": "" if entry.get("text") else entry.get("text")} for entry in document["takes"]]
    return {**document, "takes": takes}


def anonymous_take(take: Take) -> Take:
    """The same result, without what may name a file or a folder of this machine."""
    return replace(
        take,
        source=re.split(r"[/\\]", take.source)[-1],
        failure=_FAILED if take.status is Status.FAILED else None,
        versions={name: _plain(name, take.versions[name]) for name in _VERSIONS if name in take.versions},
    )


def _plain(name: str, identity: str) -> str:
    """An identity without names of folders: those of sentences and of inference models are the person's."""
    if name == "prompts":
        manner, _, digest = identity.rpartition(" ")
        return identity if manner_folder(manner) else f"own {digest}"
    return re.sub(r"\bnli .+? ([0-9a-f]{8})\b", r"nli \1", identity)


def wordless_take(take: Take) -> Take:
    """The result without transcript and quotes: verdicts, scores, times and counts."""
    return replace(
        take,
        transcript=None,
        findings=tuple(_wordless_finding(finding) for finding in take.findings),
        feedback=None,
        star=None if take.star is None else _wordless_star(take.star),
        delivery=None if take.delivery is None else _wordless_delivery(take.delivery),
    )


def _wordless_finding(finding: Finding) -> Finding:
    return replace(finding, quote=None, words=None, reason="")


def _wordless_star(star: Star) -> Star:
    return replace(star, spans=tuple(replace(span, quote="") for span in star.spans))


def _wordless_delivery(delivery: Delivery) -> Delivery:
    nothing_heard = replace(delivery.fillers, heard=())
    return replace(delivery, hedges=(), repetitions=(), restarts=(), fillers=nothing_heard)


def _only(document: Any, keys: tuple[str, ...]) -> dict[str, Any]:
    return {key: document[key] for key in keys if key in document} if isinstance(document, dict) else {}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
