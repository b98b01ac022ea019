"""How far two labelling passes agree: Cohen's kappa, per clause and per field of an answer."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

from training.star_data import LETTERS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from training.star_data import LabelledAnswer

FIELDS = ("result", "number", "checkable", "lesson")


def agreement(answers: Sequence[LabelledAnswer], second: Path) -> dict[str, float]:
    """Kappa of the clause labels and of each field, over the answers that have a second pass."""
    others = {
        entry["id"]: entry for entry in map(json.loads, second.read_text(encoding="utf-8").splitlines())
    }
    both = [(answer, others[answer.id]) for answer in answers if answer.id in others]
    pairs = [
        (mine.value, LETTERS[letter].value)
        for answer, other in both
        for mine, letter in zip(answer.labels, other["labels"], strict=True)
    ]
    found = {"answers": len(both), "clauses": len(pairs), "clause labels": kappa(pairs)}
    found["kind of answer"] = kappa([(answer.telling.value, other["episode"]) for answer, other in both])
    for field in FIELDS:
        found[field] = kappa([(str(getattr(answer, field)), str(other[field])) for answer, other in both])
    return found


def kappa(pairs: Sequence[tuple[str, str]]) -> float:
    """Agreement beyond chance (Cohen 1960); 1 where both say the same and nothing else is said."""
    seen = sum(one == other for one, other in pairs) / len(pairs)
    first, second = (Counter(column) for column in zip(*pairs, strict=True))
    chance = sum(first[label] * second[label] for label in first) / len(pairs) ** 2
    return 1.0 if chance == 1 else round((seen - chance) / (1 - chance), 4)
