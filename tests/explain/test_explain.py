"""The explanation of a saved result adds up to it, or says why it does not."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.builders import ScriptedJudge, judgement, question, spoken
from tests.explain.saved import (
    ANSWER,
    CAUSE,
    CURE,
    QUESTION,
    MeasuringJudge,
    measures,
    session_in,
    today_in,
)
from tests.practice.fakes import FakeTranscriber
from voiceprep.assessor import Assessor
from voiceprep.coaching.prompts import load_prompts
from voiceprep.errors import SessionError, UsageError
from voiceprep.explain import explain
from voiceprep.from_words import assess_transcript
from voiceprep.judging.no_judge import NoJudge
from voiceprep.questions.narrowing import narrowed
from voiceprep.scoring.coverage import OPPOSITE_FROM
from voiceprep.values import Outcome, Portion, Status, Transcript, Verdict

if TYPE_CHECKING:
    from pathlib import Path

    from voiceprep.reports.explained import Explanation


def only(tmp_path: Path, **changed: object) -> Explanation:
    """The explanation of a session's one take, everything being as it was."""
    (explanation,) = explain(session_in(tmp_path), today_in(tmp_path), **changed)  # type: ignore[arg-type]
    return explanation


# The sum


def test_the_parts_add_up_to_the_saved_score(tmp_path: Path) -> None:
    one = only(tmp_path)
    assert one.nothing is None
    assert one.changes == ()
    assert one.saved_content is not None
    assert one.saved_content > 0
    assert one.content == one.saved_content
    total = sum(point.finding.weight for point in one.points)
    assert round(100 * sum(point.earned for point in one.points) / total, 1) == one.saved_content
    assert [point.finding for point in one.points] == [point.saved for point in one.points]


def test_a_second_take_and_a_part_are_explained_as_what_they_are(tmp_path: Path) -> None:
    session, today = session_in(tmp_path), today_in(tmp_path)
    whole = today.bank.questions[0]
    cause = Portion("What was the cause?", 45.0, key_point="cause")
    assessor = Assessor(FakeTranscriber(), MeasuringJudge(), load_prompts(), today.bank.version)
    for attempt, part in ((2, None), (3, cause)):
        session.begin_take(1, QUESTION, attempt=attempt, part=part)
        asked = narrowed(whole, part)
        assert asked is not None
        transcript = Transcript(spoken(ANSWER), "fake", language="en", language_probability=0.99)
        take = assess_transcript(asked, transcript, assessor, source="again.wav")
        session.save_result(1, take, attempt=attempt)
    first, second, third = explain(session, today)
    assert (first.attempt, second.attempt, third.attempt) == (1, 2, 3)
    assert second.content == second.saved_content == first.content
    assert third.question == cause.asked
    assert [point.finding.key_point for point in third.points] == ["cause"]
    assert third.content == third.saved_content
    assert (first.part, second.part, third.part) == (None, None, cause)


def test_every_outcome_is_the_softmax_of_its_terms(tmp_path: Path) -> None:
    for point in only(tmp_path).points:
        assert point.logits is not None
        assert [one.name for one in point.measures][-1] == "intercept"
        for outcome, logit in point.logits.items():
            assert sum((one.terms or {})[outcome] for one in point.measures) == pytest.approx(logit)
        total = sum(math.exp(logit) for logit in point.logits.values())
        for outcome, logit in point.logits.items():
            assert point.probabilities[outcome] == pytest.approx(math.exp(logit) / total)


def test_the_first_point_step_by_step(tmp_path: Path) -> None:
    cause = only(tmp_path).points[0]
    # 1 * 3 + 0.5, -1, 0 and -1 * 3
    assert cause.logits == {"states": 3.5, "partly": -1.0, "opposite": 0.0, "absent": -3.0}
    assert (cause.rule.verdict, cause.rule.measured, cause.rule.threshold) == (Verdict.COVERED, "states", 0.5)
    assert cause.rule.value == cause.probabilities["states"]
    assert cause.stated == cause.probabilities["states"] + 0.5 * cause.probabilities["partly"]
    assert (cause.share, cause.credit, cause.earned) == (1.0, 1.0, 2.0)
    assert (cause.finding.quote, cause.finding.start, cause.finding.end) == ("the queue was full", 0.5, 2.5)


