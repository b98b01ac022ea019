"""Load a bank and find questions in it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from voiceprep.errors import BankError, UsageError
from voiceprep.packaged import packaged_path
from voiceprep.questions.check import sound_document
from voiceprep.questions.model import Bank, KeyPoint, Kind, Question, Role, StarExample, Term
from voiceprep.storage import expanded

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ENVIRONMENT_VARIABLE = "VOICEPREP_BANK"


def find_bank(given: Path | None = None) -> Path:
    """The bank to use: as given, else the environment, else the working directory, else ours."""
    if given is not None:
        return given
    if named := os.environ.get(ENVIRONMENT_VARIABLE):
        return expanded(named)
    here = Path("questions.json")
    return here if here.is_file() else packaged_path("questions.json")


def load_bank(path: Path) -> Bank:
    """Read and check the bank at `path`.

    Raises BankError that names the first faults where there are any.
    """
    document, version = sound_document(path)
    return Bank(
        path=str(path),
        version=version,
        roles=tuple(Role(id=role["id"], title=role["title"]) for role in document["roles"]),
        questions=tuple(question_from_json(entry) for entry in document["questions"]),
    )


def question_from_json(entry: Mapping[str, Any]) -> Question:
    """A question from its JSON form, which must be sound (see `check`)."""
    star = entry.get("star_example")
    return Question(
        id=entry["id"],
        role=entry["role"],
        topic=entry["topic"],
        kind=Kind(entry["kind"]),
        text=entry["text"],
        expert_answer=entry["expert_answer"],
        target_seconds=int(entry["target_seconds"]),
        key_points=tuple(_key_point(point) for point in entry["key_points"]),
        star_example=None
        if star is None
        else StarExample(
            situation=star["situation"],
            task=star["task"],
            action=star["action"],
            result=star["result"],
            lesson=star.get("lesson"),
        ),
    )


def find_question(bank: Bank, question_id: str) -> Question:
    """The question with that id. Raises UsageError that names the nearest ids."""
    for question in bank.questions:
        if question.id == question_id:
            return question
    near = nearest([question.id for question in bank.questions], question_id)
    hint = f"Did you mean {' or '.join(near)}? " if near else ""
    raise UsageError(
        f'There is no question "{question_id}" in {bank.path}.',
        next_step=f"{hint}`voiceprep questions list` shows all ids.",
    )


def find_role(bank: Bank, role_id: str) -> Role:
    """The role with that id. Raises UsageError that names those there are."""
    for role in bank.roles:
        if role.id == role_id:
            return role
    raise UsageError(
        f'There is no role "{role_id}" in {bank.path}.',
        next_step=f"Choose from {', '.join(role.id for role in bank.roles)}.",
    )


def role_titles(bank: Bank, questions: Sequence[Question]) -> str:
    """The titles of the roles that the questions are for, as they are said in a sentence."""
    wanted = {question.role for question in questions}
    titles = [role.title for role in bank.roles if role.id in wanted]
    return " and ".join(part for part in (", ".join(titles[:-1]), titles[-1]) if part)


def nearest(names: Sequence[str], given: str, *, limit: int = 3) -> list[str]:
    """Up to `limit` of the names that resemble `given`, best first."""
    from rapidfuzz import fuzz, process

    # A cutoff of 60 of 100 keeps typing slips and shortened ids, and drops chance resemblance.
    found = process.extract(given.lower(), names, scorer=fuzz.WRatio, limit=limit, score_cutoff=60)
    return [name for name, _, _ in found]


def _key_point(entry: Mapping[str, Any]) -> KeyPoint:
    return KeyPoint(
        id=entry["id"],
        claim=entry["claim"],
        weight=float(entry["weight"]),
        wordings=tuple(entry.get("wordings", ())),
        terms=tuple(Term(term=t["term"], spoken=tuple(t["spoken"])) for t in entry.get("terms", ())),
        misconceptions=tuple(entry.get("misconceptions", ())),
        follow_up=entry.get("follow_up"),
    )


def select(
    bank: Bank, *, topics: Sequence[str] = (), roles: Sequence[str] = (), ids: Sequence[str] = ()
) -> tuple[Question, ...]:
    """Questions of the bank by ids (in that order), or by roles and topic words (in bank order).

    Without roles, those of all. Raises UsageError where nothing fits, or a role is not in the bank.
    """
    for name in roles:
        find_role(bank, name)
    if ids:
        return tuple(find_question(bank, question_id) for question_id in ids)
    chosen = tuple(
        question
        for question in bank.questions
        if (not roles or question.role in roles)
        and (
            not topics or any(topic.lower() in f"{question.topic} {question.id}".lower() for topic in topics)
        )
    )
    if not chosen:
        names = [question.topic for question in bank.questions]
        near = nearest(names, " ".join(topics)) if topics else []
        hint = f"Did you mean {' or '.join(near)}? " if near else ""
        raise UsageError(
            f"No question of {bank.path} is about {', '.join([*topics, *roles])}.",
            next_step=f"{hint}`voiceprep questions list` shows the topics.",
        )
    return chosen


def load_questions(path: Path | None = None) -> Bank:
    """`load_bank` on `find_bank`, with a word on where the file was looked for."""
    found = find_bank(path)
    if not found.is_file():
        raise BankError(
            f"There is no question bank at {found}.",
            next_step="Give one with --bank FILE, or leave the option out to use the packaged one.",
        )
    return load_bank(found)
