"""The same question again, whole or in part, and follow-ups: what is asked, what is saved, what counts."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import bank, key_point, question
from tests.practice.fakes import (
    FakeKeys,
    FakeListener,
    FakeLoudspeaker,
    FakeTranscriber,
    FakeVoice,
    FirstWordJudge,
)
from voiceprep.assessor import Assessor
from voiceprep.coaching.follow_up import point_portion
from voiceprep.coaching.prompts import load_prompts
from voiceprep.compared import Change
from voiceprep.interview import Asked, Compared, Event, Finished, Room, Said, Scored
from voiceprep.listening.keys import Key, Moment, Pressed, Waits
from voiceprep.practice import practice, retake
from voiceprep.questions.model import Kind
from voiceprep.replay import replay
from voiceprep.resuming import what_is_left
from voiceprep.sessions.standing import standing
from voiceprep.sessions.store import Session, create_session, open_session
from voiceprep.values import Portion, Status

if TYPE_CHECKING:
    from pathlib import Path

    from voiceprep.questions.model import Question

pytestmark = pytest.mark.usefixtures("quick")

POINTS = tuple(
    replace(key_point(f"{name} is what matters here.", name=name.lower()), follow_up=f"And {name[0]}?")
    for name in ("Alpha", "Beta", "Gamma")
)
ONE = replace(question("one", topic="First"), key_points=POINTS)
TWO = replace(question("two", topic="Second"), key_points=POINTS)


def typed(words: str) -> str:
    return f"typed:I would say that {words} is what really counts for all of us here"


@dataclass
class Stage:
    """An interview with --pause: each answer has four moments, and the pause is the last of them."""

    folder: Path
    answers: list[str]
    pauses: list[Key | None] = field(default_factory=list)
    """What is pressed in each pause, in order."""
    follow_ups: bool = False
    exam: bool = False

    def __post_init__(self) -> None:
        self.plan = {"questions": [{"id": one.id, "text": one.text} for one in (ONE, TWO)]}
        self.session = create_session(self.folder, role="engineer", plan=self.plan, device={})

    def room(self) -> Room:
        self.listener = FakeListener([], self.answers)
        assessor = Assessor(FakeTranscriber(), FirstWordJudge(), load_prompts(), bank_version="0")
        return Room(
            FakeVoice(),
            FakeLoudspeaker([]),
            self.listener,
            assessor,
            keys=Pauses(self.pauses),
            waits=Waits(pause=True),
            exam=self.exam,
            follow_ups=self.follow_ups,
        )

    def hold(self, *questions: Question) -> list[Event]:
        return list(practice(questions or (ONE,), self.session, self.room(), role="Engineer"))

    def on_disk(self) -> Session:
        return open_session(self.folder, "last")


class Pauses(FakeKeys):
    """Presses only in pauses; everything else is heard out."""

    def __init__(self, presses: list[Key | None]) -> None:
        super().__init__()
        self._in_pauses = presses

    def __call__(self, moment: Moment) -> Pressed:
        if moment is Moment.PAUSING and self._in_pauses:
            self.presses = [self._in_pauses.pop(0)]
        return super().__call__(moment)


def said(events: list[Event]) -> str:
    return " ".join(event.text for event in events if isinstance(event, Said))


def test_an_answer_again_is_compared_and_counts(tmp_path: Path) -> None:
    stage = Stage(tmp_path, [typed("alpha"), typed("beta and gamma")], [Key.AGAIN])
    events = stage.hold()
    (compared,) = (event for event in events if isinstance(event, Compared))
    assert compared.comparison is not None
    changes = {point.key_point: point.change for point in compared.comparison.points}
    assert changes == {"alpha": Change.LOST, "beta": Change.GAINED, "gamma": Change.GAINED}
    assert "Once more, from the beginning." in said(events)
    assert "You gained 2 points and lost one point." in said(events)
    first, second = stage.on_disk().takes()
    assert (first.attempt, second.attempt) == (1, 2)
    assert first.take is not None
    finished = events[-1]
    assert isinstance(finished, Finished)
    assert finished.takes == (second.take,)
    assert standing(stage.on_disk().takes())[1].attempt == 2


def test_an_attempt_that_has_no_score_leaves_the_one_before_in_its_place(tmp_path: Path) -> None:
    stage = Stage(tmp_path, [typed("alpha"), "typed:no idea"], [Key.AGAIN])
    events = stage.hold()
    finished = events[-1]
    assert isinstance(finished, Finished)
    assert [take.status for take in finished.takes] == [Status.SCORED]
    assert not any(isinstance(event, Compared) for event in events)
    assert standing(stage.on_disk().takes())[1].attempt == 1


def test_only_the_missing_part_is_asked_for_and_never_counts_for_the_whole(tmp_path: Path) -> None:
    stage = Stage(tmp_path, [typed("alpha"), typed("beta")], [Key.PART])
    events = stage.hold()
    asked = [event for event in events if isinstance(event, Asked)]
    assert (asked[1].question.text, asked[1].time_limit) == ("And B?", 45.0)
    assert "Only this now, in 45 seconds. And B?" in said(events)
    assert "That point is covered now." in said(events)
    whole, part = stage.on_disk().takes(parts=True)
    assert [one.attempt for one in stage.on_disk().takes()] == [1]
    assert part.part == Portion("And B?", 45.0, key_point="beta")
    assert part.take is not None
    assert [one.key_point for one in part.take.findings] == ["beta"]
    finished = events[-1]
    assert isinstance(finished, Finished)
    assert finished.takes == (whole.take,)
    assert stage.on_disk().document["takes"][1]["part"]["key_point"] == "beta"


def test_after_a_part_was_covered_the_next_one_is_offered(tmp_path: Path) -> None:
    stage = Stage(tmp_path, [typed("alpha"), typed("beta"), typed("nothing")], [Key.PART, Key.PART])
    events = stage.hold()
    offers = [event.offer for event in events if isinstance(event, Scored | Compared)]
    assert offers == ['the point "beta"', 'the point "gamma"', 'the point "gamma"']
    assert "That point is still open. Gamma is what matters here." in said(events)


def test_a_point_of_ones_own_past_is_told_as_what_was_looked_for(tmp_path: Path) -> None:
    stage = Stage(tmp_path, [typed("alpha"), typed("nothing")], [Key.PART])
    events = stage.hold(replace(ONE, kind=Kind.EXPERIENCE))
    looked_for = "What I was looking for is this: Beta is what matters here."
    assert f"That point is still open. {looked_for}" in said(events)


def test_where_nothing_is_missing_there_is_no_part_to_ask_for(tmp_path: Path) -> None:
    stage = Stage(tmp_path, [typed("alpha and beta and gamma")], [Key.PART])
    events = stage.hold()
    assert len([event for event in events if isinstance(event, Asked)]) == 1
    assert [event.offer for event in events if isinstance(event, Scored)] == [None]


def test_a_follow_up_leads_over_by_what_was_covered_and_is_asked_once(tmp_path: Path) -> None:
    answers = [typed("alpha"), typed("gamma"), typed("alpha and beta and gamma")]
    stage = Stage(tmp_path, answers, follow_ups=True)
    events = stage.hold(ONE, TWO)
    # The feedback has told of Beta, so that Gamma is asked about.
    assert 'You covered a point with "alpha". Let me ask one more thing; you have 45 seconds. And G?' in said(
        events
    )
    assert "That point is covered now." in said(events)
    assert [event.number for event in events if isinstance(event, Asked)] == [1, 1, 2]
    parts = [one.part is not None for one in stage.on_disk().takes(parts=True)]
    assert parts == [False, True, False]


def test_without_the_option_nothing_is_followed_up(tmp_path: Path) -> None:
    stage = Stage(tmp_path, [typed("alpha")])
    assert len([event for event in stage.hold() if isinstance(event, Asked)]) == 1


def test_a_follow_up_can_be_skipped(tmp_path: Path) -> None:
    stage = Stage(tmp_path, [typed("alpha"), "typed:"], follow_ups=True)
    room = stage.room()
    keys = room.keys

    def skip_the_second(moment: Moment) -> Pressed:
        pressed = keys(moment)
        if moment is Moment.ANSWERING and len(stage.listener.rules) == 1:
            pressed.press(Key.SKIP)
        return pressed

    room.keys = skip_the_second
    events = list(practice((ONE,), stage.session, room, role="Engineer"))
    assert isinstance(events[-1], Finished)
    assert [one.outcome for one in stage.on_disk().takes(parts=True)] == [None, "skipped"]
    assert stage.on_disk().document["status"] == "finished"


@pytest.mark.parametrize("key", [Key.AGAIN, Key.PART])
def test_an_examination_has_no_second_try(tmp_path: Path, key: Key) -> None:
    stage = Stage(tmp_path, [typed("alpha")], [key, key], exam=True)
    assert len([event for event in stage.hold() if isinstance(event, Asked)]) == 1


def test_a_replay_shows_every_take_with_what_it_changed_and_scores_it_the_same(tmp_path: Path) -> None:
    answers = [typed("alpha"), typed("beta"), typed("alpha and gamma")]
    stage = Stage(tmp_path, answers, [Key.PART, Key.AGAIN])
    stage.hold()
    assessor = stage.room().assessor
    replayed = list(replay(stage.on_disk(), bank=bank(ONE), assessor=assessor))
    assert [(one.saved.attempt, one.compared_with) for one in replayed] == [(1, None), (2, 1), (3, 1)]
    assert [one.question_text for one in replayed] == [ONE.text, "And B?", ONE.text]
    for one in replayed:
        assert one.rescored is not None
        assert one.rescored.take == one.saved.take
        assert one.rescored.differences == ()
    part = replayed[1].comparison
    assert part is not None
    assert [point.key_point for point in part.points] == ["beta"]


def test_a_part_that_the_bank_has_lost_is_said_and_nothing_breaks(tmp_path: Path) -> None:
    stage = Stage(tmp_path, [typed("alpha"), typed("beta")], [Key.PART])
    stage.hold()
    without = bank(replace(ONE, key_points=POINTS[:1]))
    *_, part = replay(stage.on_disk(), bank=without, assessor=stage.room().assessor)
    assert part.rescored is not None
    assert part.rescored.take.status is Status.FAILED


def test_a_later_retake_goes_on_counting_attempts_and_leaves_the_status(tmp_path: Path) -> None:
    Stage(tmp_path, [typed("alpha")]).hold()
    session = open_session(tmp_path, "last")
    stage = Stage(tmp_path, [typed("alpha and beta")])
    stage.session = session
    left = what_is_left(session)
    events = list(retake(ONE, session, stage.room(), number=1, left=left))
    assert [event.comparison is not None for event in events if isinstance(event, Compared)] == [True]
    assert [one.attempt for one in session.takes()] == [1, 2]
    assert session.document["status"] == "finished"
    finished = events[-1]
    assert isinstance(finished, Finished)
    assert [take.content for take in finished.takes] == [list(session.takes())[1].take.content]  # type: ignore[union-attr]


def test_a_later_retake_of_a_part(tmp_path: Path) -> None:
    Stage(tmp_path, [typed("alpha")]).hold()
    session = open_session(tmp_path, "last")
    stage = Stage(tmp_path, [typed("gamma")])
    part = point_portion(ONE, "gamma", load_prompts())
    events = list(retake(ONE, session, stage.room(), number=1, left=what_is_left(session), part=part))
    (compared,) = (event for event in events if isinstance(event, Compared))
    assert compared.comparison is not None
    assert [point.change for point in compared.comparison.points] == [Change.GAINED]


def test_what_a_crash_left_of_a_second_take_is_scored_and_nothing_is_asked_again(tmp_path: Path) -> None:
    stage = Stage(tmp_path, [typed("alpha")])
    stage.hold()
    session = stage.session
    for attempt, part, words in (
        (2, None, "beta"),
        (3, point_portion(ONE, "gamma", load_prompts()), "gamma"),
    ):
        session.begin_take(1, "one", attempt=attempt, part=part)
        session.note_answer(1, text=typed(words).removeprefix("typed:"), warning=None, attempt=attempt)
    session.set_status("interrupted")
    left = what_is_left(open_session(tmp_path, "last"))
    assert [saved.attempt for saved in left.waiting] == [2, 3]
    assert left.settled == {1}
    events = list(practice((ONE,), session, stage.room(), role="Engineer", left=left))
    assert not any(isinstance(event, Asked) for event in events)
    takes = list(session.takes(parts=True))
    assert all(saved.take is not None for saved in takes)
    assert standing(takes)[1].attempt == 2


def test_a_second_take_that_was_cut_off_does_not_replace_a_whole_one(tmp_path: Path) -> None:
    stage = Stage(tmp_path, [typed("alpha")])
    stage.hold()
    stage.session.begin_take(1, "one", attempt=2)
    stage.session.note_answer(
        1, text=typed("beta").removeprefix("typed:"), warning=None, complete=False, attempt=2
    )
    events = list(
        practice((ONE,), stage.session, stage.room(), role="Engineer", left=what_is_left(stage.on_disk()))
    )
    finished = events[-1]
    assert isinstance(finished, Finished)
    assert [take.findings[0].key_point for take in finished.takes] == ["alpha"]
    assert standing(stage.on_disk().takes())[1].attempt == 1


def test_a_second_take_that_a_lost_microphone_cut_off_is_not_compared_and_does_not_count(
    tmp_path: Path,
) -> None:
    stage = Stage(tmp_path, ["sound", "lost in mid-answer"], [Key.AGAIN])
    room = stage.room()
    heard = FakeTranscriber("I would say that alpha is what really counts for all of us here")
    room.assessor = replace(room.assessor, transcriber=heard)
    events = list(practice((ONE,), stage.session, room, role="Engineer"))
    first, second = stage.on_disk().takes()
    assert (first.complete, second.complete) == (True, False)
    assert [one.take.status for one in (first, second) if one.take] == [Status.SCORED] * 2
    finished = events[-1]
    assert isinstance(finished, Finished)
    assert finished.takes == (first.take,)
    assert standing(stage.on_disk().takes())[1].attempt == 1
    assert not any(isinstance(event, Compared) for event in events)


@given(st.lists(st.sampled_from([None, *Key]), max_size=8), st.booleans())
@settings(max_examples=12)
def test_whatever_is_pressed_the_latest_whole_take_with_a_score_counts(
    tmp_path_factory: pytest.TempPathFactory, pauses: list[Key | None], follow_ups: bool
) -> None:
    answers = [typed("alpha"), "typed:no idea", typed("beta"), typed("gamma")] * 5
    stage = Stage(tmp_path_factory.mktemp("recordings"), answers, pauses, follow_ups)
    finished = stage.hold(ONE, TWO)[-1]
    assert isinstance(finished, Finished)
    takes = list(stage.on_disk().takes(parts=True))
    counting = standing(takes)
    assert tuple(saved.take for _, saved in sorted(counting.items())) == finished.takes
    for number in {saved.number for saved in takes}:
        attempts = [saved.attempt for saved in takes if saved.number == number]
        assert attempts == list(range(1, len(attempts) + 1))
        scored = [
            saved.attempt
            for saved in takes
            if saved.number == number and not saved.part and saved.take and saved.take.status is Status.SCORED
        ]
        assert not scored or counting[number].attempt == scored[-1]
