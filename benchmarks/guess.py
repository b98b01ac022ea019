"""Whose question an answer is guessed to belong to, where nothing else says it (`voiceprep score --guess`).

    python -m benchmarks.guess [--data ../shared/data/answers/human_answers.jsonl]

Thirty answers that people wrote, each against all questions of our bank, and eight long rambling answers
about nothing, which belong to none. A guess is right or wrong only where it is sure; else the question is
left open. The distances that make it sure (`voiceprep/batch/guess.py`) were set on these very answers, with
an earlier judge.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections import Counter
from pathlib import Path

from benchmarks.judging.items import texts
from benchmarks.provenance import commit
from benchmarks.topic_match import NO_DATA, ROOT, TOPICS
from voiceprep.batch.guess import MIN_LEAD, MIN_MARGIN, best_fitting
from voiceprep.cli.setup import build_assessor
from voiceprep.questions.bank import load_bank
from voiceprep.transcription.typed import typed_transcript

RAMBLES = 8


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared/data/answers/human_answers.jsonl")
    parser.add_argument("--out", type=Path, default=ROOT / "benchmarks/results/guess.json")
    args = parser.parse_args()
    if not args.data.is_file():
        print(f"{args.data} is not here, so nothing was measured.", file=sys.stderr)
        return NO_DATA
    bank = load_bank(ROOT / "questions.json")
    assessor = build_assessor(bank=bank, transcriber="sidecar", embedder="onnx")
    lines = args.data.read_text(encoding="utf-8").splitlines()
    answers = [json.loads(line) for line in lines if line.strip()]
    cases = [(one["answer"], TOPICS[one["topic"]]) for one in answers]
    cases += [(text, "") for text in texts("rambles")[:RAMBLES]]
    found: dict[str, Counter[str]] = {"answers": Counter(), "rambles": Counter()}
    for text, own in cases:
        guess = best_fitting(typed_transcript(text), bank.questions, assessor)
        outcome = "open" if not guess.sure else "right" if guess.question_id == own else "wrong"
        found["answers" if own else "rambles"][outcome] += 1
        print(f"{own or '(none)':28} {outcome:5} {guess.question_id} {guess.margin}", flush=True)
    result = {
        "command": "python -m benchmarks.guess",
        "commit": commit(),
        "cores": os.cpu_count(),
        "judge": assessor.judge.identity,
        "bank": bank.version,
        "questions": len(bank.questions),
        "min_margin": MIN_MARGIN,
        "min_lead": MIN_LEAD,
        **{name: dict(sorted(counts.items())) for name, counts in found.items()},
    }
    args.out.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
