"""Fit the reader of stories; writes `voiceprep/storytelling/story.json`.

    python -m training.fit_star

Learns from the labelled answers in `training/data/star`, cut into clauses as they are cut at run time. The
figures in the record come from five folds with whole answers left out; the held-out answers of
`benchmarks/star` are not looked at here.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import Counter
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from benchmarks.star.figures import figures, found_in
from training.fit_chain import fit_chain
from training.star_data import FIT, ROOT, LabelledAnswer, labels_of, load_answers
from voiceprep.judging.onnx import OnnxMiniLM
from voiceprep.story import Part
from voiceprep.storytelling.clauses import clauses
from voiceprep.storytelling.cues import terms
from voiceprep.storytelling.features import (
    ANSWER_SCALES,
    SCALES,
    answer_features,
    clause_features,
    outcome_features,
)
from voiceprep.storytelling.model import PARTS, TELLINGS, StoryModel, from_json
from voiceprep.storytelling.reader import read_with

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from voiceprep.judging.interface import Embedder
    from voiceprep.story import StoryReading

SEED = 0
FOLDS = 5
MIN_ANSWERS = 4
"""A word or pair of words is learned if so many answers have it."""
TELLING_STRENGTH = 1.0
"""Inverse strength of the L2 penalty on what kind of answer it is."""
OUTCOME_STRENGTH = 1.0
"""The same for whether a result could be checked."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A labelled answer, cut and embedded as at run time."""

    answer: LabelledAnswer
    ranges: tuple[tuple[int, int], ...]
    texts: tuple[str, ...]
    vectors: NDArray[np.float32]
    labels: tuple[Part, ...]


def cut(answers: Sequence[LabelledAnswer], embedder: Embedder) -> list[Cut]:
    found = []
    for answer in answers:
        words = answer.words
        ranges = clauses(words)
        texts = [" ".join(word.text for word in words[first:last]) for first, last in ranges]
        labels = tuple(labels_of(answer, ranges))
        found.append(Cut(answer, tuple(ranges), tuple(texts), embedder.embed(texts), labels))
    return found


def fit(cuts: Sequence[Cut]) -> dict[str, Any]:
    """The weights as they are written."""
    counts = Counter(term for one in cuts for term in frozenset().union(*map(terms, one.texts)))
    vocabulary = sorted(term for term, answers in counts.items() if answers >= MIN_ANSWERS)
    columns = {term: column for column, term in enumerate(vocabulary)}
    weights, chain = fit_chain(
        [clause_features(one.texts, one.vectors, columns) for one in cuts],
        [[PARTS.index(part) for part in one.labels] for one in cuts],
        len(PARTS),
    )
    return {
        "vocabulary": vocabulary,
        "clause_weights": _rounded(weights),
        "chain": {name: _rounded(getattr(chain, name)) for name in ("follows", "begins", "ends")},
        "answer_weights": _rounded(_telling(cuts)),
        "outcome_weights": _rounded(_outcome(cuts)),
    }


def _telling(cuts: Sequence[Cut]) -> NDArray[np.float64]:
    """Weights of what kind of answer it is, the intercepts in the last row."""
    rows = np.array([answer_features(one.texts, one.vectors)[:-1] for one in cuts])
    model = LogisticRegression(C=TELLING_STRENGTH, max_iter=5_000)
    model.fit(rows, [TELLINGS.index(one.answer.telling) for one in cuts])
    return np.vstack([model.coef_.T, model.intercept_])


def _outcome(cuts: Sequence[Cut]) -> NDArray[np.float64]:
    """Weights of whether a result could be checked. Most can, so both sides count alike."""
    told = [one for one in cuts if Part.RESULT in one.labels]
    rows = []
    for one in told:
        places = [at for at, part in enumerate(one.labels) if part is Part.RESULT]
        rows.append(outcome_features(one.vectors[places])[:-1])
    model = LogisticRegression(C=OUTCOME_STRENGTH, class_weight="balanced", max_iter=5_000)
    model.fit(np.array(rows), [one.answer.checkable for one in told])
    return np.concatenate([model.coef_[0], model.intercept_])


def _rounded(values: NDArray[np.float64]) -> Any:
    return np.round(values, 4).tolist()


def held_out(cuts: Sequence[Cut]) -> list[StoryReading]:
    """A reading of every answer by weights that were fitted without it."""
    order = list(range(len(cuts)))
    random.Random(SEED).shuffle(order)
    readings: dict[int, StoryReading] = {}
    for fold in range(FOLDS):
        left_out = set(order[fold::FOLDS])
        model = model_of(fit([one for at, one in enumerate(cuts) if at not in left_out]))
        for at in left_out:
            readings[at] = read_with(model, cuts[at].ranges, cuts[at].texts, cuts[at].vectors)
    return [readings[at] for at in range(len(cuts))]


def model_of(weights: dict[str, Any]) -> StoryModel:
    return from_json({"version": "fold", **weights})


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=FIT)
    parser.add_argument("--out", type=Path, default=ROOT / "voiceprep/storytelling/story.json")
    args = parser.parse_args()
    embedder = OnnxMiniLM()
    cuts = cut(load_answers(args.data), embedder)
    readings = held_out(cuts)
    report = figures(
        [(one.answer, found_in(one.answer, reading)) for one, reading in zip(cuts, readings, strict=True)]
    )
    weights = fit(cuts)
    document = {
        "version": f"1-{sha256(json.dumps(weights).encode()).hexdigest()[:8]}",
        "record": {
            "command": "python -m training.fit_star",
            "data": {"answers": len(cuts), "sha256": sha256(args.data.read_bytes()).hexdigest()},
            "embedder": embedder.identity,
            "seed": SEED,
            "scales": SCALES,
            "answer_scales": ANSWER_SCALES,
            "held_out": f"{FOLDS} folds, whole answers left out",
            "figures": {one.name: one.value for one in report},
        },
        **weights,
    }
    args.out.write_text(json.dumps(document, ensure_ascii=False) + "\n", encoding="utf-8")
    print(json.dumps(document["record"], indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
