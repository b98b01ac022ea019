"""A person's sessions: listed, named, tagged, and found by that."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

import pytest

from tests.builders import take
from tests.sessions.gold import FILES, ID, copy_gold, run_in
from voiceprep.errors import ExitCode
from voiceprep.sessions.listing import list_sessions
from voiceprep.sessions.store import create_session, open_session
from voiceprep.values import Outcome, Portion

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def recordings(tmp_path: Path) -> Path:
    """The session of gold, with a name and a tag."""
    copy_gold(tmp_path)
    session = open_session(tmp_path, "last")
    session.rename("before the real one")
    session.tag(["morning"])
    return tmp_path


def test_a_list_says_what_a_person_looks_for(recordings: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_in(recordings, "sessions") == ExitCode.OK
    head, line = capsys.readouterr().out.splitlines()
    assert line.split()[0] == ID[-6:]
    for word in (ID[:10], "ml-engineer", "finished", "17 2", "kB", "before the real one #morning"):
        assert word in line
    assert head.split()[:4] == ["session", "began", "role", "status"]


def test_the_first_column_names_one_session(recordings: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where a session is called like the end of another's id, that is listed with the whole of it."""
    create_session(recordings, role="pilot", plan={}, device={}).rename(ID[-6:].upper())
    assert run_in(recordings, "sessions") == ExitCode.OK
    firsts = [line.split()[0] for line in capsys.readouterr().out.splitlines()[1:]]
    assert ID in firsts
    found = {open_session(recordings, first).id for first in firsts}
    assert found == {one.id for one in list_sessions(recordings)}


def test_the_list_for_programs(recordings: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_in(recordings, "sessions", "list", "--json") == ExitCode.OK
    (one,) = json.loads(capsys.readouterr().out)["sessions"]
    assert (one["id"], one["questions"], one["scores"]) == (ID, 3, [16.7, 1.5])
    assert one["size"] == sum(path.stat().st_size for path in (recordings / ID).iterdir())


def test_a_score_is_that_of_the_take_that_counts(tmp_path: Path) -> None:
    session = create_session(tmp_path, role="engineer", plan={}, device={})
    for attempt, content in ((1, 10.0), (2, 90.0)):
        session.begin_take(1, "q", attempt=attempt)
        session.save_result(1, take("q", content=content), attempt=attempt)
    session.begin_take(1, "q", attempt=3)
    part = Portion(asked="Again, the point.", seconds=20.0, key_point="lookup")
    session.begin_take(1, "q", attempt=4, part=part)  # only that was answered again
    session.save_result(1, take("q", content=100.0), attempt=4)
    session.begin_take(2, "r")
    session.note_outcome(2, Outcome.SKIPPED)
    session.begin_take(3, "s")
    (one,) = list_sessions(tmp_path)
    assert one.scores == (90.0, None)
    assert one.questions is None


def test_a_part_and_an_answer_that_was_cut_off_do_not_pass_for_the_score(tmp_path: Path) -> None:
    session = create_session(tmp_path, role="engineer", plan={}, device={})
    part = Portion("And that?", 45.0, key_point="lookup")
    for attempt, (content, complete, asked) in enumerate(
        [(40.0, True, None), (10.0, False, None), (100.0, True, part)], start=1
    ):
        session.begin_take(1, "q", attempt=attempt, part=asked)
        session.note_answer(1, text="words", warning=None, complete=complete, attempt=attempt)
        session.save_result(1, take("q", content=content), attempt=attempt)
    (one,) = list_sessions(tmp_path)
    assert one.scores == (40.0,)


def test_no_sessions_are_no_fault(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_in(tmp_path / "none", "sessions") == ExitCode.OK
    assert "0 sessions" in capsys.readouterr().err


def test_a_damaged_session_is_listed_and_named(recordings: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (recordings / ID / "session.json").write_text("{")
    assert run_in(recordings, "sessions") == ExitCode.OK
    shown = capsys.readouterr()
    assert "damaged" in shown.out
    assert "session.json cannot be read" in shown.err


def test_a_session_is_renamed_and_found_by_that_name(recordings: Path) -> None:
    assert run_in(recordings, "sessions", "rename", "before the real one", " Calm\tagain\n") == ExitCode.OK
    session = open_session(recordings, "calm AGAIN")
    assert (session.id, session.name) == (ID, "Calm again")
    assert run_in(recordings, "sessions", "rename", "last", "") == ExitCode.OK
    assert open_session(recordings, "last").name is None


@pytest.mark.parametrize("name", ["\udcff\udcfe", " ", "\x07", "Last"])
def test_a_name_that_would_be_of_no_use_is_refused(
    recordings: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Bytes that are no text come from the command line as lone surrogates; `last` means another session."""
    assert run_in(recordings, "sessions", "rename", "last", name) == ExitCode.USAGE
    assert "Give " in capsys.readouterr().err
    assert open_session(recordings, "last").name == "before the real one"


def test_a_name_that_is_taken_away_is_said_to_be_gone(
    recordings: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_in(recordings, "sessions", "rename", "last", "") == ExitCode.OK
    assert "has no name of its own now." in capsys.readouterr().err


def test_the_list_alone_where_it_is_to_be_quiet(recordings: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_in(recordings, "sessions", "--quiet") == ExitCode.OK
    shown = capsys.readouterr()
    assert ID[-6:] in shown.out
    assert shown.err == ""


def test_tags_come_and_go(recordings: Path) -> None:
    assert run_in(recordings, "sessions", "tag", "last", "calm", "morning", "calm") == ExitCode.OK
    assert open_session(recordings, "last").tags == ("morning", "calm")
    assert run_in(recordings, "sessions", "tag", "last", "morning", "never", "--remove") == ExitCode.OK
    assert open_session(recordings, "last").tags == ("calm",)


def test_a_name_has_an_end(recordings: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_in(recordings, "sessions", "rename", "last", "x" * 81) == ExitCode.USAGE
    assert "80 characters" in capsys.readouterr().err


def test_a_thousand_sessions_are_listed_in_under_a_second(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of processor time, for others may be at work; a disk that is asked for the first time takes longer."""
    original = copy_gold(tmp_path / "original")
    for number in range(1000):
        folder = tmp_path / f"2026-01-01-engineer-{number:06x}"
        folder.mkdir()
        for name in FILES:
            (folder / name).hardlink_to(original / name)
    began = time.process_time()
    assert run_in(tmp_path, "sessions", "--json") == ExitCode.OK
    listed = time.process_time()
    assert open_session(tmp_path, "last").id.endswith("0003e7")
    found = time.process_time()
    assert len(json.loads(capsys.readouterr().out)["sessions"]) == 1000
    # Twice what it takes here, so that a slow machine does not fail.
    assert (listed - began) < 2.0
    assert (found - listed) < 1.0
