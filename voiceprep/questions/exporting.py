"""Questions as Markdown or CSV, in the forms that `importing` reads back."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Any

from voiceprep.questions.importing.claims import ITEM
from voiceprep.questions.importing.markup import escaped
from voiceprep.spreadsheets import harmless

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from voiceprep.questions.model import KeyPoint, Question, Role, StarExample

COLUMNS = (
    "question",
    "answer",
    "topic",
    "kind",
    "id",
    "role",
    "role_title",
    "seconds",
    "key_points",
    "situation",
    "task",
    "action",
    "result",
    "lesson",
)
_PARTS = ("situation", "task", "action", "result", "lesson")
_SIGNS = re.compile(r"[\\`*_\[\]<>&#~|]|^[+-](?=\s|$)|^\d{1,9}(?=[.)](?:\s|$))|^[=-]+$")


def to_markdown(questions: Sequence[Question], roles: Sequence[Role]) -> str:
    """A page that people can read and change; wordings, terms, misconceptions and follow-ups are kept.

    `roles`: those of the questions, and any others.
    """
    titles = _titles(roles)
    blocks = ["# Interview questions"]
    for number, question in enumerate(questions, start=1):
        blocks += _question(question, number, title=titles[question.role])
    return "\n\n".join(blocks) + "\n"


def to_csv(questions: Sequence[Question], roles: Sequence[Role]) -> str:
    """A row a question; its key points are one cell. Wordings, terms, misconceptions, follow-ups stay out.

    An apostrophe stands before what a spreadsheet would run, and `&lt;b>` for a tag that is talked about;
    `importing` takes both back. `roles`: as in `to_markdown`.
    """
    titles = _titles(roles)
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for question in questions:
        row: dict[str, str] = {
            "question": _line(question.text),
            "answer": _line(question.expert_answer),
            "topic": _line(question.topic),
            "kind": question.kind.value,
            "id": question.id,
            "role": question.role,
            "role_title": titles[question.role],
            "seconds": f"{question.target_seconds}",
            "key_points": "\n".join(_entry(point) for point in question.key_points),
            **_story(question.star_example),
        }
        writer.writerow({name: harmless(escaped(cell)) for name, cell in row.items()})
    return out.getvalue()


def part_of(document: Mapping[str, Any], questions: Sequence[Question]) -> dict[str, Any]:
    """The bank with these questions alone, as they stand in its file, and the roles that they need."""
    wanted = {question.id for question in questions}
    roles = {question.role for question in questions}
    return {
        **document,
        "roles": [role for role in document["roles"] if role["id"] in roles],
        "questions": [entry for entry in document["questions"] if entry["id"] in wanted],
    }


def _titles(roles: Sequence[Role]) -> dict[str, str]:
    return {role.id: _line(role.title) for role in roles}


def _question(question: Question, number: int, *, title: str) -> Iterator[str]:
    yield f"## {number}. {_escaped(question.text)}"
    yield "\n".join(
        [
            f"- topic: {_escaped(question.topic)}",
            f"- kind: {question.kind.value}",
            f"- id: {question.id}",
            f"- role: {question.role}",
            f"- role title: {_escaped(title)}",
            f"- seconds: {question.target_seconds}",
        ]
    )
    yield f"Answer: {_escaped(question.expert_answer)}"
    yield "### Key points"
    yield "\n".join(line for point in question.key_points for line in _point(point))
    if question.star_example is not None:
        yield "### Story"
        told = _story(question.star_example)
        yield "\n".join(f"- {part}: {_escaped(text)}" for part, text in told.items() if text)


def _point(point: KeyPoint) -> Iterator[str]:
    yield f"- {_escaped(_claim(point))}"
    for wording in point.wordings:
        yield f"  - in other words: {_escaped(wording)}"
    for term in point.terms:
        forms = (form.replace("|", "/") for form in (term.term, *term.spoken))
        yield f"  - term: {' | '.join(map(_escaped, forms))}"
    for wrong in point.misconceptions:
        yield f"  - wrong: {_escaped(wrong)}"
    if point.follow_up:
        yield f"  - follow-up: {_escaped(point.follow_up)}"


def _claim(point: KeyPoint) -> str:
    return f"{_line(point.claim)} (weight {point.weight:g}, id {point.id})"


def _entry(point: KeyPoint) -> str:
    """A claim in a cell, where `importing` takes the mark of a list from each line."""
    claim = _claim(point)
    return f"- {claim}" if ITEM.match(claim) else claim


def _story(story: StarExample | None) -> dict[str, str]:
    return {part: _line(getattr(story, part) or "") if story else "" for part in _PARTS}


def _line(text: str) -> str:
    return " ".join(text.split())


def _escaped(text: str) -> str:
    """One line in which no sign means anything to Markdown."""
    line = _line(text)
    return _SIGNS.sub(
        lambda sign: f"{sign.group()}\\" if sign.group().isdigit() else f"\\{sign.group()}", line
    )
