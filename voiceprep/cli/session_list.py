"""The table of `voiceprep sessions`, and the same for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from voiceprep.cli.console import size_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voiceprep.sessions.listing import Listed


def table(listed: Sequence[Listed]) -> list[str]:
    """Plain columns: what is cut to the width of the window could not be copied."""
    rows = [
        (
            _handle(one, listed),
            "-" if one.created is None else f"{one.created:%Y-%m-%d %H:%M}",
            one.role or "-",
            "damaged" if one.damage is not None else one.status or "-",
            "-" if one.questions is None else str(one.questions),
            " ".join("-" if score is None else f"{score:.0f}" for score in one.scores) or "-",
            size_of(one.size),
            " ".join([*([one.name] if one.name else []), *(f"#{tag}" for tag in one.tags)]),
        )
        for one in listed
    ]
    rows.insert(0, ("session", "began", "role", "status", "questions", "scores", "size", "name and #tags"))
    widths = [max(len(row[column]) for row in rows) for column in range(8)]
    return [
        "  ".join(f"{cell:{width}}" for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]


def _handle(one: Listed, listed: Sequence[Listed]) -> str:
    """The last part of the id, where that names no other session."""
    last = one.id.rpartition("-")[2]
    fitting = [
        other
        for other in listed
        if last in other.id or (other.name is not None and other.name.casefold() == last.casefold())
    ]
    return last if last and len(fitting) == 1 else one.id


def listed_to_json(one: Listed) -> dict[str, Any]:
    """As `docs/json.md` describes it."""
    return {
        "id": one.id,
        "folder": str(one.folder),
        "created": None if one.created is None else one.created.isoformat(),
        "role": one.role,
        "status": one.status,
        "questions": one.questions,
        "scores": list(one.scores),
        "name": one.name,
        "tags": list(one.tags),
        "size": one.size,
        "damage": one.damage,
    }
