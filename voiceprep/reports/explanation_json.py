"""Explanations as JSON, nothing rounded. `docs/json.md` documents every name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from voiceprep.json_form import finding_to_json, portion_to_json

if TYPE_CHECKING:
    from voiceprep.reports.explained import Explanation, Point


def explanation_to_json(explanation: Explanation) -> dict[str, Any]:
    """One take."""
    return {
        "number": explanation.number,
        "attempt": explanation.attempt,
        "question_id": explanation.question_id,
        "question": explanation.question,
        "part": None if explanation.part is None else portion_to_json(explanation.part),
        "status": None if explanation.status is None else explanation.status.value,
        "reason": explanation.nothing,
        "changes": [
            {"name": change.name, "saved": change.saved, "today": change.today}
            for change in explanation.changes
        ],
        "saved": None if explanation.saved_content is None else {"score": explanation.saved_content},
        "today": None
        if explanation.content is None
        else {
            "score": explanation.content,
            "earned": explanation.earned,
            "weight": explanation.weight,
        },
        "points": [_point_to_json(point) for point in explanation.points],
        "gone": [finding_to_json(finding) for finding in explanation.gone],
    }


def _point_to_json(point: Point) -> dict[str, Any]:
    return {
        "finding": finding_to_json(point.finding),
        "saved": None if point.saved is None else finding_to_json(point.saved),
        "measures": [
            {
                "name": measured.name,
                "value": measured.value,
                "coefficients": None if measured.coefficients is None else dict(measured.coefficients),
                "terms": measured.terms,
            }
            for measured in point.measures
        ],
        "calibration": point.calibration,
        "logits": None if point.logits is None else dict(point.logits),
        "probabilities": dict(point.probabilities),
        "rule": {
            "measured": point.rule.measured,
            "value": point.rule.value,
            "threshold": point.rule.threshold,
        },
        "stated": point.stated,
        "share": point.share,
        "credit": point.credit,
        "earned": point.earned,
    }
