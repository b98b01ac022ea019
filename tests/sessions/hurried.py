"""An interview that nobody has to wait for, to be held in a process of its own and killed there."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from tests.builders import AllVoice, question
from tests.practice.fakes import FakeJudge, FakeLoudspeaker, FakeTranscriber, FakeVoice
from voiceprep import interview
from voiceprep.assessor import Assessor
from voiceprep.coaching.prompts import load_prompts
from voiceprep.interview import Room
from voiceprep.listening.file_as_microphone import FileAsMicrophone
from voiceprep.practice import practice
from voiceprep.resuming import what_is_left
from voiceprep.sessions.mending import mend
from voiceprep.sessions.store import create_session, open_session
from voiceprep.transcription import hearing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from multiprocessing.synchronize import Event
    from pathlib import Path

QUESTIONS = tuple(question(name) for name in ("one", "two", "three"))
PLAN = {"questions": [{"id": one.id, "text": one.text} for one in QUESTIONS]}


def begin(recordings: Path, answer: Path, begun: Event) -> None:
    """Three questions, each answered with that file. Runs in a child process, which may be killed."""
    with _hurry():
        begun.set()
        session = create_session(recordings, role="engineer", plan=PLAN, device={})
        session.claim()
        for _ in practice(QUESTIONS, session, _room(answer), role="Engineer"):
            pass


def go_on(recordings: Path, answer: Path) -> list[str]:
    """What `voiceprep resume` does; what was mended."""
    session = open_session(recordings, "last")
    with _hurry(), session.claimed():
        mended = list(mend(session))
        left = what_is_left(session)
        for _ in practice(QUESTIONS, session, _room(answer), role="Engineer", left=left):
            pass
    return mended


@contextmanager
def _hurry() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(interview, "TAIL_GUARD_SECONDS", 0.0)
        patch.setattr(hearing, "VoiceActivity", AllVoice)
        # A killed process leaves to the system what it has written; only a power cut makes fsync count.
        patch.setattr(os, "fsync", lambda _handle: None)
        yield


def _room(answer: Path) -> Room:
    assessor = Assessor(FakeTranscriber(), FakeJudge(), load_prompts(), bank_version="0")
    return Room(FakeVoice(), FakeLoudspeaker([]), FileAsMicrophone([answer] * 3), assessor)
