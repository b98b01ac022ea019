"""What keys do in a live interview, and what of it is on disk."""

from __future__ import annotations

import threading
import time
import weakref
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import bank, question
from tests.practice.fakes import (
    FakeJudge,
    FakeKeys,
    FakeListener,
    FakeLoudspeaker,
    FakeTranscriber,
    FakeVoice,
)
from voiceprep import answering as answering_module
from voiceprep import interview as interview_module
from voiceprep.assessor import Assessor
from voiceprep.coaching.prompts import load_prompts
from voiceprep.errors import MissingError
from voiceprep.interview import (
    Asked,
    Event,
    Finished,
    Paused,
    Room,
    Said,
    Scored,
    SetAside,
    Thinking,
    VoiceLost,
)
from voiceprep.listening.keys import Key, Moment, Waits
from voiceprep.meanwhile import follow_answer
from voiceprep.practice import practice
from voiceprep.replay import replay
from voiceprep.sessions.standing import standing
from voiceprep.sessions.store import Session, create_session, open_session
from voiceprep.values import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from voiceprep.listening.keys import Pressed
    from voiceprep.questions.model import Question
    from voiceprep.transcription.while_speaking import WhileSpeaking

pytestmark = pytest.mark.usefixtures("quick")

QUESTIONS = (question("one", topic="First"), question("two", topic="Second"))
GREETED = [None]
"""The greeting is heard out; then come the presses of the first question."""


@dataclass
class Stage:
    """An interview with fakes; `presses` has one entry for each moment in which a key may be pressed."""

    folder: Path
    presses: list[Key | None]
    waits: Waits = field(default_factory=Waits)
    exam: bool = False
    answers: list[str] = field(default_factory=list)
    log: list[str] = field(default_factory=list)
    voice: FakeVoice = field(default_factory=FakeVoice)
    private_voice: FakeVoice | None = None
    seconds_left: list[int] = field(default_factory=list)

    def hold(self) -> list[Event]:
        return list(self.events())

    def events(self) -> Iterator[Event]:
        self.session = create_session(self.folder, role="engineer", plan={}, device={})
        self.keys = FakeKeys(self.presses)
        self.room = Room(
            self.voice,
            FakeLoudspeaker(self.log),
            FakeListener(self.log, self.answers),
            Assessor(FakeTranscriber(), FakeJudge(), load_prompts(), bank_version="0"),
            private_voice=self.private_voice,
            keys=self.keys,
            waits=self.waits,
            exam=self.exam,
            countdown=self.seconds_left.append,
        )
        return practice(QUESTIONS, self.session, self.room, role="Engineer")

    def on_disk(self) -> Session:
        return open_session(self.session.folder, str(self.session.folder))


def kinds(events: list[Event]) -> list[type[Event]]:
    return [type(event) for event in events if not isinstance(event, Said)]


def said(events: list[Event]) -> list[str]:
    return [event.text for event in events if isinstance(event, Said)]


def test_enter_cuts_the_voice_and_the_interview_goes_on(tmp_path: Path) -> None:
    stage = Stage(tmp_path, [Key.ENTER, Key.ENTER, None, Key.ENTER])
    events = stage.hold()
    assert stage.log[:4] == ["cut", "cut", "listened", "cut"]
    assert "cut" not in stage.log[4:]
    assert len([event for event in events if isinstance(event, Scored)]) == 2


def test_no_key_is_carried_from_one_moment_to_the_next(tmp_path: Path) -> None:
    """Each moment asks for its own key: the Enter that cut the voice cannot end the answer."""
    stage = Stage(tmp_path, [])
    stage.hold()
    one = [Moment.ASKING, Moment.ANSWERING, Moment.SPEAKING]
    assert stage.keys.moments == [Moment.SPEAKING, *one, *one, Moment.SPEAKING]


@pytest.mark.parametrize("key", [Key.AGAIN, Key.PART])
def test_a_second_try_asked_for_too_late_does_not_cut_the_next_question(tmp_path: Path, key: Key) -> None:
    """Pressed a moment after the feedback was over."""
    stage = Stage(tmp_path, [*GREETED, None, None, None, key])
    events = stage.hold()
    assert "cut" not in stage.log
    assert [event.number for event in events if isinstance(event, Asked)] == [1, 2]


