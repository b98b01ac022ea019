"""Do our banks work with our judge? Expert answers and misconceptions of every role.

    python -m benchmarks.banks
    python -m benchmarks.banks --bank mine.json --output /tmp/mine.json

The expert answer of a question has to score 90 and more, and nothing in it may be taken for a contrary. Each
misconception, said alone, has to come out as `opposite` or `missed` on its key point, never as `covered`. The
banks were written and worded against this judge, so these figures say that they fit together; how good the
judge is on answers of other people stands in docs/accuracy.md.
"""

from __future__ import annotations

import argparse
import json
import os
import shlex
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.word_error_rate import commit
from voiceprep.cli.setup import build_judge
from voiceprep.judging.interface import Claim
from voiceprep.questions.bank import load_bank
from voiceprep.scoring.coverage import content_score, find
from voiceprep.transcription.typed import typed_transcript
from voiceprep.values import Verdict

if TYPE_CHECKING:
    from voiceprep.judging.interface import Judge
    from voiceprep.questions.model import Question
    from voiceprep.values import Finding

ROOT = Path(__file__).resolve().parents[1]
OUTPUT = ROOT / "benchmarks" / "results" / "banks.json"
TARGET = 90.0
"""Score of an expert answer."""
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
        roles[role.id] = measured(judge, [one for one in bank.questions if one.role == role.id])
        print(f"{role.id}: {json.dumps(roles[role.id])}", flush=True)
    result = {
        "command": shlex.join(["python", "-m", "benchmarks.banks", *sys.argv[1:]]),
        "commit": commit(),
        "cores": os.cpu_count(),
        "judge": judge.identity,
        "bank": bank.version,
        "targets": {"expert_answer": TARGET, "misconceptions_seen": SEEN_TARGET},
        "roles": roles,
    }
    options.output.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    missed = [
        name
        for name, one in roles.items()
        if one["lowest"] < TARGET or one["accused"] or one["misconceptions_seen"] < SEEN_TARGET
    ]
    return int(bool(missed))


def measured(judge: Judge, questions: list[Question]) -> dict[str, Any]:
    """The figures of some questions."""
    answers = {one.id: findings(judge, one, one.expert_answer) for one in questions}
    scores = {name: content_score(found) for name, found in answers.items()}
    verdicts = Counter(
        findings(judge, replace(question, key_points=(point,)), wrong)[0].verdict
        for question in questions
        for point in question.key_points
        for wrong in point.misconceptions
    )
    seen = verdicts[Verdict.OPPOSITE] + verdicts[Verdict.MISSED]
    return {
        "questions": len(questions),
        "key_points": sum(len(one.key_points) for one in questions),
        "mean": round(sum(scores.values()) / len(scores), 1),
        "lowest": round(min(scores.values()), 1),
        "below_target": sorted(name for name, score in scores.items() if score < TARGET),
        "accused": sorted(
            name for name, found in answers.items() if any(one.verdict is Verdict.OPPOSITE for one in found)
        ),
        "misconceptions": {verdict.value: count for verdict, count in sorted(verdicts.items())},
        "misconceptions_seen": round(seen / verdicts.total(), 4),
    }


def findings(judge: Judge, question: Question, text: str) -> list[Finding]:
    """What the judge makes of a written answer."""
    words = typed_transcript(text).words
    claims = [Claim(point.claim, point.terms, point.misconceptions) for point in question.key_points]
    found = judge.judge(claims, words, question=question.text)
    return [find(point, one, words) for point, one in zip(question.key_points, found, strict=True)]


if __name__ == "__main__":
    raise SystemExit(main())
