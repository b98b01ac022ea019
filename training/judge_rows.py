"""Labelled (claim, text) rows for the judge: public data, our own contrast sets, and the bank.

Labels are sets of outcomes that are allowed, because sources differ in what they tell apart: "neutral" of a
general inference set may be partly right, "not entailed" may be the contrary as well. A row's loss is the
negative logarithm of the probability that the model gives to the allowed outcomes together.
"""

from __future__ import annotations

import gzip
import json
import random
from collections import defaultdict
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOT = Path(__file__).resolve().parent.parent
PUBLIC = ROOT.parent / "shared/data/judging"
"""Public labelled pairs; not part of the project (docs/decisions/0010)."""
OUTCOMES = ("states", "partly", "opposite", "absent")
STATES, PARTLY, OPPOSITE, ABSENT = ({name} for name in OUTCOMES)
ROLE = "ml-engineer"
"""Only these questions are learned from; those of other roles came later."""
HELD_OUT_QUESTIONS = frozenset(
    {
        "ml-drift",
        "ml-class-imbalance",
        "ml-ab-testing",
        "ml-batch-or-real-time",
        "ml-regularization",
        "ml-mlops",
        "ml-explaining-models",
    }
)
"""Questions of the bank that training never sees: the bench judges them."""

_LABELS = {
    "entailment": frozenset(STATES),
    "neutral": frozenset(PARTLY | ABSENT),
    "contradiction": frozenset(OPPOSITE),
    "not_entailment": frozenset(PARTLY | OPPOSITE | ABSENT),
}
_SHARES = {
    "ambient": (1.0, None),
    "argkp": (1.5, {"train"}),
    "breaking_nli": (0.4, None),
    "cad_nli": (2.0, None),
    "cannot_parts": (0.45, None),
    "dnc_megaveridicality": (0.5, None),
    "equate_numeric": (0.5, None),
    "fever_dev": (0.8, None),
    "fever_symmetric": (1.0, None),
    "hans_regen": (0.3, None),
    "help_conj": (0.5, None),
    "med": (0.5, None),
    "mnli_gold": (2.0, None),
    "negation_and_nli": (2.0, None),
    "snli_devtest": (1.5, None),
}
"""File → how many times a row comes up in one pass (template-like and noisy files less often), and the
splits that may be used (None: all)."""
_ARGKP_NEGATIVES = 0.5
"""Four of five ArgKP pairs do not match; half of those are enough."""
CALIBRATION_TOPICS = 8
STUDENTS = ("beetle", "scientsbank")
STUDENT_SHARE = 3.0
CONTRAST_SHARE = 2.5


@dataclass(frozen=True, slots=True)
class Row:
    """One claim, one text, and what the text may be said to do with the claim."""

    claim: str
    text: str
    allowed: frozenset[str]
    source: str
    share: float = 1.0
    """How many times it comes up in one pass, on average."""


def public_rows(folder: Path) -> Iterator[Row]:
    """Inference pairs and graded student answers; test splits kept for the bench are left out."""
    seen: set[tuple[str, str]] = set()
    for name, (share, splits) in _SHARES.items():
        with gzip.open(folder / f"{name}.tsv.gz", "rt", encoding="utf-8") as lines:
            next(lines)
            for line in lines:
                premise, hypothesis, label, split = line.rstrip("\n").split("\t")
                if (premise, hypothesis) in seen or (splits is not None and split not in splits):
                    continue
                seen.add((premise, hypothesis))
                weight = share * (_ARGKP_NEGATIVES if name == "argkp" and label != "entailment" else 1.0)
                yield Row(hypothesis, premise, _LABELS[label], name, weight)
    yield from student_rows(folder)


def student_rows(folder: Path) -> Iterator[Row]:
    """Graded answers of Beetle and SciEntsBank, training split."""
    for name in STUDENTS:
        for entry in graded(folder, name):
            if entry["split"] != "train":
                continue
            # SciEntsBank's "incorrect" mixes partly right and wrong answers; only Beetle tells them apart.
            allowed = {
                "correct": STATES,
                "contradictory": OPPOSITE,
                "partially_correct_incomplete": PARTLY,
                "irrelevant": ABSENT,
                "non_domain": ABSENT,
            }.get(entry["label5"] or entry["label"], PARTLY | ABSENT)
            yield Row(entry["reference"], entry["answer"], frozenset(allowed), name, STUDENT_SHARE)
            yield Row(entry["reference"], entry["question"], frozenset(ABSENT), name, 0.1)