def test_who_leaves_at_the_end_of_the_input_hears_that_all_is_saved(tmp_path: Path) -> None:
    """Ctrl-D quits in this moment and in all later ones."""
    stage = Stage(tmp_path, [Key.QUIT] * 9)
    events = stage.hold()
    assert isinstance(events[-1], Finished)
    assert said(events)[-1] == stage.room.assessor.prompts.say("quitting")
    assert stage.log[-1] != "cut"


@pytest.mark.parametrize("during", ["question", "thinking", "answer"])
def test_a_skipped_question_has_no_score_and_is_noted(tmp_path: Path, during: str) -> None:
    presses: dict[str, list[Key | None]] = {
        "question": [*GREETED, Key.SKIP],
        "thinking": [*GREETED, None, None, Key.SKIP],
        "answer": [*GREETED, None, Key.SKIP],
    }
    waits = Waits(think=30.0 if during == "thinking" else 0.0)
    stage = Stage(tmp_path, presses[during], waits)
    if during == "thinking":
        stage.presses += [None, None, None, Key.ENTER]
    events = stage.hold()
    assert [(event.number, event.outcome) for event in events if isinstance(event, SetAside)] == [
        (1, Outcome.SKIPPED)
    ]
    assert "Skipped." in stage.voice.said
    assert [event.number for event in events if isinstance(event, Scored)] == [2]
    skipped, answered = stage.on_disk().takes()
    assert (skipped.number, skipped.outcome, skipped.take) == (1, "skipped", None)
    assert (skipped.recording is not None) == (during == "answer")
    assert (answered.number, answered.outcome) == (2, None)
    assert answered.take is not None
    assert stage.on_disk().document["status"] == "finished"


@pytest.mark.parametrize("key", [None, Key.SKIP, Key.REPEAT])
def test_the_sound_of_an_answer_is_let_go_of_when_it_is_assessed_or_set_aside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, key: Key | None
) -> None:
    followed: list[weakref.ref[WhileSpeaking]] = []

    def noted(asked: Question, room: Room, pressed: Pressed) -> WhileSpeaking:
        following = follow_answer(asked, room, pressed)
        followed.append(weakref.ref(following))
        return following

    monkeypatch.setattr(answering_module, "follow_answer", noted)
    told = Scored if key is None else SetAside
    events = Stage(tmp_path, [*GREETED, None, key]).events()
    assert any(isinstance(event, told) for event in events)  # and the interview waits there
    end = time.monotonic() + 10.0  # its thread may have to finish first
    while followed[0]() is not None and time.monotonic() < end:
        time.sleep(0.01)
    assert followed[0]() is None


def test_a_question_is_asked_again_and_what_was_said_until_then_is_kept(tmp_path: Path) -> None:
    stage = Stage(tmp_path, [*GREETED, None, Key.REPEAT])
    events = stage.hold()
    assert kinds(events)[:4] == [Asked, SetAside, Asked, interview_module.Heard]
    asked = [text for text in said(events) if QUESTIONS[0].text in text]
    assert len(asked) == 3  # the text of both questions is the same
    assert asked[1].startswith("Here it is once more.")
    first, again, _ = stage.on_disk().takes()
    assert (first.attempt, first.outcome, first.take) == (1, "abandoned", None)
    assert (again.attempt, again.outcome) == (2, None)
    assert first.recording is not None
    assert again.recording is not None
    assert again.recording.name == "01-one.take2.wav"
    assert again.take is not None


def test_typed_words_before_a_command_are_kept(tmp_path: Path) -> None:
    stage = Stage(tmp_path, [*GREETED, None, Key.SKIP], answers=["typed:as far as I"])
    stage.hold()
    skipped = next(iter(stage.on_disk().takes()))
    assert (skipped.text, skipped.outcome) == ("as far as I", "skipped")


