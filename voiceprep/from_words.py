"""Words of an answer → take: judged, scored and coached, whether they were heard or typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voiceprep import __version__
from voiceprep.audio.quality import SOUND_RULES
from voiceprep.coaching.feedback import compose
from voiceprep.coaching.telling import with_story
from voiceprep.judging.interface import Claim, Judge
from voiceprep.judging.lexical import tokens
from voiceprep.judging.plain import plain_words
from voiceprep.questions.model import Kind, StoryPart
from voiceprep.scoring.abstention import (
    not_english,
    not_judged,
    off_topic,
    poorly_heard,
    read_back,
)
from voiceprep.scoring.coverage import SCORER_VERSION, content_score, find
from voiceprep.scoring.delivery import DELIVERY_VERSION
from voiceprep.scoring.recitation import recited_share
from voiceprep.scoring.star import STAR_VERSION, star
from voiceprep.transcription.hearing import HEARING_IDENTITY
from voiceprep.values import Abstention, Status, Take, Transcript

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from voiceprep.assessor import Assessor
    from voiceprep.judging.interface import Judgement
    from voiceprep.questions.model import Question
    from voiceprep.story import Star
    from voiceprep.storytelling.interface import StoryReader
    from voiceprep.values import Feedback, Finding


def assess_transcript(question: Question, transcript: Transcript, assessor: Assessor, *, source: str) -> Take:
    """Judge, score and coach an answer whose words are known, typed ones included."""
    versions = versions_of(assessor) | {"transcriber": transcript.engine}
    judgements = judge_transcript(question, transcript, assessor.judge)
    if isinstance(judgements, Abstention):
        return abstained(question, source, judgements, transcript=transcript, versions=versions)
    findings = tuple(
        find(point, judgement, transcript.words)
        for point, judgement in zip(question.key_points, judgements, strict=True)
    )
    told = _star(question, transcript, assessor)
    if told is not None and assessor.story_reader is not None:
        versions |= {"star": story_version(assessor.story_reader)}
    return Take(
        question_id=question.id,
        source=source,
        status=Status.SCORED,
        transcript=transcript,
        content=content_score(findings),
        recited=round(recited_share(plain_words(transcript.text), plain_words(question.expert_answer)), 4),
        findings=findings,
        star=told,
        feedback=coached(question, findings, told, assessor),
        versions=versions,
    )


def coached(
    question: Question,
    findings: Sequence[Finding],
    told: Star | None,
    assessor: Assessor,
    *,
    complete: bool = True,
) -> Feedback:
    """What is said about content and story. `complete`: whether the answer was given to its end."""
    lived = question.kind is Kind.EXPERIENCE
    content = compose(findings, assessor.prompts, experience=lived)
    return with_story(content, told, assessor.prompts, complete=complete)


def _star(question: Question, transcript: Transcript, assessor: Assessor) -> Star | None:
    """How the answer is told, where that is to be looked at."""
    if assessor.story_reader is None or not (assessor.star_for_all or question.kind is Kind.EXPERIENCE):
        return None
    return star(assessor.story_reader.read(transcript.words), transcript.words)


def judge_transcript(
    question: Question, transcript: Transcript, judge: Judge
) -> list[Judgement] | Abstention:
    """What the judge makes of each key point, in order; or why there is nothing to judge or to score."""
    abstention = (
        # Foreign speech is badly recognised too: the language comes first, where there is enough to tell.
        not_english(transcript)
        or poorly_heard(transcript)
        or read_back(tokens(transcript.text), tokens(question.text))
    )
    if abstention:
        return abstention
    claims = [Claim.of(point) for point in question.key_points]
    judgements = judge.judge(claims, transcript.words, question=question.text)
    return _unjudged(question, judgements) or judgements


def _unjudged(question: Question, judgements: Sequence[Judgement]) -> Abstention | None:
    """The refusal where nobody judged, or where nothing in the answer is about the question."""
    if not judgements:
        return not_judged()
    if isinstance(question, StoryPart):
        return None
    near = [judgement.nearest for judgement in judgements if judgement.nearest is not None]
    return off_topic(max(near), max(1.0 - j.absent for j in judgements)) if near else None


def abstained(
    question: Question,
    source: str,
    abstention: Abstention,
    *,
    transcript: Transcript | None = None,
    versions: Mapping[str, str],
) -> Take:
    """A take with a reason in the place of a score."""
    return Take(
        question_id=question.id,
        source=source,
        status=Status.ABSTAINED,
        transcript=transcript,
        abstention=abstention,
        versions=versions,
    )


def versions_of(assessor: Assessor) -> dict[str, str]:
    """Identity of everything that has a say in a take, as its `versions` hold it. Loads no model."""
    return {
        "voiceprep": __version__,
        "scorer": SCORER_VERSION,
        "speech": f"{HEARING_IDENTITY}; sound rules {SOUND_RULES}",
        "transcriber": assessor.transcriber.identity,
        "judge": assessor.judge.identity,
        "bank": assessor.bank_version,
        "prompts": assessor.prompts.identity,
        "delivery": f"{DELIVERY_VERSION}, bands {assessor.bands.identity}",
    }


def story_version(reader: StoryReader) -> str:
    """Identity of what says how an answer is told: who reads it, and the rules for what was read."""
    return f"{reader.identity}, rules {STAR_VERSION}"
