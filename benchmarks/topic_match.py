"""Do answers that people wrote score higher on their own topic's question than on the other questions?

    python benchmarks/topic_match.py [--data ../shared/data/answers/human_answers.jsonl]

Every answer is judged on every question of the bank. A pair is one answer with one question of another
topic; it is right where the answer's own question gives the higher content result, and half right where
both are equal. The peer in the same run is the usual way: one vector for the whole answer, cosine with
the expert answer.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.judging.items import ROLE
from benchmarks.provenance import commit
from voiceprep.cli.setup import build_assessor
from voiceprep.from_words import assess_transcript
from voiceprep.judging.onnx import OnnxMiniLM
from voiceprep.questions.bank import load_bank
from voiceprep.transcription.typed import typed_transcript

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from voiceprep.assessor import Assessor
    from voiceprep.questions.model import Question

ROOT = Path(__file__).resolve().parent.parent
NO_DATA = 4
TOPICS = {
    "bias_variance": "ml-bias-variance",
    "class_imbalance": "ml-class-imbalance",
    "cross_validation": "ml-cross-validation",
    "feature_engineering": "ml-feature-engineering",
    "gradient_descent": "ml-gradient-descent",
    "hyperparameter": "ml-hyperparameter-tuning",
    "regularisation": "ml-regularization",
    "rf_vs_nn": "ml-random-forest-or-network",
    "train_prod_gap": "ml-production-gap",
}
"""Topic of the data → question of the bank."""


def share_right(scores: np.ndarray[Any, Any], own: list[int], against: list[int]) -> tuple[float, int]:
    """Share of (answer, other question) pairs in the right order, and how many pairs there are.

    `scores`: answers × questions; `own`: column of each answer's question; `against`: columns to compare.
    """
    right = pairs = 0.0
    for row, mine in zip(scores, own, strict=True):
        for other in against:
            if other != mine:
                pairs += 1
                right += 1.0 if row[mine] > row[other] else 0.5 if row[mine] == row[other] else 0.0
    return right / pairs, int(pairs)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared/data/answers/human_answers.jsonl")
    parser.add_argument("--out", type=Path, default=ROOT / "benchmarks/results/topic_match.json")
    args = parser.parse_args()
    if not args.data.is_file():
        print(f"{args.data} is not here, so nothing was measured.", file=sys.stderr)
        return NO_DATA
    bank = load_bank(ROOT / "questions.json")
    assessor = build_assessor(bank=bank, transcriber="faster-whisper", embedder="onnx")
    entries = [json.loads(line) for line in args.data.read_text(encoding="utf-8").splitlines()]
    record = {
        "command": "python benchmarks/topic_match.py",
        "commit": commit(),
        "cores": os.cpu_count(),
        "judge": assessor.judge.identity,
        "figures": figures(entries, [one for one in bank.questions if one.role == ROLE], assessor),
    }
    args.out.parent.mkdir(parents=True, exist_ok=True)
    args.out.write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(record["figures"], indent=2))
    return 0


def figures(
    entries: Sequence[Mapping[str, str]], questions: Sequence[Question], assessor: Assessor
) -> dict[str, float]:
    """What came of every answer on every question."""
    ids = [question.id for question in questions]
    own = [ids.index(TOPICS[entry["topic"]]) for entry in entries]
    takes = [
        [assess_transcript(q, typed_transcript(e["answer"]), assessor, source=e["id"]) for q in questions]
        for e in entries
    ]
    scores = np.array([[take.content or 0.0 for take in row] for row in takes])
    embedder = OnnxMiniLM()
    cosines = (
        embedder.embed([e["answer"] for e in entries])
        @ embedder.embed([q.expert_answer for q in questions]).T
    )
    named = [ids.index(question_id) for question_id in TOPICS.values()]
    everywhere = list(range(len(ids)))
    share, pairs = share_right(scores, own, everywhere)
    is_own = np.arange(len(ids)) == np.array(own)[:, np.newaxis]
    return {
        "answers": len(entries),
        "abstained": sum(take.content is None for row in takes for take in row),
        "pairs": pairs,
        "right_share": round(share, 4),
        "right_share_cosine": round(share_right(cosines, own, everywhere)[0], 4),
        "right_share_among_topics": round(share_right(scores, own, named)[0], 4),
        "mean_score_own": round(float(scores[is_own].mean()), 1),
        "mean_score_other": round(float(scores[~is_own].mean()), 1),
    }


if __name__ == "__main__":
    sys.exit(main())
