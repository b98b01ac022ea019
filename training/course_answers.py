"""Answers to course questions: references as teachers write them, and answers that are mostly right.

`training/data/courses/*.jsonl`, one question a line: the pieces of its reference answer in order, and answers
with what they say of which piece, as in `training.spoken_answers`. The pieces are long sentences of several
parts, notes with colons, fragments and lists; what the reader learned from tidy single statements makes it
take right answers for contraries there (docs/decisions/0029). We wrote all of it and labelled it once.
"""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from training.judge_rows import ROOT
from training.spoken_answers import SpokenAnswer

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

FOLDER = ROOT / "training/data/courses"
GROUP = "courses"
CALIBRATION_QUESTIONS = 6
"""One question in so many is kept out of training, for the fit of the verdicts."""


def course_questions(*, calibration: bool = False) -> list[dict[str, Any]]:
    """The questions to train on, or those that are kept for calibration, in the order of the files."""
    questions = [
        json.loads(line)
        for path in sorted(FOLDER.glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    return [one for one in questions if _kept_for_calibration(one["question"]) == calibration]


def _kept_for_calibration(question: str) -> bool:
    return sha256(question.encode()).digest()[0] % CALIBRATION_QUESTIONS == 0


def course_topics(questions: Sequence[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """The claims of each question, as `spoken_answers.spoken_rows` wants them."""
    return [
        [
            {"file": GROUP, "topic": one["question"], "claim": claim, "misconceptions": []}
            for claim in one["claims"]
        ]
        for one in questions
    ]


def course_answers(questions: Sequence[dict[str, Any]]) -> Iterator[SpokenAnswer]:
    """All answers to the questions."""
    for one in questions:
        claims = one["claims"]
        for answer in one["answers"]:
            yield SpokenAnswer(
                GROUP,
                one["question"],
                answer["text"],
                {claims[index]: (label, quote) for index, label, quote in answer["says"]},
                frozenset(claims[index] for index in answer["unsure"]),
            )
