"""Question + answer → take: the one path that live, replayed and batch answers share."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from voiceprep import __version__
from voiceprep.audio.decode import decode
from voiceprep.audio.voice_activity import SPEECH_IDENTITY, spoken_part
from voiceprep.coaching.feedback import compose
from voiceprep.errors import AudioError, EngineError
from voiceprep.judging.interface import Claim, Judge
from voiceprep.judging.lexical import tokens
from voiceprep.judging.plain import plain_words
from voiceprep.scoring.abstention import (
    MIN_WORDS,
    not_english,
    not_judged,
    off_topic,
    poorly_heard,
    read_back,
    too_little_speech,
)
from voiceprep.scoring.coverage import SCORER_VERSION, content_score, find
from voiceprep.questions.model import Kind
from voiceprep.scoring.recitation import recited_share
from voiceprep.scoring.star import star
from voiceprep.transcription.typed import typed_transcript
from voiceprep.values import Abstention, Status, Take, Transcript

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


INVENTED_BELOW = 0.5
"""Mean probability of the words after the last speech below which nobody said them."""


@dataclass(frozen=True, slots=True)
class Assessor:
    """The engines that an assessment needs, chosen once."""

    transcriber: Transcriber
    judge: Judge
    prompts: Prompts
    bank_version: str
    """Identity of the bank that the questions come from."""
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


def assess(question: Question, clip: Clip, assessor: Assessor) -> Take:
    """Transcribe, judge, score and coach one recorded answer.

    An answer that was not heard becomes a take with an abstention and no score. Raises EngineError
    or MissingError where an engine fails.
    """
    spoken, speech_seconds, speech_end = spoken_part(clip)
    if abstention := too_little_speech(speech_seconds):
        return _abstained(
            question, clip.source, abstention, seconds=clip.seconds, versions=_versions(assessor)
        )
    transcript = without_invented(assessor.transcriber.transcribe(spoken), speech_end)
    return replace(
        assess_transcript(question, transcript, assessor, source=clip.source), seconds=clip.seconds
    )


def without_invented(transcript: Transcript, speech_end: float) -> Transcript:
    """The transcript without the words that the recogniser made up after the last speech.

    `speech_end`: its end, in seconds. Whisper sees 30 s at once and may go on writing where the sound has
    ended: "and so we are going to ...", with times piled up at the end and hardly any probability. Doubtful
    words there are dropped, likely ones kept: a soft last word escapes the speech detector now and then.
    """
    words = transcript.words
    kept = next(
        (
            place
            for place, word in enumerate(words)
            if word.start is not None and word.end is not None and word.start + word.end > 2 * speech_end
        ),
        len(words),
    )
    after = [word.probability for word in words[kept:] if word.probability is not None]
    if not after or sum(after) / len(after) >= INVENTED_BELOW:
        return transcript
    return replace(transcript, words=words[:kept])


def assess_answer(question: Question, recording: Path | None, text: str | None, assessor: Assessor) -> Take:
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
        return replace(assess(question, decode(recording), assessor), source=source)
    except (AudioError, EngineError) as failure:
        return Take(question_id=question.id, source=source, status=Status.FAILED, failure=failure.message)


def assess_transcript(question: Question, transcript: Transcript, assessor: Assessor, *, source: str) -> Take:
    """Judge, score and coach an answer whose words are known, typed ones included."""
    versions = _versions(assessor) | {"transcriber": transcript.engine}
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
        feedback=compose(findings, assessor.prompts, told=told),
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
    seconds: float | None = None,
    versions: Mapping[str, str],
) -> Take:
    return Take(
        question_id=question.id,
        source=source,
        status=Status.ABSTAINED,
        transcript=transcript,
        abstention=abstention,
        seconds=seconds,
        versions=versions,
    )


def _versions(assessor: Assessor) -> dict[str, str]:
    return {
        "voiceprep": __version__,
        "scorer": SCORER_VERSION,
        "speech": SPEECH_IDENTITY,
        "transcriber": assessor.transcriber.identity,
        "judge": assessor.judge.identity,
        "bank": assessor.bank_version,
        "prompts": assessor.prompts.identity,
    }