def test_a_command_instead_of_a_typed_answer_leaves_no_words(tmp_path: Path) -> None:
    stage = Stage(tmp_path, [*GREETED, None, Key.SKIP], answers=["typed:"])
    stage.hold()
    assert next(iter(stage.on_disk().takes())).text is None


@pytest.mark.parametrize("presses", [0, 1, 2, 3])
def test_who_quits_is_told_that_all_is_saved(tmp_path: Path, presses: int) -> None:
    """In the greeting, the question, the answer and the feedback."""
    stage = Stage(tmp_path, [*[None] * presses, Key.QUIT])
    events = stage.hold()
    finished = events[-1]
    assert isinstance(finished, Finished)
    assert finished.quit
    assert said(events)[-1] == "We stop here. What you said is saved."
    assert " ".join(stage.voice.said).endswith(said(events)[-1])
    assert len(finished.takes) == (1 if presses == 3 else 0)
    session = stage.on_disk()
    assert session.document["status"] == "interrupted"
    takes = list(session.takes())
    assert len(takes) == (1 if presses > 1 else 0)
    # What was recorded when the person left can still be scored.
    assert all(take.recording is not None and take.outcome is None for take in takes)


def test_feedback_can_be_heard_again(tmp_path: Path) -> None:
    stage = Stage(tmp_path, [*GREETED, None, None, Key.REPEAT, Key.REPEAT])
    events = stage.hold()
    feedback = next(event.take.feedback for event in events if isinstance(event, Scored))
    assert feedback is not None
    assert said(events).count(feedback.spoken) == 4  # three times for the first answer, once for the second


def test_with_a_pause_each_feedback_waits_for_a_key(tmp_path: Path) -> None:
    stage = Stage(tmp_path, [*GREETED, None, None, None, None, Key.REPEAT], Waits(pause=True))
    events = stage.hold()
    assert kinds(events).count(Paused) == 3
    assert said(events).count("Press Enter to go on.") == 3
    assert stage.keys.moments.count(Moment.PAUSING) == 3


def test_time_to_think_is_announced_and_ends_with_a_word(tmp_path: Path) -> None:
    stage = Stage(tmp_path, [], Waits(think=0.05))
    events = stage.hold()
    assert kinds(events)[:2] == [Thinking, Asked]
    assert "You have 0.05 seconds to think." in said(events)
    assert said(events).count("Please answer now.") == 2
    assert stage.seconds_left == [1, 0, 1, 0]


def test_enter_ends_the_thinking_and_is_not_told_to_begin(tmp_path: Path) -> None:
    stage = Stage(
        tmp_path, [*GREETED, None, None, Key.ENTER, None, None, None, None, Key.ENTER], Waits(think=300.0)
    )
    events = stage.hold()
    assert "Please answer now." not in said(events)
    assert len([event for event in events if isinstance(event, Scored)]) == 2


def test_skipping_in_an_examination(tmp_path: Path) -> None:
    stage = Stage(tmp_path, [*GREETED, Key.SKIP], exam=True)
    events = stage.hold()
    assert [event.number for event in events if isinstance(event, Scored)] == [2]
    assert "Question 2, Second." in said(events)
    assert stage.on_disk().document["status"] == "finished"


def test_an_examination_repeats_no_question_whose_answer_has_begun(tmp_path: Path) -> None:
    """That would be a second try. The key does nothing; it does not end the answer either."""
    stage = Stage(tmp_path, [*GREETED, None, Key.REPEAT], exam=True)
    events = stage.hold()
    assert [event.number for event in events if isinstance(event, Asked)] == [1, 2]
    assert not any(isinstance(event, SetAside) for event in events)
    assert [(one.number, one.attempt, one.outcome) for one in stage.on_disk().takes()] == [
        (1, 1, None),
        (2, 1, None),
    ]


@pytest.mark.parametrize("during", ["question", "thinking"])
def test_an_examination_repeats_a_question_that_is_not_being_answered_yet(
    tmp_path: Path, during: str
) -> None:
    presses = [*GREETED, Key.REPEAT] if during == "question" else [*GREETED, None, None, Key.REPEAT]
    stage = Stage(tmp_path, presses, Waits(think=0.05 if during == "thinking" else 0.0), exam=True)
    events = stage.hold()
    assert len([text for text in said(events) if QUESTIONS[0].text in text]) == 3  # both have the same text
    assert [(one.number, one.attempt) for one in stage.on_disk().takes()] == [(1, 1), (2, 1)]


