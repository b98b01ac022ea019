"""Do our banks work with our judge? Expert answers and misconceptions of every role.

    python -m benchmarks.banks
    python -m benchmarks.banks --bank mine.json --output /tmp/mine.json

The expert answer of a question has to score 90 and more, and nothing in it may be taken for a contrary. Each
misconception, said alone, has to come out as `opposite` or `missed` on its key point, never as `covered`.
This is what `voiceprep questions check --deep` tells authors. The banks were written and worded against this
judge, so the figures say that they fit together; how good the judge is on answers of other people stands in
docs/accuracy.md.
"""

from __future__ import annotations

import argparse
import json
import os
import shlex
import sys
from pathlib import Path

from benchmarks.provenance import commit
from voiceprep.authoring.judged import EXPERT_TARGET, figures, judge_question, judged_advice
from voiceprep.cli.setup import build_judge
from voiceprep.questions.bank import load_bank

ROOT = Path(__file__).resolve().parents[1]
OUTPUT = ROOT / "benchmarks" / "results" / "banks.json"
SEEN_TARGET = 0.95
"""Share of misconceptions that may not be taken for the claim."""


def main() -> int:
    parser = argparse.ArgumentParser(description="Our banks against our judge.")
    parser.add_argument("--bank", type=Path, default=ROOT / "questions.json", help="the bank")
    parser.add_argument("--output", type=Path, default=OUTPUT, help="where the JSON result goes")
    options = parser.parse_args()
    bank, judge = load_bank(options.bank), build_judge()
    roles = {}
    for role in bank.roles:
        questions = [one for one in bank.questions if one.role == role.id]
        judged = [judge_question(one, questions, judge) for one in questions]
        for advice in (advice for one in judged for advice in judged_advice(one)):
            print(advice, flush=True)
        roles[role.id] = figures(judged)
        print(f"{role.id}: {json.dumps(roles[role.id])}", flush=True)
    result = {
        "command": shlex.join(["python", "-m", "benchmarks.banks", *sys.argv[1:]]),
        "commit": commit(),
        "cores": os.cpu_count(),
        "judge": judge.identity,
        "bank": bank.version,
        "targets": {"expert_answer": EXPERT_TARGET, "misconceptions_seen": SEEN_TARGET},
        "roles": roles,
    }
    options.output.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    missed = [
        name
        for name, one in roles.items()
        if one["lowest"] < EXPERT_TARGET or one["accused"] or one["misconceptions_seen"] < SEEN_TARGET
    ]
    return int(bool(missed))


if __name__ == "__main__":
    raise SystemExit(main())
