"""The whole table, for any scorer, in one run.

    python -m benchmarks.judging                        ours and every baseline; writes results and the card
    python -m benchmarks.judging --scorer voiceprep     one of them, printed only
    python -m benchmarks.judging --scorer voiceprep --only people    a part of the table
    python -m benchmarks.judging --scorer nli:FOLDER    any inference model

Needs the public data in ../shared/data; what needs it is left out, with a word, where it is absent.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.judging import items
from benchmarks.judging.card import whole_card
from benchmarks.judging.scorers import JudgeScorer, Scorer, all_scorers
from benchmarks.judging.speed import speed_figures
from benchmarks.judging.table import PARTS, measure
from benchmarks.provenance import commit
from voiceprep.cli.setup import build_judge

if TYPE_CHECKING:
    from benchmarks.judging.figures import Figure

RESULTS = items.ROOT / "benchmarks/results/judging.json"
CARD = items.ROOT / "docs/accuracy.md"
NEEDS_PUBLIC_DATA = "frozen embeddings with a trained head"
"""It is trained on them when it is loaded."""


def main() -> int:
    scorers = all_scorers()
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--scorer", help=f"only this one, nothing is written: nli:FOLDER, {', '.join(scorers)}"
    )
    parser.add_argument("--only", choices=PARTS, help="only this part of the table, nothing is written")
    parser.add_argument("--shared", type=Path, default=items.SHARED)
    args = parser.parse_args()
    if args.scorer and args.scorer.startswith("nli:"):
        scorers[args.scorer] = JudgeScorer(build_judge(args.scorer))
    if args.scorer and args.scorer not in scorers:
        parser.error(f'there is no scorer "{args.scorer}"')
    shared = items.shared_folder(args.shared)
    chosen = [args.scorer] if args.scorer else list(scorers)
    if shared is None:
        chosen = [name for name in chosen if name != NEEDS_PUBLIC_DATA]
    found: dict[str, list[Figure]] = {}
    for name in chosen:
        print(f"{name} ...", file=sys.stderr, flush=True)
        found[name] = measure(scorers[name], shared, args.only)
        if name == "voiceprep" and args.only is None:
            found[name] += speed_figures()
        if args.scorer is None and args.only is None and shared is not None:
            # After each, so that an interruption costs only the scorers to come.
            _write(found, scorers["voiceprep"])
    _print(found)
    return 0


def _write(found: dict[str, list[Figure]], ours: Scorer) -> None:
    document = _document(found, ours.judge.identity if isinstance(ours, JudgeScorer) else "")
    RESULTS.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    CARD.write_text(whole_card(RESULTS.parent), encoding="utf-8")


def _document(found: dict[str, list[Figure]], identity: str) -> dict[str, Any]:
    return {
        "schema_version": 1,
        "command": "python -m benchmarks.judging",
        "commit": commit(),
        "cores": os.cpu_count(),
        "judge": identity,
        "figures": {name: [_asdict(one) for one in figures] for name, figures in found.items()},
    }


def _asdict(one: Figure) -> dict[str, Any]:
    """The figure as JSON has it: what could not be computed is null, since JSON knows no NaN."""
    return {
        key: None if isinstance(value, float) and math.isnan(value) else value
        for key, value in asdict(one).items()
    }


def _print(found: dict[str, list[Figure]]) -> None:
    values = {name: {one.name: one for one in figures} for name, figures in found.items()}
    names = list(dict.fromkeys(one.name for figures in found.values() for one in figures))
    print("\t".join(["figure", *found]))
    for name in names:
        cells = []
        for mine in values.values():
            one = mine.get(name)
            around = "" if one is None or one.low is None else f" [{one.low:.3f}, {one.high:.3f}]"
            cells.append("-" if one is None else f"{one.value:.3f}{around}")
        print("\t".join([name, *cells]))


if __name__ == "__main__":
    sys.exit(main())
