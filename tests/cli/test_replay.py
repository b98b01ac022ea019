"""`voiceprep replay --rescore` on typed answers and without a judge: no model is loaded."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.builders import take
from voiceprep.cli import setup as engines
from voiceprep.cli.main import run
from voiceprep.errors import ExitCode
from voiceprep.sessions.store import create_session

if TYPE_CHECKING:
    from pathlib import Path

    from voiceprep.assessor import Assessor

RESCORE = ["replay", "last", "--rescore", "--no-audio", "--judge", "none"]


@pytest.mark.parametrize(
    ("planned", "option", "counted"),
    [
        ({"fillers": True}, [], True),
        ({"fillers": False}, [], False),
        ({}, [], True),  # begun with an earlier voiceprep
        ({"fillers": True}, ["--no-fillers"], False),
    ],
)
def test_filled_pauses_are_counted_again_where_they_were(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    planned: dict[str, bool],
    option: list[str],
    counted: bool,
) -> None:
    built: list[Assessor] = []
    build = engines.build_assessor

    def noted(**options: Any) -> Assessor:
        built.append(build(**options))
        return built[-1]

    monkeypatch.setattr(engines, "build_assessor", noted)
    create_session(tmp_path, role="engineer", plan=planned, device={}).set_status("finished")
    assert run([*RESCORE, *option, "--recordings", str(tmp_path)]) == ExitCode.OK
    assert [assessor.fillers for assessor in built] == [counted]


def test_only_what_is_there_is_scored_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    session = create_session(tmp_path, role="engineer", plan={}, device={})
    for number in (1, 2, 3):
        session.begin_take(number, "ml-drift")
    session.save_result(1, take("ml-drift"))
    session.note_answer(3, text="it drifts", warning=None)
    session.save_result(3, take("ml-drift")).write_text("{}", encoding="utf-8")
    arguments = [*RESCORE, "--recordings", str(tmp_path)]
    assert run(arguments) == ExitCode.OK
    gone, silent, damaged = re.split(r"\n\d\. ml-drift", capsys.readouterr().out)[1:]
    assert "Not scored again: the recording is not here." in gone
    assert "No answer was given." in silent
    assert "cored again" not in silent
    assert "Scored again: its saved result is damaged" in damaged
    assert run([*arguments, "--json"]) == ExitCode.OK
    takes = json.loads(capsys.readouterr().out)["takes"]
    assert [one["rescored"] is None for one in takes] == [True, True, False]
