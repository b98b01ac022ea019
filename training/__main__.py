"""Everything from data to the files that ship: train, export, calibrate.

    python -m training

Goes on where it was stopped. Each step is a command of its own too (`python -m training.train_judge`, ...).
"""

from __future__ import annotations

import subprocess
import sys

STEPS = ("train_judge", "export_judge", "fit_verdicts", "train_story")


def main() -> int:
    """Run the steps in order, each in its own process; the first that fails ends it, with its exit code."""
    for step in STEPS:
        finished = subprocess.run([sys.executable, "-m", f"training.{step}"], check=False)
        if finished.returncode:
            return finished.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
