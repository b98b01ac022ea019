"""Labelled answers as the story network sees them: cut as at run time, as they were written and bare."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from training.star_data import LabelledAnswer, labels_of
from voiceprep.storytelling.clauses import clauses
from voiceprep.storytelling.features import clause_features
from voiceprep.storytelling.model import PARTS
from voiceprep.values import Word

if TYPE_CHECKING:
    from numpy.typing import NDArray

_SIGNS = '.,;:!?"()[]\u2013\u2014\u2026'


@dataclass(frozen=True, slots=True)
class Cut:
    """A labelled answer, cut as at run time."""

    answer: LabelledAnswer
    texts: tuple[str, ...]
    labels: tuple[int, ...]
    """Columns of PARTS."""
    cues: NDArray[np.float32]
    """Columns of `clause_features` between the vectors and the ones."""


@dataclass(frozen=True, slots=True)
class Shown:
    """An answer as it was written down, and bare."""

    usual: Cut
    bare: Cut


def cut(answer: LabelledAnswer, *, bare: bool = False) -> Cut:
    """As at run time; `bare`: of words in small letters, without the signs around them."""
    words = tuple(Word(without_signs(word.text)) for word in answer.words) if bare else answer.words
    ranges = clauses(words)
    texts = tuple(" ".join(word.text for word in words[first:last]) for first, last in ranges)
    nothing = np.zeros((len(texts), 0), dtype=np.float32)
    cues = clause_features(texts, nothing)[:, :-1].astype(np.float32)
    return Cut(answer, texts, tuple(PARTS.index(part) for part in labels_of(answer, ranges)), cues)


def without_signs(word: str) -> str:
    """In small letters; what stands within it stays: "10:52", "twenty-five"."""
    return word.lower().strip(_SIGNS) or word
