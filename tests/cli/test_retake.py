"""`voiceprep retake` on a session that is over, by keyboard and without a judge: no model is loaded."""

from __future__ import annotations

import io
import json
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.builders import take
from voiceprep.cli import room as room_module
from voiceprep.cli.keyboard import Keyboard
from voiceprep.cli.main import run
from voiceprep.cli.room import build_room
from voiceprep.errors import ExitCode
from voiceprep.listening.interface import AnswerInterrupted
from voiceprep.sessions.store import create_session

if TYPE_CHECKING:
    from pathlib import Path

TYPED = ["--typed", "--no-speech", "--judge", "none"]
ANSWER = "I watch the distribution of the features over time.\n\n"


@pytest.fixture
def recordings(tmp_path: Path) -> Path:
    """An interview of two questions that is over."""
    asked = [{"id": name, "topic": name, "text": name} for name in ("ml-drift", "ml-production-failure")]
    session = create_session(tmp_path, role="ml-engineer", plan={"questions": asked}, device={})
    for number, question in enumerate(asked, start=1):
        session.begin_take(number, question["id"])
        session.note_answer(number, text="it drifts", warning=None)
        session.save_result(number, take(question["id"]))
    session.set_status("finished")
    return tmp_path


def retaken(recordings: Path, *arguments: str, monkeypatch: pytest.MonkeyPatch, typed: str = ANSWER) -> int:
    monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
    return run(["retake", *arguments, *TYPED, "--recordings", str(recordings)])


def test_a_take_is_added_and_the_others_stay(
    recordings: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code = retaken(recordings, "last", "--question", "2", "--json", monkeypatch=monkeypatch)
    assert code == ExitCode.NOT_SCORED  # nobody judges
    document: dict[str, Any] = json.loads(capsys.readouterr().out)
    (added,) = document["takes"]
    assert (added["number"], added["attempt"], added["part"]) == (2, 2, None)
    (path,) = recordings.glob("*/session.json")
    saved = json.loads(path.read_text(encoding="utf-8"))
    assert saved["status"] == "finished"
    assert [(one["number"], one["attempt"]) for one in saved["takes"]] == [(1, 1), (2, 1), (2, 2)]


def test_a_part_of_a_story_is_asked_for_by_its_name(
    recordings: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    question = ("--question", "ml-production-failure")
    retaken(recordings, *question, "--part", "Result", monkeypatch=monkeypatch)
    assert "Only the result again, in 20 seconds" in " ".join(capsys.readouterr().out.split())


def test_a_key_point_is_asked_for_by_its_id(
    recordings: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    retaken(recordings, "--question", "1", "--part", "data-drift", "--json", monkeypatch=monkeypatch)
    (added,) = json.loads(capsys.readouterr().out)["takes"]
    assert added["part"]["key_point"] == "data-drift"


@pytest.mark.parametrize(
    ("arguments", "message", "next_step"),
    [
        ((), "Which question?", "1 (ml-drift), 2 (ml-production-failure)"),
        (("--question", "3"), 'no question "3"', "1 (ml-drift)"),
        (("--question", "1", "--part", "middle"), 'no part "middle"', "data-drift"),
    ],
)
def test_what_is_not_there_is_said_and_nothing_is_begun(
    recordings: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    message: str,
    next_step: str,
) -> None:
    (path,) = recordings.glob("*/session.json")
    before = path.read_bytes()
    assert retaken(recordings, "last", *arguments, monkeypatch=monkeypatch) == ExitCode.USAGE
    said = capsys.readouterr().err
    assert message in said
    assert next_step in said
    assert path.read_bytes() == before


def test_a_retake_of_an_examination_is_none(
    recordings: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (path,) = recordings.glob("*/session.json")
    document = json.loads(path.read_text(encoding="utf-8"))
    document["plan"] |= {"exam": True, "follow_ups": True}
    path.write_text(json.dumps(document), encoding="utf-8")
    rooms = []

    def noted(*arguments: Any) -> Any:
        rooms.append(arguments[-1])
        return build_room(*arguments)

    monkeypatch.setattr(room_module, "build_room", noted)
    retaken(recordings, "--question", "1", monkeypatch=monkeypatch)
    (options,) = rooms
    assert options["exam"] is False
    assert not options["follow_ups"]


def test_who_quits_has_nothing_to_lose(
    recordings: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code = retaken(recordings, "--question", "1", monkeypatch=monkeypatch, typed="/q\n")
    assert code == ExitCode.INTERRUPTED
    assert "What you said is saved." in capsys.readouterr().out
    (path,) = recordings.glob("*/session.json")
    assert json.loads(path.read_text(encoding="utf-8"))["status"] == "finished"


def test_after_ctrl_c_the_next_step_is_no_other_retake(
    recordings: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stopped(_: Keyboard) -> None:
        raise AnswerInterrupted("")

    monkeypatch.setattr(Keyboard, "read_answer", stopped)
    code = retaken(recordings, "--question", "1", "--json", monkeypatch=monkeypatch)
    assert code == ExitCode.INTERRUPTED
    next_step = json.loads(capsys.readouterr().out)["error"]["next_step"]
    assert next_step.startswith("What was said so far is in ")
    assert next_step.endswith("` shows it.")


@pytest.mark.parametrize("option", ["--exam", "--microphone=file:answer.wav"])
def test_follow_ups_need_somebody_who_answers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], option: str
) -> None:
    code = run(["practice", "--follow-ups", option, "--recordings", str(tmp_path)])
    assert code == ExitCode.USAGE
    assert "--follow-ups needs somebody who answers" in capsys.readouterr().err
