"""What a crash left half-written is mended, or set aside and named; nothing is dropped."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.sessions.gold import ID, SESSION, SPOKEN, TYPED, WAV, content, copy_gold, run_in
from voiceprep.audio.clip import Clip
from voiceprep.audio.decode import write_wav
from voiceprep.errors import ExitCode
from voiceprep.sessions.mending import mend
from voiceprep.sessions.store import Session, open_session

if TYPE_CHECKING:
    from pathlib import Path

PART = WAV.replace(".wav", ".part.wav")


@pytest.fixture
def session(tmp_path: Path) -> Session:
    copy_gold(tmp_path)
    return open_session(tmp_path, "last")


def test_a_sound_session_is_left_as_it_is(session: Session) -> None:
    before = content(session.folder)
    assert list(mend(session)) == []
    assert content(session.folder) == before


def test_a_recording_that_was_broken_off_gets_its_name(session: Session) -> None:
    sound = (session.folder / WAV).read_bytes()
    (session.folder / WAV).rename(session.folder / PART)
    (sentence,) = mend(session)
    assert sentence.startswith(f"{WAV} was broken off")
    assert (session.folder / WAV).read_bytes() == sound


@pytest.mark.parametrize("size", [0, 20, 44])
def test_a_recording_without_sound_is_set_aside(session: Session, size: int) -> None:
    header = (session.folder / WAV).read_bytes()[:size]
    (session.folder / WAV).unlink()
    (session.folder / PART).write_bytes(header)
    (sentence,) = mend(session)
    assert sentence == f"{PART} holds no sound and is set aside as {PART}.empty."
    assert (session.folder / f"{PART}.empty").read_bytes() == header
    *_, saved = session.takes()
    assert saved.recording is None


def test_of_two_recordings_of_one_take_neither_is_lost(session: Session) -> None:
    whole = (session.folder / WAV).read_bytes()
    write_wav(Clip(np.zeros(1600, dtype=np.float32)), session.folder / PART)
    part = (session.folder / PART).read_bytes()
    (sentence,) = mend(session)
    assert f"{PART}.older" in sentence
    assert (session.folder / WAV).read_bytes() == whole
    assert (session.folder / f"{PART}.older").read_bytes() == part


@pytest.mark.parametrize("name", [SESSION, SPOKEN])
def test_json_that_was_being_written_is_set_aside_each_time(session: Session, name: str) -> None:
    for number in (1, 2, 3):
        (session.folder / f".{name}.a_b{number}cdef").write_text(f"{number}")
    assert len(list(mend(session))) == 3
    aside = [f"{name}.unfinished", f"{name}.unfinished-2", f"{name}.unfinished-3"]
    assert [(session.folder / one).read_text() for one in aside] == ["1", "2", "3"]


def test_a_damaged_result_is_set_aside_and_the_answer_has_none(session: Session) -> None:
    (session.folder / SPOKEN).write_text("{")
    (sentence,) = mend(session)
    assert f"{SPOKEN} cannot be used and is set aside as {SPOKEN}.damaged" in sentence
    assert (session.folder / f"{SPOKEN}.damaged").read_text() == "{"
    *_, saved = open_session(session.folder.parent, ID).takes()
    assert (saved.take, saved.damage, saved.result) == (None, None, None)
    assert saved.recording is not None


def test_resume_says_what_it_mended_and_scores_again(
    session: Session, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    session.set_status("interrupted")
    (session.folder / TYPED).write_text("{")
    (session.folder / ".session.json.abcdefgh").write_text("{")
    before = content(session.folder)
    options = ["--typed", "--no-speech", "--judge", "none", "--transcriber", "sidecar"]
    assert run_in(session.folder.parent, "resume", "last", *options) == ExitCode.NOT_SCORED
    shown = capsys.readouterr().err
    for name in (f"{TYPED}.damaged", f"{SESSION}.unfinished"):
        assert name in shown
        assert (session.folder / name).read_text() == "{"
    assert json.loads((session.folder / TYPED).read_text())["status"] == "abstained"
    after = content(session.folder)
    assert after[WAV] == before[WAV]
    assert open_session(session.folder.parent, ID).document["status"] == "finished"


@pytest.mark.parametrize(("number", "question_id"), [(4, "ml-drift"), (1, "ml-mlops"), (9999, "ml-drift")])
def test_answers_to_what_was_never_planned_are_refused(
    session: Session, capsys: pytest.CaptureFixture[str], number: int, question_id: str
) -> None:
    session.document["takes"][0].update(number=number, question_id=question_id)
    session.set_status("interrupted")
    assert run_in(session.folder.parent, "resume", "last", "--typed") == ExitCode.BAD_INPUT
    assert "not planned" in capsys.readouterr().err
