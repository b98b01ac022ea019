"""Taking up a session again, for `resume` and `retake`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from voiceprep.cli.console import Console
    from voiceprep.sessions.store import Session


def take_up(session: Session, console: Console) -> None:
    """Claim it, and mend what a crash has left in it. Raises StorageError while somebody else holds it."""
    from voiceprep.sessions.mending import mend

    session.claim()
    for sentence in mend(session):
        console.warn(sentence)


def as_planned(options: Mapping[str, Any], plan: Mapping[str, Any]) -> dict[str, Any]:
    """The options of a room: what is measured, and the manner where none is wished, are the plan's."""
    from voiceprep.packaged import manner_folder

    return {
        **options,
        "prompts": options["prompts"] or manner_folder(plan.get("manner")),
        # Older sessions do not say; they counted unless told otherwise.
        "no_fillers": options["no_fillers"] or plan.get("fillers") is False,
        "star": plan.get("star") is True,
    }
