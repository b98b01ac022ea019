"""Pages: where an answer ends, and which bold words ask."""

from __future__ import annotations

import pytest

from voiceprep.questions.importing.markdown import read_markdown

HEADINGS = """\
# Kitchen

## Part one

### What is a roux?

A roux is flour cooked in fat.

#### Example

- A white roux takes two minutes.

### Why rest meat?

Resting keeps the juice inside.

## Part two

These are the harder ones.

- Take your time.

### How do you blanch?

#### Key points

- A short boil comes first.

#### Mistakes

- Ice is forgotten.

### What is a stock?

Bones in water.

## References

- A book of sauces, 1903.
"""


def test_a_heading_that_asks_nothing_ends_the_answer() -> None:
    readout = read_markdown(HEADINGS)
    roux, meat, blanch, stock = readout.written
    assert roux.answer == "A roux is flour cooked in fat.\n\n- A white roux takes two minutes."
    assert meat.answer == "Resting keeps the juice inside."
    assert stock.answer == "Bones in water."
    assert [one.topic for one in readout.written] == ["Part one", "Part one", "Part two", "Part two"]
    behind = [one.text for one in readout.aside if one.reason == "stands behind the answer, below a heading"]
    assert behind == ["These are the harder ones.", "Take your time.", "A book of sauces, 1903."]
    assert [point.claim for point in blanch.points] == ["A short boil comes first."]
    assert blanch.answer == "- Ice is forgotten."


def test_a_heading_beside_the_questions_is_no_topic() -> None:
    page = "## What is a roux?\n\nFlour in fat.\n\n## References\n\nA book.\n\n## Why rest meat?\n\nJuice.\n"
    readout = read_markdown(page)
    assert [(one.question, one.answer, one.topic) for one in readout.written] == [
        ("What is a roux?", "Flour in fat.", None),
        ("Why rest meat?", "Juice.", None),
    ]
    assert {one.text for one in readout.aside} == {"References", "A book."}


def test_an_answer_below_a_heading_of_its_own_belongs_to_the_question() -> None:
    page = "## What is it?\n\n## Answer\n\nFlour.\n\n## Key points\n\n- Flour swells.\n\n## Why?\n\nSo.\n"
    roux, _ = read_markdown(page).written
    assert (roux.answer, [point.claim for point in roux.points]) == ("Flour.", ["Flour swells."])


def test_a_heading_ends_an_answer_to_a_bold_question() -> None:
    page = "# Notes\n\n**What is a roux?**\n\nFlour in fat.\n\n## References\n\n- A book of sauces.\n"
    readout = read_markdown(page)
    assert [one.answer for one in readout.written] == ["Flour in fat."]
    assert "A book of sauces." in {one.text for one in readout.aside}


def _asked(page: str) -> list[str]:
    return [one.question for one in read_markdown(page).written]


def test_bold_words_within_an_answer_ask_nothing() -> None:
    page = (
        "**What is a roux?**\n\nFlour in fat.\n\n**How it works:** Starch swells.\n\n**Name of the game**\n\n"
        "- Fat\n  - **Why it is fast:** It melts.\n  - **Why is it hot?** It fries.\n\n"
        "**2. Describe a stock**\n\nBones.\n"
    )
    assert _asked(page) == ["What is a roux?", "Describe a stock"]


def test_where_no_bold_words_have_a_mark_or_a_number_instructions_ask() -> None:
    page = "**Explain roux**\n\nFlour.\n\n**How it works:** It swells.\n\n**Describe a stock**\n\nBones.\n"
    assert _asked(page) == ["Explain roux", "Describe a stock"]
    assert "It swells." in read_markdown(page).written[0].answer


def test_a_numbered_list_of_bold_questions() -> None:
    page = "1. **What is a roux?** Flour.\n2. **Describe a stock** Bones.\n3. **Why rest meat?** Juice.\n"
    assert _asked(page) == ["What is a roux?", "Describe a stock", "Why rest meat?"]


@pytest.mark.parametrize("mark", ["**Q{n}:** {q}\n**A{n}:** {a}\n", "**Q{n}: {q}**\n\n**Ans:** {a}\n\n"])
def test_bold_labels(mark: str) -> None:
    both = (("What is a roux?", "Flour in fat."), ("Gradient descent", "It walks downhill."))
    page = "\n".join(mark.format(n=n, q=q, a=a) for n, (q, a) in enumerate(both, 1))
    assert [(one.question, one.answer) for one in read_markdown(page).written] == list(both)


def test_a_part_in_bold_letters_ends_at_the_next_heading() -> None:
    points = "**Key points**\n\n- It swells.\n\n### Example\n\n- White roux."
    page = f"## What is a roux?\n\nFlour.\n\n{points}\n\n## Why?\n\nSo.\n"
    roux, _ = read_markdown(page).written
    assert [point.claim for point in roux.points] == ["It swells."]
    page = "## What is it?\n\n### Key points\n\n#### Essential\n\n- It swells.\n\n## Why?\n\nSo.\n"
    assert [point.claim for point in read_markdown(page).written[0].points] == ["It swells."]


def test_a_break_in_an_answer_parts_its_words() -> None:
    assert read_markdown("## What is a roux?\n\nFlour<br>in fat.\n").written[0].answer == "Flour in fat."


def test_a_heading_right_behind_a_bold_question_begins_its_answer() -> None:
    page = (
        "**1. What is a hash map?**\n\n#### Explanation\n\nA hash map finds a value by its key.\n\n"
        "**2. What is a heap?**\n\nA tree.\n"
    )
    first, second = read_markdown(page).written
    assert first.answer == "A hash map finds a value by its key."
    assert second.answer == "A tree."


def test_a_heading_behind_key_points_of_a_bold_question_ends_them() -> None:
    page = (
        "**1. What is a heap?**\n\n**Key points**\n\n- A heap is a tree.\n\n"
        "## References\n\nA book of mine.\n"
    )
    (one,) = read_markdown(page).written
    assert one.answer == ""
    assert [point.claim for point in one.points] == ["A heap is a tree."]


def test_a_table_in_an_answer_to_a_bold_question_is_no_table_of_questions() -> None:
    page = (
        "**1. What is a prompt?**\n\nText for a model.\n\n| Prompt | Answer |\n|---|---|\n| hi | hello |\n\n"
        "**2. What is a heap?**\n\nA tree.\n"
    )
    assert [one.question for one in read_markdown(page).written] == ["What is a prompt?", "What is a heap?"]
