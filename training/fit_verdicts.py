"""Fit the coefficients that turn readings into verdicts; writes `voiceprep/judging/calibration.json`.

    python -m training.fit_verdicts [--data ../shared/data/judging]

What it learns from, not seen when the reader was trained (but for one student answer in eighteen, which the
training split has word for word):

* the topics of our contrast sets that were kept out (`judge_rows.contrast_claims(calibration=True)`), but for
  claims that training has in other words: each text alone, and between other texts on the topic; with
  misconceptions and without; and as cheats;
* where the folder is there, graded student answers of SemEval-2013 to known questions (unseen answers).

* whole spoken answers on those topics and on the bank's questions that are not held out
  (`training.spoken_answers`).

And, seen in training but only sentence by sentence: the bank's expert answers to the same questions, whole,
against their own and other questions' key points.

Figures come from five folds with whole topics left out.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from dataclasses import dataclass, fields, replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from benchmarks.judging.items import ROLE
from benchmarks.judging.metrics import auc, calibration_error
from training.augment import SoundsAlike, keywords, misheard, negated, shuffled, sprinkled, swapped
from training.judge_rows import HELD_OUT_QUESTIONS, PUBLIC, ROOT, contrast_claims, graded
from training.spoken_answers import BANK, spoken_answers
from voiceprep.judging.interface import Claim, Reading
from voiceprep.judging.lexical import content_stems
from voiceprep.judging.measures import OUTCOMES, Measures
from voiceprep.judging.onnx import OnnxMiniLM
from voiceprep.judging.onnx_reader import OnnxReader
from voiceprep.judging.plain import plain
from voiceprep.judging.reading_judge import ReadingJudge
from voiceprep.questions.bank import load_bank
from voiceprep.questions.claims import split_claims
from voiceprep.values import Word

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from voiceprep.questions.model import Question

SEED = 7
FOLDS = 5
ALIKE_FROM = 0.8
"""Share of common words of content from which on two claims say the same."""
STRENGTH = 1.0
"""Inverse strength of the L2 penalty."""
TEXTS = {"states": 2, "partly": 1, "opposite": 2, "absent": 2}
"""Texts that are taken of each claim, by label: all would take three times as long and say little more."""
SHARES = {"contrast": 1.0, "buried": 1.0, "cheats": 0.5, "students": 0.7, "bank": 5.0, "spoken": 5.0}
"""How much each source counts in the fit, whatever its number of rows. Honest whole answers count most: they
are what people give, and the others are written to be hard (docs/decisions/0024)."""
CONTRARY = 2.0
"""How much more a contrary counts than other rows: it is rare in whole answers and must not pass for said."""


@dataclass(frozen=True, slots=True)
class Row:
    """One labelled judgement."""

    source: str
    group: str
    """What must not be split between fit and check."""
    label: str
    values: tuple[float, ...]


class Measurer:
    """Measures of a claim in an answer, as the judge computes them."""

    def __init__(self) -> None:
        self.seen: list[Measures] = []
        self.judge = ReadingJudge(OnnxMiniLM(), OnnxReader(), weigh=self)

    @property
    def identity(self) -> str:
        return "to be calibrated"

    def __call__(self, measures: Measures) -> Reading:
        """Note them; the answer is below every threshold, so that no quote is looked for."""
        self.seen.append(measures)
        return Reading(0.0, 0.0, 0.0, 1.0)

    def rows(self, claims: Sequence[Claim], text: str, question: str = "") -> list[tuple[float, ...]]:
        """One row per claim; none where the answer has nothing to read."""
        self.seen.clear()
        self.judge.judge(claims, [Word(part) for part in text.split()], question=question)
        return [measures.row() for measures in self.seen]


def contrast_rows(measured: Measurer) -> Iterator[Row]:
    chooser = random.Random(SEED)
    claims = _unlike_training(contrast_claims(calibration=True))
    texts = [text for entry in claims for name in OUTCOMES for text in entry[name]]
    sounds = SoundsAlike(word for text in texts for word in plain(text).split())
    for entry in claims:
        topic = f"{entry['file'].split('-')[0]}/{entry['topic']}"
        full = Claim(entry["claim"], (), tuple(entry["misconceptions"]))
        others = [
            text for other in claims if other["topic"] == entry["topic"] and other is not entry
            for text in (*other["states"], *other["absent"])
        ] or texts  # fmt: skip
        for label, number in TEXTS.items():
            for text in chooser.sample(entry[label], number):
                said = misheard(plain(text), 0.15, sounds, chooser) if chooser.random() < 0.2 else text
                for claim in (full, replace(full, misconceptions=())):
                    for values in measured.rows([claim], said):
                        yield Row("contrast", topic, label, values)
                around = [chooser.choice(others) for _ in range(8)]
                for values in measured.rows([full], " ".join([*around[:4], text, *around[4:]])):
                    yield Row("buried", topic, label, values)
        for label, text in _cheats(entry, chooser.choice(texts), chooser):
            for values in measured.rows([chooser.choice((full, replace(full, misconceptions=())))], text):
                yield Row("cheats", topic, label, values)


def _unlike_training(claims: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Without claims of which most words of content stand in one training claim: two topics may overlap."""
    trained = [set(content_stems(entry["claim"])) for entry in contrast_claims()]
    return [
        entry
        for entry in claims
        if not any(_share(set(content_stems(entry["claim"])), known) >= ALIKE_FROM for known in trained)
    ]


