"""Verdicts as people read them on a page."""

from __future__ import annotations

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
