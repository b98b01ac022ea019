"""Three answers that ship with voiceprep: one strong, one patchy, one the wrong way round.

`answers.json` has their words; the recordings are our own voice reading them
(`tools/make_demo_answers.py`).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib import resources
from pathlib import Path


@dataclass(frozen=True, slots=True)
class DemoAnswer:
    """One shipped answer."""

    question_id: str
    manner: str
    """strong, patchy, or wrong."""
    text: str
    recording: Path


def demo_answers() -> list[DemoAnswer]:
    """The answers in the order in which the demo plays them."""
    folder = Path(str(resources.files(__package__)))
    entries = json.loads((folder / "answers.json").read_text(encoding="utf-8"))
    return [
        DemoAnswer(
            question_id=entry["question_id"],
            manner=entry["manner"],
            text=entry["text"],
            recording=folder / entry["recording"],
        )
        for entry in entries
    ]
