"""A page of Markdown as a flat list of what stands in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

from voiceprep.questions.importing.markup import without_tag

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_CELL_EDGE = re.compile(r"\s*(?<!\\)\|\s*")
_SAID = frozenset({"text", "code_inline", "text_special"})
"""Tokens whose content is read."""


class Sort(Enum):
    """What a block is."""

    HEADING = auto()
    TEXT = auto()
    ITEM = auto()
    CODE = auto()


@dataclass(frozen=True, slots=True)
class Block:
    """One heading, paragraph, list entry or piece of code."""

    sort: Sort
    depth: int
    """Level of a heading from 1, nesting of a list entry from 1; else 0."""
    text: str
    """Without the marks of Markdown; line breaks of the source are blanks."""
    bold: str = ""
    """The part in bold letters that it begins with, if any."""
    number: int | None = None
    """The number of an entry in a numbered list."""


def blocks_of(text: str) -> list[Block]:
    """All blocks in order. Markdown has no faults: any text is some page."""
    from markdown_it import MarkdownIt

    found: list[Block] = []
    lists: list[int | None] = []
    starts_item, heading = False, 0
    for token in MarkdownIt("commonmark", {"html": False}).enable("table").parse(text):
        if token.type in {"bullet_list_open", "ordered_list_open"}:
            lists.append(int(token.attrGet("start") or 1) if token.type.startswith("ordered") else None)
        elif token.type in {"bullet_list_close", "ordered_list_close"}:
            lists.pop()
        elif token.type == "list_item_open":
            starts_item = True
        elif token.type == "heading_open":
            heading = int(token.tag[1:])
        elif token.type in {"fence", "code_block"}:
            found.append(Block(Sort.CODE, 0, token.content.strip()))
        elif token.type == "inline":
            found.append(_block(token, heading, lists, starts_item=starts_item))
            if starts_item and lists and (count := lists[-1]) is not None:
                lists[-1] = count + 1
            starts_item, heading = False, 0
    return [block for block in found if block.text]


def rows_of(text: str) -> list[list[str]]:
    """The cells of all lines that begin with a bar, as they are read; `<br>` parts lines in them."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": True})
    lines = (line.strip() for line in text.splitlines())
    rows = (_CELL_EDGE.split(line)[1:] for line in lines if line.startswith("|") and line.strip(" |:-"))
    return [[_cell(parser, cell) for cell in (row if row[-1] else row[:-1])] for row in rows]


def _cell(parser: MarkdownIt, source: str) -> str:
    parts = []
    for inline in parser.parseInline(source.replace("\\|", "|")):
        for token in inline.children or []:
            if token.type == "html_inline":
                parts.append(without_tag(token.content))
            elif token.type in _SAID:
                parts.append(token.content)
    return "\n".join(" ".join(line.split()) for line in "".join(parts).splitlines()).strip()


def _block(token: Token, heading: int, lists: Sequence[int | None], *, starts_item: bool) -> Block:
    text, bold = _inline(token.children or [])
    if heading:
        return Block(Sort.HEADING, heading, text, bold)
    if starts_item:
        return Block(Sort.ITEM, len(lists), text, bold, lists[-1] if lists else None)
    return Block(Sort.TEXT, 0, text, bold)


def _inline(children: Sequence[Token]) -> tuple[str, str]:
    """The text, and the bold part that it begins with."""
    parts: list[str] = []
    bold, inside, begun = "", 0, False
    for child in children:
        if child.type == "strong_open":
            inside = inside or (2 if begun else 1)
        elif child.type == "strong_close":
            bold = "".join(parts) if inside == 1 else bold
            inside = 0
        elif child.type in {"softbreak", "hardbreak"}:
            parts.append(" ")
        elif child.type in _SAID:
            parts.append(child.content)
            begun = begun or bool(child.content.strip())
    return " ".join("".join(parts).split()), " ".join(bold.split())
