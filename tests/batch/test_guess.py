"""The question is guessed where words and judge agree, and left open where they do not."""

from __future__ import annotations

import shutil
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from tests.batch.fakes import jobs
from tests.builders import judgement, key_point, question, typed
from voiceprep.assessor import Assessor
from voiceprep.batch.guess import SHORTLIST, best_fitting, by_words
from voiceprep.batch.interface import Work
from voiceprep.batch.jobs import RowStatus
from voiceprep.batch.outcome import outcome_of
from voiceprep.batch.scorer import AssessingScorer, AssessingScorerRecipe
from voiceprep.coaching.prompts import load_prompts
from voiceprep.demo import demo_answers
from voiceprep.errors import ExitCode
from voiceprep.transcription.sidecar import SidecarText
from voiceprep.values import AbstentionReason, Status, Transcript

if TYPE_CHECKING:
    from pathlib import Path

    from voiceprep.questions.model import Question

CLAIMS = {
    "hash-map": "A hash map finds a value by its key in constant time.",
    "queue": "A queue hands out the oldest element first, and a stack the newest.",
    "index": "A database index is a sorted tree, so that a range of rows is found quickly.",
}


def asked(name: str, claim: str) -> Question:
    return replace(
        question(name, topic=name),
        text=f"Tell me about {name}.",
        expert_answer=claim,
        key_points=(key_point(claim, name=name),),
    )


QUESTIONS = [asked(name, claim) for name, claim in CLAIMS.items()]


class FavouringJudge:
    """Finds one claim stated, and no other."""

    identity = "favouring"

    def __init__(self, favourite: str) -> None:
        self._favourite = favourite

    def load(self) -> None:
        pass

    def judge(self, claims: Any, answer: Any, *, question: str = "") -> Any:
        return [judgement(states=0.9 if claim.text == CLAIMS[self._favourite] else 0.1) for claim in claims]


def assessor(favourite: str) -> Assessor:
    return Assessor(
        transcriber=SidecarText(),
        judge=FavouringJudge(favourite),
        prompts=load_prompts(None),
        bank_version="0",
    )


ABOUT_QUEUES = Transcript(
    typed("well the queue hands out its oldest element and a stack the newest"), "typed"
)


def test_where_words_and_judge_agree_it_is_sure() -> None:
    guess = best_fitting(ABOUT_QUEUES, QUESTIONS, assessor("queue"))
    assert (guess.question_id, guess.sure) == ("queue", True)
    assert guess.margin > 50


def test_where_they_do_not_it_is_not() -> None:
    guess = best_fitting(ABOUT_QUEUES, QUESTIONS, assessor("index"))
    assert (guess.question_id, guess.sure) == ("index", False)


def test_words_that_fit_two_questions_alike_leave_it_open() -> None:
    twins = [QUESTIONS[1], replace(QUESTIONS[1], id="twin")]
    assert not best_fitting(ABOUT_QUEUES, twins, assessor("queue")).sure


def test_only_the_first_few_are_judged_and_words_nobody_knows_decide_nothing() -> None:
    many = [*(asked(f"other-{n}", f"Something about matter {n} alone.") for n in range(20)), *QUESTIONS]
    assert by_words(ABOUT_QUEUES.text, many)[0][1].id == "queue"
    assert "queue" in [one.id for _, one in by_words(ABOUT_QUEUES.text, many)[:SHORTLIST]]
    assert [share for share, _ in by_words("zebra giraffe", QUESTIONS)] == [0.0, 0.0, 0.0]
    assert by_words("", QUESTIONS)[0][0] == 0.0


@pytest.mark.parametrize("content", ["silence", "no sound"])
def test_what_cannot_be_heard_has_its_own_reason_and_no_question(tmp_path: Path, content: str) -> None:
    import numpy as np

    from voiceprep.audio.clip import Clip
    from voiceprep.audio.decode import write_wav

    path = tmp_path / "a.wav"
    if content == "silence":
        write_wav(Clip(np.zeros(16_000, dtype=np.float32)), path)
    else:
        path.write_text("text")
    scorer = AssessingScorer(assessor("queue"), QUESTIONS)
    done = scorer.score(Work(0, str(path), "answers.zip/a.wav", None, 60.0))
    assert (done.take.question_id, done.guess) == ("", None)
    if content == "silence":
        assert done.take.abstention is not None
        assert done.take.abstention.reason is AbstentionReason.SILENCE
    else:
        assert done.take.status is Status.FAILED
        assert (done.take.failure or "").startswith("answers.zip/a.wav cannot be read")
    assert done.take.source == "answers.zip/a.wav"


@pytest.mark.parametrize(("favourite", "sure"), [("queue", True), ("index", False)])
def test_an_answer_is_scored_with_a_sure_guess_and_left_open_with_another(
    tmp_path: Path, favourite: str, sure: bool
) -> None:
    recording = tmp_path / "a.ogg"
    shutil.copy(demo_answers()[0].recording, recording)
    recording.with_suffix(".txt").write_text(ABOUT_QUEUES.text)
    done = AssessingScorer(assessor(favourite), QUESTIONS).score(
        Work(0, str(recording), str(recording), None, 60.0)
    )
    (job,) = jobs(recording)
    row = outcome_of(job, done.take, done.guess, kept_under=None)
    assert row.guess is not None
    assert (row.guess.question_id, row.guess.sure) == (favourite, sure)
    if sure:
        assert (row.status, row.code, row.question_id) == (RowStatus.SCORED, ExitCode.OK, "queue")
        assert row.reason is None
        assert row.content is not None
    else:
        assert (row.status, row.code) == (RowStatus.UNKNOWN_QUESTION, ExitCode.NOT_SCORED)
        assert (row.question_id, row.content) == (None, None)
        assert row.reason is not None
        assert "index fits best" in row.reason[1]


def test_a_recipe_makes_a_scorer_where_it_is_called() -> None:
    made = []

    def make() -> Assessor:
        made.append("assessor")
        return assessor("queue")

    recipe = AssessingScorerRecipe(make, tuple(QUESTIONS))
    assert made == []
    assert isinstance(recipe(), AssessingScorer)
    assert made == ["assessor"]
