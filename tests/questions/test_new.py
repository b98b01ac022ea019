"""`questions new`: a dialogue that loses nothing."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import click
import pytest
from click.testing import CliRunner

from tests.builders import bank_document
from voiceprep.cli.main import cli, run
from voiceprep.errors import ExitCode
from voiceprep.questions.bank import load_bank

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

CONCEPT = [
    "What is a roux?",
    "",  # topic as proposed
    "",  # id as proposed
    "A roux is flour cooked in fat. It thickens sauces.",
    "",  # kind as proposed
    "",  # first key point as proposed
    "3",
    "A roux is flour stirred into cold milk.",
    "What is it made of?",
    "-",  # the second is left out
    "",  # no more
]
STORY = [
    "Tell me about a time you burned something.",
    "Burning",
    "burned",
    "I burned the onions and began again.",
    "experience",
    "Onions.",
    "Serve at noon.",
    "Began again.",
    "Served at noon.",
    "",
    "The onions were burned.",
    "",
    "",
    "",
    "",
]


def _typed(out: Path, lines: list[str]) -> Result:
    return CliRunner().invoke(cli, ["questions", "new", "--out", str(out)], input="\n".join(lines) + "\n")


def test_questions_are_asked_for_and_written(tmp_path: Path) -> None:
    out = tmp_path / "mine.json"
    result = _typed(out, ["Cook", *CONCEPT, "y", *STORY, "n"])
    assert result.exception is None, result.output
    bank = load_bank(out)
    assert bank.roles[0].title == "Cook"
    roux, burned = bank.questions
    assert (roux.id, roux.topic, roux.kind.value) == ("roux", "Roux", "concept")
    (point,) = roux.key_points
    assert (point.claim, point.weight) == ("A roux is flour cooked in fat.", 3.0)
    assert point.misconceptions == ("A roux is flour stirred into cold milk.",)
    assert point.follow_up == "What is it made of?"
    assert burned.star_example is not None
    assert burned.star_example.lesson is None
    assert [one.claim for one in burned.key_points] == ["The onions were burned."]


def test_stopping_in_the_middle_keeps_every_finished_question(tmp_path: Path) -> None:
    out = tmp_path / "mine.json"
    result = _typed(out, ["Cook", *CONCEPT, "y", "Why rest meat?", ""])
    assert result.exit_code != 0
    assert [question.id for question in load_bank(out).questions] == ["roux"]


def test_at_least_one_key_point(tmp_path: Path) -> None:
    out = tmp_path / "mine.json"
    lines = ["Why?", "Why", "why", "Because of it.", "", "-", "", "Heat is why.", "", "", "", "", "n"]
    result = _typed(out, ["Cook", *lines])
    assert "At least one key point is needed." in result.output
    assert load_bank(out).questions[0].key_points[0].claim == "Heat is why."


def test_a_bank_of_ones_own_is_added_to_and_ids_stay_unique(tmp_path: Path) -> None:
    out = tmp_path / "mine.json"
    document = bank_document()
    document["questions"][0]["id"] = "roux"
    out.write_text(json.dumps(document), encoding="utf-8")
    out.chmod(0o640)
    result = _typed(out, ["", *CONCEPT[:2], "roux", *CONCEPT[2:], "n"])
    assert "roux is taken" in result.output
    bank = load_bank(out)
    assert [question.id for question in bank.questions] == ["roux", "roux-2"]
    assert {question.role for question in bank.questions} == {"engineer"}
    if sys.platform != "win32":
        assert out.stat().st_mode & 0o777 == 0o640


def test_what_was_mended_in_the_file_meanwhile_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "mine.json"
    asked = click.prompt

    def change(text: str, **_: object) -> bool:
        """After the first question; two quotes are forgotten."""
        document = json.loads(out.read_text(encoding="utf-8"))
        document["questions"][0]["topic"] = "Sauces"
        out.write_text(json.dumps(document).replace('"topic"', "topic"), encoding="utf-8")
        return len(document["questions"]) < 2

    def mend(text: str, **options: Any) -> Any:
        if text != "Enter when it is mended":
            return asked(text, **options)
        out.write_text(out.read_text(encoding="utf-8").replace("topic", '"topic"'), encoding="utf-8")
        return ""

    monkeypatch.setattr(click, "confirm", change)
    monkeypatch.setattr(click, "prompt", mend)
    result = _typed(out, ["Cook", *CONCEPT, *STORY])
    assert result.exception is None, result.output
    written = json.loads(out.read_text(encoding="utf-8").replace("topic", '"topic"'))
    assert [(one["id"], one["topic"]) for one in written["questions"]] == [
        ("roux", "Sauces"),
        ("burned", "Burning"),
    ]


@pytest.mark.parametrize(("place", "message"), [("no/mine.json", "no folder"), ("mine.txt", "a .json file")])
def test_a_place_that_cannot_be_written_is_told_before_anything_is_typed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], place: str, message: str
) -> None:
    assert run(["questions", "new", "--out", str(tmp_path / place)]) == ExitCode.USAGE
    assert message in capsys.readouterr().err


def test_a_link_stays_one_and_what_it_points_to_is_written(tmp_path: Path) -> None:
    (tmp_path / "banks").mkdir()
    real, link = tmp_path / "banks" / "real.json", tmp_path / "mine.json"
    link.symlink_to(real)
    for count in (1, 2):
        _typed(link, ["Cook", *CONCEPT[:2], f"roux-{count}", *CONCEPT[3:], "n"])
        assert link.is_symlink()
        assert len(load_bank(real).questions) == count


def test_a_faulty_bank_is_not_touched(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "mine.json"
    out.write_text('{"schema_version": 1}', encoding="utf-8")
    assert run(["questions", "new", "--out", str(out)]) == ExitCode.BAD_INPUT
    assert "questions check" in capsys.readouterr().err
    assert out.read_text(encoding="utf-8") == '{"schema_version": 1}'
