"""Where the data that ships with voiceprep lies.

In a wheel, `questions.json` and `prompts/` are inside the package (`voiceprep/data/`); in a
checkout they are at its top, where people edit them.
"""

from __future__ import annotations

from pathlib import Path


def packaged_path(name: str) -> Path:
    """The shipped copy of a top-level file or folder."""
    package = Path(__file__).parent
    in_wheel = package / "data" / name
    return in_wheel if in_wheel.exists() else package.parent / name


def manner_folder(name: object) -> Path | None:
    """The folder of a manner of ours, by name; None for any other."""
    ours = {folder.name: folder for folder in packaged_path("prompts").iterdir() if folder.is_dir()}
    return ours.get(name) if isinstance(name, str) else None
