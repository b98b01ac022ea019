"""Nothing that the bench asks about is in what the judge was trained or its verdicts were fitted on."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING

from benchmarks.judging import items
from training.course_answers import course_questions
from training.judge_rows import HELD_OUT_QUESTIONS, OUTCOMES, bank_rows, contrast_claims, contrast_rows
from voiceprep.judging.lexical import content_stems
from voiceprep.judging.plain import plain
from voiceprep.questions.bank import load_bank

if TYPE_CHECKING:
    from collections.abc import Iterator

SHARED_STEMS = 0.8
"""Two claims that share so many of their words of content are the same claim, said alike."""
MIN_STEMS = 3

BANK = [one for one in load_bank(items.ROOT / "questions.json").questions if one.role == items.ROLE]


def _test_claims() -> Iterator[str]:
    """Claims and misconceptions that the bench asks about, key points without a test text included."""
    for row in (*items.contrasts(listed=True), *items.buried(), *items.spoken(), *items.courses()):
        for claim in row.claims:
            yield claim.text
            yield from claim.misconceptions
    for question in BANK:
        if question.id in HELD_OUT_QUESTIONS:
            for point in question.key_points:
                yield point.claim
                yield from point.misconceptions
    for line in (items.OWN / "buried_questions.jsonl").read_text(encoding="utf-8").splitlines():
        for own in json.loads(line)["key_points"]:
            yield own["claim"]
            yield from own["misconceptions"]


def _test_texts() -> Iterator[str]:
    for row in (*items.contrasts(listed=True), *items.buried(), *items.spoken(), *items.courses()):
        yield row.answer
    yield from items.texts("rambles")
    yield from items.texts("digressions")


@cache
def _training_texts() -> frozenset[str]:
    """Everything on either side of a row of ours, and all that the verdicts are fitted on, in plain words."""
    rows = [*contrast_rows(), *bank_rows()]
    entries = [*contrast_claims(), *contrast_claims(calibration=True)]
    courses = [*course_questions(), *course_questions(calibration=True)]
    return frozenset(
        plain(text)
        for text in (
            *(text for row in rows for text in (row.claim, row.text)),
            *(entry["claim"] for entry in entries),
            *(text for entry in entries for key in ("misconceptions", *OUTCOMES) for text in entry[key]),
            *(claim for course in courses for claim in course["claims"]),
            *(answer["text"] for course in courses for answer in course["answers"]),
        )
    )


def _training_claims() -> Iterator[str]:
    """What is asked about in training, misconceptions included."""
    for entry in (*contrast_claims(), *contrast_claims(calibration=True)):
        yield entry["claim"]
        yield from entry["misconceptions"]
    for course in (*course_questions(), *course_questions(calibration=True)):
        yield from course["claims"]
    for question in BANK:
        if question.id not in HELD_OUT_QUESTIONS:
            for point in question.key_points:
                yield point.claim
                yield from point.misconceptions


def test_no_claim_of_the_bench_is_in_training() -> None:
    assert {plain(claim) for claim in _test_claims()} & _training_texts() == set()


def test_no_text_of_the_bench_is_in_training() -> None:
    assert {plain(text) for text in _test_texts()} & _training_texts() == set()


def test_rows_of_the_bank_ask_about_no_held_out_question() -> None:
    asked = {row.claim for row in bank_rows()} | {row.text for row in bank_rows()}
    for question in BANK:
        points = {point.claim for point in question.key_points}
        if question.id in HELD_OUT_QUESTIONS:
            assert not asked & {*points, question.text}
        else:
            assert points <= asked


def test_spoken_texts_on_held_out_questions_are_left_out() -> None:
    lines = (items.ROOT / "training/data/spoken_key_points.jsonl").read_text(encoding="utf-8").splitlines()
    entries = [json.loads(line) for line in lines]
    held_out = {entry["text"] for entry in entries if entry["question"] in HELD_OUT_QUESTIONS}
    spoken = {row.text for row in bank_rows() if row.source == "spoken"}
    assert held_out
    assert spoken == {entry["text"] for entry in entries} - held_out


def test_no_claim_of_training_is_nearly_one_of_the_bench() -> None:
    """Without a model: by the share of words of content, of the claim that has fewer of them."""
    wanted = {claim: frozenset(content_stems(claim)) for claim in _test_claims()}
    near = []
    for claim in dict.fromkeys(_training_claims()):
        mine = frozenset(content_stems(claim))
        for other, stems in wanted.items():
            smaller = min(len(mine), len(stems))
            if smaller >= MIN_STEMS and len(mine & stems) >= SHARED_STEMS * smaller:
                near.append((claim, other))
    assert near == []