def test_an_opposite_names_its_threshold_and_costs(tmp_path: Path) -> None:
    cure = only(tmp_path).points[1]
    assert (cure.rule.verdict, cure.rule.measured) == (Verdict.OPPOSITE, "opposite")
    assert cure.rule.threshold == OPPOSITE_FROM
    assert cure.credit == -0.5 * cure.probabilities["opposite"]
    assert cure.earned == cure.finding.credit < 0


def test_a_claim_that_was_read_in_other_wordings_is_weighed_with_their_coefficients(tmp_path: Path) -> None:
    judge = MeasuringJudge(worded=frozenset({CAUSE}))
    (one,) = explain(session_in(tmp_path, judge=judge), today_in(tmp_path, judge))
    cause, cure = one.points
    assert (cause.calibration, cure.calibration) == ("worded", "test")
    # 2 * 3, and nothing else
    assert cause.logits == {"states": 6.0, "partly": 0.0, "opposite": 0.0, "absent": 0.0}
    assert one.content == one.saved_content


def test_a_judge_without_calibration_has_measures_and_no_logits(tmp_path: Path) -> None:
    session = session_in(tmp_path)
    (one,) = explain(session, today_in(tmp_path, calibrated=False))
    for point in one.points:
        assert point.logits is None
        assert point.calibration is None
        assert {measured.terms for measured in point.measures} == {None}
        assert [measured.name for measured in point.measures] == list(measures().named())
    assert one.content == one.saved_content


def test_a_judge_that_tells_only_probabilities_is_explained_from_there(tmp_path: Path) -> None:
    judge = MeasuringJudge(tells_measures=False)
    (one,) = explain(session_in(tmp_path, judge=judge), today_in(tmp_path, judge))
    assert {point.measures for point in one.points} == {()}
    assert {point.logits for point in one.points} == {None}
    assert one.content == one.saved_content


# Another judge, scorer or bank


def test_another_judge_is_said_and_both_results_are_given(tmp_path: Path) -> None:
    session = session_in(tmp_path)
    other = MeasuringJudge({CAUSE: measures(states=-3.0), CURE: measures(states=3.0)}, "another")
    (one,) = explain(session, today_in(tmp_path, other))
    (change,) = one.changes
    assert (change.name, change.saved, change.today) == ("judge", "measuring", "another")
    assert (one.content, one.saved_content) == (33.3, round(100 * (2 + one_saved_credit(one)) / 3, 1))
    assert [point.finding.verdict for point in one.points] == [Verdict.MISSED, Verdict.COVERED]
    assert [point.saved and point.saved.verdict for point in one.points] == [
        Verdict.COVERED,
        Verdict.OPPOSITE,
    ]


def one_saved_credit(one: Explanation) -> float:
    """What was saved for the second key point."""
    assert one.points[1].saved is not None
    return one.points[1].saved.credit


def test_another_scorer_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    session = session_in(tmp_path)
    monkeypatch.setattr("voiceprep.explain.SCORER_VERSION", "99")
    (one,) = explain(session, today_in(tmp_path))
    assert [(change.name, change.today) for change in one.changes] == [("scorer", "99")]


def test_another_bank_is_said_with_what_is_new_and_what_is_gone(tmp_path: Path) -> None:
    session, today = session_in(tmp_path), today_in(tmp_path)
    (asked,) = today.bank.questions
    renamed = replace(asked, key_points=(asked.key_points[0], replace(asked.key_points[1], id="remedy")))
    bank = replace(today.bank, version="f" * 12, questions=(renamed,))
    (one,) = explain(session, replace(today, bank=bank))
    assert [change.name for change in one.changes] == ["bank"]
    assert one.points[1].saved is None
    assert [finding.key_point for finding in one.gone] == ["cure"]


def test_a_question_that_the_bank_does_not_have_is_no_fault(tmp_path: Path) -> None:
    session, today = session_in(tmp_path), today_in(tmp_path)
    (one,) = explain(session, replace(today, bank=replace(today.bank, questions=(question(),))))
    assert one.nothing is not None
    assert "is not in" in one.nothing
    assert one.saved_content is not None
    assert (one.question, one.points, one.content) == (None, (), None)


