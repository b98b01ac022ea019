"""Which question does an answer belong to? The one that two ways of looking agree on, else nobody knows.

The first way: whose wording shares the most telling words with the answer, rare ones counting for more. The
second: which of the first few the judge finds answered best. Of 30 answers that people wrote, against the 118
questions of our bank, the first was wrong for 7 and the second for 12. Where both name the same question with
some distance to the next, they were right 12 times of 12. The other 18 are left open, and so are eight long
rambling answers about nothing. The distances were set on these answers (docs/batch.md).
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from voiceprep.assess import assess
from voiceprep.batch.interface import Guess
from voiceprep.from_words import assess_transcript
from voiceprep.judging.lexical import content_stems
from voiceprep.judging.no_judge import NoJudge
from voiceprep.values import AbstentionReason, Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voiceprep.assessor import Assessor
    from voiceprep.audio.clip import Clip
    from voiceprep.questions.model import Question
    from voiceprep.transcription.hearing import Hearing
    from voiceprep.values import Take, Transcript

UNKNOWN = ""
"""Id of the question of an answer whose question is not known."""
GUESS_VERSION = "1"
SHORTLIST = 8
"""Questions that are judged."""
MIN_MARGIN = 2.0
"""Points of content by which the next best has to be worse."""
MIN_LEAD = 0.05
"""Share of the answer's telling words by which the next has to be behind."""


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
    ranked = by_words(transcript.text, candidates)
    results = [
        (_content(assess_transcript(question, transcript, assessor, source="")), question.id)
        for _, question in ranked[:SHORTLIST]
    ]
    results.sort(key=lambda result: -result[0])
    content, question_id = results[0]
    margin = round(content - results[1][0], 1) if len(results) > 1 else content
    share, first = ranked[0]
    lead = round(share - ranked[1][0], 4) if len(ranked) > 1 else share
    sure = question_id == first.id and margin >= MIN_MARGIN and lead >= MIN_LEAD
    return Guess(question_id=question_id, content=content, margin=margin, sure=sure)


def by_words(text: str, candidates: Sequence[Question]) -> list[tuple[float, Question]]:
    """The questions, best first, each with the share of the answer's telling words in its wording."""
    vocabularies = [set(content_stems(_wording(question))) for question in candidates]
    seen_in = Counter(stem for vocabulary in vocabularies for stem in vocabulary)
    weights = {
        stem: math.log(1 + len(candidates) / seen_in[stem])
        for stem in sorted(set(content_stems(text)))
        if stem in seen_in
    }
    whole = sum(weights.values()) or 1.0
    shares = [
        sum(weight for stem, weight in weights.items() if stem in vocabulary) / whole
        for vocabulary in vocabularies
    ]
    return sorted(zip(shares, candidates, strict=True), key=lambda pair: -pair[0])


def _wording(question: Question) -> str:
    claims = " ".join(point.claim for point in question.key_points)
    return f"{question.topic} {question.text} {question.expert_answer} {claims}"


def _content(take: Take) -> float:
    return take.content or 0.0 if take.status is Status.SCORED else 0.0
