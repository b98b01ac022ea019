"""An interview goes on where it stopped, whatever stopped it."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.builders import bank, question
from tests.practice.fakes import (
    FakeJudge,
    FakeKeys,
    FakeListener,
    FakeLoudspeaker,
    FakeTranscriber,
    FakeVoice,
)
from voiceprep.assessor import Assessor
from voiceprep.coaching.prompts import load_prompts
from voiceprep.errors import SessionError, UsageError
from voiceprep.interview import Asked, Event, Finished, Room, Said, Scored
from voiceprep.listening.interface import ListeningError
from voiceprep.listening.keys import Key
from voiceprep.practice import practice, retake
from voiceprep.resuming import planned_questions, what_is_left
from voiceprep.sessions.find import command_name
from voiceprep.sessions.standing import standing
from voiceprep.sessions.store import create_session, open_session
from voiceprep.values import Outcome, Portion

if TYPE_CHECKING:
    from pathlib import Path

    from voiceprep.sessions.store import Session

pytestmark = pytest.mark.usefixtures("quick")

QUESTIONS = tuple(question(name) for name in ("one", "two", "three"))


def _room(*answers: str, exam: bool = False, transcriber: FakeTranscriber | None = None) -> Room:
    assessor = Assessor(transcriber or FakeTranscriber(), FakeJudge(), load_prompts(), bank_version="0")
    return Room(FakeVoice(), FakeLoudspeaker([]), FakeListener([], list(answers)), assessor, exam=exam)


def _session(folder: Path) -> Session:
    plan = {"questions": [{"id": one.id, "text": one.text} for one in QUESTIONS]}
    return create_session(folder, role="engineer", plan=plan, device={})


def _broken_off(folder: Path, *answers: str, exam: bool = False) -> Session:
    """An interview in which the microphone is lost for good after those answers."""
    session = _session(folder)
    with pytest.raises(ListeningError):
        list(practice(QUESTIONS, session, _room(*answers, "lost", exam=exam), role="Engineer"))
    return open_session(folder, "last")


def _go_on(session: Session, room: Room) -> list[Event]:
    return list(practice(QUESTIONS, session, room, role="Engineer", left=what_is_left(session)))


def _asked(events: list[Event]) -> list[str]:
    return [event.question.id for event in events if isinstance(event, Asked)]


def test_it_goes_on_at_the_next_question_and_ends_as_one(tmp_path: Path) -> None:
    session = _broken_off(tmp_path, "sound")
    (before,) = (one for one in session.takes() if one.take is not None)
    events = _go_on(session, _room())
    assert _asked(events) == ["two", "three"]
    greeting = next(event.text for event in events if isinstance(event, Said))
    assert greeting == "Welcome back. We go on where we stopped, with 2 questions."
    last = events[-1]
    assert isinstance(last, Finished)
    assert [take.question_id for take in last.takes] == ["one", "two", "three"]
    assert open_session(tmp_path, "last").document["status"] == "finished"
    after = next(session.takes())
    # What was left to be counted of it is counted now; nothing else has changed.
    assert before.take is not None
    assert after.take is not None
    assert replace(after.take, delivery=before.take.delivery) == before.take
    assert (before.uncounted, after.uncounted) == (True, False)


def test_an_attempt_that_broke_off_without_sound_is_not_written_over(tmp_path: Path) -> None:
    session = _broken_off(tmp_path, "sound")
    _go_on(session, _room())
    takes = [(one.question_id, one.attempt, one.take is not None) for one in session.takes()]
    assert takes == [("one", 1, True), ("two", 1, False), ("two", 2, True), ("three", 1, True)]


def test_what_was_said_and_not_scored_is_scored_first(tmp_path: Path) -> None:
    session = _session(tmp_path)
    recording = session.begin_take(1, "one")
    FakeListener([]).listen(recording, finished=threading.Event(), time_limit=9.0)
    session.note_answer(1, text=None, warning=None)  # killed before it was scored
    events = _go_on(open_session(tmp_path, "last"), _room())
    assert [event.question.id for event in events if isinstance(event, Scored)] == ["one", "two", "three"]
    assert _asked(events) == ["two", "three"]


def test_an_answer_that_was_broken_off_is_scored_and_asked_for_again(tmp_path: Path) -> None:
    session = _session(tmp_path)
    recording = session.begin_take(1, "one")
    FakeListener([]).listen(recording, finished=threading.Event(), time_limit=9.0)
    recording.rename(recording.with_name("01-one.take1.part.wav"))
    session = open_session(tmp_path, "last")
    events = _go_on(session, _room())
    scored = [event.question.id for event in events if isinstance(event, Scored)]
    assert scored == ["one", "one", "two", "three"]
    assert _asked(events) == ["one", "two", "three"]
    assert recording.is_file()
    assert (session.folder / "01-one.take2.wav").is_file()
    assert not list(session.folder.glob("*.part.wav"))
    assert events.index(next(e for e in events if isinstance(e, Scored))) < events.index(
        next(e for e in events if isinstance(e, Said))
    )


def test_what_is_scored_first_is_told_and_cannot_be_answered_again_there(tmp_path: Path) -> None:
    session = _session(tmp_path)
    session.begin_take(1, "one")
    session.note_answer(1, text="high bias means that a model is too simple for its data", warning=None)
    events = _go_on(open_session(tmp_path, "last"), _room())
    first = next(n for n, event in enumerate(events) if isinstance(event, Scored))
    caught_up, told = events[first], events[first + 1]
    assert isinstance(caught_up, Scored)
    assert caught_up.again is False
    assert caught_up.take.feedback is not None
    assert isinstance(told, Said)
    assert told.text == caught_up.take.feedback.spoken
    assert [event.again for event in events[first + 1 :] if isinstance(event, Scored)] == [True, True]


def test_an_answer_to_a_point_that_left_the_bank_does_not_wait_for_ever(tmp_path: Path) -> None:
    session = _session(tmp_path)
    list(practice(QUESTIONS, session, _room(), role="Engineer"))
    session.begin_take(1, "one", attempt=2, part=Portion("And that?", 45.0, key_point="gone"))
    session.note_answer(1, text="something on a point that is gone by now", warning=None, attempt=2)
    session = open_session(tmp_path, "last")
    assert session.goes_on
    _go_on(session, _room())
    assert not session.goes_on


def test_in_an_examination_a_lost_microphone_costs_no_question(tmp_path: Path) -> None:
    session = _session(tmp_path)
    room = _room("lost in mid-answer", "sound", exam=True)
    events = list(practice(QUESTIONS[:2], session, room, role="Engineer"))
    assert _asked(events) == ["one", "one", "two"]
    takes = [(one.question_id, one.attempt, one.complete) for one in session.takes()]
    assert takes == [("one", 1, False), ("one", 2, True), ("two", 1, True)]


def test_an_examination_asks_no_question_without_end(tmp_path: Path) -> None:
    """The second answer is given to its end; that it has no score and the first one has is another matter."""
    session = _session(tmp_path)
    room = _room("lost in mid-answer", "typed:no idea", exam=True)
    assert _asked(list(practice(QUESTIONS[:1], session, room, role="Engineer"))) == ["one", "one"]


def test_an_answer_that_was_broken_off_is_asked_for_until_it_is_given(tmp_path: Path) -> None:
    """Though it has a score from the first time that the interview went on."""
    room = _room()
    room.keys = FakeKeys([*[None] * 5, Key.QUIT])  # in the middle of the second answer
    list(practice(QUESTIONS, _session(tmp_path), room, role="Engineer"))
    room = _room()
    room.keys = FakeKeys([Key.QUIT])  # before the second question is asked anew
    events = _go_on(open_session(tmp_path, "last"), room)
    assert [event.question.id for event in events if isinstance(event, Scored)] == ["two"]
    assert _asked(events) == []
    session = open_session(tmp_path, "last")
    assert _asked(_go_on(session, _room())) == ["two", "three"]
    assert standing(session.takes())[2].attempt == 2


def test_what_was_skipped_stays_skipped_and_what_was_repeated_is_asked(tmp_path: Path) -> None:
    session = _session(tmp_path)
    session.begin_take(1, "one")
    session.note_outcome(1, Outcome.SKIPPED)
    session.begin_take(2, "two")
    session.note_outcome(2, Outcome.ABANDONED)
    events = _go_on(session, _room())
    assert _asked(events) == ["two", "three"]
    attempts = [(one.question_id, one.attempt) for one in session.takes() if one.take is not None]
    assert attempts == [("two", 2), ("three", 1)]


def test_an_examination_goes_on_as_one_and_tells_all_results_in_the_end(tmp_path: Path) -> None:
    session = _broken_off(tmp_path, "sound", exam=True)
    events = _go_on(session, _room(exam=True))
    scored = [event.number for event in events if isinstance(event, Scored)]
    assert scored == [1, 2, 3]
    assert _asked(events) == ["two", "three"]
    first_result = events.index(next(event for event in events if isinstance(event, Scored)))
    assert first_result > max(place for place, event in enumerate(events) if isinstance(event, Asked))


def test_an_interview_that_lacks_only_its_end_is_ended(tmp_path: Path) -> None:
    session = _session(tmp_path)
    list(practice(QUESTIONS, session, _room(), role="Engineer"))
    session.set_status("running")  # killed while the last feedback was spoken
    events = _go_on(open_session(tmp_path, "last"), _room())
    assert _asked(events) == []
    assert not any(isinstance(event, Said) and "Welcome" in event.text for event in events)
    assert isinstance(events[-1], Finished)


def test_a_retake_of_a_finished_interview_that_was_broken_off_in_its_feedback_is_counted(
    tmp_path: Path,
) -> None:
    session = _session(tmp_path)
    list(practice(QUESTIONS, session, _room(), role="Engineer"))
    assert not session.goes_on
    events = retake(QUESTIONS[0], session, _room(), number=1, left=what_is_left(session))
    assert any(isinstance(event, Scored) for event in events)  # and it waits there
    with pytest.raises(KeyboardInterrupt):
        events.throw(KeyboardInterrupt())  # type: ignore[attr-defined]
    session = open_session(tmp_path, "last")
    assert session.document["status"] == "finished"
    assert session.goes_on
    assert [saved.attempt for saved in what_is_left(session).uncounted] == [2]
    assert _asked(_go_on(session, _room())) == []
    assert not any(saved.uncounted for saved in session.takes())
    assert not session.goes_on


def test_the_plan_says_which_questions(tmp_path: Path) -> None:
    assert planned_questions(_session(tmp_path), bank(*QUESTIONS)) == QUESTIONS
    without = create_session(tmp_path, role="engineer", plan={}, device={})
    with pytest.raises(SessionError, match="which questions") as raised:
        planned_questions(without, bank(*QUESTIONS))
    assert f"`voiceprep replay {command_name(without.folder)} --rescore`" in raised.value.next_step
    with pytest.raises(UsageError, match="no question"):
        planned_questions(_session(tmp_path), bank(QUESTIONS[0]))


def test_a_question_of_another_bank_names_that_bank(tmp_path: Path) -> None:
    session = _session(tmp_path)
    session.document["plan"]["bank"] = {"file": "mine.json", "version": "another"}
    with pytest.raises(UsageError, match="no question") as raised:
        planned_questions(session, bank(QUESTIONS[0]))
    assert raised.value.next_step == "The interview was begun with mine.json: give that with --bank FILE."
