"""Which question does an answer belong to? The one that it answers best, if by far.

Judging an answer against a whole bank would take half a minute, so the questions that share the most telling
words with it are looked at first, and only those few are judged.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from voiceprep.assess import assess, assess_transcript
from voiceprep.batch.interface import Guess
from voiceprep.judging.lexical import content_stems
from voiceprep.judging.no_judge import NoJudge
from voiceprep.values import AbstentionReason, Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voiceprep.assess import Assessor
    from voiceprep.audio.clip import Clip
    from voiceprep.questions.model import Question
    from voiceprep.transcription.hearing import Hearing
    from voiceprep.values import Take, Transcript

UNKNOWN = ""
"""Id of the question of an answer whose question is not known."""
GUESS_VERSION = "1"
SHORTLIST = 8
"""Questions that are judged."""
MIN_CONTENT = 15.0
"""Points that the best question needs."""
MIN_MARGIN = 8.0
"""Points that the next best has to be worse by."""


def guess_question(
    clip: Clip, candidates: Sequence[Question], assessor: Assessor, *, hearing: Hearing
) -> tuple[Guess | None, Take]:
    """The guess, and the answer as far as it can be assessed without a question.

    No guess where the sound or the words already forbid a score: the take says why.
    """
    # Whatever is found out about the sound and the words holds for every question.
    nobody = replace(assessor, judge=NoJudge(), story_reader=None, fillers=False)
    take = replace(assess(candidates[0], clip, nobody, hearing=hearing), question_id=UNKNOWN)
    reason = None if take.abstention is None else take.abstention.reason
    if take.transcript is None or reason not in {
        AbstentionReason.NOT_JUDGED,
        AbstentionReason.QUESTION_READ_BACK,
    }:
        return None, take
    return best_fitting(take.transcript, candidates, assessor), take


def best_fitting(transcript: Transcript, candidates: Sequence[Question], assessor: Assessor) -> Guess:
    """The question that these words answer best, and by how much."""
    results = [
        (_content(assess_transcript(question, transcript, assessor, source="")), question.id)
        for question in shortlist(transcript.text, candidates)
    ]
    results.sort(key=lambda result: -result[0])
    content, question_id = results[0]
    margin = round(content - results[1][0], 1) if len(results) > 1 else content
    sure = content >= MIN_CONTENT and margin >= MIN_MARGIN
    return Guess(question_id=question_id, content=content, margin=margin, sure=sure)


def shortlist(text: str, candidates: Sequence[Question], *, length: int = SHORTLIST) -> list[Question]:
    """The questions that share the most telling words with the text: rare ones count for more."""
    vocabularies = [set(content_stems(_wording(question))) for question in candidates]
    seen_in = Counter(stem for vocabulary in vocabularies for stem in vocabulary)
    said = set(content_stems(text))

    def shared(vocabulary: set[str]) -> float:
        return sum(math.log(1 + len(candidates) / seen_in[stem]) for stem in sorted(said & vocabulary))

    ranked = sorted(zip(candidates, vocabularies, strict=True), key=lambda pair: -shared(pair[1]))
    return [question for question, _ in ranked[:length]]


def _wording(question: Question) -> str:
    claims = " ".join(point.claim for point in question.key_points)
    return f"{question.topic} {question.text} {question.expert_answer} {claims}"


def _content(take: Take) -> float:
    return take.content or 0.0 if take.status is Status.SCORED else 0.0
