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

from voiceprep.questions.importing.blocks import Block, Sort, blocks_of
from voiceprep.questions.importing.story import story_of
from voiceprep.questions.importing.table import read_table, written_point
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
_TAGS = re.compile(r"</?(?:details|summary|b|strong|i|em|br|p)\s*/?>", re.IGNORECASE)
_CELL_EDGE = re.compile(r"\s*(?<!\\)\|\s*")
_TABLE_EDGE = re.compile(r"^\t|\t$", re.MULTILINE)
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


def read_markdown(text: str) -> Readout:
    """The questions of a page in order; as plain text where neither headings nor bold letters ask any."""
    blocks = blocks_of(_TAGS.sub("", _SUMMARY.sub(r"\n\n### \1\n\n", text)))
    depths = Counter(block.depth for block in blocks if _heading_asks(block))
    if depths:
        # Sub-headings of an answer may sound like questions too ("How it works").
        asked = max(depths, key=lambda depth: (depths[depth], -depth))
        return _read(blocks, lambda block: block.depth == asked and _heading_asks(block))
    if any(_bold_asks(block) for block in blocks):
        return _read(blocks, _bold_asks)
    rows = [line for line in text.splitlines() if line.lstrip().startswith("|")]
    if rows and "question" in rows[0].lower():
        return read_table(
            _TABLE_EDGE.sub("", "\n".join(_CELL_EDGE.sub("\t", row) for row in rows if row.strip(" |:-"))),
            delimiter="\t",
        )
    return read_text(text)


def _heading_asks(block: Block) -> bool:
    return block.sort is Sort.HEADING and bool(_NUMBER.match(block.text) or looks_like_a_question(block.text))


def _bold_asks(block: Block) -> bool:
    return block.sort is not Sort.HEADING and bool(
        block.bold and (_NUMBER.match(block.bold) or looks_like_a_question(block.bold))
    )


def _read(blocks: Sequence[Block], asks: Callable[[Block], bool]) -> Readout:
    gathered: list[_Gathered] = []
    aside: list[Aside] = []
    section: str | None = None
    for block in blocks:
        if asks(block):
            heading = block.sort is Sort.HEADING
            question = block.text if heading else block.bold
            gathered.append(_Gathered(_NUMBER.sub("", question), section))
            rest = "" if heading else block.text[len(block.bold) :].strip(" :")
            _add_answer(gathered[-1], rest)
        elif label := _label(block):
            if gathered:
                gathered[-1].part = label
        elif block.sort is Sort.HEADING:
            section = block.text if block.depth > 1 else None
            aside.append(Aside(block.text, "a heading"))
        elif not gathered:
            aside.append(Aside(block.text, "stands before the first question"))
        elif block.sort is Sort.CODE:
            aside.append(Aside(block.text, "code, which nobody says aloud"))
        else:
            _take(gathered[-1], block)
    written = []
    for one in gathered:
        story, unfinished = story_of(one.story)
        written.append(_written(one, story))
        aside += unfinished
    return Readout(tuple(written), counted(aside))


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
