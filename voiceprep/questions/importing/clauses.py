"""One sentence of an expert answer → the clauses in it that each assert one thing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from voiceprep.questions.importing.words import (
    ADJECTIVES,
    AUXILIARIES,
    NOUN_TOO,
    REFERRING,
    VERBS,
    finite_verb,
    is_imperative,
    sentences,
    third_person,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

_DASH = re.compile(r"\s*[\u2014\u2013]\s*(?=\S)|\s+-{1,2}\s+(?=\S)")
_CONTRAST = re.compile(r",\s+(?:while|whereas)\s+|,\s+but\s+(?!(?:it|they|this|that|these|not|also|only)\b)")
_LEAD = re.compile(r"^([^:()]{2,80}):\s+(?=\S)")
_THEN = re.compile(r",\s+(?:and\s+)?then\s+(?=\w)")
_PURPOSE = re.compile(
    r"^(?:and\s+|or\s+)?((?:[^\s,]+\s+){0,3}[^\s,]+)\s+(?:for|in|as|when|where|if|to)\s+\S", re.IGNORECASE
)
_CHOICES = frozenset({"use", "choose", "prefer", "pick", "apply", "take", "select"})
_AND_PURPOSE = re.compile(r"\s+and\s+(?=(?:[^\s,]+\s+){1,3}(?:for|when)\s)")
_HANGING = frozenset(
    """
    are by for if include includes is need needs on require requires through to use uses via when with
    """.split()  # noqa: SIM905
)
"""A lead that ends with one of these wants each entry of its list behind it."""
_DEGREES = frozenset({"most", "more", "less"})
_DESCRIBED = re.compile(
    r"(?:(?:most|more|less|very|also|often|\w+ly)\s+)*[\w-]+"
    r"(?:,| but\b| and\b| for\b| in\b| to\b| when\b| by\b| than\b| at\b|[.]?$)",
    re.IGNORECASE,
)
"""Such as "good for small data", "stable but slow", "most commonly used in practice"; not "low latency"."""
_ADJECTIVE_ENDS = ("ive", "able", "ible", "ful", "less", "ous", "ed")


def running_clauses(text: str) -> Iterator[str]:
    """The clauses of running text."""
    for sentence in sentences(text):
        for part in split_outside(sentence, re.compile(r";\s+")):
            for clause in _contrasted(part):
                yield from _clause(clause)


def _contrasted(text: str) -> list[str]:
    """Two claims where each side of "while" has a subject and a verb of its own."""
    parts = split_outside(text, _CONTRAST)
    whole = all(finite_verb(part.split()) is not None or is_imperative(part) for part in parts)
    return parts if whole else [text]


def item_clauses(text: str) -> Iterator[str]:
    """An entry of an enumeration: its heading belongs to all that stands behind it."""
    parts = split_outside(text, _DASH, once=True)
    if len(parts) == 2 and finite_verb(parts[0].split()) is None:
        yield f"{parts[0].rstrip(' :')}: {parts[1]}"
    else:
        yield from _clause(text)


def _clause(text: str) -> Iterator[str]:
    parts = split_outside(text, _DASH, once=True)
    if len(parts) == 2:
        yield from _dashed(*parts)
        return
    lead = _LEAD.match(text)
    if lead and (not is_imperative(text) or lead.group(1).split()[-1].lower() in _HANGING):
        yield from _led(lead.group(1).strip(), text[lead.end() :])
    else:
        yield from _choices(text)


def _dashed(head: str, tail: str) -> Iterator[str]:
    """What stands behind a dash is said of the subject before it."""
    words = head.split()
    verb = finite_verb(words)
    if is_imperative(head):
        yield from (head, tail) if is_imperative(tail) else (f"{head}: {tail}",)
    elif verb is None:
        yield f"{head}: {tail}"
    elif finite_verb(tail.split()) is not None and not _hangs(tail):
        yield from _choices(head)
        yield from _choices(tail)
    else:
        yield head
        yield _said(_subject(words[:verb]), tail)


def _hangs(tail: str) -> bool:
    """Whether it needs the subject before the dash: "good for reading", "prevents hot disks"."""
    first = tail.split(maxsplit=1)[0].lower().strip(",;:")
    return first in ADJECTIVES | VERBS | _DEGREES | {"used"} or _third(first)


def _third(word: str) -> bool:
    return third_person(word) and word not in NOUN_TOO


def _subject(words: list[str]) -> str:
    """Without adverbs: "dropout randomly" is about dropout."""
    while len(words) > 1 and words[-1].lower().endswith("ly"):
        words = words[:-1]
    return " ".join(words)


def _said(subject: str, tail: str) -> str:
    """The tail as a sentence about the subject; behind a colon where it is neither verb nor description."""
    words = [word.lower().strip(",;:") for word in tail.split()]
    if _third(words[0]) or words[0] in AUXILIARIES:
        return f"{subject} {tail}"
    described = next((word for word in words if not word.endswith("ly") and word not in _DEGREES), "")
    if _DESCRIBED.match(tail) and (
        described.split("-")[-1] in ADJECTIVES or described.endswith(_ADJECTIVE_ENDS)
    ):
        return f"{subject} {'are' if _is_plural(subject) else 'is'} {tail}"
    return f"{subject}: {tail}"


def _is_plural(subject: str) -> bool:
    return subject.lower().endswith("s") and not subject.lower().endswith(("ss", "is", "us"))


def _led(lead: str, rest: str) -> Iterator[str]:
    """What stands behind "Implementation:", "Choose batch when:", "In practice:"."""
    entries = split_outside(rest.rstrip(" ."), re.compile(r",\s+(?:and\s+)?"))
    alternatives = re.search(r",?\s+or\s+", rest)
    if lead.rsplit(maxsplit=1)[-1].lower() in _HANGING:
        if len(entries) < 2 or alternatives:
            yield f"{lead} {rest}"
        else:
            yield from (f"{lead} {entry}" for entry in entries)
    elif len(entries) > 1 and not alternatives and all(is_imperative(entry) for entry in entries):
        yield from entries
    elif re.match(r"(?:in|for|on|at|as|with|to|under|during)\b", lead, re.IGNORECASE):
        yield from (f"{lead}, {_lower_first(part)}" for part in _choices(rest))
    else:
        yield f"{lead}: {rest}"


def _choices(text: str) -> Iterator[str]:
    """Use A for B, C for D: one claim each."""
    words = text.split()
    if not words or words[0].lower() not in _CHOICES:
        yield from split_outside(text, _THEN) if is_imperative(text) else (text,)
        return
    chosen: list[str] = []
    body = text[len(words[0]) :].strip().rstrip(".")
    for part in (piece for comma in split_outside(body, re.compile(r",\s+")) for piece in _and_parts(comma)):
        purpose = _PURPOSE.match(part)
        if chosen and not (purpose and _names_something(purpose.group(1))):
            chosen[-1] += f", {part}"
        else:
            chosen.append(re.sub(r"^(?:and|or)\s+", "", part))
    if len(chosen) == 1 or not all(_PURPOSE.match(part) for part in chosen):
        yield text
    else:
        yield from (f"{words[0]} {part}" for part in chosen)


def _and_parts(text: str) -> list[str]:
    """`A for B and C for D` as two; `A for B and for D` stays one."""
    parts = split_outside(text, _AND_PURPOSE, once=True)
    return parts if len(parts) == 2 and _PURPOSE.match(parts[0]) else [text]


def _names_something(text: str) -> bool:
    first = text.split(maxsplit=1)[0].lower()
    return first not in {"when", "for", "in", "if", "as", "where", "to", *REFERRING}


def _lower_first(text: str) -> str:
    second = text[1:2]
    return text[:1].lower() + text[1:] if not second.isupper() else text


def split_outside(text: str, mark: re.Pattern[str], *, once: bool = False) -> list[str]:
    """`text` at every match of `mark` (at the first alone) that stands in no brackets and no quotes."""
    parts, start = [], 0
    for match in mark.finditer(text):
        before = text[: match.start()]
        if before.count("(") > before.count(")") or before.count('"') % 2:
            continue
        parts.append(text[start : match.start()])
        start = match.end()
        if once:
            break
    return [part for part in (*parts, text[start:]) if part.strip()] or [text]
