"""The first judge: sentence embeddings, shared words and misconceptions, calibrated on labelled answers.

Its coefficients, and what they were fitted on, are in `calibration.json`; `training/calibrate_judge.py`
makes that file. Similarity alone cannot see an opposite (docs/decisions/0005): `opposite` is found here
only where the answer comes nearer to a listed misconception than to the claim itself.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from voiceprep.judging.embedding.features import best_evidence, informative
from voiceprep.judging.embedding.windows import windows
from voiceprep.judging.interface import Claim, Embedder, Judgement
from voiceprep.judging.remembering import RememberingEmbedder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voiceprep.values import Word

OUTCOMES = ("states", "partly", "opposite", "absent")


@dataclass(frozen=True, slots=True)
class Calibration:
    """A multinomial logistic regression over `Features`."""

    version: str
    coefficients: dict[str, tuple[float, ...]]
    """Outcome → one coefficient per feature, the intercept last."""

    def probabilities(self, row: Sequence[float]) -> dict[str, float]:
        """Probability of each outcome; they sum to 1."""
        logits = {
            outcome: sum(a * b for a, b in zip(weights, (*row, 1.0), strict=True))
            for outcome, weights in self.coefficients.items()
        }
        top = max(logits.values())
        raised = {outcome: math.exp(value - top) for outcome, value in logits.items()}
        total = sum(raised.values())
        return {outcome: value / total for outcome, value in raised.items()}


@cache
def load_calibration() -> Calibration:
    """The coefficients that ship with voiceprep."""
    record = json.loads(resources.files(__package__).joinpath("calibration.json").read_text(encoding="utf-8"))
    return Calibration(
        version=record["version"],
        coefficients={outcome: tuple(record["coefficients"][outcome]) for outcome in OUTCOMES},
    )


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
