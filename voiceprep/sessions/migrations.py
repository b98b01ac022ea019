"""From every form that was ever written to the form of today, one version at a time.

A change that only adds optional keys needs no version; one that renames or removes a key, or changes what
it means, raises `json_form.SCHEMA_VERSION` by one and adds a line to a table below. A form that has been
written stays readable for ever: `tests/sessions/gold` keeps a session of each version.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from voiceprep.json_form import SCHEMA_VERSION

Document = dict[str, Any]
Migration = Callable[[Document], Document]
"""A document of one version → the same of the next, without `schema_version`; unknown keys go along."""

SESSIONS: Mapping[int, Migration] = {}
"""Version of a session.json → the step to the next. Version 1 is the first and today's."""
TAKES: Mapping[int, Migration] = {}
"""The same for take files."""


class UnknownVersion(ValueError):  # noqa: N818 - named after what was met
    """A document has no version that can be read."""

    def __init__(self, version: object, *, newer: bool) -> None:
        super().__init__(f"schema version {version}")
        self.version = version
        self.newer = newer
        """Whether a later voiceprep wrote it."""


def migrated(document: Document, steps: Mapping[int, Migration], *, today: int = SCHEMA_VERSION) -> Document:
    """The document in the form of today, with the version of today; the one given stays as it is.

    Raises UnknownVersion, and what a step raises on a damaged document: LookupError, TypeError, ValueError.
    """
    version = document.get("schema_version")
    if type(version) is not int or version < 1 or version > today:
        raise UnknownVersion(version, newer=type(version) is int and version > today)
    for step in range(version, today):
        document = steps[step](dict(document))
    return {**document, "schema_version": today}
