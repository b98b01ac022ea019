"""An expert answer taken apart into key points: one assertion, one sentence each.

Guides write in note form: "(1) Weights—let rare errors cost more; (2) ...", "X is slow—good for small
data", "Use A for B, C for D". Each piece becomes a sentence that can be judged without its neighbours, so
what hangs on a subject gets it back. What says nothing by itself is left aside, with the reason.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from voiceprep.questions.importing.clauses import item_clauses, running_clauses, split_outside
from voiceprep.questions.importing.words import REFERRING, sentences
from voiceprep.questions.importing.written import Aside

if TYPE_CHECKING:
    from collections.abc import Iterator

    from voiceprep.questions.model import StarExample

MIN_WORDS = 3
"""A shorter piece states nothing that could be judged."""
ITEM = re.compile(r"^\s*(?:[-*•‣·]|\(?\d{1,2}[.)]|\(?[a-z]\))\s+", re.MULTILINE)
"""The mark of an entry of a list."""
_NUMBER = re.compile(r"\((\d{1,2})\)\s*")
_RANGE = re.compile(r"(?<=\d)\s*\u2013\s*(?=\d)")


@dataclass(frozen=True, slots=True)
class Split:
    """The claims of an answer, in order, and what of it is none."""

    claims: tuple[str, ...]
    aside: tuple[Aside, ...]


def split_answer(answer: str) -> Split:
    """The key points that an expert answer makes, each as one sentence; none twice."""
    claims: dict[str, str] = {}
    aside: list[Aside] = []
    for piece in _pieces(_RANGE.sub("-", answer)):
        sentence = _sentence(piece)
        key = " ".join(sentence.lower().split())
        if _announces(piece):
            aside.append(Aside(piece, "only announces a list"))
        elif len(re.findall(r"\w+", sentence)) < MIN_WORDS:
            if re.search(r"\w", sentence):
                aside.append(Aside(piece, "too short for a claim"))
        elif key in claims:
            aside.append(Aside(piece, "said twice"))
        else:
            claims[key] = sentence
    if not claims and re.search(r"\w", answer):
        # An answer of two words is still what is asked for.
        return Split((_sentence(" ".join(answer.split())),), ())
    return Split(tuple(claims.values()), tuple(aside))


def split_story(story: StarExample) -> Split:
    """The key points of a worked story: what was done, what came of it, what was learned."""
    told = [story.action, story.result, *([story.lesson] if story.lesson else [])]
    pieces = []
    for part in told:
        for sentence in sentences(part):
            clauses = split_outside(sentence.rstrip("."), re.compile(r",\s+(?:and\s+)?(?:then\s+)?"))
            done = all(clause.partition(" ")[0].lower().endswith("ed") for clause in clauses)
            pieces += clauses if done else [sentence]
    return split_answer("\n\n".join(pieces))


def refers_back(claim: str) -> bool:
    """Whether it says something about "it" or "this", and so cannot be judged by itself."""
    first, *rest = claim.lower().split() or [""]
    if first == "it" and {"that", "whether", "what", "to"} & set(rest):
        return False  # "It must be clear to all that ...": "it" stands for what follows.
    return first.strip(",") in REFERRING


def _pieces(answer: str) -> Iterator[str]:
    for paragraph in _paragraphs(answer):
        numbers = list(_NUMBER.finditer(paragraph))
        if [int(one.group(1)) for one in numbers] != list(range(1, len(numbers) + 1)) or len(numbers) < 2:
            yield from running_clauses(paragraph)
            continue
        lead = paragraph[: numbers[0].start()]
        yield from running_clauses(lead)
        ends = [*(one.start() for one in numbers[1:]), len(paragraph)]
        for number, end in zip(numbers, ends, strict=True):
            item, *rest = sentences(paragraph[number.end() : end].strip(" ;,")) or [""]
            yield from item_clauses(item)
            yield from running_clauses(" ".join(rest))


def _paragraphs(answer: str) -> Iterator[str]:
    """Running text with its line breaks closed, and list entries one by one."""
    gathered: list[str] = []
    for line in answer.splitlines():
        starts_item, blank = ITEM.match(line), not line.strip()
        if (starts_item or blank) and gathered:
            yield " ".join(gathered)
            gathered = []
        if not blank:
            gathered.append(ITEM.sub("", line).strip())
    if gathered:
        yield " ".join(gathered)


def _announces(piece: str) -> bool:
    """Such as "Multiple strategies:", or "Use a layered approach:"."""
    return piece.rstrip().endswith(":")


def _sentence(piece: str) -> str:
    """With a capital and a full stop, without what hung on its neighbours."""
    text = " ".join(piece.split()).strip(" ;,:-\u2013\u2014")
    text = re.sub(r"^(?:and|or|but|so)\s+(?=\w)", "", text, flags=re.IGNORECASE)
    text = text[:1].upper() + text[1:] if not _written_small(text) else text
    return text if not text or text[-1] in ".!?" or text.endswith(('."', '?"', '!"')) else f"{text}."


def _written_small(text: str) -> bool:
    """Such as "mTLS" and "p95"."""
    first = text.split(maxsplit=1)[0] if text else ""
    return any(sign.isupper() or sign.isdigit() for sign in first)
