"""What every embedder, every reader and every judge promises."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from voiceprep.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from voiceprep.questions.model import KeyPoint, Term
    from voiceprep.values import Word


class JudgingError(EngineError):
    """An embedder or a judge failed on a text."""


class Embedder(Protocol):
    """Turns sentences into vectors. The constructor is cheap; `load` does the heavy part, once."""

    @property
    def identity(self) -> str:
        """Engine, model and its hash, such as "onnx all-MiniLM-L6-v2 int8 8199be6f"."""
        ...

    def load(self) -> None:
        """Make ready; may be called again at no cost. Raises MissingError."""
        ...

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One unit-length row per text, shape (len(texts), 384).

        Loads first if need be. A text's row does not depend on the other texts. Raises JudgingError.
        """
        ...


@dataclass(frozen=True, slots=True)
class Reading:
    """What one piece of text does with one claim: four probabilities that sum to 1."""

    states: float
    partly: float
    opposite: float
    absent: float


class Reader(Protocol):
    """Reads a claim and a text together. The constructor is cheap; `load` does the heavy part, once."""

    @property
    def identity(self) -> str:
        """Engine, model and its hash."""
        ...

    def load(self) -> None:
        """Make ready; may be called again at no cost. Raises MissingError."""
        ...

    def read(self, pairs: Sequence[tuple[str, str]]) -> list[Reading]:
        """One reading per (claim, text), in order. Both are plain (`judging.plain`).

        A reading does not depend on the other pairs. Raises JudgingError.
        """
        ...


@dataclass(frozen=True, slots=True)
class Claim:
    """What to look for in an answer."""

    text: str
    terms: tuple[Term, ...] = ()
    misconceptions: tuple[str, ...] = ()
    wordings: tuple[str, ...] = ()
    """The same in other words."""

    @classmethod
    def of(cls, point: KeyPoint) -> Claim:
        """What a key point of a bank asks for."""
        return cls(point.claim, point.terms, point.misconceptions, point.wordings)


@dataclass(frozen=True, slots=True)
class MaybeSaid:
    """A term of the claim that was perhaps said and misheard."""

    term: str
    words: tuple[int, int]
    """Word range of what the recogniser wrote in its place."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What became of one claim in one answer: four probabilities that sum to 1, and where to look."""

    states: float
    partly: float
    opposite: float
    absent: float
    words: tuple[int, int] | None
    """Word range that states it, wholly or in part; None for an answer without words."""
    contrary_words: tuple[int, int] | None = None
    """Word range that says the contrary; None where nothing comes near that."""
    terms_heard: tuple[str, ...] = ()
    """Glossary terms of the claim that the answer uses."""
    maybe_said: MaybeSaid | None = None
    nearest: float | None = None
    """How near the answer comes to the claim's subject: highest cosine of its own text, -1 to 1; None where
    not measured."""
    worded: bool = False
    """Whether the claim was read in other wordings too: such measures have coefficients of their own."""
    measures: Mapping[str, float] = field(default_factory=dict)
    """What the probabilities were computed from, by name (docs/scoring.md); empty where nothing was read."""


class Judge(Protocol):
    """Reads claims against one answer."""

    @property
    def identity(self) -> str:
        """Method, version and the models behind it."""
        ...

    def load(self) -> None:
        """Make ready; may be called again at no cost. Raises MissingError."""
        ...

    def judge(
        self, claims: Sequence[Claim], answer: Sequence[Word], *, question: str = ""
    ) -> list[Judgement]:
        """One judgement per claim, in order.

        Words of `question` earn nothing: reading it back is no answer. Raises JudgingError.
        """
        ...
