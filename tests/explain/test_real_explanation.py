"""The real judge: the shown coefficients are the ones that it judged with."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest

from tests.practice.fakes import FakeTranscriber
from voiceprep.assess import assess_answer
from voiceprep.assessor import Assessor
from voiceprep.cli.setup import build_judge, calibrations_of
from voiceprep.coaching.prompts import load_prompts
from voiceprep.explain import Today, explain
from voiceprep.questions.bank import find_question, load_questions
from voiceprep.sessions.store import create_session

if TYPE_CHECKING:
    from pathlib import Path

ANSWER = (
    "I compare the distribution of each feature in production with the training data, using the population "
    "stability index, and raise an alert when it drifts."
)


@pytest.mark.models
def test_the_terms_add_up_to_what_the_judge_said(tmp_path: Path) -> None:
    bank, judge = load_questions(), build_judge("builtin")
    session = create_session(tmp_path, role="role", plan={}, device={})
    session.begin_take(1, "ml-drift")
    session.note_answer(1, text=ANSWER, warning=None)
    assessor = Assessor(FakeTranscriber(), judge, load_prompts(), bank.version)
    question = find_question(bank, "ml-drift")
    session.save_result(1, assess_answer(question, None, ANSWER, assessor))
    (one,) = explain(session, Today(bank, build_judge("builtin"), calibrations_of("builtin")))
    assert (one.nothing, one.changes) == (None, ())
    assert one.content == one.saved_content
    for point in one.points:
        assert point.finding == point.saved
        raised = {
            outcome: math.exp(sum((measured.terms or {})[outcome] for measured in point.measures))
            for outcome in point.probabilities
        }
        for outcome, probability in point.probabilities.items():
            assert raised[outcome] / sum(raised.values()) == pytest.approx(probability)
