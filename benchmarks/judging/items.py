"""What is judged: claims, an answer, and what people said about it."""

from __future__ import annotations

import gzip
import json
import sys
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from voiceprep.judging.interface import Claim
from voiceprep.questions.bank import load_bank
from voiceprep.questions.claims import split_claims

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROLE = "ml-engineer"
"""The questions that the bench, the training and the calibration know."""
ROOT = Path(__file__).resolve().parent.parent.parent
OWN = Path(__file__).resolve().parent / "data"
SHARED = ROOT.parent / "shared/data"


@dataclass(frozen=True)
class Item:
    """One answer against one or more claims."""

    claims: tuple[Claim, ...]
    answer: str
    question: str = ""
    group: str = ""
    """What is alike and drawn together: the question's id, or its topic."""
    label: str = ""
    grade: float = 0.0
    """Grade by people, 0 to 1."""
    among: tuple[Claim, ...] = ()
    """All key points of the question, where `claims` are some of them: an interview judges them together."""
    extra: dict[str, Any] = field(default_factory=dict, hash=False, compare=False)


def shared_folder(folder: Path) -> Path | None:
    """The folder of the public data; None, with a word on standard error, where it is absent."""
    if folder.is_dir():
        return folder
    print(f"{folder} is not here: everything that needs it is left out.", file=sys.stderr)
    return None


