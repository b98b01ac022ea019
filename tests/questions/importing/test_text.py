"""Plain text: labels as people write them, and lists that count from 1 within an answer."""

from __future__ import annotations

import pytest

from voiceprep.questions.importing.text import read_text, without_label

ROUX = ("What is a roux?", "A roux is flour cooked in fat.")
MEAT = ("Why rest meat?", "Resting keeps the juice inside.")


def _pairs(text: str) -> list[tuple[str, str]]:
    return [(one.question, one.answer) for one in read_text(text).written]


def _questions(text: str) -> list[str]:
    return [question for question, _ in _pairs(text)]


LABELS = (
    "Ans. {}",
    "Ans: {}",
    "ANS - {}",
    "Ans.1) {}",
    "Answer 1: {}",
    "Answer 12. {}",
    "Expert answer 3 \u2013 {}",
    "Answer.\n{}",
    "A1: {}",
    "A1. {}",
    "A 2) {}",
    "A1:\n{}",
)


@pytest.mark.parametrize("label", LABELS)
@pytest.mark.parametrize("numbers", [("1. ", "2. "), ("Q1: ", "Q2: "), ("Question 1. ", "Question 2. ")])
def test_a_label_may_be_short_and_have_a_number(label: str, numbers: tuple[str, str]) -> None:
    text = "\n".join(
        f"{number}{question}\n{label.format(answer)}"
        for number, (question, answer) in zip(numbers, (ROUX, MEAT), strict=True)
    )
    assert _pairs(text) == [ROUX, MEAT]


@pytest.mark.parametrize("label", ["A:", "A1:", "A1.", "Ans.", "Ans:", "Answer 1:", "Answer -", "ANS 2)"])
def test_question_and_answer_on_one_line(label: str) -> None:
    pairs = enumerate((ROUX, MEAT), start=1)
    text = "\n".join(f"Q{n}. {question} {label} {answer}" for n, (question, answer) in pairs)
    assert _pairs(text) == [ROUX, MEAT]


@pytest.mark.parametrize(
    "line", ["Ansible runs them.", "Answers vary.", "A 50 % share is much.", "A roux. It swells.", "A1 runs."]
)
def test_a_sentence_is_no_label(line: str) -> None:
    assert without_label(line) is None


def test_initials_in_a_sentence_part_no_line() -> None:
    text = "1. Who wrote it?\nIt was J. A. Smith, and not Mr. A. Jones.\n"
    assert _pairs(text) == [("Who wrote it?", "It was J. A. Smith, and not Mr. A. Jones.")]


def test_what_is_called_a_question_is_one_whatever_it_says() -> None:
    text = "Q1. Gradient descent\nIt walks downhill.\n\nQ2. Momentum\nIt remembers the way.\n"
    assert _pairs(text) == [
        ("Gradient descent", "It walks downhill."),
        ("Momentum", "It remembers the way."),
    ]
    text = text.replace("Q", "Question ").replace(".", " -", 1)
    assert _questions(text) == ["Gradient descent", "Momentum"]


def test_a_list_of_questions_within_the_answer_to_a_numbered_q_asks_nothing() -> None:
    text = "Q1: Plan\nAsk:\n1. Who is it for?\n2. Why now?\nQ2: Build\nIn small steps.\n"
    assert _questions(text) == ["Plan", "Build"]


STEPS = ["Collect the data.", "Define the metrics.", "Show it to people."]


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
@pytest.mark.parametrize("again", ["2. Why rest meat?", "2) Why rest meat?"])
def test_steps_within_an_answer_do_not_take_over_the_questions(gap: str, again: str) -> None:
    steps = gap.join(f"{n}. {step}" for n, step in enumerate(STEPS, 1))
    text = f"1. How do you begin?\nLike this:\n{steps}\n\n{again}\n{MEAT[1]}\n"
    (first, answer), second = _pairs(text)
    assert (first, second) == ("How do you begin?", MEAT)
    assert "2. Define the metrics." in answer


def test_after_the_steps_the_questions_go_on_where_they_were() -> None:
    text = (
        "1. How do you begin?\nSo:\n1. Define it.\n2. Name it.\n3. Share it.\n4. Show it.\n\n"
        "2. Why rest meat?\nFor the juice.\n3. What is a roux?\nFlour in fat.\n"
    )
    assert _questions(text) == ["How do you begin?", "Why rest meat?", "What is a roux?"]


def test_a_list_of_questions_within_an_answer_loses_no_question_behind_it() -> None:
    asked = "1. Who is it for?\n2. Who pays?\n3. Why now?"
    text = f"1. How do you plan?\nAsk:\n{asked}\n\n2. Why rest meat?\nFor the juice.\n"
    assert _questions(text)[-1] == "Why rest meat?"


def test_an_instruction_behind_a_list_that_ends_just_before_its_number_is_a_question() -> None:
    text = (
        "1. Explain roux.\nFlour in fat.\n\n2. Describe a stock.\n1. Roast bones.\n2. Boil them.\n\n"
        "3. Explain blanching.\nA short boil.\n"
    )
    assert _questions(text) == ["Explain roux.", "Describe a stock.", "Explain blanching."]
