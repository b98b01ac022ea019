"""What a newer voiceprep or the person wrote beside our keys stays when we write anew."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

FREE = frozenset({"versions"})
"""Keys whose content is a dictionary of names, all of which belong to the writer."""


def with_unknown_keys(new: Mapping[str, Any], old: Mapping[str, Any]) -> dict[str, Any]:
    """`new`, and what only `old` has, at every depth; entries of lists of the same length belong together."""
    merged = {key: _merged(value, old.get(key)) if key not in FREE else value for key, value in new.items()}
    return merged | {key: value for key, value in old.items() if key not in new}


def _merged(new: Any, old: Any) -> Any:
    if isinstance(new, dict) and isinstance(old, dict):
        return with_unknown_keys(new, old)
    if isinstance(new, list) and isinstance(old, list) and len(new) == len(old):
        return [_merged(one, other) for one, other in zip(new, old, strict=True)]
    return new
