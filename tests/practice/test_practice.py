"""The live interview: what happens in which order, and what is on disk when something goes wrong."""

from __future__ import annotations

import re
import threading
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from tests.builders import AllVoice, NoVoice, bank, question
from tests.listening.fake_card import FakeCard
from tests.practice.fakes import (
    FakeJudge,
    FakeKeys,
    FakeListener,
    FakeLoudspeaker,
    FakeTranscriber,
    FakeVoice,
    VerbatimTranscriber,
)
from voiceprep import counting as counting_module
from voiceprep import interview as interview_module
from voiceprep import practice as practice_module
from voiceprep.assessor import Assessor
from voiceprep.coaching.prompts import load_prompts
from voiceprep.errors import StorageError
from voiceprep.interview import (
    TAIL_GUARD_SECONDS,
    Asked,
    Event,
    Finished,
    Heard,
    Room,
    Said,
    Scored,
    StillCounting,
    VoiceLost,
)
from voiceprep.judging.no_judge import NoJudge
from voiceprep.listening import microphone as microphone_module
from voiceprep.listening.interface import NOBODY, Answer, Followers, ListeningError
from voiceprep.listening.keys import Key, Moment, Pressed
from voiceprep.listening.microphone import Microphone
from voiceprep.listening.turn_taking import (
    Countdown,
    EnterOnly,
    LimitNear,
    MicrophoneBack,
    MicrophoneGone,
    Notice,
    Nudge,
    TurnRule,
)
from voiceprep.practice import practice
from voiceprep.replay import replay
from voiceprep.sessions.store import Session, create_session, open_session
from voiceprep.speaking.interface import NoTones, Tone
from voiceprep.transcription import hearing
from voiceprep.values import AbstentionReason, Status, Word

if TYPE_CHECKING:
    from voiceprep.audio.clip import Clip
    from voiceprep.judging.interface import Judge
    from voiceprep.values import Take, Transcript

QUESTIONS = (question("one", topic="First"), question("two", topic="Second"))


@dataclass
class Stage:
    """An interview with fakes."""

    session: Session
    log: list[str] = field(default_factory=list)
    voice: FakeVoice = field(default_factory=FakeVoice)
    transcriber: FakeTranscriber = field(default_factory=FakeTranscriber)
    answers: list[str] = field(default_factory=list)
    judge: Judge = field(default_factory=FakeJudge)

    def room(self) -> Room:
        assessor = Assessor(self.transcriber, self.judge, load_prompts(), bank_version="0")
        listener = FakeListener(self.log, self.answers)
        return Room(self.voice, FakeLoudspeaker(self.log), listener, assessor)

    def hold(self) -> list[Event]:
        return list(practice(QUESTIONS, self.session, self.room(), role="Engineer"))

    def on_disk(self) -> Session:
        return open_session(self.session.folder.parent, "last")


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stage:
    monkeypatch.setattr(interview_module, "TAIL_GUARD_SECONDS", 0.0)
    # The fakes' sound is a constant, in which the real detector rightly finds no speech.
    monkeypatch.setattr(hearing, "VoiceActivity", AllVoice)
    return Stage(create_session(tmp_path, role="engineer", plan={}, device={}))


def test_the_events_come_in_the_order_of_an_interview(stage: Stage) -> None:
    kinds = [type(event) for event in stage.hold() if not isinstance(event, Said)]
    assert kinds == [Asked, Heard, Scored, Asked, Heard, Scored, Finished]
    assert stage.on_disk().document["status"] == "finished"


def test_the_microphone_opens_only_after_our_own_voice_has_ended(stage: Stage) -> None:
    stage.hold()
    assert [entry for entry in stage.log if entry == "listened"] == ["listened"] * 2
    for index, entry in enumerate(stage.log):
        if entry == "listened":
            assert stage.log[index - 1] == "played 1 s"


