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
    """Median seconds for one answer of two minutes, models loaded.

    With nothing remembered, and where the question's own texts are known from another answer to it.
    """
    bank = {q.id: q for q in load_bank(items.ROOT / "questions.json").questions}
    question = bank["ml-ab-testing"]
    claims = [Claim.of(point) for point in question.key_points[:KEY_POINTS]]
    texts = [row.answer for row in items.buried() if row.group.startswith(question.id)]
    words = [Word(part) for part in " ".join(dict.fromkeys(texts)).split()]
    answer, earlier = words[:WORDS], words[WORDS:]
    seconds: list[float] = []
    again: list[float] = []
    results = []
    for before, times in [([], seconds), (earlier, again)] * RUNS:
        judge = ReadingJudge(OnnxMiniLM(), OnnxReader(), weigh=calibrated)
        judge.load()
        judge.judge(claims, before, question=question.text)
        begun = time.perf_counter()
        results.append(judge.judge(claims, answer, question=question.text))
        times.append(time.perf_counter() - begun)
    return [
        _timed("seconds to judge a two-minute answer against 8 key points", seconds),
        _timed("seconds to judge it where another answer to the question was judged before", again),
        Figure("same input twice: results that differ", float(_different(results)), rows=len(results)),
    ]


def _timed(name: str, seconds: Sequence[float]) -> Figure:
    spread = {"fastest": round(min(seconds), 3), "slowest": round(max(seconds), 3)}
    return Figure(name, round(statistics.median(seconds), 3), more=spread)


def _different(results: Sequence[list[Judgement]]) -> int:
    return sum(one != results[0] for one in results[1:])
