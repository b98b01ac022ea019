"""Texts with half of a character: JSON may escape one, and then nothing can speak, encode or show it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

Place = tuple[str | int, ...]
"""Names and numbers on the way to a part of a document."""


def halves(part: Any, place: Place = ()) -> Iterator[tuple[Place, str]]:
    """Where there is one below `part`, and what to say about it."""
    if isinstance(part, str):
        try:
            part.encode()
        except UnicodeEncodeError as cause:
            half = json.dumps(part[cause.start])
            yield place, f"holds {half}, half of a character; write it whole, or leave it out."
    elif isinstance(part, Mapping):
        for name, value in part.items():
            yield from halves(value, (*place, name))
    elif isinstance(part, list):
        for number, value in enumerate(part):
            yield from halves(value, (*place, number))