def _share(words: set[str], known: set[str]) -> float:
    return len(words & known) / max(1, min(len(words), len(known)))


def _cheats(entry: dict[str, Any], filler: str, chooser: random.Random) -> Iterator[tuple[str, str]]:
    claim, said = plain(entry["claim"]), plain(chooser.choice(entry["states"]))
    yield "absent", shuffled(claim, chooser)
    yield "absent", shuffled(said, chooser)
    yield "absent", keywords(claim, chooser)
    yield "absent", sprinkled(claim, plain(filler), chooser)
    yield "states", claim
    exchanged = swapped(claim, chooser)
    if exchanged is not None:
        yield "absent", exchanged
    denied = negated(claim, chooser)
    if denied is not None:
        yield "opposite", denied


def spoken_rows(measured: Measurer) -> Iterator[Row]:
    """Every claim of the topic in every answer, but for those that can be argued about."""
    asked: dict[tuple[str, str], tuple[str, list[Claim]]] = {}
    for entry in contrast_claims(calibration=True):
        _, claims = asked.setdefault((entry["file"].split("-")[0], entry["topic"]), ("", []))
        claims.append(Claim(entry["claim"], (), tuple(entry["misconceptions"])))
    for one in _learned_questions():
        asked[BANK, one.id] = (
            one.text,
            [Claim(p.claim, p.terms, p.misconceptions) for p in one.key_points],
        )
    for answer in spoken_answers():
        question, claims = asked.get((answer.group, answer.topic), ("", []))
        for listed in (True, False):
            shown = claims if listed else [replace(claim, misconceptions=()) for claim in claims]
            found = measured.rows(shown, answer.text, question) if claims else []
            for claim, values in zip(claims, found, strict=True):
                if claim.text not in answer.unsure:
                    label, _ = answer.said.get(claim.text, ("absent", ""))
                    yield Row("spoken", f"{answer.group}/{answer.topic}", label, values)


def _learned_questions() -> list[Question]:
    bank = load_bank(ROOT / "questions.json").questions
    return [question for question in bank if question.role == ROLE and question.id not in HELD_OUT_QUESTIONS]


def student_rows(measured: Measurer, folder: Path) -> Iterator[Row]:
    labels = {"correct": "states", "contradictory": "opposite", "incorrect": "absent"}
    for name in ("scientsbank", "beetle"):
        for entry in graded(folder, name):
            claims = [Claim(text) for text in split_claims(entry["reference"])]
            if entry["split"] == "unseen-answers" and len(claims) == 1:
                for values in measured.rows(claims, entry["answer"], entry["question"]):
                    yield Row("students", entry["qid"], labels[entry["label"]], values)


