"""Find every fault of a bank and say it in plain words.

The shape is checked against `schema.json` (JSON Schema 2020-12); what a schema cannot see (double
ids, unknown roles, a star example that is missing) is checked here.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from voiceprep.errors import BankError
from voiceprep.questions.halves import halves
from voiceprep.questions.reading import read_json, read_with_bytes

if TYPE_CHECKING:
    from pathlib import Path

    from jsonschema.exceptions import ValidationError


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with a bank."""

    file: str
    question: str | None
    """Id of the question, or "question 3" where it has none; None for the file as a whole."""
    field: str
    """Dotted path within the question, such as `key_points[2].weight`; empty for the whole."""
    message: str

    def __str__(self) -> str:
        place = ": ".join(part for part in (self.file, self.question, self.field) if part)
        return f"{place}: {self.message}"


def sound_document(path: Path) -> tuple[dict[str, Any], str]:
    """The parsed bank at `path`, and its version (`Bank.version`). Raises BankError where it has faults."""
    document, content = read_with_bytes(path)
    refuse_faults(document, path)
    return document, hashlib.sha256(content).hexdigest()[:12]


def refuse_faults(document: Any, path: Path) -> None:
    """Raise a BankError that names the first faults of the bank that was read from `path`, if it has any."""
    if found := document_faults(document, path.name):
        listed = "\n".join(f"  {fault}" for fault in found[:5])
        more = f"\n  and {len(found) - 5} more" if len(found) > 5 else ""
        raise BankError(
            f"{path} has {len(found)} fault{'s' if len(found) > 1 else ''}:\n{listed}{more}",
            next_step=f"Mend them; `voiceprep questions check {path}` lists them all.",
        )


def faults(path: Path) -> list[Fault]:
    """All faults of the bank at `path`, in the order of the file; empty where it is sound.

    Raises BankError where the file cannot even be read.
    """
    return document_faults(read_json(path), str(path))


def document_faults(document: Any, file: str) -> list[Fault]:
    """All faults of a parsed bank; `file` is the name that they carry."""
    # A required field that is missing is reported once per field by the library: keep one.
    found = list(dict.fromkeys(_shape_faults(document, file)))
    return found or [*_halves(document, file), *_meaning_faults(document, file)]


def _shape_faults(document: Any, file: str) -> Iterator[Fault]:
    from jsonschema import Draft202012Validator

    errors = sorted(
        Draft202012Validator(_spelled_out()).iter_errors(document),
        key=lambda error: _order(error.absolute_path),
    )
    for error in errors:
        question, field = _place(document, error.absolute_path)
        yield Fault(file=file, question=question, field=field, message=_plain(error))


@cache
def _schema() -> dict[str, Any]:
    schema: dict[str, Any] = json.loads(
        resources.files(__package__).joinpath("schema.json").read_text(encoding="utf-8")
    )
    return schema


@cache
def _spelled_out() -> dict[str, Any]:
    """The schema with every reference replaced by what it means: to look them up takes half of the time."""
    schema = _schema()

    def meant(part: Any) -> Any:
        if isinstance(part, list):
            return [meant(one) for one in part]
        if not isinstance(part, dict):
            return part
        if "$ref" in part:
            return meant(schema["$defs"][part["$ref"].removeprefix("#/$defs/")])
        return {key: meant(value) for key, value in part.items() if key != "$defs"}

    whole: dict[str, Any] = meant(schema)
    return whole


def _order(path: Sequence[str | int]) -> tuple[tuple[int, str], ...]:
    return tuple((part, "") if isinstance(part, int) else (-1, part) for part in path)


def _place(document: Any, path: Sequence[str | int]) -> tuple[str | None, str]:
    """Split a JSON path into the question it lies in and the field within it."""
    parts = list(path)
    question = None
    if len(parts) >= 2 and parts[0] == "questions" and isinstance(parts[1], int):
        entry = document["questions"][parts[1]]
        named = entry.get("id") if isinstance(entry, Mapping) else None
        question = named if isinstance(named, str) and named else f"question {parts[1] + 1}"
        parts = parts[2:]
    field = ""
    for part in parts:
        field += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if field else part
    return question, field


