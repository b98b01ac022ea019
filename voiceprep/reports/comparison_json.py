"""Two takes of one question side by side, as JSON. `docs/json.md` documents every name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from voiceprep.compared import Comparison, Shift


def comparison_to_json(comparison: Comparison) -> dict[str, Any]:
    story = comparison.story
    return {
        "points": [
            {
                "key_point": point.key_point,
                "claim": point.claim,
                "change": point.change.value,
                "before": point.before.value,
                "after": point.after.value,
            }
            for point in comparison.points
        ],
        "story": None
        if story is None
        else {"part": story.part.value, "before": story.before.value, "after": story.after.value},
        "content": _shift(comparison.content),
        "first_key_point": _shift(comparison.first_key_point),
        "seconds": _shift(comparison.seconds),
        "filler_sounds": _shift(comparison.filler_sounds),
        "filler_words": _shift(comparison.filler_words),
        "judged_alike": comparison.judged_alike,
    }


def _shift(shift: Shift | None) -> dict[str, float | None] | None:
    return None if shift is None else {"before": shift.before, "after": shift.after}
