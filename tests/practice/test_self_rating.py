"""How well did that go? Asked when the answer is saved, before its result is shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from tests.builders import AllVoice, question
from tests.practice.fakes import FakeJudge, FakeListener, FakeLoudspeaker, FakeTranscriber, FakeVoice
from voiceprep import interview as interview_module
from voiceprep.assessor import Assessor
from voiceprep.coaching.prompts import load_prompts
from voiceprep.interview import Event, Finished, Heard, Room, Said, Scored
from voiceprep.listening.keys import Key, Moment, Pressed
from voiceprep.practice import practice
from voiceprep.self_rating import with_self_ratings
from voiceprep.sessions.store import Session, create_session
from voiceprep.transcription import hearing
from voiceprep.values import Portion

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

QUESTIONS = (question("one"), question("two"))


@dataclass
class Rater:
    """Types the next of these lines when invited to rate, and no other key."""

    lines: list[str]
    hasty: bool = False
    """Types it while the voice still asks."""
    pressed: Pressed = field(default_factory=Pressed)

    def __call__(self, moment: Moment) -> Pressed:
        pressed = Pressed()
        if moment is Moment.RATING:
            self.pressed = pressed
            if self.hasty:
                self.type()
        return pressed

    def type(self) -> None:
        line = self.lines.pop(0)
        if line == "Ctrl-C":
            raise KeyboardInterrupt
        self.pressed.press(Key.QUIT if line == "q" else Key.ENTER, line)


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Session:
    monkeypatch.setattr(interview_module, "TAIL_GUARD_SECONDS", 0.0)
    monkeypatch.setattr(hearing, "VoiceActivity", AllVoice)
    return create_session(tmp_path, role="engineer", plan={}, device={})


def interview(
    session: Session, *lines: str, log: list[str] | None = None, hasty: bool = False
) -> Iterator[Event]:
    assessor = Assessor(FakeTranscriber(), FakeJudge(), load_prompts(), bank_version="0")
    log = [] if log is None else log
    listener = FakeListener([], ["sound", "sound"])
    rater = Rater(list(lines), hasty)
    room = Room(FakeVoice(), FakeLoudspeaker([]), listener, assessor, keys=rater)
    events = practice(QUESTIONS, session, room, role="Engineer")

    def invite() -> None:
        log.append("invited")
        rater.type()

    return with_self_ratings(events, session, room, invite=invite)


def ratings(session: Session) -> list[tuple[int, int, int]]:
    return [(one["number"], one["attempt"], one["rating"]) for one in session.document["self_ratings"]]


def test_ratings_are_saved_with_their_answers(session: Session) -> None:
    list(interview(session, "4", "1"))
    assert ratings(session) == [(1, 1, 4), (2, 1, 1)]


def test_it_is_asked_before_the_result(session: Session) -> None:
    log: list[str] = []
    for event in interview(session, "4", "1", log=log):
        if isinstance(event, Heard | Scored):
            log.append(type(event).__name__)  # noqa: PERF401 (the room writes into it as well)
    assert log == ["invited", "Heard", "Scored"] * 2


def test_it_is_asked_aloud_and_the_line_may_come_meanwhile(session: Session) -> None:
    """Nothing goes on without a line, and not everybody looks at the screen."""
    log: list[str] = []
    events = list(interview(session, "4", "1", log=log, hasty=True))
    assert log == []
    aloud = load_prompts().say("rate_aloud")
    places = [n for n, event in enumerate(events) if isinstance(event, Said) and event.text == aloud]
    assert [type(events[place + 1]) for place in places] == [Heard, Heard]
    assert ratings(session) == [(1, 1, 4), (2, 1, 1)]


@pytest.mark.parametrize("line", ["", "well", "r", "ten of 10"])
def test_any_other_line_goes_on_without_one(session: Session, line: str) -> None:
    events = list(interview(session, line, "5"))
    assert ratings(session) == [(2, 1, 5)]
    assert sum(isinstance(event, Scored) for event in events) == 2


@pytest.mark.parametrize("line", ["6", "0", "45", "3.5", "4/5", "-1"])
def test_a_number_that_is_no_rating_is_asked_again(session: Session, line: str) -> None:
    log: list[str] = []
    list(interview(session, line, line, "2", "5", log=log))
    assert ratings(session) == [(1, 1, 2), (2, 1, 5)]
    assert log == ["invited"] * 4


def test_quitting_there_still_gives_the_result(session: Session) -> None:
    events = list(interview(session, "q"))
    assert sum(isinstance(event, Scored) for event in events) == 1
    assert isinstance(events[-1], Finished)
    assert events[-1].quit
    assert ratings(session) == []


def test_answers_to_a_part_are_not_rated(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    begin = session.begin_take

    def begin_part(number: int, question_id: str, *, attempt: int = 1, part: Portion | None = None) -> Path:
        assert part is None
        asked = Portion("And that?", 45.0, key_point="lookup")
        return begin(number, question_id, attempt=attempt, part=asked)

    monkeypatch.setattr(session, "begin_take", begin_part)
    log: list[str] = []
    list(interview(session, log=log))
    assert log == []


def test_ctrl_c_there_is_an_interruption(session: Session) -> None:
    with pytest.raises(KeyboardInterrupt):
        list(interview(session, "Ctrl-C"))
    assert session.document["status"] == "interrupted"
    assert session.document["takes"][0]["complete"]
