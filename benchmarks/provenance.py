"""Where the figures of a result come from."""

from __future__ import annotations

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


WRITTEN = ("benchmarks/results", "docs/accuracy.md")
"""What a bench writes itself, one of them anew after every round."""


def commit() -> str | None:
    """The commit measured, "-dirty" where other files than results differ; None outside a repository."""
    head = _git("rev-parse", "HEAD")
    if head.returncode:
        return None
    changed = _git("diff", "--quiet", "HEAD", "--", ".", *(f":!{path}" for path in WRITTEN))
    return head.stdout.strip() + ("-dirty" if changed.returncode else "")


def _git(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
