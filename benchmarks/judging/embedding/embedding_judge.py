"""The first judge: sentence embeddings, shared words and misconceptions, calibrated on labelled answers.

Its coefficients, and what they were fitted on, are in `calibration.json`. Similarity alone cannot see an
opposite (docs/decisions/0005): `opposite` is found here only where the answer comes nearer to a listed
misconception than to the claim itself.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from benchmarks.judging.embedding.features import best_evidence, informative
from benchmarks.judging.embedding.windows import windows
from voiceprep.judging.interface import Claim, Embedder, Judgement
from voiceprep.judging.measures import Calibration, read_calibration
from voiceprep.judging.remembering import RememberingEmbedder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voiceprep.values import Word


@cache
def load_calibration() -> Calibration:
    """The coefficients of that version."""
    return read_calibration(__package__, "calibration.json")


class EmbeddingJudge:
    """Probabilities per claim from its best window."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = RememberingEmbedder(embedder)

    @property
    def identity(self) -> str:
        return f"embedding-judge {load_calibration().version} on {self._embedder.identity}"

    def load(self) -> None:
        self._embedder.load()

    def judge(
        self, claims: Sequence[Claim], answer: Sequence[Word], *, question: str = ""
    ) -> list[Judgement]:
        if not claims:
            return []
        candidates = informative(windows(answer), question)
        if not candidates:
            return [Judgement(states=0.0, partly=0.0, opposite=0.0, absent=1.0, words=None) for _ in claims]
        calibration = load_calibration()
        judgements = []
        for evidence in best_evidence(claims, candidates, self._embedder, question=question):
            chances = calibration.probabilities(evidence.features.row())
            judgements.append(
                Judgement(
                    chances["states"],
                    chances["partly"],
                    chances["opposite"],
                    chances["absent"],
                    words=(evidence.window.first, evidence.window.last),
                    contrary_words=(evidence.window.first, evidence.window.last),
                    terms_heard=evidence.terms,
                )
            )
        return judgements
