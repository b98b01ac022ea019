"""The saved session that tests copy, spoil and send about."""

from __future__ import annotations

import shutil
from pathlib import Path

from voiceprep.cli.main import run

(GOLD,) = (Path(__file__).parent / "gold" / "v1").iterdir()
ID = GOLD.name
FILES = {path.name: path.read_bytes() for path in GOLD.iterdir()}
SESSION, TYPED, SPOKEN, WAV = (
    "session.json",
    "01-ml-drift.take2.json",
    "03-ml-batch-or-real-time.take2.json",
    "03-ml-batch-or-real-time.take2.wav",
)


def copy_gold(root: Path) -> Path:
    """A copy of the session below `root`; its folder."""
    return Path(shutil.copytree(GOLD, root / ID))


def content(root: Path) -> dict[str, bytes]:
    """Relative path → content of every file below `root` but the locks, which hold nothing."""
    files = (path for path in sorted(root.rglob("*")) if path.is_file() and path.name != ".in-use")
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}


def run_in(recordings: Path, *arguments: str) -> int:
    """`voiceprep` with that recordings folder; its exit code."""
    return run([*arguments, "--recordings", str(recordings)])
