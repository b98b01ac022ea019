"""Question + answer → take: the one path that live, replayed and batch answers share."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from voiceprep import __version__
from voiceprep.audio.decode import decode
from voiceprep.audio.quality import SOUND_RULES, sound_quality
from voiceprep.bands import Bands, load_bands
from voiceprep.coaching.feedback import compose
from voiceprep.coaching.telling import with_story
from voiceprep.delivering import counted, delivered, sound_of, uncounted
from voiceprep.errors import AudioError, EngineError
from voiceprep.judging.interface import Claim, Judge
from voiceprep.judging.lexical import tokens
from voiceprep.judging.plain import plain_words
from voiceprep.questions.model import Kind
from voiceprep.scoring.abstention import (
    MIN_WORDS,
    not_an_answer,
    not_english,
    not_judged,
    not_made_out,
    off_topic,
    poorly_heard,
    read_back,
)
from voiceprep.scoring.coverage import SCORER_VERSION, content_score, find
from voiceprep.scoring.delivery import DELIVERY_VERSION
from voiceprep.scoring.recitation import recited_share
from voiceprep.scoring.star import star
from voiceprep.transcription.end_phrase import without_end_phrase
from voiceprep.transcription.hearing import HEARING_IDENTITY, Hearing
from voiceprep.transcription.typed import typed_transcript
from voiceprep.values import Abstention, AbstentionReason, Status, Take, Transcript

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from voiceprep.audio.clip import Clip
    from voiceprep.coaching.prompts import Prompts
    from voiceprep.judging.interface import Judgement
    from voiceprep.questions.model import Question
    from voiceprep.story import Star
    from voiceprep.storytelling.interface import StoryReader
    from voiceprep.transcription.interface import Transcriber

LATER = "They are counted after the feedback."
LEFT_OUT = "It was switched off with --no-fillers."
_WORDS_UNSURE = {AbstentionReason.NOTHING_RECOGNISED, AbstentionReason.NOT_ENGLISH}
"""Where words are doubtful, so is everything that is made of them."""


@dataclass(frozen=True, slots=True)
class Assessor:
    """The engines that an assessment needs, chosen once."""

    transcriber: Transcriber
    judge: Judge
    prompts: Prompts
    bank_version: str
    """Identity of the bank that the questions come from."""
    bands: Bands = field(default_factory=load_bands)
    """What delivery is compared with."""
    fillers: bool = True
    """Whether filled pauses are counted, which takes a second look at the recording."""
    story_reader: StoryReader | None = None
    """Who reads how an answer is told (STAR); None for nobody."""
    star_for_all: bool = False
    """Whether that is looked at whatever the kind of question, or only where an experience is asked for."""

    def load(self) -> None:
        """Load every engine now instead of at the first answer."""
        self.transcriber.load()
        self.judge.load()
        if self.story_reader is not None:
            self.story_reader.load()


def assess(
    question: Question,
    clip: Clip,
    assessor: Assessor,
    *,
    hearing: Hearing | None = None,
    count_fillers: bool = True,
) -> Take:
    """Transcribe, judge, score and coach one recorded answer.

    `hearing`: what was transcribed of it already while it was spoken; the result is the same without.
    `count_fillers`: False where `count_later` is going to.
    An answer that was not heard becomes a take with an abstention and no score. Raises AudioError,
    EngineError or MissingError where an engine fails.
    """
    hearing = hearing or Hearing(assessor.transcriber)
    speech = hearing.close(clip)
    sound = sound_quality(clip, speech.segments)
    versions = versions_of(assessor)
    if abstention := not_an_answer(sound):
        take = _abstained(question, clip.source, abstention, versions=versions)
        return replace(take, seconds=clip.seconds, sound=sound)
    transcript = without_end_phrase(hearing.transcript(clip))
    if abstention := not_made_out(transcript, sound):
        take = _abstained(question, clip.source, abstention, transcript=transcript, versions=versions)
        return replace(take, seconds=clip.seconds, sound=sound)
    take = assess_transcript(question, transcript, assessor, source=clip.source)
    if take.abstention is None or take.abstention.reason not in _WORDS_UNSURE:
        take = delivered(
            take, sound_of(clip, speech, assessor.bands), question, assessor.bands, assessor.prompts
        )
    take = replace(take, seconds=clip.seconds, sound=sound)
    if not count_fillers and assessor.fillers and take.delivery is not None:
        return uncounted(take, assessor.bands, LATER)
    return _with_fillers(take, hearing, assessor)


def to_be_counted(take: Take) -> bool:
    """Whether `count_later` has still to come."""
    return take.delivery is not None and any(reason == LATER for _, reason in take.delivery.not_measured)


def count_later(take: Take, recording: Path, assessor: Assessor) -> Take:
    """The take with its filled pauses, as `assess` would have counted them at once.

    A recording that cannot be read again costs the count alone, and the take says so.
    """
    if take.delivery is None or not assessor.fillers:
        return take
    try:
        clip = decode(recording)
        hearing = Hearing(assessor.transcriber)
        hearing.close(clip)
        return _with_fillers(take, hearing, assessor)
    except (AudioError, EngineError) as failure:
        return uncounted(take, assessor.bands, failure.message)


def _with_fillers(take: Take, hearing: Hearing, assessor: Assessor) -> Take:
    if take.delivery is None or take.transcript is None or take.delivery.fillers.sounds is not None:
        return take
    if not assessor.fillers:
        return uncounted(take, assessor.bands, LEFT_OUT)
    return counted(take, hearing, assessor.transcriber, assessor.bands)


def assess_answer(
    question: Question,
    recording: Path | None,
    text: str | None,
    assessor: Assessor,
    *,
    hearing: Hearing | None = None,
    count_fillers: bool = True,
) -> Take:
    """Assess an answer as a session saved it: a recording, or typed words.

    The source is the bare file name, so that a session can be moved and its takes stay equal. A recording
    that is missing or unreadable, or an engine that fails, gives a failed take: it costs this answer, not
    the interview. Raises MissingError where an engine is not installed.
    """
    source = "typed" if recording is None else recording.name
    try:
        if text is not None:
            return assess_transcript(question, typed_transcript(text), assessor, source=source)
        if recording is None:
            raise AudioError("Nothing was recorded for this answer.", next_step="Answer the question again.")
        clip = decode(recording)
        take = assess(question, clip, assessor, hearing=hearing, count_fillers=count_fillers)
        return replace(take, source=source)
    except (AudioError, EngineError) as failure:
        return Take(question_id=question.id, source=source, status=Status.FAILED, failure=failure.message)


def assess_transcript(question: Question, transcript: Transcript, assessor: Assessor, *, source: str) -> Take:
    """Judge, score and coach an answer whose words are known, typed ones included."""
    versions = versions_of(assessor) | {"transcriber": transcript.engine}
    judgements = judge_transcript(question, transcript, assessor.judge)
    if isinstance(judgements, Abstention):
        return _abstained(question, source, judgements, transcript=transcript, versions=versions)
    findings = tuple(
        find(point, judgement, transcript.words)
        for point, judgement in zip(question.key_points, judgements, strict=True)
    )
    told = _star(question, transcript, assessor)
    if told is not None and assessor.story_reader is not None:
        versions |= {"star": assessor.story_reader.identity}
    return Take(
        question_id=question.id,
        source=source,
        status=Status.SCORED,
        transcript=transcript,
        content=content_score(findings),
        recited=round(recited_share(plain_words(transcript.text), plain_words(question.expert_answer)), 4),
        findings=findings,
        star=told,
        feedback=with_story(compose(findings, assessor.prompts), told, assessor.prompts),
        versions=versions,
    )


def _star(question: Question, transcript: Transcript, assessor: Assessor) -> Star | None:
    """How the answer is told, where that is to be looked at."""
    if assessor.story_reader is None or not (assessor.star_for_all or question.kind is Kind.EXPERIENCE):
        return None
    return star(assessor.story_reader.read(transcript.words), transcript.words)


def judge_transcript(
    question: Question, transcript: Transcript, judge: Judge
) -> list[Judgement] | Abstention:
    """What the judge makes of each key point, in order; or why there is nothing to judge or to score."""
    enough = len(transcript.words) >= MIN_WORDS
    abstention = (
        # Foreign speech is badly recognised too: the language comes first, where there is enough to tell.
        (not_english(transcript.language, transcript.language_probability) if enough else None)
        or poorly_heard(transcript)
        or read_back(tokens(transcript.text), tokens(question.text))
    )
    if abstention:
        return abstention
    claims = [
        Claim(text=point.claim, terms=point.terms, misconceptions=point.misconceptions)
        for point in question.key_points
    ]
    judgements = judge.judge(claims, transcript.words, question=question.text)
    return _unjudged(judgements) or judgements


def _unjudged(judgements: Sequence[Judgement]) -> Abstention | None:
    """The refusal where nobody judged, or where nothing in the answer is about the question."""
    if not judgements:
        return not_judged()
    near = [judgement.similarity for judgement in judgements if judgement.similarity is not None]
    return off_topic(max(near), max(1.0 - j.absent for j in judgements)) if near else None


def _abstained(
    question: Question,
    source: str,
    abstention: Abstention,
    *,
    transcript: Transcript | None = None,
    versions: Mapping[str, str],
) -> Take:
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
