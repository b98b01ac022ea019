"""Questions and answers as Markdown: under headings, or behind questions in bold letters.

    ## What is a hash map?                     **What is a hash map?** A hash map finds ...
    A hash map finds ...

    ### Key points
    - A hash map finds a value by its key. (weight 3, id by-key)
      - in other words: You hand in the key and get what belongs to it.
      - wrong: A hash map goes through all values.
      - follow-up: How long does that take?
      - term: hash map | hashmap

The list of key points is optional; without it they are split off the answer. So are weight and id behind
each and a list of `topic: ...`, `kind: ...`, `id: ...`, `role: ...`, `role title: ...` and `seconds: ...`
right below the question. `exporting` writes this form.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from voiceprep.questions.importing.blocks import Block, Sort, blocks_of, rows_of
from voiceprep.questions.importing.story import story_of
from voiceprep.questions.importing.table import names_columns, read_rows, written_point
from voiceprep.questions.importing.text import read_text, without_label
from voiceprep.questions.importing.words import looks_like_a_question
from voiceprep.questions.importing.written import Aside, Readout, Written, WrittenPoint, counted
from voiceprep.questions.model import Term

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from voiceprep.questions.model import StarExample

_NUMBER = re.compile(r"^(?:(?:Q|Question)\s*)?#?\d{1,3}\s*[.):]\s+|^Q(?:uestion)?\s*:\s*", re.IGNORECASE)
_FIELD = re.compile(r"^(topic|kind|id|role|role title|seconds)\s*:\s*(\S.*)$", re.IGNORECASE)
_STORY = re.compile(r"^(situation|task|action|result|lesson)\s*:\s*(\S.*)$", re.IGNORECASE)
_DETAIL = re.compile(
    r"^(in other words|wording|wrong|misconception|follow-up|follow up|term)\s*:\s*(\S.*)$", re.IGNORECASE
)
_SUMMARY = re.compile(r"<summary>\s*(.*?)\s*</summary>", re.IGNORECASE)
"""A question behind which the answer unfolds, as pages on GitHub have them."""
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_TAGS = re.compile(r"</?(?:details|summary|b|strong|i|em|p)\s*/?>", re.IGNORECASE)
_BOLD = re.compile(r"\*\*(.+?)\*\*")
_ASKS_IN_BOLD = re.compile(
    r"^[ \t]*(?:(?:[-*+]|\d{1,3}[.)])[ \t]+)?\*\*(?:Q?\d{1,3}[.):][^*\n]*|[^*\n]*\?)\*\*", re.MULTILINE
)
"""A line, of no table, that begins with a numbered question or one with its mark."""
_BELOW_ALL = 7
"""Deeper than any heading, as a question in bold letters is."""
_LABELS = {
    "key points": "points",
    "key point": "points",
    "points": "points",
    "story": "story",
    "star": "story",
    "star example": "story",
    "answer": "answer",
    "expert answer": "answer",
    "model answer": "answer",
}


@dataclass(slots=True)
class _Gathered:
    """A question while its blocks are read."""

    question: str
    section: str | None
    fields: dict[str, str] = field(default_factory=dict)
    answer: list[str] = field(default_factory=list)
    points: list[WrittenPoint] = field(default_factory=list)
    story: dict[str, str] = field(default_factory=dict)
    part: str = "answer"
    part_depth: int = 0
    """Level of the heading that named the part, 0 where none did."""

    def begin(self, part: str, label: Block) -> None:
        self.part = part
        self.part_depth = label.depth if label.sort is Sort.HEADING else _BELOW_ALL

    def pass_heading(self, heading: Block) -> None:
        """What stands below a heading of any other name belongs to the answer."""
        if heading.depth <= self.part_depth:
            self.part, self.part_depth = "answer", 0


@dataclass(slots=True)
class _Page:
    """What was read of a page so far."""

    depth: int
    """Level of the headings that ask, or would."""
    gathered: list[_Gathered] = field(default_factory=list)
    aside: list[Aside] = field(default_factory=list)
    section: str | None = None
    around: str | None = "stands before the first question"
    """Why what comes next belongs to no question; None where it belongs to the last."""

    def ask(self, block: Block) -> None:
        heading = block.sort is Sort.HEADING
        one = _Gathered(_NUMBER.sub("", block.text if heading else block.bold), self.section)
        _add_answer(one, "" if heading else block.text[len(block.bold) :].strip(" :"))
        self.gathered.append(one)
        self.around = None

    def pass_heading(self, heading: Block) -> None:
        """One that asks nothing: another part of the page begins, or of the answer where it stands deeper."""
        self.aside.append(Aside(heading.text, "a heading"))
        if heading.depth < self.depth:
            self.section = heading.text if heading.depth > 1 else None
        if not self.gathered:
            return
        # Every heading stands higher than a question in bold letters; one right behind it begins the answer.
        last = self.gathered[-1]
        begins = self.depth == _BELOW_ALL and not (last.answer or last.points or last.story)
        if heading.depth <= self.depth and not begins:
            self.around = "stands behind the answer, below a heading"
        else:
            last.pass_heading(heading)

    def readout(self) -> Readout:
        written = []
        for one in self.gathered:
            story, unfinished = story_of(one.story)
            written.append(_written(one, story))
            self.aside += unfinished
        return Readout(tuple(written), counted(self.aside))


def read_markdown(text: str) -> Readout:
    """The questions of a page in order; as plain text where neither headings nor bold letters ask any."""
    blocks = blocks_of(_TAGS.sub("", _BREAK.sub(" ", _SUMMARY.sub(r"\n\n### \1\n\n", text))))
    depths = Counter(block.depth for block in blocks if _heading_asks(block))
    if depths:
        # Sub-headings of an answer may sound like questions too ("How it works").
        asked = max(depths, key=lambda depth: (depths[depth], -depth))
        return _read(blocks, lambda block: block.depth == asked and _heading_asks(block), asked)
    rows = rows_of(text)
    if rows and names_columns(rows[0]) and not _ASKS_IN_BOLD.search(text):
        return read_rows(rows)  # A table between questions is part of an answer.
    if asking := _bold_asking(blocks):
        return _read(blocks, lambda block: block in asking, _BELOW_ALL)
    if rows and "question" in " ".join(rows[0]).lower():
        return read_rows(rows)  # It says which column is missing.
    return read_text(_BOLD.sub(r"\1", text))


def _heading_asks(block: Block) -> bool:
    return block.sort is Sort.HEADING and bool(_NUMBER.match(block.text) or looks_like_a_question(block.text))


def _bold_asking(blocks: Sequence[Block]) -> frozenset[Block]:
    """Where some are marked or numbered, only those: other bold words stand over parts of an answer."""
    opening = frozenset(block for block in blocks if _bold_asks(block))
    plainly = {block for block in opening if block.bold.endswith("?") or _NUMBER.match(block.bold)}
    if any(block.number is not None for block in plainly):
        plainly |= {block for block in opening if block.number is not None}
    return frozenset(plainly) or opening


def _bold_asks(block: Block) -> bool:
    return (
        block.sort is not Sort.HEADING
        and block.depth <= 1
        and not block.bold.endswith(":")
        and bool(_NUMBER.match(block.bold) or looks_like_a_question(block.bold))
    )


def _read(blocks: Sequence[Block], asks: Callable[[Block], bool], depth: int) -> Readout:
    """`depth`: level of the headings that ask, or would."""
    page = _Page(depth)
    for block in blocks:
        if asks(block):
            page.ask(block)
        elif page.around is None and (label := _label(block)):
            page.gathered[-1].begin(label, block)
        elif block.sort is Sort.HEADING:
            page.pass_heading(block)
        elif page.around is not None:
            page.aside.append(Aside(block.text, page.around))
        elif block.sort is Sort.CODE:
            page.aside.append(Aside(block.text, "code, which nobody says aloud"))
        else:
            _take(page.gathered[-1], block)
    return page.readout()


def _label(block: Block) -> str | None:
    named = block.text if block.sort is Sort.HEADING or block.text == block.bold else ""
    return _LABELS.get(named.lower().strip(" :"))


def _take(one: _Gathered, block: Block) -> None:
    story = _STORY.match(block.text)
    if one.part == "points" and block.sort is Sort.ITEM:
        _add_point(one, block)
    elif one.part == "story" and story:
        one.story.setdefault(story.group(1).lower(), story.group(2))
    elif block.sort is Sort.ITEM and not one.answer and (named := _FIELD.match(block.text)):
        one.fields.setdefault(named.group(1).lower(), named.group(2))
    elif block.sort is Sort.ITEM:
        one.answer.append(f"- {block.text}")
    else:
        one.part = "answer"
        _add_answer(one, block.text)


def _add_answer(one: _Gathered, text: str) -> None:
    unlabelled = without_label(text)
    text = text if unlabelled is None else unlabelled
    if text:
        one.answer += [text, ""]


def _add_point(one: _Gathered, block: Block) -> None:
    detail = _DETAIL.match(block.text)
    if block.depth == 1 or not detail or not one.points:
        one.points.append(written_point(block.text))
        return
    last, name, value = one.points[-1], detail.group(1).lower(), detail.group(2)
    wordings, terms, wrong, follow_up = last.wordings, last.terms, last.misconceptions, last.follow_up
    if name == "term":
        term, *spoken = (part.strip() for part in value.split("|"))
        terms = (*terms, Term(term, tuple(filter(None, spoken)))) if term else terms
    elif name in {"in other words", "wording"}:
        wordings = (*wordings, value)
    elif name in {"wrong", "misconception"}:
        wrong = (*wrong, value)
    else:
        follow_up = value
    one.points[-1] = replace(last, wordings=wordings, terms=terms, misconceptions=wrong, follow_up=follow_up)


def _written(one: _Gathered, story: StarExample | None) -> Written:
    seconds = one.fields.get("seconds", "")
    return Written(
        question=one.question.strip(),
        answer="\n".join(one.answer).strip(),
        topic=one.fields.get("topic") or one.section,
        kind=one.fields.get("kind"),
        id=one.fields.get("id"),
        role=one.fields.get("role"),
        role_title=one.fields.get("role title"),
        seconds=int(seconds) if re.fullmatch(r"[0-9]{1,4}", seconds) else None,
        points=tuple(one.points),
        star=story,
    )
