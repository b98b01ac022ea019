"""`voiceprep history`, `voiceprep plan` and the choice of questions, as a person uses them."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from resource import RUSAGE_CHILDREN, getrusage
from typing import TYPE_CHECKING

import pytest

from tests.builders import bank_document
from tests.progress.made import change, not_judged, on_day, saved_session, scored
from voiceprep.cli.choice import Wanted, questions_to_ask
from voiceprep.cli.main import run
from voiceprep.errors import ExitCode, UsageError
from voiceprep.packaged import packaged_path
from voiceprep.questions.bank import load_bank
from voiceprep.reports.sparkline import BARS, DIGITS, can_show, sparkline, verdict_signs
from voiceprep.values import Verdict

if TYPE_CHECKING:
    from pathlib import Path

    from voiceprep.questions.model import Bank


@pytest.fixture(scope="module")
def bank() -> Bank:
    return load_bank(packaged_path("questions.json"))


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = run(list(arguments))
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_a_first_look_says_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = printed(capsys, "history", "--recordings", str(tmp_path))
    assert code == ExitCode.OK
    assert "voiceprep practice" in out


def test_history_shows_lines_and_says_what_is_left_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = saved_session(
        tmp_path, scored("ml-drift", score=12, verdict=Verdict.OPPOSITE), not_judged("ml-mlops")
    )
    first.rate(1, 5)
    saved_session(tmp_path, scored("ml-drift", score=88), day=4)
    saved_session(tmp_path, scored("ml-drift", score=40), day=5, demo=True)
    broken = saved_session(tmp_path, scored("ml-drift"), day=6)
    (broken.folder / "session.json").write_text("{")
    code, out, err = printed(capsys, "history", "--recordings", str(tmp_path))
    assert code == ExitCode.OK
    assert "Ml-Drift" in out
    assert "!+  A hash map finds a value" in out
    assert sparkline([12, 88]) in out
    assert "5 of 5" in out
    assert "Another judge" not in out
    assert "1 take was not judged" in err
    assert "1 demonstration was left out" in err
    assert f"voiceprep: {broken.id}: " in err
    assert "It is left out." in err


def test_of_a_choice_of_answers_nothing_is_said_of_the_whole_interview(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    saved_session(tmp_path, scored("ml-drift", score=12), scored("ml-mlops"), not_judged("ml-bias"))
    for arguments, told in (
        (("--topic", "drift"), False),
        (("--question", "ml-drift"), False),
        # What was not judged since that day is known.
        (("--since", "2026-01-01"), True),
    ):
        code, out, err = printed(capsys, "history", *arguments, "--recordings", str(tmp_path))
        assert code == ExitCode.OK
        assert "of 3" not in out
        assert ("not judged" in err) is told
    assert "2 of 3" in printed(capsys, "history", "--recordings", str(tmp_path))[1]


def test_words_of_a_session_from_elsewhere_are_only_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    session = saved_session(tmp_path, scored("x"))
    change(session, plan={"questions": [{"id": "x", "topic": "[/b][red]T\x1b[2J\ud800"}]})
    path = session.folder / "01-x.take1.json"
    path.write_text(path.read_text().replace("A hash map finds", "[link=file:///etc]A hash map finds"))
    code, out, _ = printed(capsys, "history", "--recordings", str(tmp_path))
    assert code == ExitCode.OK
    assert "[/b][red]T [2J" in out
    assert "[link=file:///etc]A hash map" in out
    assert "\x1b" not in out


def test_history_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    saved_session(tmp_path, scored("ml-drift", score=12), scored("ml-mlops", score=60))
    code, out, _ = printed(
        capsys, "history", "--question", "ml-mlops", "--json", "--recordings", str(tmp_path)
    )
    assert code == ExitCode.OK
    document = json.loads(out)
    assert [one["question_id"] for one in document["questions"]] == ["ml-mlops"]
    assert document["sessions"][0]["score"] == 60


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--question", "ml-drif"], "Did you mean ml-drift"),
        (["--role", "astronaut"], 'There is no role "astronaut"'),
        (["--since", "tomorrow"], "tomorrow"),
    ],
)
def test_history_of_what_does_not_exist(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], told: str
) -> None:
    saved_session(tmp_path, scored("ml-mlops"))
    code, _, err = printed(capsys, "history", *arguments, "--recordings", str(tmp_path))
    assert code == ExitCode.USAGE
    assert told in err


def test_where_no_session_is_new_enough_the_day_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    saved_session(tmp_path, scored("ml-mlops"))
    code, out, _ = printed(capsys, "history", "--since", "2099-01-01", "--recordings", str(tmp_path))
    assert code == ExitCode.OK
    assert "since 2099-01-01" in out


def test_where_nothing_fits_there_is_no_empty_table(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    saved_session(tmp_path, scored("ml-mlops"))
    code, out, err = printed(capsys, "history", "--topic", "quantum", "--recordings", str(tmp_path))
    assert (code, out) == (ExitCode.OK, "")
    assert "No answer that was judged fits." in err


def test_a_bank_that_was_named_and_is_not_there_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    saved_session(tmp_path, scored("ml-mlops"))
    nowhere = str(tmp_path / "none.json")
    code, _, err = printed(capsys, "history", "--bank", nowhere, "--recordings", str(tmp_path))
    assert code == ExitCode.BAD_INPUT
    assert "no question bank" in err


def test_a_plan_names_the_command_that_asks_just_these_questions(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    recordings = str(tmp_path / "of mine")
    given = ["--role", "backend-developer", "--count", "2", "--recordings", recordings]
    _, _, told = printed(capsys, "plan", *given)
    asked = shlex.split(told.partition("voiceprep practice ")[2])
    assert asked == ["--plan", *given]
    assert printed(capsys, "plan", *given, "--quiet")[2] == ""


def test_history_of_one_role(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    saved_session(tmp_path, scored("ml-mlops"), scored("be-outbox"))
    arguments = ["history", "--role", "backend-developer", "--json", "--recordings", str(tmp_path)]
    document = json.loads(printed(capsys, *arguments)[1])
    assert [one["question_id"] for one in document["questions"]] == ["be-outbox"]


def test_a_question_that_left_the_bank_can_still_be_looked_at(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    saved_session(tmp_path, scored("of-old"))
    code, out, _ = printed(capsys, "history", "--question", "of-old", "--recordings", str(tmp_path))
    assert code == ExitCode.OK
    assert "Of-Old" in out


_ENTRY = {"number": 1, "attempt": 1, "question_id": "q", "recording": None, "result": "1.json"}
_RESULT = {
    "schema_version": 1,
    "status": "scored",
    "content": {"score": 50.0},
    "findings": [{"key_point": "a", "claim": "A.", "verdict": "covered"}] * 9,
    "transcript": {"words": [{"text": "word", "start": 0.5, "end": 0.9, "probability": 0.9}] * 150},
}


def test_a_thousand_sessions_take_less_than_two_seconds_of_a_processor(tmp_path: Path) -> None:
    result = json.dumps(_RESULT)
    for day in range(1_000):
        # As `saved_session` writes them, without its syncing to the disk, which takes most of the time.
        folder = tmp_path / f"{on_day(day):%Y-%m-%d}-engineer-{day:06x}"
        folder.mkdir()
        (folder / "1.json").write_text(result)
        session = {"schema_version": 1, "created": on_day(day).isoformat(), "takes": [_ENTRY]}
        (folder / "session.json").write_text(json.dumps(session))
    command = [sys.executable, "-m", "voiceprep", "history", "--json", "--recordings", str(tmp_path)]
    used, out = [], ""
    for _ in range(3):  # even the time of a processor differs on a busy machine
        before = getrusage(RUSAGE_CHILDREN)
        out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        after = getrusage(RUSAGE_CHILDREN)
        used.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
        if used[-1] < 2:
            break
    assert len(json.loads(out)["sessions"]) == 1_000
    assert min(used) < 2, used


def test_plan_and_its_reasons(tmp_path: Path, capsys: pytest.CaptureFixture[str], bank: Bank) -> None:
    outbox = next(one for one in bank.questions if one.id == "be-outbox")
    take = scored("be-outbox", verdict=Verdict.OPPOSITE)
    point = outbox.key_points[0].id
    session = saved_session(tmp_path, take)
    path = session.folder / "01-be-outbox.take1.json"
    path.write_text(path.read_text().replace('"lookup"', f'"{point}"'))
    code, out, _ = printed(capsys, "plan", "--recordings", str(tmp_path), "--count", "2")
    assert code == ExitCode.OK
    assert "[be-outbox]" in out
    assert "the wrong way round" in out
    document = json.loads(printed(capsys, "plan", "--recordings", str(tmp_path), "--json")[1])
    first, *others = document["questions"]
    assert (first["cause"], [one["key_point"] for one in first["due"]]) == ("due", [point])
    assert {one["role"] for one in others} == {"backend-developer"}, "the role that was practised"


def test_practice_asks_what_the_plan_says(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], bank: Bank
) -> None:
    saved_session(tmp_path, scored("ml-drift"))
    planned = json.loads(printed(capsys, "plan", "--recordings", str(tmp_path), "--json")[1])["questions"]
    asked = questions_to_ask(bank, tmp_path, Wanted(by_plan=True))
    assert [one.id for one in asked] == [one["question_id"] for one in planned]


def test_practice_asks_other_questions_than_last_time(tmp_path: Path, bank: Bank) -> None:
    for _ in range(3):
        asked = questions_to_ask(bank, tmp_path, Wanted())
        assert len({one.id for one in asked}) == 5
        saved_session(tmp_path, *(scored(one.id) for one in asked))
    told = [
        take["question_id"]
        for path in tmp_path.glob("*/session.json")
        for take in json.loads(path.read_text())["takes"]
    ]
    assert len(set(told)) == 15


def test_a_bank_whose_first_role_has_no_questions_yet_can_be_practised_and_planned(tmp_path: Path) -> None:
    document = bank_document()
    document["roles"].insert(0, {"id": "pilot", "title": "Pilot"})
    path = tmp_path / "bank.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    for wanted in (Wanted(), Wanted(by_plan=True)):
        assert [one.id for one in questions_to_ask(load_bank(path), tmp_path, wanted)] == ["outage"]


def test_a_seed_chooses_the_same_whatever_was_practised(tmp_path: Path, bank: Bank) -> None:
    before = questions_to_ask(bank, tmp_path, Wanted(seed=7))
    saved_session(tmp_path, *(scored(one.id) for one in before))
    assert questions_to_ask(bank, tmp_path, Wanted(seed=7)) == before


@pytest.mark.parametrize("wanted", [Wanted(by_plan=True, seed=1), Wanted(by_plan=True, ids=("ml-drift",))])
def test_a_plan_leaves_nothing_to_choose(tmp_path: Path, bank: Bank, wanted: Wanted) -> None:
    with pytest.raises(UsageError, match="--plan chooses"):
        questions_to_ask(bank, tmp_path, wanted)


def test_bars_for_every_terminal() -> None:
    assert sparkline([0, 49, 100]) == "▁▄█"
    assert sparkline([0, 49, 100], plain=True) == "037"
    assert len(sparkline([50] * 99)) == len(verdict_signs([Verdict.MISSED] * 99)) < 99
    assert can_show("utf-8")
    assert not can_show("cp1252")
    assert not can_show(None)
    assert len(BARS) == len(DIGITS)
