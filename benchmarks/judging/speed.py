"""How long judging takes, and whether it gives the same twice."""

from __future__ import annotations

import statistics
import time
from typing import TYPE_CHECKING

from benchmarks.judging import items
from benchmarks.judging.figures import Figure
from voiceprep.judging.interface import Claim
from voiceprep.judging.onnx import OnnxMiniLM
from voiceprep.judging.onnx_reader import OnnxReader
from voiceprep.judging.reading_judge import ReadingJudge, calibrated
from voiceprep.questions.bank import load_bank
from voiceprep.values import Word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voiceprep.judging.interface import Judgement

RUNS = 9
WORDS = 300
"""Two minutes at 150 words a minute."""
KEY_POINTS = 8


def speed_figures() -> list[Figure]:
    """Median seconds for one answer of two minutes, models loaded, nothing remembered."""
    bank = {q.id: q for q in load_bank(items.ROOT / "questions.json").questions}
    question = bank["ml-ab-testing"]
    claims = [Claim.of(point) for point in question.key_points[:KEY_POINTS]]
    texts = [row.answer for row in items.buried() if row.group.startswith(question.id)]
    words = [Word(part) for part in " ".join(dict.fromkeys(texts)).split()][:WORDS]
    seconds, results = [], []
    for _ in range(RUNS):
        judge = ReadingJudge(OnnxMiniLM(), OnnxReader(), weigh=calibrated)
        judge.load()
        begun = time.perf_counter()
        results.append(judge.judge(claims, words, question=question.text))
        seconds.append(time.perf_counter() - begun)
    median = statistics.median(seconds)
    spread = {"fastest": round(min(seconds), 3), "slowest": round(max(seconds), 3)}
    return [
        Figure("seconds to judge a two-minute answer against 8 key points", round(median, 3), more=spread),
        Figure("same input twice: results that differ", float(_different(results)), rows=RUNS),
    ]


def _different(results: Sequence[list[Judgement]]) -> int:
    return sum(one != results[0] for one in results[1:])