def test_a_part_that_the_bank_has_lost_is_told_from_a_question_that_it_lacks(tmp_path: Path) -> None:
    session, today = session_in(tmp_path), today_in(tmp_path)
    (asked,) = today.bank.questions
    (saved,) = session.takes()
    session.begin_take(1, QUESTION, attempt=2, part=Portion("What was the cause?", 45.0, key_point="cause"))
    assert saved.take is not None
    session.save_result(1, saved.take, attempt=2)
    without = replace(today.bank, questions=(replace(asked, key_points=asked.key_points[1:]),))
    _, part = explain(session, replace(today, bank=without))
    assert "What was asked in part is not in" in (part.nothing or "")
    assert part.part is not None


def test_what_today_is_refused_says_so(tmp_path: Path) -> None:
    (one,) = explain(session_in(tmp_path), today_in(tmp_path, NoJudge()))
    assert one.nothing is not None
    assert "Today it would have no score" in one.nothing
    assert one.saved_content is not None


# Takes without a score


def test_an_abstained_take_says_why_there_is_nothing(tmp_path: Path) -> None:
    first, second = explain(session_in(tmp_path, answers=(ANSWER, "fine")), today_in(tmp_path))
    assert first.points
    assert second.status is Status.ABSTAINED
    assert second.nothing is not None
    assert "only 1 word" in second.nothing
    assert (second.points, second.content, second.saved_content) == ((), None, None)


def test_unscored_and_damaged_takes_say_so(tmp_path: Path) -> None:
    session = session_in(tmp_path, answers=(ANSWER, ANSWER))
    session.begin_take(3, QUESTION)
    session.begin_take(4, QUESTION)
    session.note_answer(4, text="typed words", warning=None)
    session.begin_take(5, QUESTION)
    session.note_outcome(5, Outcome.SKIPPED)
    session.recording_path(2, QUESTION).with_suffix(".json").write_text("{}", encoding="utf-8")
    scored, damaged, silent, unscored, skipped = explain(session, today_in(tmp_path))
    assert scored.nothing is None
    assert "schema version" in (damaged.nothing or "")
    assert silent.nothing == "No answer was given."
    assert unscored.nothing == "It was saved, but not scored."
    assert skipped.nothing == "It was skipped."
    assert {one.status for one in (damaged, silent, unscored, skipped)} == {None}


def test_a_session_without_scores_is_an_error_with_the_reasons(tmp_path: Path) -> None:
    with pytest.raises(SessionError, match="nothing to explain") as raised:
        explain(session_in(tmp_path, answers=("fine",)), today_in(tmp_path))
    assert "only 1 word" in raised.value.message
    assert "replay" in raised.value.next_step


# Which takes


def test_only_the_takes_of_one_question(tmp_path: Path) -> None:
    session = session_in(tmp_path)
    session.begin_take(2, "another")
    assert [one.question_id for one in explain(session, today_in(tmp_path))] == [QUESTION, "another"]
    found = explain(session, today_in(tmp_path), question=QUESTION)
    assert [one.question_id for one in found] == [QUESTION]


def test_an_unknown_question_names_those_of_the_session(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match='no question "ml-drift"') as raised:
        explain(session_in(tmp_path), today_in(tmp_path), question="ml-drift")
    assert QUESTION in raised.value.next_step


# Verdict rules


@pytest.mark.parametrize(
    ("answer", "measured", "reached"),
    [
        (judgement(states=0.2, partly=0.4), "states + partly", True),
        (judgement(states=0.2, partly=0.2), "states + partly", False),
        (judgement(states=0.5), "states", True),
    ],
)
def test_the_rule_that_fired(tmp_path: Path, answer: object, measured: str, *, reached: bool) -> None:
    judge = ScriptedJudge(answer)  # type: ignore[arg-type]
    (one,) = explain(session_in(tmp_path, judge=judge), today_in(tmp_path, judge))
    rule = one.points[0].rule
    assert (rule.measured, rule.value >= rule.threshold) == (measured, reached)


def test_nothing_is_written(tmp_path: Path) -> None:
    session = session_in(tmp_path)

    def on_disk() -> dict[str, tuple[int, bytes]]:
        files = [path for path in session.folder.rglob("*") if path.is_file()]
        return {path.name: (path.stat().st_mtime_ns, path.read_bytes()) for path in files}

    before, document = on_disk(), json.dumps(session.document)
    list(explain(session, today_in(tmp_path)))
    assert (on_disk(), json.dumps(session.document)) == (before, document)
