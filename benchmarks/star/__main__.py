"""How well stories are read, on answers that nothing was fitted to.

    python -m benchmarks.star

Writes `benchmarks/results/star.json` and the page docs/accuracy.md.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from dataclasses import asdict
from hashlib import sha256
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.judging.card import whole_card
from benchmarks.provenance import commit
from benchmarks.star.agreement import agreement
from benchmarks.star.baseline import keywords
from benchmarks.star.figures import figures, found_in
from training.star_data import FIT, ROOT, LabelledAnswer, about_the_same_jobs, load_answers
from voiceprep.cli.setup import build_story_reader
from voiceprep.scoring.star import star
from voiceprep.story import STAR_PARTS, Telling

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voiceprep.storytelling.interface import StoryReader

DATA = Path(__file__).resolve().parent / "data"
RESULTS = ROOT / "benchmarks/results/star.json"
CARD = ROOT / "docs/accuracy.md"
TWO_MINUTES = 300
"""Words of a two-minute answer at 150 a minute."""
ROUNDS = 20


def main() -> int:
    argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    ).parse_args()
    reader = build_story_reader()
    answers, fitted = load_answers(DATA / "held_out.jsonl"), load_answers(FIT)
    document = {
        "schema_version": 1,
        "command": "python -m benchmarks.star",
        "commit": commit(),
        "cores": os.cpu_count(),
        "reader": reader.identity,
        "held_out": {
            **_size(DATA / "held_out.jsonl", answers),
            "jobs_fitted": about_the_same_jobs(answers, fitted),
            "told": _told(answers),
        },
        "fit": _size(FIT, fitted),
        "figures": {
            "voiceprep": [
                asdict(one) for one in figures([(a, found_in(a, reader.read(a.words))) for a in answers])
            ],
            "keywords": [asdict(one) for one in figures([(a, keywords(a)) for a in answers])],
        },
        "left_out": _record()["figures"],
        "agreement": {
            "held out": agreement(answers, DATA / "second_labels.jsonl"),
            "fit": agreement(fitted, FIT.with_name("second_labels.jsonl")),
        },
        "seconds": _seconds(answers, reader),
    }
    RESULTS.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    CARD.write_text(whole_card(), encoding="utf-8")
    print(json.dumps(document, indent=1))
    return 0


def _size(path: Path, answers: Sequence[LabelledAnswer]) -> dict[str, Any]:
    return {
        "answers": len(answers),
        "clauses": sum(len(answer.clauses) for answer in answers),
        "sha256": sha256(path.read_bytes()).hexdigest(),
    }


def _told(answers: Sequence[LabelledAnswer]) -> dict[str, float]:
    """How many of those that are an episode have a clause of each part, 0 to 1."""
    stories = [answer for answer in answers if answer.telling is Telling.EPISODE]
    return {part: sum(part in one.labels for one in stories) / len(stories) for part in STAR_PARTS}


def _record() -> dict[str, Any]:
    """How the shipped weights were made."""
    text = resources.files("voiceprep.storytelling").joinpath("story.json").read_text(encoding="utf-8")
    record: dict[str, Any] = json.loads(text)["record"]
    return record


def _seconds(answers: Sequence[LabelledAnswer], reader: StoryReader) -> float:
    """From the words of a two-minute answer to its STAR."""
    words = [word for answer in answers for word in answer.words][:TWO_MINUTES]
    began = time.perf_counter()
    for _ in range(ROUNDS):
        star(reader.read(words), words)
    return round((time.perf_counter() - began) / ROUNDS, 4)


if __name__ == "__main__":
    sys.exit(main())