def test_who_quits_while_results_are_read_has_finished_the_examination(tmp_path: Path) -> None:
    stage = Stage(tmp_path, [*GREETED, *[None] * 6, Key.QUIT], exam=True)
    finished = stage.hold()[-1]
    assert isinstance(finished, Finished)
    assert finished.quit
    assert len(finished.takes) == 2
    assert stage.on_disk().document["status"] == "finished"


def test_a_replay_scores_nothing_that_was_set_aside(tmp_path: Path) -> None:
    stage = Stage(tmp_path, [*GREETED, None, Key.REPEAT, None, Key.SKIP])
    stage.hold()
    replayed = list(replay(stage.on_disk(), bank=bank(*QUESTIONS), assessor=stage.room.assessor))
    assert [one.saved.outcome for one in replayed] == ["abandoned", "skipped", None]
    assert [one.rescored is None for one in replayed] == [True, True, False]


def test_only_what_quotes_the_person_is_said_by_the_voice_that_forgets(tmp_path: Path) -> None:
    stage = Stage(tmp_path, [], private_voice=FakeVoice())
    events = stage.hold()
    assert stage.private_voice is not None
    spoken = [
        event.take.feedback.spoken for event in events if isinstance(event, Scored) and event.take.feedback
    ]
    assert spoken
    assert " ".join(stage.private_voice.said) == " ".join(spoken)
    assert not any(text in feedback for text in stage.voice.said for feedback in spoken)


def test_a_voice_that_turns_out_to_be_missing_is_lost_and_not_the_interview(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(_: FakeVoice, __: str) -> None:
        raise MissingError("The voice is not installed.", next_step="Install it.")

    monkeypatch.setattr(FakeVoice, "synthesise", missing)
    events = Stage(tmp_path, []).hold()
    assert kinds(events).count(VoiceLost) == 1
    assert isinstance(events[-1], Finished)


def test_the_voice_is_made_ready_before_it_is_needed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded = threading.Event()
    monkeypatch.setattr(FakeVoice, "load", lambda _: loaded.set())
    Stage(tmp_path, []).hold()
    assert loaded.is_set()


@given(st.lists(st.sampled_from([None, None, *Key]), max_size=25), st.booleans(), st.booleans())
@settings(max_examples=25)
def test_whatever_is_pressed_the_session_says_what_became_of_each_question(
    tmp_path_factory: pytest.TempPathFactory, presses: list[Key | None], pause: bool, exam: bool
) -> None:
    stage = Stage(tmp_path_factory.mktemp("recordings"), presses, Waits(pause=pause), exam)
    events = stage.hold()
    finished = events[-1]
    assert isinstance(finished, Finished)
    saved = list(stage.on_disk().takes())
    counting = standing(saved)
    assert [one.take for _, one in sorted(counting.items())] == list(finished.takes)
    for number in (1, 2):
        attempts = [one for one in saved if one.number == number]
        assert [one.attempt for one in attempts] == list(range(1, len(attempts) + 1))
        assert len(attempts) <= 1 or not exam
        if number not in counting:
            assert all(one.outcome == "abandoned" for one in attempts[:-1])
        if attempts and not finished.quit:
            assert attempts[-1].outcome == "skipped" or attempts[-1].take is not None
    assert finished.quit or {one.number for one in saved} == {1, 2}
    status = stage.on_disk().document["status"]
    assert status == "finished" if not finished.quit else status in {"interrupted", "finished"}
    # Every answer that was recorded is there, whatever became of it.
    assert stage.log.count("listened") == len([one for one in saved if one.recording is not None])
    # The microphone opens only when our own voice has ended, of itself or by a key.
    for place, entry in enumerate(stage.log):
        if entry == "listened":
            assert stage.log[place - 1] in {"played 1 s", "cut"}