def students(folder: Path, name: str, split: str = "unseen-answers") -> list[Item]:
    """Graded answers of SciEntsBank or Beetle, one reference each."""
    with gzip.open(folder / f"judging/graded_{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        entries = [json.loads(line) for line in lines]
    return [
        Item(
            claims=tuple(Claim(text) for text in split_claims(entry["reference"])),
            answer=entry["answer"],
            question=entry["question"],
            group=entry["qid"],
            label=entry["label"],
            grade=entry["score"],
            extra={"reference": entry["reference"], "label5": entry["label5"]},
        )
        for entry in entries
        if entry["split"] == split and entry["answer"].strip()
    ]


def networks(folder: Path) -> list[Item]:
    """SAF: computer networks, partial grades; unseen answers, blanks removed."""
    with gzip.open(folder / "judging/graded_saf_en.jsonl.gz", "rt", encoding="utf-8") as lines:
        entries = [json.loads(line) for line in lines]
    return [
        Item(
            claims=tuple(Claim(text) for text in split_claims(entry["reference"])),
            answer=entry["answer"],
            question=entry["question"],
            group=entry["qid"],
            label=entry["label"].lower(),
            grade=entry["score"],
            extra={"reference": entry["reference"]},
        )
        for entry in entries
        if entry["split"] == "unseen_answers"
        and entry["answer"].strip()
        and not entry["answer"].lower().startswith("no response")
    ]


def arguments(folder: Path) -> list[Item]:
    """ArgKP, dev topics: does an argument match a key point."""
    with gzip.open(folder / "judging/argkp.tsv.gz", "rt", encoding="utf-8") as lines:
        next(lines)
        rows = [line.rstrip("\n").split("\t") for line in lines]
    return [
        Item((Claim(claim),), text, group=claim, label="states" if label == "entailment" else "absent")
        for text, claim, label, split in rows
        if split == "dev"
    ]


def contrasts(*, listed: bool) -> list[Item]:
    """Our own spoken contrast pairs, with misconceptions and other wordings, or with the claim alone."""
    bank = {question.id: question for question in load_bank(ROOT / "questions.json").questions}
    items: list[Item] = []
    for entry in _lines(OWN / "contrast_bank.jsonl"):
        question = bank[entry["question"]]
        point = next(point for point in question.key_points if point.id == entry["key_point"])
        claim = Claim.of(point) if listed else Claim(point.claim)
        items += _contrast(claim, entry, group=question.id, question=question.text)
    for entry in _lines(OWN / "contrast_devops.jsonl"):
        claim = own_claim(entry) if listed else Claim(entry["claim"])
        items += _contrast(claim, entry, group=f"devops/{entry['topic']}", question="")
    return items


def _contrast(claim: Claim, entry: dict[str, Any], *, group: str, question: str) -> Iterator[Item]:
    for kind, label in (
        ("paraphrase", "states"),
        ("opposite_listed", "opposite"),
        ("opposite_unlisted", "opposite"),
        ("near_miss", "absent"),
    ):
        yield Item((claim,), entry[kind], question, group, label, extra={"kind": kind})


def buried() -> list[Item]:
    """Long spoken-style answers; one item per key point that is surely stated, contradicted or absent."""
    bank = {question.id: question for question in load_bank(ROOT / "questions.json").questions}
    own = {entry["id"]: entry for entry in _lines(OWN / "buried_questions.jsonl")}
    items: list[Item] = []
    for entry in _lines(OWN / "buried.jsonl"):
        claims, text = _claims_of(entry["question"], bank, own)
        for label in ("states", "opposite", "absent"):
            items += [
                Item(
                    (claims[name],),
                    entry["answer"],
                    text,
                    entry["question"],
                    label,
                    among=tuple(claims.values()),
                )
                for name in entry[label]
            ]
    return items


def spoken() -> list[Item]:
    """Whole answers to questions of the bank that training never saw; one item per key point.

    Left out are key points that can be argued about and those that training knows in nearly the same words.
    """
    bank = {question.id: question for question in load_bank(ROOT / "questions.json").questions}
    items: list[Item] = []
    for entry in _lines(OWN / "spoken.jsonl"):
        question = bank[entry["topic"]]
        claims = {point.claim: Claim.of(point) for point in question.key_points}
        said = {one["claim"]: one["label"] for one in entry["says"]}
        items += [
            Item(
                (claim,),
                entry["answer"],
                question.text,
                question.id,
                said.get(text, "absent"),
                among=tuple(claims.values()),
                extra={"kind": entry["kind"]},
            )
            for text, claim in claims.items()
            if text not in entry["left_out"]
        ]
    return items


def courses() -> list[Item]:
    """Answers to course questions on subjects that training never saw; one item per piece of reference."""
    items: list[Item] = []
    for entry in _lines(OWN / "courses.jsonl"):
        claims = tuple(Claim(text) for text in entry["claims"])
        for answer in entry["answers"]:
            said = {index: label for index, label, _ in answer["says"]}
            items += [
                Item(
                    (claim,),
                    answer["text"],
                    entry["question"],
                    entry["question"],
                    said.get(index, "absent"),
                    among=claims,
                    extra={"kind": answer["kind"]},
                )
                for index, claim in enumerate(claims)
                if index not in answer["unsure"]
            ]
    return items


def people(folder: Path) -> list[Item]:
    """Interview answers that people wrote; one item per key point on whose label both our readings agree.

    Against the key points of the bank's question on the subject, and against others that we wrote for each.
    """
    with (folder / "answers/human_answers.jsonl").open(encoding="utf-8") as lines:
        said = {entry["id"]: entry["answer"] for entry in map(json.loads, lines)}
    bank = {question.id: question for question in load_bank(ROOT / "questions.json").questions}
    asked: list[tuple[str, str, list[tuple[Claim, str]]]] = []
    for entry in _lines(OWN / "people_bank.jsonl"):
        question = bank[entry["question"]]
        labels = entry["says"]
        points = [(Claim.of(point), labels.get(point.id, "absent")) for point in question.key_points]
        asked.append((entry["id"], question.text, points))
    for entry in _lines(OWN / "people.jsonl"):
        points = [(Claim(point["claim"]), point["label"]) for point in entry["points"]]
        asked.append((entry["id"], entry["question"], points))
    return [
        Item((claim,), said[name], question, name, label, among=tuple(one for one, _ in points))
        for name, question, points in asked
        for claim, label in points
        if label != "unsure"
    ]


def one_wording(rows: Sequence[Item]) -> list[Item]:
    """The same without the other wordings of the claims."""

    def bare(claims: Sequence[Claim]) -> tuple[Claim, ...]:
        return tuple(replace(claim, wordings=()) for claim in claims)

    return [replace(row, claims=bare(row.claims), among=bare(row.among)) for row in rows]


def _claims_of(
    name: str, bank: dict[str, Any], own: dict[str, dict[str, Any]]
) -> tuple[dict[str, Claim], str]:
    if name in bank:
        points = bank[name].key_points
        return {point.id: Claim.of(point) for point in points}, bank[name].text
    points = own[name]["key_points"]
    return {point["id"]: own_claim(point) for point in points}, own[name]["text"]


def own_claim(entry: dict[str, Any], wordings: Path = OWN / "wordings.jsonl") -> Claim:
    """A claim that is in no bank, with its misconceptions and its other wordings.

    `wordings`: file of (claim, wordings), written from the claims alone, without a look at what is judged.
    """
    text = entry["claim"]
    return Claim(text, (), tuple(entry["misconceptions"]), _wordings(wordings)[text])


@cache
def _wordings(path: Path) -> dict[str, tuple[str, ...]]:
    return {entry["claim"]: tuple(entry["wordings"]) for entry in _lines(path)}


def texts(name: str) -> list[str]:
    """The texts of one of our own files: "rambles" or "digressions"."""
    return [entry["text"] for entry in _lines(OWN / f"{name}.jsonl")]


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
