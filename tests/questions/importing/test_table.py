"""Tables: which column is which, what marks stand in their cells, and quotes that nobody closed."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceprep.questions.importing.markdown import read_markdown
from voiceprep.questions.importing.markup import escaped, plain
from voiceprep.questions.importing.table import read_table

ROUX = ("What is a roux?", "A roux is flour cooked in fat.")
MEAT = ("Why rest meat?", "Resting keeps the juice inside.")


def test_a_column_is_chosen_by_its_best_name_and_not_by_its_place() -> None:
    (one,) = read_table(f"Question,A,B,C,D,Answer\n{ROUX[0]},Fat,Egg,Salt,Milk,{ROUX[1]}\n").written
    assert (one.question, one.answer) == ROUX
    (one,) = read_table(f"prompt,question,answer\nBe brief.,{ROUX[0]},{ROUX[1]}\n").written
    assert (one.question, one.answer) == ROUX


def test_the_column_that_gives_way_is_told() -> None:
    readout = read_table(f"Category,Topic,Question,Answer\nCooking,Sauces,{ROUX[0]},{ROUX[1]}\n")
    assert readout.written[0].topic == "Sauces"
    assert [(one.text, one.reason) for one in readout.aside] == [("Category", "a column that is not read")]


def test_lists_in_a_cell_of_key_points_lose_their_marks() -> None:
    marked = ["- Flour swells.", "* Fat parts it. (weight 3)", "1. Heat it.", "(b) Stir it.", "\u2022 Salt."]
    cell = "\n".join(marked)
    (one,) = read_table(f'question,key_points\n{ROUX[0]},"{cell}"\n').written
    assert [(point.claim, point.weight) for point in one.points] == [
        ("Flour swells.", None),
        ("Fat parts it.", 3),
        ("Heat it.", None),
        ("Stir it.", None),
        ("Salt.", None),
    ]


def test_flash_cards_lose_the_marks_of_pages() -> None:
    answer = "<div>A <b>roux</b> is&nbsp;flour<br/>cooked in fat &amp; salted.</div>"
    roux, meat = read_table(f"{ROUX[0]}\t{answer}\n<i>Why</i> rest <a href='x'>meat</a>?\tJuice.\n").written
    assert (roux.answer, meat.question) == ("A roux is flour\ncooked in fat & salted.", MEAT[0])


def test_breaks_part_key_points() -> None:
    (one,) = read_table(f"question,key_points\n{ROUX[0]},- Flour swells.<br>- Fat parts it.\n").written
    assert [point.claim for point in one.points] == ["Flour swells.", "Fat parts it."]


def test_what_only_looks_like_a_mark_stays() -> None:
    text = "A List<String> where a < b > c, x<y, &c and AT&T; say &lt;br&gt; for a break."
    (one,) = read_table(f"question\tanswer\n{ROUX[0]}\t{text}\n").written
    assert one.answer == text.replace("&lt;", "<").replace("&gt;", ">")


_MARKS = ["<br>", "&lt;br>", "&amp;lt;", "&<b>;</b>", "&#60;b>", "<p>&nbsp;</p>"]


@given(st.text("abr /<>&;#1lt\n-ABR=\"'") | st.sampled_from(_MARKS))
def test_what_is_escaped_comes_back(text: str) -> None:
    assert plain(escaped(text)) == text


@pytest.mark.parametrize("delimiter", ["\t", ",", ";"])
def test_a_quote_that_nobody_closed_swallows_no_rows(delimiter: str) -> None:
    rows = [('"Stock is what?', "Bones in water."), ROUX, ('"Jus" is?', 'So "thin" it is.'), MEAT]
    text = "\n".join(delimiter.join(row) for row in [("question", "answer"), *rows])
    assert [(one.question, one.answer) for one in read_table(text).written] == rows


def test_cells_in_quotes_may_hold_anything() -> None:
    text = 'question,answer\r\n"What, ""then""?","One,\ntwo." ,x\r\n"","a"\r\n"Why?",""\r\n'
    readout = read_table(text)
    assert [(one.question, one.answer) for one in readout.written] == [
        ('What, "then"?', "One,\ntwo."),
        ("Why?", ""),
    ]


_CELLS = st.lists(st.lists(st.text('ab"", ;\t\n\r'), min_size=2, max_size=3), max_size=4)


@pytest.mark.parametrize("delimiter", ["\t", ",", ";"])
@given(rows=_CELLS)
def test_what_a_spreadsheet_writes_is_read_as_it_is(delimiter: str, rows: list[list[str]]) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(
        [["question", "answer"], *(["Why?", *row] for row in rows)]
    )
    readout = read_table(out.getvalue(), delimiter=delimiter)
    assert [one.answer for one in readout.written] == [row[0].strip() for row in rows]


PAGE = """\
| **Question** | Answer | Topic |
|:--|---|---|
| **What** is a `roux`? | Flour *in* fat.<br>Not `<br>` or `a\\|b`. | [Sauces](x) |
| "Why rest meat? | For the <b>juice</b>&nbsp;of a List<T>. | Meat |
| What is "jus"? | Thin. |  |
"""


def test_a_table_on_a_page_loses_its_marks_and_keeps_its_rows() -> None:
    first, second, third = read_markdown(PAGE).written
    assert (first.question, first.topic) == ("What is a roux?", "Sauces")
    assert first.answer == "Flour in fat.\nNot <br> or a|b."
    assert (second.question, second.topic) == ('"Why rest meat?', "Meat")
    assert second.answer == "For the juice of a List<T>."
    assert third.question == 'What is "jus"?'


def test_a_table_on_a_page_holds_key_points_one_a_break() -> None:
    cell = "- Flour swells.<br>- **Fat** parts it. (weight 3)"
    (one,) = read_markdown(f"| Question | Key points |\n|---|---|\n| {ROUX[0]} | {cell} |\n").written
    assert [(point.claim, point.weight) for point in one.points] == [
        ("Flour swells.", None),
        ("Fat parts it.", 3),
    ]
