"""Numbered questions and answers as plain text, the way guides on the web are copied.

    1. What is a hash map?
    Expert answer: A hash map finds ...

Also `Q:` and `A:`, `Q1.` and `Ans.`, questions without numbers that end with a question mark, and stories
after "STAR example". What stands around them (titles, buttons, related pages) is left aside and told.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from voiceprep.questions.importing.numbered import numbered_questions
from voiceprep.questions.importing.written import Aside, Readout, Written, counted

if TYPE_CHECKING:
    from collections.abc import Sequence

_ASKED = re.compile(r"^\s*Q(?:uestion)?\s*[:.)]\s*(\S.*)$", re.IGNORECASE)
_ANSWER = re.compile(
    r"^\s*(?:(?:expert|model|sample|suggested|example|ideal|good|best|short)\s+)?(?:answer|ans)\.?\s*\d{0,3}\s*"
    r"(?:[:)\-\u2013\u2014]|\.(?!\d))\s*"
    r"|^\s*A\s*\d{0,3}\s*[:.)](?:\s+|$)"
    r"|^\s*STAR(?:\s+(?:example|answer|story|method))?\s*[:\-\u2013\u2014]\s*(?=\S)",
    re.IGNORECASE,
)
_ON_ONE_LINE = re.compile(
    r"(?<=[?.!])[ \t]+(?=(?:(?:Answer|Ans|ANSWER|ANS)\.?\s*\d{0,3}\s*[:.)\-\u2013\u2014]"
    r"|A\s*\d{0,3}\s*:|A\d{1,3}[.)])\s)"
)
"""Not "A." alone, which is an initial as often."""
_FURNITURE_FROM = 3
"""A line that stands in this many answers word for word belongs to the page, not to the answers."""
_HEADING_WORDS = 8


@dataclass(frozen=True, slots=True)
class _Start:
    line: int
    question: str


def read_text(text: str) -> Readout:
    """The questions of `text` in order, each with its answer, and all that is neither."""
    lines = _ON_ONE_LINE.sub("\n", text).splitlines()
    starts = _starts(lines)
    if not starts:
        return Readout((), ())
    aside = [Aside(line.strip(), "stands before the first question") for line in lines[: starts[0].line]]
    ends = [*(start.line for start in starts[1:]), len(lines)]
    blocks = [lines[start.line + 1 : end] for start, end in zip(starts, ends, strict=True)]
    furniture = _furniture(blocks)
    written = []
    for start, block in zip(starts, blocks, strict=True):
        one, left = _question(start.question, [line for line in block if line.strip() not in furniture])
        written.append(one)
        aside += left
    aside += [Aside(line, "stands in many answers word for word", times) for line, times in furniture.items()]
    return Readout(tuple(written), tuple(one for one in _collapsed(aside) if one.text))


def without_label(line: str) -> str | None:
    """What stands behind "Expert answer:" in that line; None where it is not labelled."""
    label = _ANSWER.match(line)
    return line[label.end() :] if label else None


def _starts(lines: Sequence[str]) -> list[_Start]:
    asked = [
        _Start(number, match.group(1)) for number, line in enumerate(lines) if (match := _ASKED.match(line))
    ]
    labels = [number for number, line in enumerate(lines) if _ANSWER.match(line)]
    numbered = [_Start(one.line, one.text) for one in numbered_questions(lines, labels)]
    if asked or numbered:
        return max(asked, numbered, key=len)
    return [
        _Start(number, re.sub(r"^[-*•]\s+", "", line.strip()))
        for number, line in enumerate(lines)
        if line.rstrip().endswith("?")
        and (re.match(r"[-*•]\s", line) or not (number and lines[number - 1].strip()))
        and any(later.strip() for later in lines[number + 1 : number + 3])
    ]


def _question(question: str, block: Sequence[str]) -> tuple[Written, list[Aside]]:
    aside: list[Aside] = []
    label = next((number for number, line in enumerate(block) if _ANSWER.match(line)), None)
    if label is None:
        body = list(block)
        while body and body[0][:1].islower() and not question.endswith(("?", ".", "!")):
            question = f"{question} {body.pop(0).strip()}"
    else:
        between, body = list(block[:label]), list(block[label:])
        body[0] = without_label(body[0]) or ""
        while between and not question.endswith(("?", ".", "!")) and between[0].strip():
            question = f"{question} {between.pop(0).strip()}"
        aside += [Aside(line.strip(), "stands between question and answer") for line in between]
    end = next((number for number in range(1, len(body)) if _is_heading(body, number)), len(body))
    aside += [Aside(line.strip(), "stands behind the answer, below a heading") for line in body[end:]]
    return Written(question.strip(), "\n".join(body[:end]).strip()), aside


def _is_heading(lines: Sequence[str], number: int) -> bool:
    """A few words without a full stop, between blank lines: another part of the page begins."""
    line = lines[number].strip()
    alone = not lines[number - 1].strip() and (number + 1 == len(lines) or not lines[number + 1].strip())
    return (
        alone
        and any(before.strip() for before in lines[:number])
        and 0 < len(line.split()) <= _HEADING_WORDS
        and line[0].isupper()
        and line[-1] not in ".,;:!?"
    )


def _furniture(blocks: Sequence[Sequence[str]]) -> dict[str, int]:
    """Not what may be the whole of an answer: three questions may well be answered "it depends"."""
    seen: Counter[str] = Counter()
    for block in blocks:
        lines = {line.strip() for line in block if line.strip() and not _ANSWER.match(line)}
        if len(lines) > 1 or any(_ANSWER.match(line) for line in block):
            seen.update(lines)
    return {line: times for line, times in seen.items() if times >= _FURNITURE_FROM}


def _collapsed(aside: Sequence[Aside]) -> tuple[Aside, ...]:
    """Furniture has been counted already; the rest is counted here."""
    ready = tuple(one for one in aside if one.times > 1)
    return counted(one for one in aside if one.times == 1) + ready
