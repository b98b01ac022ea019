"""What is compared: our judge, its earlier version, its parts, and the cheap baselines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from benchmarks.judging.embedding.embedding_judge import EmbeddingJudge
from benchmarks.judging.frozen_head import FrozenHeadReader
from voiceprep.judging.lexical import content_stems, recall
from voiceprep.judging.onnx import OnnxMiniLM
from voiceprep.judging.onnx_reader import OnnxReader
from voiceprep.judging.plain import plain_words
from voiceprep.judging.reading_judge import ReadingJudge, calibrated, uncalibrated
from voiceprep.judging.remembering import RememberingEmbedder
from voiceprep.scoring.coverage import PARTLY_CREDIT
from voiceprep.values import Word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.judging.items import Item
    from voiceprep.judging.interface import Embedder, Judge

REMEMBERED = 400_000
"""Readings and vectors kept: some 700 MB."""


@dataclass(frozen=True)
class Scored:
    """One answer's result. Baselines know no opposites: for them `opposite` is 1 - score."""

    score: float
    opposite: float
    states: float
    outcome: str | None = None
    """Verdict where there is a single claim and the scorer gives one."""


class Scorer(Protocol):
    def __call__(self, items: Sequence[Item]) -> list[Scored]: ...


def _plain(value: float) -> Scored:
    return Scored(score=value, opposite=1.0 - value, states=value)


class JudgeScorer:
    """A judge of voiceprep: mean over the claims, as `voiceprep judge --pairs` gives it."""

    def __init__(self, judge: Judge) -> None:
        self.judge = judge

    def __call__(self, items: Sequence[Item]) -> list[Scored]:
        from voiceprep.scoring.coverage import verdict_of

        found = []
        asked, all_judged = None, []
        for item in items:
            among = item.among or item.claims
            # The key points of one long answer follow each other.
            if asked != (among, item.answer, item.question):
                asked = (among, item.answer, item.question)
                answer = [Word(part) for part in item.answer.split()]
                all_judged = self.judge.judge(among, answer, question=item.question)
            judged = [one for claim, one in zip(among, all_judged, strict=True) if claim in item.claims]
            found.append(
                Scored(
                    score=float(np.mean([j.states + PARTLY_CREDIT * j.partly for j in judged])),
                    opposite=float(np.mean([j.opposite for j in judged])),
                    states=float(np.mean([j.states for j in judged])),
                    outcome=verdict_of(judged[0])[0].value if len(judged) == 1 else None,
                )
            )
        return found


class Cosine:
    """Whole reference against whole answer."""

    def __init__(self, embedder: Embedder) -> None:
        self.embedder = embedder

    def __call__(self, items: Sequence[Item]) -> list[Scored]:
        references = self.embedder.embed([_reference(item) for item in items])
        answers = self.embedder.embed([item.answer for item in items])
        return [_plain(float(value)) for value in (references * answers).sum(axis=1)]


class CommonScorer:
    """What open-source interview bots do: one vector per transcript, a claim matches above 0.35."""

    def __init__(self, embedder: Embedder) -> None:
        self.embedder = embedder

    def __call__(self, items: Sequence[Item]) -> list[Scored]:
        found = []
        for item in items:
            cosines = (
                self.embedder.embed([c.text for c in item.claims]) @ self.embedder.embed([item.answer])[0]
            )
            found.append(_plain(float(np.where(cosines > 0.35, cosines, 0.0).mean())))
        return found


def content_recall(items: Sequence[Item]) -> list[Scored]:
    """Share of the reference's words of content that the answer has."""
    return [_plain(recall(content_stems(_reference(i)), content_stems(i.answer))) for i in items]


class Smaller:
    """The smaller of cosine and recall, each as a z-score over the items."""

    def __init__(self, embedder: Embedder) -> None:
        self.cosine = Cosine(embedder)

    def __call__(self, items: Sequence[Item]) -> list[Scored]:
        both = np.array([[s.score for s in self.cosine(items)], [s.score for s in content_recall(items)]])
        scaled = (both - both.mean(axis=1, keepdims=True)) / (both.std(axis=1, keepdims=True) + 1e-9)
        return [_plain(float(value)) for value in scaled.min(axis=0)]


def rouge_l(items: Sequence[Item]) -> list[Scored]:
    """F1 of the longest common subsequence of words (Lin 2004)."""
    from rapidfuzz.distance import LCSseq

    found = []
    for item in items:
        reference, answer = plain_words(_reference(item)), plain_words(item.answer)
        common = LCSseq.similarity(reference, answer)
        total = len(reference) + len(answer)
        found.append(_plain(2 * common / total if total else 0.0))
    return found


def _reference(item: Item) -> str:
    return str(item.extra.get("reference") or " ".join(claim.text for claim in item.claims))


def all_scorers() -> dict[str, Scorer]:
    """Name → scorer, ours first, the slow ones last."""
    # Several scorers read the same pairs.
    embedder = RememberingEmbedder(OnnxMiniLM(), remembered=REMEMBERED)
    reader = OnnxReader(remembered=REMEMBERED)
    return {
        "voiceprep": JudgeScorer(ReadingJudge(embedder, reader, weigh=calibrated)),
        "cosine": Cosine(embedder),
        "common scorer": CommonScorer(embedder),
        "recall": content_recall,
        "smaller of both": Smaller(embedder),
        "ROUGE-L": rouge_l,
        "previous version": JudgeScorer(EmbeddingJudge(embedder)),
        "cross-encoder alone": JudgeScorer(ReadingJudge(embedder, reader, weigh=uncalibrated)),
        "frozen embeddings with a trained head": JudgeScorer(
            ReadingJudge(embedder, FrozenHeadReader(embedder), weigh=uncalibrated)
        ),
    }