def test_a_guard_passes_between_our_own_voice_and_the_microphone(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its echo in the room dies away meanwhile."""
    clock = SimpleNamespace(sleep=lambda seconds: stage.log.append(f"waited {seconds:g} s"))
    monkeypatch.setattr(interview_module, "time", clock)
    monkeypatch.setattr(interview_module, "TAIL_GUARD_SECONDS", TAIL_GUARD_SECONDS)
    stage.hold()
    opened = [index for index, entry in enumerate(stage.log) if entry == "listened"]
    assert [stage.log[index - 2 : index] for index in opened] == [["played 1 s", "waited 0.25 s"]] * 2


def test_everything_that_is_said_is_shown_too(stage: Stage) -> None:
    shown = [event.text for event in stage.hold() if isinstance(event, Said)]
    assert " ".join(shown) == " ".join(stage.voice.said)
    assert any(QUESTIONS[0].text in text for text in shown)


def test_each_answer_has_its_recording_and_its_result_on_disk(stage: Stage) -> None:
    stage.hold()
    saved = list(stage.on_disk().takes())
    assert [take.question_id for take in saved] == ["one", "two"]
    for take in saved:
        assert take.recording is not None
        assert take.recording.is_file()
        assert take.take is not None
        assert take.take.status is Status.SCORED
        assert take.take.findings[0].quote == "high bias means that"
        assert (take.take.findings[0].start, take.take.findings[0].end) == (0.0, 2.0)


def test_the_recording_is_noted_before_it_is_scored(stage: Stage) -> None:
    events = practice(QUESTIONS, stage.session, stage.room(), role="Engineer")
    for event in events:
        if isinstance(event, Heard):
            (saved,) = stage.on_disk().takes()
            assert saved.recording is not None
            assert saved.take is None
            break


def test_an_engine_that_fails_costs_one_answer_and_not_the_interview(stage: Stage) -> None:
    stage.transcriber.text = ""
    scored = [event.take for event in stage.hold() if isinstance(event, Scored)]
    assert [take.status for take in scored] == [Status.FAILED, Status.FAILED]
    assert scored[0].failure == "The recogniser failed."
    assert all(take.recording is not None for take in stage.on_disk().takes())


def test_a_lost_voice_is_announced_once_and_the_interview_goes_on(stage: Stage) -> None:
    stage.voice.lost_after = 1
    events = stage.hold()
    assert len([event for event in events if isinstance(event, VoiceLost)]) == 1
    assert isinstance(events[-1], Finished)


def test_a_text_that_the_voice_cannot_say_is_written_and_the_next_one_spoken(stage: Stage) -> None:
    stage.voice.unspeakable = {1}
    events = stage.hold()
    assert [event.for_good for event in events if isinstance(event, VoiceLost)] == [False]
    assert len(stage.voice.said) > 2


def test_a_voice_that_fails_twice_in_a_row_is_given_up(stage: Stage) -> None:
    stage.voice.unspeakable = {1, 2}
    events = stage.hold()
    assert [event.for_good for event in events if isinstance(event, VoiceLost)] == [False, True]
    assert len(stage.voice.said) == 1


def test_enter_pressed_while_the_microphone_is_opened_does_not_end_the_answer(stage: Stage) -> None:
    """A headset may take seconds, in which nothing is shown; in an examination the question would be lost."""

    class Slow(FakeListener):
        ended: bool | None = None

        def listen(
            self, *args: Any, finished: threading.Event, followers: Followers = NOBODY, **rest: Any
        ) -> Answer:
            before = finished.is_set()
            followers.ready()
            self.ended = before and finished.is_set()
            return super().listen(*args, finished=finished, followers=followers, **rest)

    room = stage.room()
    room.listener = slow = Slow(stage.log)
    room.keys = FakeKeys([None, None, Key.ENTER])
    list(practice(QUESTIONS[:1], stage.session, room, role="Engineer"))
    assert slow.ended is False


@pytest.mark.parametrize(("fault", "error"), [("lost", ListeningError), ("full", StorageError)])
def test_a_lost_microphone_or_full_disk_keeps_what_was_answered(
    stage: Stage, fault: str, error: type[Exception]
) -> None:
    stage.answers += ["sound", fault]
    events: list[Event] = []
    with pytest.raises(error):
        events.extend(practice(QUESTIONS, stage.session, stage.room(), role="Engineer"))
    # Said, too: the voice works, and not everybody looks.
    assert [event.text for event in events if isinstance(event, Said)][-1] == load_prompts().say(
        "cannot_go_on"
    )
    session = stage.on_disk()
    first, second = session.takes()
    assert session.document["status"] == "interrupted"
    assert first.take is not None
    assert second.recording is None


def test_a_microphone_that_is_pulled_out_in_mid_answer_does_not_end_the_interview(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = FakeCard(names=("laptop", "headset"))
    monkeypatch.setattr(microphone_module, "import_sounddevice", lambda: card)
    monkeypatch.setattr(microphone_module, "LOST_AFTER", 0.3)
    monkeypatch.setattr(microphone_module, "FIRST_WITHIN", 0.3)

    def pull_out(seconds: float, _level: float) -> None:
        if seconds > 0.3 and "headset" in card.plugged_in:
            card.plugged_in.remove("headset")

    room = stage.room()
    told: list[Notice] = []
    answer = Pressed()

    def keys(_moment: Moment) -> Pressed:
        nonlocal answer
        answer = Pressed()
        return answer

    def invite(_limit: float) -> None:
        """The second answer is ended as it begins, the first by the loss alone."""
        if told:
            answer.press(Key.ENTER)

    room.listener, room.meter, room.keys = Microphone("headset"), pull_out, keys
    room.notice, room.invite = told.append, invite
    events = list(practice(QUESTIONS, stage.session, room, role="Engineer"))
    first, second = (event.answer for event in events if isinstance(event, Heard))
    assert "lost after" in str(first.warning)
    assert second.warning is None
    assert told == [MicrophoneGone("headset", "laptop")]
    assert card.used == ["headset", "laptop"]
    assert isinstance(events[-1], Finished)
    session = stage.on_disk()
    assert session.document["status"] == "finished"
    assert all(saved.recording is not None and saved.recording.is_file() for saved in session.takes())
    assert [saved.complete for saved in session.takes()] == [False, True]


def test_what_the_person_should_know_is_shown_and_then_sounded(stage: Stage) -> None:
    """But for what comes while they speak: that makes no sound."""
    room = stage.room()
    log: list[Notice | Tone | str] = []
    notices: list[Notice] = [
        Nudge(),
        Countdown(3),
        Countdown(None),
        LimitNear(30),
        EnterOnly(),
        MicrophoneBack("laptop"),
    ]

    class LoggedTones:
        def sound(self, tone: Tone) -> None:
            log.append(tone)

        def close(self) -> None:
            log.append("closed")

    class Telling(FakeListener):
        def listen(self, *args: Any, followers: Followers = NOBODY, **rest: Any) -> Answer:
            followers.ready()
            for notice in notices:
                followers.notice(notice)
            return super().listen(*args, followers=followers, **rest)

    room.listener, room.tones = Telling(stage.log), LoggedTones()
    room.notice, room.invite = log.append, lambda _limit: log.append("invited")
    list(practice(QUESTIONS[:1], stage.session, room, role="Engineer"))
    nudge, three, go_on, near, enter, back = notices
    assert log == [
        *("invited", Tone.BEGIN),
        *(nudge, Tone.STILL_LISTENING),
        *(three, Tone.ENDING),
        *(go_on, near, Tone.LIMIT_NEAR),
        *(enter, Tone.LOOK, back, Tone.LOOK, "closed"),
    ]


@pytest.mark.parametrize("what", ["lost", "full", "interrupted", "sound"])
def test_the_tones_give_the_device_back_however_an_answer_ends(stage: Stage, what: str) -> None:
    class CountedTones(NoTones):
        closed = 0

        def close(self) -> None:
            self.closed += 1

    stage.answers.append(what)
    room = stage.room()
    room.tones = tones = CountedTones()
    with suppress(ListeningError, StorageError, KeyboardInterrupt):
        list(practice(QUESTIONS[:1], stage.session, room, role="Engineer"))
    assert tones.closed == 1


def test_ctrl_c_during_an_answer_keeps_its_recording(stage: Stage) -> None:
    stage.answers.append("interrupted")
    with pytest.raises(KeyboardInterrupt):
        stage.hold()
    (saved,) = stage.on_disk().takes()
    assert saved.recording is not None
    assert saved.take is None
    assert stage.on_disk().document["status"] == "interrupted"


def test_ctrl_c_while_typing_keeps_the_lines_so_far(stage: Stage) -> None:
    stage.answers.append("half typed")
    with pytest.raises(KeyboardInterrupt):
        stage.hold()
    (saved,) = stage.on_disk().takes()
    assert saved.text == "the first line"


def test_one_file_without_sound_costs_one_answer(stage: Stage) -> None:
    stage.answers += ["no sound", "sound"]
    takes = [event.take for event in stage.hold() if isinstance(event, Scored)]
    assert [take.status for take in takes] == [Status.FAILED, Status.SCORED]
    assert stage.on_disk().document["takes"][0]["warning"] == "b.txt holds no sound."


def test_on_a_full_disk_the_first_fault_is_what_is_told(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise StorageError("session.json cannot be written.", next_step="Free some space.")

    stage.answers.append("full")
    events = practice(QUESTIONS, stage.session, stage.room(), role="Engineer")
    while not isinstance(next(events), Asked):
        pass
    monkeypatch.setattr(Session, "set_status", full)
    with pytest.raises(StorageError, match="The disk is full"):
        list(events)


def test_a_warning_of_the_microphone_is_kept_with_the_answer(stage: Stage) -> None:
    stage.answers.append("lost in mid-answer")
    heard = [event.answer for event in stage.hold() if isinstance(event, Heard)]
    assert heard[0].warning == "The microphone was lost."
    assert stage.on_disk().document["takes"][0]["warning"] == "The microphone was lost."


@pytest.mark.parametrize("exam", [False, True])
@pytest.mark.parametrize(
    ("answer", "sentence"), [("lost in mid-answer", "microphone_lost"), ("limit", "time_over")]
)
def test_who_does_not_look_hears_why_an_answer_was_cut_off_before_its_result(
    stage: Stage, answer: str, sentence: str, *, exam: bool
) -> None:
    stage.answers += ["sound", answer]
    room = stage.room()
    room.exam = exam
    events = list(practice(QUESTIONS[:2], stage.session, room, role="Engineer"))
    told = room.assessor.prompts.say(sentence)
    (at,) = (n for n, event in enumerate(events) if isinstance(event, Said) and event.text == told)
    kinds = [type(event) for event in events]
    assert kinds[at - 1] is Asked
    assert kinds[at + 1] is Heard
    assert kinds.index(Heard) < at


def test_an_answer_that_a_lost_microphone_cut_off_is_not_called_short(stage: Stage) -> None:
    """Nor is it in a replay."""

    class Fast(FakeTranscriber):
        """Hears eight words in the two seconds of the fake recording."""

        def transcribe(self, clip: Clip, *, before: str = "") -> Transcript:
            words = ["a", "map", "finds", "it", "at", "once", "by", "key"]
            said = (Word(one, n / 4, n / 4 + 0.25, 0.9) for n, one in enumerate(words))
            return replace(super().transcribe(clip), words=tuple(said))

    stage.transcriber = Fast()
    stage.answers += ["lost in mid-answer", "sound"]
    scored = [event.take for event in stage.hold() if isinstance(event, Scored)]
    remarks = [take.feedback.delivery for take in scored if take.feedback is not None]
    assert ["only" in str(one) for one in remarks] == [False, True]
    again = list(replay(stage.on_disk(), bank=bank(*QUESTIONS), assessor=stage.room().assessor))
    assert [one.saved.complete for one in again] == [False, True]
    assert [one.rescored and one.rescored.differences for one in again] == [(), ()]


@pytest.mark.parametrize("manner", ["neutral", "brisk", "warm"])
def test_a_greeting_begins_no_sentence_with_a_small_letter(stage: Stage, manner: str) -> None:
    room = stage.room()
    room.assessor = replace(room.assessor, prompts=load_prompts(Path(manner)))
    events = practice(QUESTIONS[:1], stage.session, room, role="Engineer")
    greeting = next(event.text for event in events if isinstance(event, Said))
    assert "one question" in greeting.lower()
    assert re.search(r"(?:^|[.!?] )[a-z]", greeting) is None


def test_typed_answers_are_saved_as_words(stage: Stage) -> None:
    text = "a high bias means that a model is too simple for the data it sees"
    stage.answers += [f"typed:{text}", "typed:no idea"]
    takes = [event.take for event in stage.hold() if isinstance(event, Scored)]
    assert takes[0].status is Status.SCORED
    assert takes[1].abstention is not None
    assert takes[1].abstention.reason is AbstentionReason.TOO_SHORT
    assert [saved.text for saved in stage.on_disk().takes()] == [text, "no idea"]


def test_silence_is_not_transcribed_and_not_scored(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hearing, "VoiceActivity", NoVoice)
    takes = [event.take for event in stage.hold() if isinstance(event, Scored)]
    assert {take.abstention.reason for take in takes if take.abstention} == {AbstentionReason.SILENCE}
    assert all(take.content is None and take.transcript is None for take in takes)


def test_an_interview_without_a_judge_keeps_recordings_and_words_and_can_be_judged_later(
    stage: Stage,
) -> None:
    stage.judge = NoJudge()
    takes = [event.take for event in stage.hold() if isinstance(event, Scored)]
    assert [take.abstention and take.abstention.reason for take in takes] == [AbstentionReason.NOT_JUDGED] * 2
    assert all(take.transcript is not None and take.content is None for take in takes)
    assert all(saved.recording is not None for saved in stage.on_disk().takes())
    stage.judge = FakeJudge()
    for replayed in replay(stage.on_disk(), bank=bank(*QUESTIONS), assessor=stage.room().assessor):
        assert replayed.rescored is not None
        assert replayed.rescored.take.status is Status.SCORED
        assert "judge: none → fake judge" in replayed.rescored.differences


def test_a_replay_scores_the_same_bit_for_bit(stage: Stage) -> None:
    stage.hold()
    again = replay(stage.on_disk(), bank=bank(*QUESTIONS), assessor=stage.room().assessor)
    for replayed in again:
        assert replayed.rescored is not None
        assert replayed.rescored.take == replayed.saved.take
        assert replayed.rescored.differences == ()


def test_a_replay_under_other_words_says_what_changed(stage: Stage) -> None:
    stage.hold()
    stage.transcriber = FakeTranscriber(
        text="quite another thing was heard this time by the machine", identity="new"
    )
    before = {path: path.read_bytes() for path in stage.session.folder.iterdir()}
    first = next(replay(stage.on_disk(), bank=bank(*QUESTIONS), assessor=stage.room().assessor))
    assert first.rescored is not None
    assert "transcriber: fake recogniser → new" in first.rescored.differences
    assert "the transcript reads differently" in first.rescored.differences
    assert {path: path.read_bytes() for path in stage.session.folder.iterdir()} == before


def test_an_examination_keeps_results_and_feedback_back_until_the_end(stage: Stage) -> None:
    room = stage.room()
    room.exam = True
    events = list(practice(QUESTIONS, stage.session, room, role="Engineer"))
    kinds = [type(event) for event in events if not isinstance(event, Said)]
    assert kinds == [Asked, Heard, Asked, Heard, Scored, Scored, Finished]
    assert [event.number for event in events if isinstance(event, Scored)] == [1, 2]
    last_answer = max(place for place, event in enumerate(events) if isinstance(event, Heard))
    before = " ".join(event.text for event in events[:last_answer] if isinstance(event, Said))
    assert "high bias means that" not in before
    # On disk each result is as soon as it is known.
    assert all(saved.take is not None for saved in stage.on_disk().takes())


def test_the_listener_is_told_how_an_answer_may_end(stage: Stage) -> None:
    room = stage.room()
    room.turn_rule = TurnRule(hands_free=True, patience=6.0)
    list(practice(QUESTIONS, stage.session, room, role="Engineer"))
    assert isinstance(room.listener, FakeListener)
    assert room.listener.rules == [room.turn_rule] * 2


@pytest.mark.parametrize("fault", ["not heard", "recogniser"])
def test_in_an_examination_too_the_person_hears_at_once_that_nothing_arrived(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    if fault == "recogniser":
        stage.transcriber.text = ""
    else:
        monkeypatch.setattr(hearing, "VoiceActivity", NoVoice)
    room = stage.room()
    room.exam = True
    events = list(practice(QUESTIONS, stage.session, room, role="Engineer"))
    after = events[next(place for place, event in enumerate(events) if isinstance(event, Heard)) + 1]
    assert isinstance(after, Said)
    assert after.text.startswith("I cannot judge this answer.")


def test_each_result_of_an_examination_is_announced_with_its_question(stage: Stage) -> None:
    room = stage.room()
    room.exam = True
    events = list(practice(QUESTIONS, stage.session, room, role="Engineer"))
    before = [events[place - 1] for place, event in enumerate(events) if isinstance(event, Scored)]
    assert [event.text for event in before if isinstance(event, Said)] == [
        "Question 1, First.",
        "Question 2, Second.",
    ]


def test_who_leaves_while_the_results_are_read_has_finished_the_examination(stage: Stage) -> None:
    room = stage.room()
    room.exam = True
    events = practice(QUESTIONS, stage.session, room, role="Engineer")
    for event in events:
        if isinstance(event, Scored):
            break
    with pytest.raises(KeyboardInterrupt):
        events.throw(KeyboardInterrupt())  # type: ignore[attr-defined]
    assert stage.on_disk().document["status"] == "finished"


def test_filled_pauses_are_counted_after_the_feedback_and_saved(stage: Stage) -> None:
    """The first result on the disk has none; the last one, and what is returned, has them."""
    stage.transcriber = VerbatimTranscriber("yes we do it")  # as long as the fake recording
    before: list[int | None] = []
    finished = None
    for event in practice(QUESTIONS, stage.session, stage.room(), role="Engineer"):
        if isinstance(event, Scored):
            assert event.take.delivery is not None
            before.append(event.take.delivery.fillers.sounds)
        finished = event
    assert before == [None, None]
    assert isinstance(finished, Finished)
    saved = [one.take for one in stage.on_disk().takes()]
    assert tuple(saved) == finished.takes
    assert [one.delivery.fillers.sounds for one in finished.takes if one.delivery] == [0, 0]


def test_a_count_that_takes_long_keeps_nobody_from_hearing_the_last_words(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is waited for when all is said, and the person is told so."""
    said = threading.Event()

    def count(take: Take, _recording: Path, _assessor: Assessor, *, stop: threading.Event) -> Take:
        assert not stop.is_set()
        said.wait(10.0)
        return take

    monkeypatch.setattr(counting_module, "count_later", count)
    monkeypatch.setattr(practice_module, "FELT_FROM", 0.0)
    events: list[Event] = []
    for event in practice(QUESTIONS[:1], stage.session, stage.room(), role="Engineer"):
        events.append(event)
        if isinstance(event, StillCounting):
            said.set()
    assert [type(event) for event in events[-3:]] == [Said, StillCounting, Finished]


def test_ctrl_c_ends_a_count_that_is_under_way(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, ended = threading.Event(), threading.Event()

    def count(take: Take, _recording: Path, _assessor: Assessor, *, stop: threading.Event) -> Take:
        begun.set()
        if stop.wait(10.0):
            ended.set()
        return take

    monkeypatch.setattr(counting_module, "count_later", count)
    events = practice(QUESTIONS, stage.session, stage.room(), role="Engineer")
    assert any(isinstance(event, Asked) and event.number == 2 for event in events)  # and it waits there
    assert begun.wait(5.0)
    with pytest.raises(KeyboardInterrupt):
        events.throw(KeyboardInterrupt())  # type: ignore[attr-defined]
    assert ended.wait(5.0)


def test_who_leaves_during_the_feedback_gets_filled_pauses_counted_too(stage: Stage) -> None:
    """A result without them would be another one when it is scored again."""
    stage.transcriber = VerbatimTranscriber("yes we do it")
    room, scored = stage.room(), False

    def quit_when_told(_moment: Moment) -> Pressed:
        pressed = Pressed()
        if scored:
            pressed.press(Key.QUIT)
        return pressed

    room.keys = quit_when_told
    finished = None
    for event in practice(QUESTIONS, stage.session, room, role="Engineer"):
        scored = scored or isinstance(event, Scored)
        finished = event
    assert isinstance(finished, Finished)
    assert finished.quit
    (saved,) = stage.on_disk().takes()
    assert finished.takes == (saved.take,)
    (again,) = replay(stage.on_disk(), bank=bank(*QUESTIONS), assessor=room.assessor)
    assert again.rescored is not None
    assert again.rescored.differences == ()
