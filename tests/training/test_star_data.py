"""The labelled answers: sound, apart from the held-out ones, and how labels meet our own clauses."""

from __future__ import annotations

import json
from itertools import chain
from typing import TYPE_CHECKING

import pytest

from training.star_data import (
    FIT,
    LETTERS,
    ROOT,
    LabelledAnswer,
    about_the_same_jobs,
    labels_of,
    load_answers,
    onto_labelled,
)
from voiceprep.judging.plain import plain
from voiceprep.questions.bank import load_bank
from voiceprep.scoring.quantities import has_quantity
from voiceprep.story import Part, Telling

if TYPE_CHECKING:
    from pathlib import Path

HELD_OUT = ROOT / "benchmarks/star/data/held_out.jsonl"
BOTH = pytest.mark.parametrize("path", [FIT, HELD_OUT], ids=["fit", "held out"])
S, A, R = Part.SITUATION, Part.ACTION, Part.RESULT


def _answer(*clauses: tuple[str, Part], job: str = "nurse") -> LabelledAnswer:
    texts, labels = zip(*clauses, strict=True)
    return LabelledAnswer(
        "a", "plain", job, "good", texts, labels, Telling.EPISODE, True, False, False, False
    )


def _clauses(path: Path) -> set[str]:
    return {plain(clause) for answer in load_answers(path) for clause in answer.clauses}


# Apart


def test_no_clause_is_fitted_on_and_measured_with() -> None:
    assert _clauses(FIT) & _clauses(HELD_OUT) == set()


def test_no_manner_of_speaking_is_in_both() -> None:
    styles = [{answer.style for answer in load_answers(path)} for path in (FIT, HELD_OUT)]
    assert styles[0] & styles[1] == set()


def test_no_run_of_eight_words_is_in_both() -> None:
    """Beyond whole clauses: no sentence was made from one on the other side."""

    def runs(path: Path) -> set[tuple[str, ...]]:
        found = set()
        for clause in _clauses(path):
            words = clause.split()
            found |= {tuple(words[at : at + 8]) for at in range(len(words) - 7)}
        return found

    assert runs(FIT) & runs(HELD_OUT) == set()


def test_answers_about_the_same_jobs_are_counted_by_exact_name() -> None:
    measured = [_answer(("I did it.", A), job=job) for job in ("nurse", "nurse", "cook", "head nurse")]
    fitted = [_answer(("I did it.", A), job=job) for job in ("nurse", "driver")]
    assert about_the_same_jobs(measured, fitted) == 2


def test_the_saved_result_has_the_share_of_jobs_that_the_data_have() -> None:
    saved = json.loads((ROOT / "benchmarks/results/star.json").read_text(encoding="utf-8"))["held_out"]
    answers = load_answers(HELD_OUT)
    assert (saved["answers"], saved["jobs_fitted"]) == (
        len(answers),
        about_the_same_jobs(answers, load_answers(FIT)),
    )


def test_no_example_of_the_bank_was_fitted_on() -> None:
    fitted = _clauses(FIT)
    for question in load_bank(ROOT / "questions.json").questions:
        if question.star_example is not None:
            example = question.star_example
            for text in (example.situation, example.task, example.action, example.result, example.lesson):
                assert plain(text or "") not in fitted


# Sound


@BOTH
def test_there_are_enough_and_their_ids_are_their_own(path: Path) -> None:
    answers = load_answers(path)
    assert len(answers) >= 75
    assert len({answer.id for answer in answers}) == len(answers)


@BOTH
def test_fields_agree_with_the_labels_of_the_clauses(path: Path) -> None:
    for answer in load_answers(path):
        assert answer.result == (R in answer.labels), answer.id
        assert answer.lesson == (Part.LESSON in answer.labels), answer.id
        assert answer.result or not (answer.number or answer.checkable), answer.id
        assert answer.checkable or not answer.number, answer.id
        assert all(clause.strip() == clause and clause for clause in answer.clauses), answer.id


def test_what_counts_as_a_figure_is_what_the_labellers_of_the_fit_counted() -> None:
    """But for two figures of speech: the "best day in a year", and feeling "ten centimetres taller"."""
    differ = [
        answer.id
        for answer in load_answers(FIT)
        if answer.number
        != any(
            has_quantity(text)
            for text, label in zip(answer.clauses, answer.labels, strict=True)
            if label is R
        )
    ]
    assert len(differ) <= 2


@BOTH
def test_the_second_pass_has_a_label_for_every_clause_of_its_answers(path: Path) -> None:
    answers = {answer.id: answer for answer in load_answers(path)}
    lines = path.with_name("second_labels.jsonl").read_text(encoding="utf-8").splitlines()
    entries = [json.loads(line) for line in lines]
    assert len(entries) >= 90
    for entry in entries:
        assert len(entry["labels"]) == len(answers[entry["id"]].clauses)
        assert set(entry["labels"]) <= set(LETTERS)


# Labels and clauses


def test_our_clause_has_the_label_of_most_of_its_words() -> None:
    answer = _answer(("It was cold and dark.", S), ("I lit a fire.", A), ("It was warm.", R))
    assert [word.text for word in answer.words] == list(chain(*(clause.split() for clause in answer.clauses)))
    assert labels_of(answer, [(0, 9), (9, 12)]) == [S, R]
    assert labels_of(answer, [(0, 3), (3, 8), (8, 12)]) == [S, A, R]


def test_a_labelled_clause_gets_the_part_of_most_of_its_words() -> None:
    answer = _answer(("It was cold and dark.", S), ("I lit a fire.", A), ("It was warm.", R))
    assert onto_labelled(answer, [(0, 3), (3, 12)], [S, A]) == [S, A, A]
    assert onto_labelled(answer, [(0, 2), (2, 12)], [S, A]) == [A, A, A]
    assert onto_labelled(answer, [(0, 5), (5, 9), (9, 12)], [S, A, R]) == [S, A, R]