def bank_rows(measured: Measurer) -> Iterator[Row]:
    questions = _learned_questions()
    for number, question in enumerate(questions):
        claims = [Claim(p.claim, p.terms, p.misconceptions) for p in question.key_points]
        other = questions[(number + 5) % len(questions)].expert_answer
        wrong = " ".join(point.misconceptions[0] for point in question.key_points if point.misconceptions)
        texts = (("states", question.expert_answer), ("absent", other), ("opposite", wrong))
        for listed in (True, False):
            asked = claims if listed else [replace(claim, misconceptions=()) for claim in claims]
            for label, text in texts:
                for values in measured.rows(asked, text, question.text):
                    yield Row("bank", f"{BANK}/{question.id}", label, values)


def fit(rows: Sequence[Row]) -> LogisticRegression:
    sizes = {source: sum(row.source == source for row in rows) for source in SHARES}
    model = LogisticRegression(C=STRENGTH, max_iter=5_000)
    model.fit(
        np.array([row.values for row in rows]),
        np.array([OUTCOMES.index(row.label) for row in rows]),
        sample_weight=np.array(
            [
                SHARES[row.source]
                * len(rows)
                / sizes[row.source]
                * (CONTRARY if row.label == "opposite" else 1)
                for row in rows
            ]
        ),
    )
    return model


def held_out(rows: Sequence[Row]) -> NDArray[np.float64]:
    """Probabilities for every row from a fit that saw no row of its topic, shape (rows, 4)."""
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
    report = {}
    for source in SHARES:
        index = [i for i, row in enumerate(rows) if row.source == source]
        if not index:
            continue
        labels = np.array([rows[i].label for i in index])
        told = chances[index, 0] + 0.5 * chances[index, 1]
        best = np.array(OUTCOMES)[chances[index].argmax(axis=1)]
        one = {
            "rows": float(len(index)),
            "accuracy_4_way": float((best == labels).mean()),
            "states_against_absent_auc": _auc(told, labels, "states", "absent"),
            "states_against_opposite_auc": _auc(told, labels, "states", "opposite"),
            "opposite_against_states_auc": _auc(chances[index, 2], labels, "opposite", "states"),
            "opposite_called_states": float((best[labels == "opposite"] == "states").mean()),
            "calibration_error_states": calibration_error(chances[index, 0], labels == "states"),
        }
        report[source] = {key: round(value, 3) for key, value in one.items() if not np.isnan(value)}
    return report


def _auc(scores: NDArray[np.float64], labels: NDArray[np.str_], positive: str, negative: str) -> float:
    pick = np.isin(labels, [positive, negative])
    return auc(scores[pick], labels[pick] == positive)


def _fingerprint(coefficients: dict[str, list[float]]) -> str:
    """Part of the judge's identity: other coefficients are another judge."""
    return sha256(json.dumps(coefficients).encode()).hexdigest()[:8]


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=PUBLIC)
    parser.add_argument("--out", type=Path, default=ROOT / "voiceprep/judging/calibration.json")
    args = parser.parse_args()
    measured = Measurer()
    rows = [*contrast_rows(measured), *spoken_rows(measured), *bank_rows(measured)]
    if args.data.is_dir():
        rows += student_rows(measured, args.data)
    else:
        print(f"{args.data} is not here: fitted without student answers.", file=sys.stderr)
    report = figures(rows, held_out(rows))
    model = fit(rows)
    coefficients = {
        outcome: [round(float(value), 4) for value in (*model.coef_[index], model.intercept_[index])]
        for index, outcome in enumerate(OUTCOMES)
    }
    record = {
        "version": f"2-{_fingerprint(coefficients)}",
        "features": [field.name for field in fields(Measures)],
        "coefficients": coefficients,
        "record": {
            "command": "python -m training.fit_verdicts",
            "judge": measured.judge.identity,
            "shares": SHARES,
            "contrary": CONTRARY,
            "held_out": f"{FOLDS} folds, whole topics left out",
            "figures": report,
        },
    }
    args.out.write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(report, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