def graded(folder: Path, name: str) -> list[dict[str, str]]:
    """One of the graded sets, as it is."""
    with gzip.open(folder / f"graded_{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def contrast_claims(*, calibration: bool = False) -> list[dict[str, Any]]:
    """Our own claims with texts that state, half state, contradict or miss them.

    One topic in CALIBRATION_TOPICS is kept out of training, whole, for the fit of the verdicts.
    """
    claims = [
        json.loads(line) | {"file": path.stem}
        for path in sorted((ROOT / "training/data/contrast").glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    return [claim for claim in claims if _kept_for_calibration(claim["topic"]) == calibration]


def _kept_for_calibration(topic: str) -> bool:
    return sha256(topic.encode()).digest()[0] % CALIBRATION_TOPICS == 0


def topics(claims: Sequence[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """The claims of each topic."""
    found: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for entry in claims:
        found[entry["file"].split("-")[0], entry["topic"]].append(entry)
    return list(found.values())


def contrast_rows() -> Iterator[Row]:
    """Every text of our own sets against its claim and misconception."""
    chooser = random.Random(3)
    claims = contrast_claims()
    for entry in claims:
        claim = str(entry["claim"])
        for outcome in OUTCOMES:
            for text in entry[outcome]:
                yield Row(claim, text, frozenset({outcome}), "contrast", CONTRAST_SHARE)
        for wrong in entry["misconceptions"]:
            yield Row(claim, wrong, frozenset(OPPOSITE), "contrast", 1.0)
            # What states the claim contradicts its misconception; misconceptions are judged like claims.
            yield Row(wrong, chooser.choice(list(entry["states"])), frozenset(OPPOSITE), "contrast", 1.0)
            if not entry["file"].startswith("science"):
                # The second of the opposites says the misconception in other words (not in that file).
                yield Row(wrong, entry["opposite"][1], frozenset(STATES), "contrast", 1.5)
            yield Row(wrong, chooser.choice(list(entry["absent"])), frozenset(ABSENT), "contrast", 0.5)
        yield from _turned_round(entry, chooser)
        elsewhere = chooser.choice(claims)["states"]
        yield Row(claim, chooser.choice(list(elsewhere)), frozenset(ABSENT), "other", 0.5)


def _turned_round(entry: dict[str, Any], chooser: random.Random) -> Iterator[Row]:
    """What people say, taken as the claim: then right and wrong statements stand on both sides."""
    said, other, third = chooser.sample(list(entry["states"]), 3)
    wrong = chooser.choice(list(entry["opposite"]))
    yield Row(wrong, said, frozenset(OPPOSITE), "contrast", 1.0)
    yield Row(said, wrong, frozenset(OPPOSITE), "contrast", 1.0)
    yield Row(said, other, frozenset(STATES), "contrast", 1.0)
    yield Row(other, third, frozenset(STATES), "contrast", 1.0)
    yield Row(said, chooser.choice(list(entry["absent"])), frozenset(ABSENT | PARTLY), "contrast", 1.0)


def bank_rows() -> Iterator[Row]:
    """The bank's claims, misconceptions and follow-ups, and our passages on them; held-out questions not."""
    chooser = random.Random(5)
    bank = json.loads((ROOT / "questions.json").read_text(encoding="utf-8"))
    points = {}
    for question in bank["questions"]:
        if question["role"] != ROLE or question["id"] in HELD_OUT_QUESTIONS:
            continue
        for point in question["key_points"]:
            points[question["id"], point["id"]] = point
            claim = point["claim"]
            yield Row(claim, claim, frozenset(STATES), "bank", 0.5)
            yield Row(claim, point["follow_up"], frozenset(ABSENT), "bank", 0.5)
            yield Row(claim, question["text"], frozenset(ABSENT), "bank", 0.5)
            sibling = chooser.choice([p for p in question["key_points"] if p is not point])
            yield Row(claim, sibling["claim"], frozenset(ABSENT | PARTLY), "bank", 1.0)
            for wrong in point["misconceptions"]:
                yield Row(claim, wrong, frozenset(OPPOSITE), "bank", 2.0)
                yield Row(wrong, claim, frozenset(OPPOSITE), "bank", 2.0)
                yield Row(wrong, wrong, frozenset(STATES), "bank", 0.5)
    lines = (ROOT / "training/data/spoken_key_points.jsonl").read_text(encoding="utf-8").splitlines()
    for entry in map(json.loads, lines):
        found = points.get((entry["question"], entry["key_point"]))
        if found is not None:
            yield Row(found["claim"], entry["text"], frozenset({entry["label"]}), "spoken", CONTRAST_SHARE)
