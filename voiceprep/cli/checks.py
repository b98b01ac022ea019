"""What `voiceprep doctor` says about one thing."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    subject: str
    state: str
    """`ok`, `poor` (it works, and could be better), `missing` (the main job needs it), or `optional`
    (something else would)."""
    found: str
    mend: str | None = None
    """The command or step that mends it or helps; None where nothing has to be done."""
