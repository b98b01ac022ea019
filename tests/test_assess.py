"""Question and answer → take: what is scored, what is refused, and in which order."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.builders import (
    AllVoice,
    ScriptedJudge,
    judgement,
    key_point,
    question,
    sound,
    spoken,
    story_reading,
    typed,
)
from tests.judging.bag_of_words import BagOfWords
from tests.judging.word_reader import WordReader
from tests.practice.fakes import FakeTranscriber
from voiceprep import assess as assess_module
from voiceprep.assess import assess, assess_answer, assess_saved
from voiceprep.assessor import Assessor
from voiceprep.audio.clip import Clip
from voiceprep.coaching.prompts import load_prompts
from voiceprep.compared import Told
from voiceprep.from_words import assess_transcript
from voiceprep.judging.no_judge import NoJudge
from voiceprep.judging.reading_judge import ReadingJudge, uncalibrated
from voiceprep.questions.model import Kind, Question, Term
from voiceprep.questions.narrowing import narrowed
from voiceprep.scoring.comparison import told
from voiceprep.scoring.star import STAR_VERSION
from voiceprep.story import Part, StoryReading
from voiceprep.transcription import hearing
from voiceprep.values import AbstentionReason, Portion, SoundKind, Status, Take, Transcript, Verdict, Word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voiceprep.judging.interface import Judge, Judgement
    from voiceprep.transcription.interface import Transcriber
    from voiceprep.values import SoundQuality

QUESTION = question()
SURE = ScriptedJudge(judgement(states=1.0))
ANSWER = "well a hash map is quick because it goes straight to where the value is kept"


def _assessor(judge: Judge, heard: str = ANSWER) -> Assessor:
    return Assessor(FakeTranscriber(heard), judge, load_prompts(), bank_version="b")


def _reading_judge() -> ReadingJudge:
    return ReadingJudge(BagOfWords(), WordReader(), weigh=uncalibrated)


def _assessed(words: tuple[Word, ...] | str, judge: Judge, asked: Question = QUESTION) -> Take:
    said = typed(words) if isinstance(words, str) else words
    return assess_transcript(asked, Transcript(said, engine="fake"), _assessor(judge), source="typed")


def _reason(take: Take) -> AbstentionReason | None:
    return None if take.abstention is None else take.abstention.reason


# Without a judge


def test_without_a_judge_the_words_are_kept_and_nothing_is_scored() -> None:
    take = _assessed(ANSWER, NoJudge())
    assert (take.status, _reason(take)) == (Status.ABSTAINED, AbstentionReason.NOT_JUDGED)
    assert take.transcript is not None
    assert take.transcript.text == ANSWER
    assert (take.content, take.recited, take.findings, take.feedback) == (None, None, (), None)
    assert take.versions["judge"] == "none"


def test_without_a_judge_a_recording_is_transcribed_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hearing, "VoiceActivity", AllVoice)
    take = assess(QUESTION, Clip(np.ones(32_000, dtype=np.float32), source="a.wav"), _assessor(NoJudge()))
    assert _reason(take) is AbstentionReason.NOT_JUDGED
    assert take.transcript is not None
    assert (take.transcript.text, take.seconds, take.source) == (ANSWER, 2.0, "a.wav")


def test_without_a_judge_a_typed_answer_of_a_session_is_kept() -> None:
    assert _reason(assess_answer(QUESTION, None, ANSWER, _assessor(NoJudge()))) is AbstentionReason.NOT_JUDGED


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("no idea", AbstentionReason.TOO_SHORT),
        ("", AbstentionReason.NOTHING_RECOGNISED),
        ("How does a hash map work, a hash map?", AbstentionReason.QUESTION_READ_BACK),
    ],
)
def test_what_no_judge_would_have_scored_says_so_even_without_one(
    words: str, reason: AbstentionReason
) -> None:
    assert _reason(_assessed(words, NoJudge())) is reason
    assert _reason(_assessed(words, SURE)) is reason


# The sound


@dataclass
class NotToBeAsked:
    """Fails the test where anything is transcribed."""

    identity: str = "not to be asked"
    longest: float | None = None

    def load(self) -> None: ...

    def transcribe(self, clip: Clip, *, before: str = "") -> Transcript:
        raise AssertionError(f"{clip.seconds} s were transcribed")


def _with_sound(monkeypatch: pytest.MonkeyPatch, heard: SoundQuality, transcriber: Transcriber) -> Take:
    """A recording of two seconds that sounds like this."""
    monkeypatch.setattr(hearing, "VoiceActivity", AllVoice)
    monkeypatch.setattr(assess_module, "sound_quality", lambda _clip, _speech: heard)
    assessor = Assessor(transcriber, SURE, load_prompts(), bank_version="b")
    return assess(QUESTION, Clip(np.zeros(32_000, dtype=np.float32), source="a.wav"), assessor)


def test_what_is_no_answer_is_not_even_transcribed(monkeypatch: pytest.MonkeyPatch) -> None:
    heard = sound(SoundKind.MUSIC, voice_seconds=0.0)
    take = _with_sound(monkeypatch, heard, NotToBeAsked())
    assert (take.status, _reason(take)) == (Status.ABSTAINED, AbstentionReason.MUSIC)
    assert (take.sound, take.transcript, take.content) == (heard, None, None)
    assert (take.seconds, take.source) == (2.0, "a.wav")


@pytest.mark.parametrize(("probability", "reason"), [(0.6, AbstentionReason.TOO_NOISY), (0.9, None)])
def test_words_in_noise_are_scored_where_they_are_believed(
    monkeypatch: pytest.MonkeyPatch, probability: float, reason: AbstentionReason | None
) -> None:
    heard = sound(SoundKind.TOO_NOISY)
    take = _with_sound(monkeypatch, heard, FakeTranscriber(ANSWER, probability=probability))
    assert _reason(take) is reason
    assert take.transcript is not None
    assert (take.sound, take.seconds) == (heard, 2.0)


def test_doubted_words_in_a_clear_sound_are_said_to_be_that(monkeypatch: pytest.MonkeyPatch) -> None:
    take = _with_sound(monkeypatch, sound(), FakeTranscriber(ANSWER, probability=0.4))
    assert _reason(take) is AbstentionReason.NOTHING_RECOGNISED


def test_what_decides_about_the_sound_is_on_record(monkeypatch: pytest.MonkeyPatch) -> None:
    take = _with_sound(monkeypatch, sound(), FakeTranscriber(ANSWER))
    assert take.versions["speech"].endswith("sound rules 3")


# Another topic


@pytest.mark.parametrize(
    ("nearest", "found", "refused"),
    [
        (0.1, judgement(), True),
        (0.5, judgement(), False),
        (0.1, judgement(states=0.3), False),
        (0.1, judgement(partly=0.3), False),
        (0.1, judgement(opposite=0.9), False),
    ],
    ids=["about something else", "near but empty", "stated", "stated in part", "contradicted"],
)
def test_an_answer_is_off_topic_where_nothing_is_near_and_nothing_is_told(
    nearest: float, found: Judgement, *, refused: bool
) -> None:
    judge = ScriptedJudge(replace(found, nearest=nearest))
    take = _assessed(ANSWER, judge)
    assert _reason(take) is (AbstentionReason.OFF_TOPIC if refused else None)
    assert take.status is (Status.ABSTAINED if refused else Status.SCORED)
    assert take.transcript is not None


def test_one_key_point_that_is_near_keeps_the_answer_on_the_topic() -> None:
    asked = replace(QUESTION, key_points=(key_point("Trees keep their keys sorted."), key_point(name="b")))
    assert _reason(_assessed(ANSWER, _reading_judge(), asked)) is None
    cake = "we went to the market to buy apples and butter so that my sister bakes"
    assert _reason(_assessed(cake, _reading_judge(), asked)) is AbstentionReason.OFF_TOPIC


# Scored answers


def test_a_scored_answer_has_a_finding_for_each_key_point_and_feedback() -> None:
    asked = replace(QUESTION, key_points=(key_point(), key_point("Trees grow.", name="trees", weight=3.0)))
    take = _assessed(f"so I think {asked.expert_answer}", _reading_judge(), asked)
    assert [(finding.key_point, finding.verdict) for finding in take.findings] == [
        ("lookup", Verdict.COVERED),
        ("trees", Verdict.MISSED),
    ]
    assert take.content == 25.0
    assert take.feedback is not None


def test_the_contrary_is_quoted_from_the_answer() -> None:
    contrary = "The value that a hash map finds takes not constant time."
    take = _assessed(f"We all know this by now. {contrary} So much for that.", _reading_judge())
    (finding,) = take.findings
    assert finding.verdict is Verdict.OPPOSITE
    assert finding.quote == contrary


def test_a_term_that_the_recogniser_doubted_leaves_its_key_point_unsure() -> None:
    asked = replace(
        QUESTION, key_points=(key_point("Bagging lowers variance.", terms=(Term("bagging", ()),)),)
    )
    heard = spoken("then you use begging so that the variance is not as high as before")
    doubted = tuple(replace(word, probability=0.2) if word.text == "begging" else word for word in heard)
    (finding,) = _assessed(doubted, _reading_judge(), asked).findings
    assert (finding.verdict, finding.quote, finding.start) == (Verdict.UNSURE, "begging", 1.5)
    assert finding.reason == 'maybe "bagging" was said, check 0:01'
    (sure,) = _assessed(heard, _reading_judge(), asked).findings
    assert sure.verdict is Verdict.MISSED


@pytest.mark.parametrize(
    ("text", "recited"),
    [
        (QUESTION.expert_answer, 1.0),
        (QUESTION.expert_answer.upper().replace(" ", " , "), 1.0),
        (f"{QUESTION.expert_answer} And that is all there is to say on my side today.", 0.5),
        (ANSWER, 0.0),
    ],
    ids=["recited", "whatever its capitals and punctuation", "half", "own words"],
)
def test_how_much_was_recited_is_told(text: str, recited: float) -> None:
    assert _assessed(text, SURE).recited == recited


def test_claims_are_judged_with_their_wordings_terms_misconceptions_and_the_question() -> None:
    seen: list[object] = []

    class Noting(ScriptedJudge):
        def judge(self, claims: object, answer: object, *, question: str = "") -> list[Judgement]:
            seen.extend([claims, question])
            return [self.answer]

    point = key_point(
        terms=(Term("hash map", ()),), misconceptions=("It is slow.",), wordings=("It jumps to the value.",)
    )
    _assessed(ANSWER, Noting(judgement(states=1.0)), replace(QUESTION, key_points=(point,)))
    (claims, asked) = seen
    assert asked == QUESTION.text
    assert isinstance(claims, list)
    (claim,) = claims
    assert (claim.text, claim.terms, claim.misconceptions) == (point.claim, point.terms, point.misconceptions)
    assert claim.wordings == point.wordings


def test_an_answer_of_nothing_but_the_words_that_end_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hearing, "VoiceActivity", AllVoice)
    clip = Clip(np.ones(32_000, dtype=np.float32), source="a.wav")
    take = assess(QUESTION, clip, _assessor(SURE, "Okay, that's my answer."))
    assert _reason(take) is AbstentionReason.TOO_SHORT
    assert "before the words that end an answer" in str(take.reason)


# STAR


class ScriptedReader:
    """Reads every answer as four words of situation and an action that goes on to the end."""

    identity = "scripted reader"

    def __init__(self) -> None:
        self.loads = 0
        self.answers: list[tuple[Word, ...]] = []

    def load(self) -> None:
        self.loads += 1

    def read(self, words: Sequence[Word]) -> StoryReading:
        self.answers.append(tuple(words))
        return story_reading((Part.SITUATION, 4), (Part.ACTION, len(words) - 4))


EXPERIENCE = replace(QUESTION, kind=Kind.EXPERIENCE)


def _with_reader(reader: ScriptedReader, *, judge: Judge = SURE, star_for_all: bool = False) -> Assessor:
    return replace(_assessor(judge), story_reader=reader, star_for_all=star_for_all)


def _read(asked: Question, assessor: Assessor, text: str = ANSWER) -> Take:
    return assess_transcript(asked, Transcript(typed(text), engine="fake"), assessor, source="typed")


@pytest.mark.parametrize(
    ("kind", "star_for_all", "looked_at"),
    [
        (Kind.EXPERIENCE, False, True),
        (Kind.CONCEPT, False, False),
        (Kind.DESIGN, False, False),
        (Kind.CONCEPT, True, True),
    ],
)
def test_the_story_is_looked_at_for_experiences_or_where_it_is_asked_for(
    kind: Kind, *, star_for_all: bool, looked_at: bool
) -> None:
    reader = ScriptedReader()
    take = _read(replace(QUESTION, kind=kind), _with_reader(reader, star_for_all=star_for_all))
    assert (take.star is not None) == looked_at
    assert reader.answers == ([typed(ANSWER)] if looked_at else [])
    assert take.versions.get("star") == (f"scripted reader, rules {STAR_VERSION}" if looked_at else None)
    assert take.feedback is not None
    assert (take.feedback.story is not None) == looked_at


def test_the_story_changes_nothing_about_the_content() -> None:
    with_story, without = (
        _read(EXPERIENCE, _with_reader(ScriptedReader())),
        _read(EXPERIENCE, _assessor(SURE)),
    )
    assert (with_story.content, with_story.findings) == (without.content, without.findings)
    assert with_story.feedback is not None
    assert without.feedback is not None
    assert with_story.feedback.fix == without.feedback.fix
    but = load_prompts().say("all_covered_but")
    assert with_story.feedback.spoken == f"{without.feedback.spoken} {but} {with_story.feedback.story}"


@pytest.mark.parametrize("found", [judgement(opposite=1.0, contrary_words=(0, 4)), judgement()])
def test_what_was_looked_for_in_a_story_is_said_as_that_and_not_as_a_fact(found: Judgement) -> None:
    told, concept = (_read(asked, _assessor(ScriptedJudge(found))) for asked in (EXPERIENCE, QUESTION))
    assert (told.content, told.findings) == (concept.content, concept.findings)
    assert told.feedback is not None
    assert concept.feedback is not None
    assert told.feedback.fix != concept.feedback.fix
    assert "looking for" in str(told.feedback.fix)


@dataclass(frozen=True)
class Given:
    """A typed answer, given to its end or not."""

    complete: bool
    recording: None = None
    text: str = ANSWER


def test_what_a_cut_off_answer_did_not_come_to_is_not_missing() -> None:
    assessor = _with_reader(ScriptedReader())
    whole, cut_off = (assess_saved(EXPERIENCE, Given(complete), assessor) for complete in (True, False))
    assert whole.feedback is not None
    assert cut_off.feedback is not None
    assert "The result is missing." in whole.feedback.spoken
    assert replace(whole.feedback, story=None, spoken=cut_off.feedback.spoken) == cut_off.feedback
    assert "The result is missing." not in cut_off.feedback.spoken
    assert replace(whole, feedback=cut_off.feedback) == cut_off


def test_what_has_no_feedback_is_cut_off_as_it_is() -> None:
    assert assess_saved(QUESTION, Given(complete=False, text="no idea"), _assessor(SURE)).feedback is None


def test_a_part_of_a_story_need_not_be_about_any_key_point() -> None:
    """In other words than the bank's it would be "about something else", and its story not looked at."""
    far = ScriptedJudge(replace(judgement(), nearest=0.1))
    part = narrowed(EXPERIENCE, Portion("Only the action, please.", 60.0, story=Part.ACTION))
    assert part is not None
    take = _read(part, _with_reader(ScriptedReader(), judge=far))
    assert take.status is Status.SCORED
    assert told(take.star, Part.ACTION) is Told.TOLD
    assert _reason(_read(EXPERIENCE, _with_reader(ScriptedReader(), judge=far))) is AbstentionReason.OFF_TOPIC


@pytest.mark.parametrize(
    ("text", "judge"),
    [("no idea", SURE), (ANSWER, NoJudge()), (ANSWER, ScriptedJudge(replace(judgement(), nearest=0.1)))],
    ids=["too short", "nobody judges", "off topic"],
)
def test_an_answer_without_a_score_has_no_story(text: str, judge: Judge) -> None:
    reader = ScriptedReader()
    take = _read(EXPERIENCE, _with_reader(reader, judge=judge, star_for_all=True), text)
    assert take.status is Status.ABSTAINED
    assert (take.star, reader.answers) == (None, [])
    assert "star" not in take.versions


def test_without_a_reader_there_is_no_story_whatever_is_asked_for() -> None:
    assert _read(EXPERIENCE, replace(_assessor(SURE), star_for_all=True)).star is None


def test_the_reader_is_loaded_with_the_others() -> None:
    reader = ScriptedReader()
    _with_reader(reader).load()
    assert reader.loads == 1