def _plain(error: ValidationError) -> str:
    kind: str = str(error.validator)
    limit: Any = error.validator_value
    instance: Any = error.instance
    value = json.dumps(instance, ensure_ascii=False, default=str)
    value = value if len(value) <= 60 else value[:57] + "..."
    names = {
        "object": "an object",
        "array": "a list",
        "string": "text",
        "number": "a number",
        "integer": "a whole number",
    }
    if kind == "required":
        missing = [name for name in limit if name not in instance]
        return "is missing " + ", ".join(f"`{name}`" for name in missing) + "."
    if kind == "pattern":
        if limit == r"\S":
            return "must not be empty."
        return f"{value} must be lower-case letters and digits, joined by single hyphens."
    plain = {
        "type": lambda: f"{value} must be {names.get(str(limit), limit)}.",
        "enum": lambda: f"{value} must be one of {', '.join(map(str, limit))}.",
        "const": lambda: f"{value} must be {json.dumps(limit)}.",
        "minItems": lambda: f"must have at least {limit} entries.",
        "maxItems": lambda: f"must have at most {limit} entries.",
        "minimum": lambda: f"{value} must be at least {limit}.",
        "maximum": lambda: f"{value} must be at most {limit}.",
        "exclusiveMinimum": lambda: f"{value} must be more than {limit}.",
        "maxLength": lambda: f"is longer than {limit} characters.",
    }
    return plain[kind]() if kind in plain else error.message


def _halves(document: Any, file: str) -> Iterator[Fault]:
    for path, message in halves(document):
        question, field = _place(document, path)
        yield Fault(file=file, question=question, field=field, message=message)


def _meaning_faults(document: Any, file: str) -> Iterator[Fault]:
    roles = [role["id"] for role in document["roles"]]
    for role in sorted({role for role in roles if roles.count(role) > 1}):
        yield Fault(file=file, question=None, field="roles", message=f'"{role}" is listed twice.')
    doubled = {name for name, count in Counter(q["id"] for q in document["questions"]).items() if count > 1}
    for question in document["questions"]:

        def fault(field: str, message: str, name: str = question["id"]) -> Fault:
            return Fault(file=file, question=name, field=field, message=message)

        if question["id"] in doubled:
            yield fault("id", "is used by more than one question.")
        if question["role"] not in roles:
            yield fault("role", f'"{question["role"]}" is not among the roles of the file.')
        if question["kind"] == "experience" and "star_example" not in question:
            yield fault("star_example", "is missing; every experience question carries a STAR example.")
        yield from (fault(*slip) for slip in _misspelt(question, "question", ""))
        for number, point in enumerate(question["key_points"], start=1):
            yield from (fault(*slip) for slip in _misspelt(point, "key_point", f"key_points[{number}]."))
        yield from _key_point_faults(question, fault)


def _misspelt(entry: Mapping[str, Any], kind: str, where: str) -> Iterator[tuple[str, str]]:
    """Fields that are unknown and spelt nearly like one that may be left out; others are the author's."""
    from rapidfuzz import fuzz, process

    schema = _schema()["$defs"][kind]
    # A misspelt field that must be there is missing, and has been told as such.
    optional = [name for name in schema["properties"] if name not in schema["required"]]
    for name in entry:
        if name in schema["properties"]:
            continue
        if near := process.extractOne(name, optional, scorer=fuzz.ratio, score_cutoff=80):
            yield f"{where}{name}", f"is not a known field; did you mean `{near[0]}`?"


def _key_point_faults(question: Any, fault: Any) -> Iterator[Fault]:
    points = question["key_points"]
    ids = Counter(point["id"] for point in points)
    claims = Counter(folded(point["claim"]) for point in points)
    for number, point in enumerate(points, start=1):
        where = f"key_points[{number}]"
        if not math.isfinite(point["weight"]):
            yield fault(f"{where}.weight", "must be a finite number.")
        if ids[point["id"]] > 1:
            yield fault(f"{where}.id", f'"{point["id"]}" is used twice within the question.')
        if claims[folded(point["claim"])] > 1:
            yield fault(f"{where}.claim", "is the same as another claim of the question.")
        for index, misconception in enumerate(point.get("misconceptions", []), start=1):
            if folded(misconception) == folded(point["claim"]):
                yield fault(
                    f"{where}.misconceptions[{index}]", "says the same as the claim it should contradict."
                )
    for at, index, message in wording_slips(points):
        yield fault(f"key_points[{at + 1}].wordings[{index + 1}]", message)


def wording_slips(points: Sequence[Mapping[str, Any]]) -> Iterator[tuple[int, int, str]]:
    """Wordings that add nothing or mislead: key point and wording, both counted from 0, and what is wrong.

    `points`: all key points of a question, as a bank has them.
    """
    claims = {folded(point["claim"]) for point in points}
    wrong = {folded(text) for point in points for text in point.get("misconceptions", [])}
    for at, point in enumerate(points):
        before: set[str] = set()
        for index, wording in enumerate(map(folded, point.get("wordings", []))):
            if wording == folded(point["claim"]):
                yield at, index, "is the same as the claim."
            elif wording in claims:
                yield at, index, "is the same as another claim of the question."
            elif wording in wrong:
                yield at, index, "is the same as a misconception of the question."
            elif wording in before:
                yield at, index, "is given twice."
            before.add(wording)


def folded(text: str) -> str:
    """Without the case and the blanks that make no difference."""
    return " ".join(text.lower().split())
