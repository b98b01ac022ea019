"""Every form of a file gives its questions with their answers, and tells what else was in it."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.questions.importing import samples
from voiceprep.errors import BankError
from voiceprep.questions.importing.markdown import read_markdown
from voiceprep.questions.importing.table import read_table
from voiceprep.questions.importing.text import read_text
from voiceprep.questions.importing.written import Readout, Written

ROUX = ("What is a roux?", "A roux is flour cooked in fat.")
MEAT = ("Why rest meat?", "Resting keeps the juice inside.")


def _pairs(readout: Readout) -> list[tuple[str, str]]:
    return [(one.question, one.answer) for one in readout.written]


def test_a_copied_guide_gives_all_questions_and_tells_what_stood_around_them() -> None:
    readout = read_text(samples.GUIDE)
    assert [one.question[:7] for one in readout.written] == ["Explain", "Design ", "Describ", "How do "]
    assert readout.written[0].answer.startswith("Yeast turns")
    assert readout.written[2].answer.startswith("Situation: Flat loaves")
    assert readout.written[3].answer == "Keep it cold, and feed it weekly."
    aside = {one.text: one for one in readout.aside}
    assert aside["Open this answer"].times == 4
    assert {"BAKING", "Related pages", "Pastry", "All about cakes and tarts"} <= aside.keys()


def test_a_list_within_an_answer_is_no_question() -> None:
    steps = "In three steps:\n1. Heat the oven.\n2. Shape it.\n3. Bake it."
    text = f"1. How do you bake?\nAnswer: {steps}\n2. Why?\nAnswer: Bread."
    pairs = _pairs(read_text(text))
    assert [question for question, _ in pairs] == ["How do you bake?", "Why?"]
    assert "2. Shape it." in pairs[0][1]


def test_numbers_may_begin_again_below_another_heading() -> None:
    sauces = "1. What is a roux?\nFlour in fat.\n2. Why rest meat?\nFor the juice."
    pairs = _pairs(read_text(f"{sauces}\n\nPastry\n\n1. What is a tart?\nA flat cake."))
    assert [question for question, _ in pairs] == ["What is a roux?", "Why rest meat?", "What is a tart?"]


OTHER_FORMS = {
    "answers without labels": (read_text, "1. {q}\n{a}\n\n2. {r}\n\n{b}\n"),
    "brackets": (read_text, "1) {q}\r\nAnswer: {a}\r\n2) {r}\r\nAnswer: {b}\r\n"),
    "words": (read_text, "Question 1: {q}\n{a}\nQuestion 2: {r}\n{b}\n"),
    "letters": (read_text, "Q1. {q}\nA: {a}\n\nQ2. {r}\nA: {b}\n"),
    "one line": (read_text, "Q: {q} A: {a}\nQ: {r} A: {b}\n"),
    "a number missing": (read_text, "1. {q}\n{a}\n3. {r}\n{b}\n"),
    "list entries": (read_text, "- {q}\n  {a}\n- {r}\n  {b}\n"),
    "numbered list": (read_markdown, "1. {q}\n\n   {a}\n\n2. {r}\n\n   {b}\n"),
    "numbered bold": (read_markdown, "**Q1: {q}**\n\n{a}\n\n**Q2: {r}**\n\n{b}\n"),
    "unfolding": (
        read_markdown,
        "<details><summary><b>1. {q}</b></summary>\n\n{a}\n\n</details>\n\n### {r}\n\n{b}\n",
    ),
    "table": (read_markdown, "| Question | Answer |\n|---|---|\n| {q} | {a} |\n| {r} | {b} |\n"),
    "cards": (read_table, "{q}\t{a}\n{r}\t{b}\n"),
}


@pytest.mark.parametrize("form", OTHER_FORMS)
def test_other_forms_that_people_write(form: str) -> None:
    read, text = OTHER_FORMS[form]
    (question, answer), (second, other) = ROUX, MEAT
    readout = read(text.format(q=question, a=answer, r=second, b=other))
    assert _pairs(readout) == [ROUX, MEAT]


def test_short_instructions_ask_as_well() -> None:
    text = "1. Explain roux.\n\nFlour in fat.\n\n2. Describe your worst sauce\n\nIt burned.\n"
    assert [question for question, _ in _pairs(read_text(text))] == [
        "Explain roux.",
        "Describe your worst sauce",
    ]


def test_a_question_may_run_over_two_lines() -> None:
    text = "1. Explain how a roux\nthickens a sauce\nAnswer: The starch swells.\n"
    assert _pairs(read_text(text)) == [("Explain how a roux thickens a sauce", "The starch swells.")]


def test_letters_and_labels_instead_of_numbers() -> None:
    assert _pairs(read_text(samples.QA)) == [ROUX, MEAT]


def test_neither_numbers_nor_labels() -> None:
    (first, _), (second, answer) = _pairs(read_text(samples.UNNUMBERED))
    assert (first, second) == ("What is blanching?", "Why salt the water?")
    assert answer.endswith("raises the boiling point a little.")


def test_headings_ask_and_sub_headings_belong_to_the_answer() -> None:
    readout = read_markdown(samples.HEADINGS)
    roux, meat = readout.written
    assert (roux.question, roux.topic) == ("What is a roux?", "Sauces")
    assert roux.answer.splitlines()[0] == "A roux is flour cooked in fat."
    assert "- Starch swells in the liquid." in roux.answer
    assert (meat.topic, meat.kind, meat.answer) == ("Meat", "concept", MEAT[1])
    (point,) = meat.points
    assert (point.claim, point.weight) == (MEAT[1], 3)
    assert point.wordings == ("Leave it alone and it stays moist.",)
    assert point.misconceptions == ("Resting lets the juice run out.",)
    assert point.follow_up == "What happens to the juice?"
    assert point.terms[0].spoken == ("juices", "the fluid")
    assert any("code" in one.reason and "roux = flour" in one.text for one in readout.aside)


def test_questions_in_bold_letters() -> None:
    assert _pairs(read_markdown(samples.BOLD)) == [ROUX, MEAT]


def test_a_page_without_either_is_read_as_text() -> None:
    assert _pairs(read_markdown(samples.QA)) == [ROUX, MEAT]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_table_with_any_usual_delimiter(delimiter: str) -> None:
    text = f"Answer{delimiter}Question\n{ROUX[1]}{delimiter}{ROUX[0]}\n{MEAT[1]}{delimiter}{MEAT[0]}\n"
    assert _pairs(read_table(text)) == [ROUX, MEAT]


COMMAS = (
    ("What is a roux, and why?", "Flour, cooked in fat."),
    ("Why rest meat?", "For the juice, the warmth, and calm."),
)


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_a_comma_in_a_sentence_parts_no_cells_where_there_are_no_headings(delimiter: str) -> None:
    text = "".join(f"{question}{delimiter}{answer}\n" for question, answer in COMMAS)
    assert _pairs(read_table(text)) == list(COMMAS)


def test_rows_of_different_length_are_parted_as_their_headings_are() -> None:
    text = f"question,answer,topic\n{ROUX[0]},{ROUX[1]}\n{MEAT[0]},{MEAT[1]},Meat\n"
    assert _pairs(read_table(text)) == [ROUX, MEAT]


def test_columns_of_topic_and_kind() -> None:
    first, second = read_table(samples.TABLE).written
    assert (first.topic, first.kind, second.topic, second.kind) == ("Sauces", "concept", None, None)
    assert second.answer.endswith("stays warm.")


def test_columns_and_cells_that_are_not_read_are_told() -> None:
    text = f"Question,Answer,Level,Text\n{ROUX[0]},{ROUX[1]},2,Sauces\n{MEAT[0]},{MEAT[1]},,Meat,rare\n"
    readout = read_table(text)
    assert _pairs(readout) == [ROUX, MEAT]
    assert {(one.text, one.times) for one in readout.aside} == {("Level", 1), ("Text", 2), ("rare", 1)}


def test_cards_of_three_cells_tell_the_third() -> None:
    readout = read_table(f"{ROUX[0]}\t{ROUX[1]}\tSauces\n{MEAT[0]}\t{MEAT[1]}\tMeat\n")
    assert _pairs(readout) == [ROUX, MEAT]
    assert [one.text for one in readout.aside] == ["Sauces", "Meat"]


STORY = {"situation": "Flat loaves.", "task": "Mend.", "action": "Baked again.", "lesson": "Date it."}


def test_a_story_that_lacks_a_part_is_told_and_left_aside() -> None:
    listed = "\n".join(f"- {part}: {text}" for part, text in STORY.items())
    page = f"## When did you fail?\n\nOnce.\n\n### Story\n\n{listed}\n"
    head, row = ",".join(STORY), ",".join(STORY.values())
    table = f"question,answer,{head},result\nWhen did you fail?,Once.,{row},\n"
    for readout in (read_markdown(page), read_table(table)):
        (one,) = readout.written
        assert (one.answer, one.star) == ("Once.", None)
        assert [left.text for left in readout.aside] == list(STORY.values())
        assert {left.reason for left in readout.aside} == {"of a story without result"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is empty"),
        ("name,price\nroux,2\n", "no column question"),
        ("question,price\nWhy?,2\n", "no column answer"),
    ],
)
def test_a_table_without_the_two_columns_is_refused(text: str, message: str) -> None:
    with pytest.raises(BankError, match=message):
        read_table(text)


_PARTS = (
    "1. What is it?\n2. Why?\nAnswer: It is.\nA: Yes.\nQ: Why?\n\nHeading\n# Why so?\n- one\n**How?** So.\n"
    "| a | b |\n|---|---|\n```\nSituation: x Task: y Action: z Result: w\n3) E\n  - two\na;b"
).splitlines()
_LINES = st.lists(st.sampled_from(_PARTS) | st.text(max_size=30), max_size=25).map("\n".join)


@settings(max_examples=60)
@given(_LINES)
def test_no_text_breaks_a_reader(text: str) -> None:
    for reader in (read_text, read_markdown):
        assert all(one.question for one in reader(text).written)
    with suppress(BankError):
        read_table(text)


_WORDS = st.lists(
    st.sampled_from(["bread", "sauce", "oven", "heat", "rests", "slowly", "of", "the"]),
    min_size=3,
    max_size=9,
)
_SENTENCE = _WORDS.map(lambda words: " ".join(words).capitalize())
_GUIDES = st.lists(
    st.tuples(_SENTENCE.map(lambda text: f"{text}?"), _SENTENCE.map(lambda text: f"{text}.")),
    min_size=1,
    max_size=12,
)


@settings(max_examples=30)
@given(_GUIDES)
def test_as_many_questions_come_out_as_went_in(pairs: list[tuple[str, str]]) -> None:
    numbered = "\n".join(f"{n}. {q}\nbutton\nExpert answer: {a}" for n, (q, a) in enumerate(pairs, 1))
    headings = "\n\n".join(f"## {n}. {q}\n\n{a}" for n, (q, a) in enumerate(pairs, 1))
    labelled = "\n".join(f"Q: {q}\nA: {a}" for q, a in pairs)
    table = "question\tanswer\n" + "\n".join(f"{q}\t{a}" for q, a in pairs)
    expected = [Written(question, answer) for question, answer in pairs]
    assert list(read_text(numbered).written) == expected
    assert list(read_markdown(headings).written) == expected
    assert list(read_text(labelled).written) == expected
    assert [(one.question, one.answer) for one in read_table(table).written] == pairs
