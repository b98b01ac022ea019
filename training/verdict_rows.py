"""What the verdicts are fitted on: claims judged in answers, with what the answers really say.

Not seen when the reader was trained (but for one student answer in eighteen, which the training split has
word for word):

* the topics of our contrast sets that were kept out (`judge_rows.contrast_claims(calibration=True)`), but for
  claims that training has in other words: each text alone, and between other texts on the topic; with
  misconceptions and without; and as cheats;
* where the folder is there, graded student answers of SemEval-2013 to known questions (unseen answers);
* whole spoken answers on those topics and on the bank's questions that are not held out
  (`training.spoken_answers`);
* answers to course questions that were kept out (`training.course_answers`).

And, seen in training but only sentence by sentence: the bank's expert answers to the same questions, whole,
against their own and other questions' key points.
"""

from __future__ import annotations

import json
import random
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from benchmarks.judging.items import ROLE, own_claim
from training.augment import SoundsAlike, keywords, misheard, negated, shuffled, sprinkled, swapped
from training.course_answers import course_answers, course_questions, course_topics
from training.judge_rows import HELD_OUT_QUESTIONS, ROOT, contrast_claims, graded
from training.spoken_answers import BANK, spoken_answers
from voiceprep.judging.interface import Claim, Reading
from voiceprep.judging.lexical import content_stems
from voiceprep.judging.measures import OUTCOMES, Measures
from voiceprep.judging.onnx import OnnxMiniLM
from voiceprep.judging.onnx_reader import OnnxReader
from voiceprep.judging.plain import plain
from voiceprep.judging.reading_judge import ReadingJudge
from voiceprep.judging.retrieval import READ_WORDINGS
from voiceprep.questions.bank import load_bank
from voiceprep.questions.claims import split_claims
from voiceprep.values import Word

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from voiceprep.questions.model import Question

SEED = 7
WORDINGS = ROOT / "training/data/wordings.jsonl"
"""Written by us from the claims alone, without a look at the texts that are judged."""
COURSE_WORDINGS = ROOT / "training/data/course_wordings.jsonl"
"""The same for the pieces of references of half of the course questions that are kept for calibration."""
ALIKE_FROM = 0.8
"""Share of common words of content from which on two claims say the same."""
TEXTS = {"states": 2, "partly": 1, "opposite": 2, "absent": 2}
"""Texts that are taken of each claim, by label: all would take three times as long and say little more."""


@dataclass(frozen=True, slots=True)
class Row:
    """One labelled judgement."""

    source: str
    group: str
    """What must not be split between fit and check."""
    label: str
    values: tuple[float, ...]


class Measurer:
    """Measures of a claim in an answer, as the judge computes them; with its other wordings or without."""

    def __init__(self, *, worded: bool) -> None:
        self.worded = worded
        self.seen: list[Measures] = []
        self.judge = ReadingJudge(OnnxMiniLM(), OnnxReader(), weigh=self)

    @property
    def identity(self) -> str:
        return "to be calibrated"

    @property
    def wordings(self) -> int:
        return READ_WORDINGS if self.worded else 0

    def __call__(self, measures: Measures, _wordings: int, /) -> Reading:
        """Note them; the answer is below every threshold, so that no quote is looked for."""
        self.seen.append(measures)
        return Reading(0.0, 0.0, 0.0, 1.0)

    def rows(self, claims: Sequence[Claim], text: str, question: str = "") -> list[tuple[float, ...]]:
        """One row per claim; none where the answer has nothing to read."""
        self.seen.clear()
        asked = claims if self.worded else [replace(claim, wordings=()) for claim in claims]
        self.judge.judge(asked, [Word(part) for part in text.split()], question=question)
        return [measures.row() for measures in self.seen]


def contrast_rows(measured: Measurer) -> Iterator[Row]:
    chooser = random.Random(SEED)
    claims = _unlike_training(contrast_claims(calibration=True))
    texts = [text for entry in claims for name in OUTCOMES for text in entry[name]]
    sounds = SoundsAlike(word for text in texts for word in plain(text).split())
    for entry in claims:
        topic = f"{entry['file'].split('-')[0]}/{entry['topic']}"
        full = own_claim(entry, WORDINGS)
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
        claims.append(own_claim(entry, WORDINGS))
    for one in _learned_questions(worded=measured.worded):
        asked[BANK, one.id] = (
            one.text,
            [Claim.of(point) for point in one.key_points],
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


def _learned_questions(*, worded: bool) -> list[Question]:
    """Those that may be learned from; where other wordings are to be read, those that have some."""
    bank = load_bank(ROOT / "questions.json").questions
    return [
        question
        for question in bank
        if question.role == ROLE
        and question.id not in HELD_OUT_QUESTIONS
        and (not worded or all(point.wordings for point in question.key_points))
    ]


def course_rows(measured: Measurer) -> Iterator[Row]:
    """Every piece of a reference in every answer, but for those that can be argued about.

    Where other wordings are to be read, only of the questions whose pieces all have some.
    """
    questions = course_questions(calibration=True)
    lines = COURSE_WORDINGS.read_text(encoding="utf-8").splitlines()
    known = {json.loads(line)["claim"] for line in lines}
    asked = {
        topic[0]["topic"]: [
            own_claim(one, COURSE_WORDINGS) if measured.worded else Claim(one["claim"]) for one in topic
        ]
        for topic in course_topics(questions)
        if not measured.worded or all(one["claim"] in known for one in topic)
    }
    for answer in course_answers(questions):
        claims = asked.get(answer.topic, [])
        found = measured.rows(claims, answer.text, answer.topic) if claims else []
        if not found:  # Nobody put the claims in other words, or the answer only reads the question back.
            continue
        for claim, values in zip(claims, found, strict=True):
            if claim.text not in answer.unsure:
                label, _ = answer.said.get(claim.text, ("absent", ""))
                yield Row("courses", f"{answer.group}/{answer.topic}", label, values)


def student_rows(measured: Measurer, folder: Path) -> Iterator[Row]:
    labels = {"correct": "states", "contradictory": "opposite", "incorrect": "absent"}
    for name in ("scientsbank", "beetle"):
        for entry in graded(folder, name):
            claims = [Claim(text) for text in split_claims(entry["reference"])]
            if entry["split"] == "unseen-answers" and len(claims) == 1:
                for values in measured.rows(claims, entry["answer"], entry["question"]):
                    yield Row("students", entry["qid"], labels[entry["label"]], values)


def bank_rows(measured: Measurer) -> Iterator[Row]:
    questions = _learned_questions(worded=measured.worded)
    for number, question in enumerate(questions):
        claims = [Claim.of(point) for point in question.key_points]
        other = questions[(number + 5) % len(questions)].expert_answer
        wrong = " ".join(point.misconceptions[0] for point in question.key_points if point.misconceptions)
        texts = (("states", question.expert_answer), ("absent", other), ("opposite", wrong))
        for listed in (True, False):
            asked = claims if listed else [replace(claim, misconceptions=()) for claim in claims]
            for label, text in texts:
                for values in measured.rows(asked, text, question.text):
                    yield Row("bank", f"{BANK}/{question.id}", label, values)
