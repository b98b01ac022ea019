"""Fit the coefficients of the embedding judge and write `voiceprep/judging/calibration.json`.

    python training/calibrate_judge.py [--data ../shared/data/judging]

What it learns from:

* `training/data/spoken_key_points.jsonl`: 400 spoken-style passages that we wrote for key points of the
  bank, labelled states / partly / opposite / absent;
* the bank: expert answers against their own key points (states), the same answers with the sentences on
  that key point taken out (absent), other questions' expert answers (absent), keyword lists (absent),
  answers made of misconceptions (opposite);
* where the folder is there, student answers to school questions (SemEval-2013, training split), so that
  claims from elsewhere, without terms and misconceptions, get sensible probabilities too.

Figures are quoted on questions that the fit did not see: five folds, whole questions held out.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import sys
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from voiceprep.judging.embedding_judge import OUTCOMES
from voiceprep.judging.features import Features, best_evidence, informative
from voiceprep.judging.interface import Claim, Embedder
from voiceprep.judging.lexical import content_stems
from voiceprep.judging.onnx import OnnxMiniLM
from voiceprep.judging.remembering import RememberingEmbedder
from voiceprep.judging.windows import windows
from voiceprep.questions.bank import load_bank
from voiceprep.values import Word

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from voiceprep.questions.model import KeyPoint, Question

ROOT = Path(__file__).resolve().parent.parent
STUDENT_ROWS = 2_000
SHARES = {"bank": 1.0, "students": 0.5, "misconceptions": 0.25, "spoken": 0.1}
"""How much each source counts. The spoken passages count little, since they are written to be hard: right
statements in quite other words, near misses in the same words. These features cannot tell such pairs
apart, and fitting them only makes every verdict vaguer. Opposites that follow no listed misconception,
and claims without misconceptions, are measured but not fitted, for the same reason."""
FOLDS = 5
SEED = 7


@dataclass(frozen=True, slots=True)
class Row:
    """One labelled example."""

    source: str
    group: str
    """What must not be split between fit and check: the question."""
    label: str
    values: tuple[float, ...]


def claim_of(point: KeyPoint, *, bare: bool = False) -> Claim:
    return Claim(point.claim) if bare else Claim(point.claim, point.terms, point.misconceptions)


def measure(
    point: KeyPoint, text: str, question: Question, embedder: Embedder, *, bare: bool = False
) -> tuple[float, ...] | None:
    """The features of one key point in one text, among all key points of its question unless `bare`.

    None where the text has nothing to measure.
    """
    candidates = informative(windows([Word(part) for part in text.split()]), question.text)
    if not candidates:
        return None
    points = [point] if bare else list(question.key_points)
    claims = [claim_of(one, bare=bare) for one in points]
    evidence = best_evidence(claims, candidates, embedder, question=question.text)
    return evidence[points.index(point)].features.row()


def spoken_rows(bank: dict[str, Question], embedder: Embedder) -> Iterator[Row]:
    """Our labelled passages, each alone and buried among other passages on the same question."""
    chooser = random.Random(SEED)
    entries = [
        json.loads(line) for line in (ROOT / "training/data/spoken_key_points.jsonl").open(encoding="utf-8")
    ]
    for entry in entries:
        question = bank[entry["question"]]
        point = next(p for p in question.key_points if p.id == entry["key_point"])
        others = [
            e["text"]
            for e in entries
            if e["question"] == question.id
            and e["key_point"] != point.id
            and e["label"] in {"states", "partly"}
        ]
        around = chooser.sample(others, 2)
        for bare in (False, True):
            for text in (entry["text"], f"{around[0]} {entry['text']} {around[1]}"):
                values = measure(point, text, question, embedder, bare=bare)
                unlisted = entry["label"] == "opposite" and not entry["follows_misconception"]
                source = "spoken, no misconceptions" if bare else "spoken, unlisted" if unlisted else "spoken"
                if values is not None:
                    yield Row(source, question.id, entry["label"], values)


def bank_rows(bank: dict[str, Question], embedder: Embedder) -> Iterator[Row]:
    questions = list(bank.values())
    chooser = random.Random(SEED)
    for number, question in enumerate(questions):
        sentences = [s.strip() + "." for s in question.expert_answer.split(". ")]
        vectors = embedder.embed(sentences)
        other = questions[(number + 7) % len(questions)].expert_answer
        for point in question.key_points:
            near = vectors @ embedder.embed([point.claim])[0]
            # The two nearest sentences carry the claim; what is left speaks of its siblings only.
            rest = " ".join(s for s, n in zip(sentences, near, strict=True) if n < sorted(near)[-2])
            keywords = [
                *content_stems(point.claim),
                *content_stems(chooser.choice(question.key_points).claim),
            ]
            chooser.shuffle(keywords)
            for label, text in (
                ("states", question.expert_answer),
                ("absent", rest),
                ("absent", other),
                ("absent", " ".join(keywords)),
            ):
                values = measure(point, text, question, embedder)
                if values is not None:
                    yield Row("bank", question.id, label, values)


def misconception_rows(bank: dict[str, Question], embedder: Embedder) -> Iterator[Row]:
    """Answers made of listed misconceptions: the clearest opposites there are."""
    for question in bank.values():
        told = [point for point in question.key_points if point.misconceptions]
        text = " ".join(point.misconceptions[0] for point in told)
        for point in told:
            values = measure(point, text, question, embedder)
            if values is not None:
                yield Row("misconceptions", question.id, "opposite", values)


def student_rows(folder: Path, embedder: Embedder) -> Iterator[Row]:
    with gzip.open(folder / "graded_beetle.jsonl.gz", "rt", encoding="utf-8") as lines:
        entries = [json.loads(line) for line in lines]
    with gzip.open(folder / "graded_scientsbank.jsonl.gz", "rt", encoding="utf-8") as lines:
        entries += [json.loads(line) for line in lines]
    entries = [entry for entry in entries if entry["split"] == "train"]
    random.Random(SEED).shuffle(entries)
    labels = {"correct": "states", "contradictory": "opposite", "partially_correct_incomplete": "partly"}
    for entry in entries[:STUDENT_ROWS]:
        # ScientsBank's "incorrect" mixes partly right and wrong answers; only Beetle tells them apart.
        fine = entry["label5"] or entry["label"]
        if entry["label5"] is None and fine == "incorrect":
            continue
        candidates = informative(windows([Word(part) for part in entry["answer"].split()]), entry["question"])
        if candidates:
            (found,) = best_evidence(
                [Claim(entry["reference"])], candidates, embedder, question=entry["question"]
            )
            yield Row("students", entry["qid"], labels.get(fine, "absent"), found.features.row())


def fit(rows: Sequence[Row]) -> LogisticRegression:
    """Fit on the sources in SHARES, each with its share whatever its number of rows."""
    rows = [row for row in rows if row.source in SHARES]
    sizes = {source: sum(row.source == source for row in rows) for source in SHARES}
    model = LogisticRegression(C=10.0, max_iter=5_000)
    model.fit(
        np.array([row.values for row in rows]),
        np.array([OUTCOMES.index(row.label) for row in rows]),
        sample_weight=np.array([SHARES[row.source] * len(rows) / sizes[row.source] for row in rows]),
    )
    return model


def held_out(rows: Sequence[Row]) -> NDArray[np.float64]:
    """Probabilities for every row from a model that saw no row of its question, shape (n, 4)."""
    groups = sorted({row.group for row in rows})
    random.Random(SEED).shuffle(groups)
    fold_of = {group: number % FOLDS for number, group in enumerate(groups)}
    chances = np.zeros((len(rows), len(OUTCOMES)))
    for fold in range(FOLDS):
        model = fit([row for row in rows if fold_of[row.group] != fold])
        chosen = [index for index, row in enumerate(rows) if fold_of[row.group] == fold]
        chances[chosen] = model.predict_proba(np.array([rows[index].values for index in chosen]))
    return chances


def figures(rows: Sequence[Row], chances: NDArray[np.float64]) -> dict[str, dict[str, float]]:
    """Per source: how well the probabilities rank and match the labels."""
    report = {}
    for source in sorted({row.source for row in rows}):
        index = [i for i, row in enumerate(rows) if row.source == source]
        labels = np.array([rows[i].label for i in index])
        credit = chances[index, 0] + 0.5 * chances[index, 1]
        best = np.array(OUTCOMES)[chances[index].argmax(axis=1)]
        one = {"rows": float(len(index)), "accuracy_4_way": float((best == labels).mean())}
        for name, other in (("states_against_absent", "absent"), ("states_against_opposite", "opposite")):
            pick = np.isin(labels, ["states", other])
            if len(set(labels[pick])) == 2:
                one[name + "_auc"] = float(roc_auc_score(labels[pick] == "states", credit[pick]))
        if "opposite" in labels:
            one["opposite_called_covered"] = float((best[labels == "opposite"] == "states").mean())
        one["expected_calibration_error_states"] = calibration_error(chances[index, 0], labels == "states")
        report[source] = {key: round(value, 3) for key, value in one.items()}
    return report


def calibration_error(chances: NDArray[np.float64], truth: NDArray[np.bool_], bins: int = 10) -> float:
    """Mean distance of predicted and observed frequency over equal-width bins (Naeini et al. 2015)."""
    places = np.minimum((chances * bins).astype(int), bins - 1)
    return float(
        sum(
            (places == b).mean() * abs(chances[places == b].mean() - truth[places == b].mean())
            for b in range(bins)
            if (places == b).any()
        )
    )


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared/data/judging")
    parser.add_argument("--out", type=Path, default=ROOT / "voiceprep/judging/calibration.json")
    args = parser.parse_args()
    embedder = RememberingEmbedder(OnnxMiniLM())
    loaded = load_bank(ROOT / "questions.json")
    bank = {question.id: question for question in loaded.questions}
    rows = [*spoken_rows(bank, embedder), *bank_rows(bank, embedder), *misconception_rows(bank, embedder)]
    if args.data.is_dir():
        rows += student_rows(args.data, embedder)
    else:
        print(f"{args.data} is not here: fitted without student answers.", file=sys.stderr)
    report = figures(rows, held_out(rows))
    model = fit(rows)
    record = {
        "version": "1",
        "features": [field.name for field in fields(Features)],
        "coefficients": {
            outcome: [round(float(value), 4) for value in (*model.coef_[index], model.intercept_[index])]
            for index, outcome in enumerate(OUTCOMES)
        },
        "record": {
            "command": "python training/calibrate_judge.py",
            "embedder": embedder.identity,
            "bank": loaded.version,
            "shares": SHARES,
            "held_out": f"{FOLDS} folds, whole questions left out",
            "figures": report,
        },
    }
    args.out.write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(report, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
