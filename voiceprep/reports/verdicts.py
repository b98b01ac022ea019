"""Verdicts as people read them on a page."""

from __future__ import annotations

from voiceprep.compared import Told
from voiceprep.reports.report_data import Label
from voiceprep.values import Verdict

LABELS = {
    Verdict.OPPOSITE: Label("opposite", "✗", "opposite"),
    Verdict.COVERED: Label("covered", "✓", "covered"),
    Verdict.PARTLY: Label("partly", "≈", "partly"),
    Verdict.UNSURE: Label("unsure", "?", "unsure"),
    Verdict.MISSED: Label("missed", "○", "missed"),
}
"""In the order in which findings are shown."""
RANKS = {
    Verdict.OPPOSITE: 0,
    Verdict.MISSED: 1,
    Verdict.UNSURE: 1,
    Verdict.PARTLY: 2,
    Verdict.COVERED: 3,
}
"""How much of the key point was said: unsure earns no more than missed."""
TOLD = {
    Told.MISSING: "not told",
    Told.VAGUE: "told, with nothing that one could check",
    Told.TOLD: "told",
}
"""The same for a part of a story."""


def percent(probability: float) -> str:
    """How sure a model is, for people; none is wholly sure, whatever rounding makes of it."""
    return "over 99%" if probability >= 0.995 else f"{probability:.0%}"


def in_words(key_point: str) -> str:
    """A key point's id as words: there is no shorter name for it."""
    return key_point.replace("-", " ")
