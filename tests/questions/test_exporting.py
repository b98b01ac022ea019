"""Questions written as Markdown, CSV or JSON are the same when they are read back."""

from __future__ import annotations

import json
import os
import re
import sys
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import bank_document
from voiceprep.cli.main import run
from voiceprep.errors import ExitCode
from voiceprep.packaged import packaged_path
from voiceprep.questions.bank import load_bank, question_from_json
from voiceprep.questions.check import folded
from voiceprep.questions.exporting import to_csv, to_markdown
from voiceprep.questions.importing.bring import import_file
from voiceprep.questions.model import Role

if TYPE_CHECKING:
    from collections.abc import Callable

    from voiceprep.questions.model import Question

ROLES = (Role("engineer", "Engineer"),)
_SIGNS = "abcXYZ 019 éß漢 .,:;?!'\"`*_#-+=|[]()<>&~\\/$%@^{} \n\t"
_TEXT = st.text(_SIGNS, min_size=1, max_size=40).filter(lambda text: any(sign.isalnum() for sign in text))
_CLAIMS = st.lists(_TEXT, min_size=1, max_size=4, unique_by=folded)


def _others_than(claims: list[str]) -> st.SearchStrategy[list[str]]:
    """Wordings as a bank takes them: none twice, and none of the claims."""
    taken = set(map(folded, claims))
    return st.lists(_TEXT.filter(lambda text: folded(text) not in taken), max_size=3, unique_by=folded)


@st.composite
def _questions(draw: st.DrawFn) -> list[Question]:
    questions = []
    for number in range(draw(st.integers(1, 3))):
        entry: dict[str, Any] = bank_document()["questions"][0]
        for name in ("text", "topic", "expert_answer"):
            entry[name] = draw(_TEXT)
        entry["id"] = f"question-{number}" + "-long" * draw(st.integers(0, 9))
        entry["target_seconds"] = draw(st.integers(10, 600))
        claims = draw(_CLAIMS)
        entry["key_points"] = [
            {
                "id": f"p{at}",
                "claim": claim,
                "weight": draw(st.sampled_from([1, 2, 3, 0.5, 10])),
                "wordings": draw(_others_than(claims)),
            }
            for at, claim in enumerate(claims)
        ]
        if draw(st.booleans()):
            entry["kind"] = draw(st.sampled_from(["concept", "design"]))
            del entry["star_example"]
        else:
            entry["star_example"] = {part: draw(_TEXT) for part in entry["star_example"]}
        questions.append(question_from_json(entry))
    return questions


def _without_wordings(question: Question) -> Question:
    return replace(question, key_points=tuple(replace(one, wordings=()) for one in question.key_points))


def _line(text: str) -> str:
    return " ".join(text.split())


def _essence(question: Question) -> dict[str, Any]:
    star = question.star_example
    return {
        "id": question.id,
        "role": question.role,
        "kind": question.kind,
        "seconds": question.target_seconds,
        "texts": [_line(text) for text in (question.text, question.topic, question.expert_answer)],
        "claims": [(point.id, _line(point.claim), point.weight) for point in question.key_points],
        "wordings": [[_line(text) for text in point.wordings] for point in question.key_points],
        "star": star and [_line(part) for part in (star.situation, star.task, star.action, star.result)],
    }


KEPT: dict[str, Callable[[Question], Question]] = {".md": lambda whole: whole, ".csv": _without_wordings}
"""Ending of a file → what of a question is kept in it, terms, misconceptions and follow-ups aside."""


@pytest.mark.parametrize(("ending", "write"), [(".md", to_markdown), (".csv", to_csv)])
@settings(max_examples=30)
@given(questions=_questions())
def test_what_is_exported_comes_back(ending: str, write: Any, questions: list[Question]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder, f"out{ending}")
        path.write_text(write(questions, ROLES), encoding="utf-8")
        imported = import_file(path)
    back = [question_from_json(entry) for entry in imported.document["questions"]]
    kept = map(KEPT[ending], questions)
    assert [_essence(question) for question in back] == [_essence(question) for question in kept]


def test_markdown_keeps_wordings_terms_misconceptions_and_follow_ups(tmp_path: Path) -> None:
    (question,) = (question_from_json(entry) for entry in bank_document()["questions"])
    path = tmp_path / "out.md"
    path.write_text(to_markdown([question], ROLES), encoding="utf-8")
    (entry,) = import_file(path).document["questions"]
    first, before = question_from_json(entry).key_points[0], question.key_points[0]
    assert (first.wordings, first.terms, first.misconceptions, first.follow_up) == (
        before.wordings,
        before.terms,
        before.misconceptions,
        before.follow_up,
    )


def test_a_bank_from_a_stranger_starts_no_formula_in_a_spreadsheet(tmp_path: Path) -> None:
    document = bank_document()
    for place in (document["questions"][0], document["questions"][0]["key_points"][0]):
        place["text" if "text" in place else "claim"] = "=HYPERLINK(1) is a formula;=1 too"
    (question,) = (question_from_json(entry) for entry in document["questions"])
    path = tmp_path / "out.csv"
    path.write_text(to_csv([question], ROLES), encoding="utf-8")
    for line in path.read_text(encoding="utf-8").splitlines()[1:]:
        assert not re.search(r"(?:^|[,;\"])\s*=", line), line
    (entry,) = import_file(path).document["questions"]
    assert entry["text"] == entry["key_points"][0]["claim"] == "=HYPERLINK(1) is a formula;=1 too"


@pytest.mark.parametrize("ending", [".md", ".csv"])
def test_our_own_bank_comes_back_from_every_form(tmp_path: Path, ending: str) -> None:
    whole = load_bank(packaged_path("questions.json"))
    ours = [one for one in whole.questions if one.role == "ml-engineer"]
    out, again = tmp_path / f"out{ending}", tmp_path / "again.json"
    bank = str(packaged_path("questions.json"))
    assert run(["questions", "export", "--bank", bank, "--role", "ml-engineer", "--out", str(out)]) == 0
    assert run(["questions", "import", str(out), "--out", str(again)]) == ExitCode.OK
    back = load_bank(again)
    assert [_essence(one) for one in back.questions] == [_essence(KEPT[ending](one)) for one in ours]
    assert back.roles == tuple(role for role in whole.roles if role.id == "ml-engineer")


@pytest.mark.parametrize("ending", [".md", ".csv"])
def test_the_title_of_a_role_comes_back_so_that_both_can_be_merged(tmp_path: Path, ending: str) -> None:
    document = bank_document()
    document["roles"] = [{"id": "sre", "title": "SRE & *more*"}]
    document["questions"][0]["role"] = "sre"
    bank, out, again = tmp_path / "bank.json", tmp_path / f"out{ending}", tmp_path / "again.json"
    bank.write_text(json.dumps(document), encoding="utf-8")
    assert run(["questions", "export", "--bank", str(bank), "--out", str(out)]) == ExitCode.OK
    text = out.read_text(encoding="utf-8").replace("outage", "another")
    out.write_text(text, encoding="utf-8")
    assert run(["questions", "import", str(out), "--out", str(again)]) == ExitCode.OK
    assert load_bank(again).roles == (Role("sre", "SRE & *more*"),)
    both = ["questions", "merge", str(bank), str(again), "--out", str(tmp_path / "both.json")]
    assert run(both) == ExitCode.OK
    other = ["questions", "import", str(out), "--out", str(tmp_path / "o.json"), "--role", "pilot"]
    assert run(other) == ExitCode.OK
    assert load_bank(tmp_path / "o.json").roles == (Role("pilot", "Pilot"),)


def test_only_what_was_asked_for_is_exported(tmp_path: Path) -> None:
    document = bank_document()
    document["roles"].append({"id": "pilot", "title": "Pilot"})
    other = {**document["questions"][0], "id": "storm", "role": "pilot", "topic": "A storm"}
    document["questions"].append(other)
    bank, out = tmp_path / "bank.json", tmp_path / "out.json"
    bank.write_text(json.dumps(document), encoding="utf-8")
    arguments = ["questions", "export", "--bank", str(bank), "--out", str(out), "--topic", "storm"]
    assert run(arguments) == ExitCode.OK
    assert json.loads(out.read_text(encoding="utf-8")) == {
        "schema_version": 1,
        "roles": [{"id": "pilot", "title": "Pilot"}],
        "questions": [other],
    }
    assert run(arguments) == ExitCode.USAGE


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other permissions")
@pytest.mark.parametrize(("hidden", "mode"), [(0o022, 0o644), (0o077, 0o600)])
def test_others_may_read_what_is_exported_as_they_may_any_new_file(
    tmp_path: Path, hidden: int, mode: int
) -> None:
    out = tmp_path / "out.csv"
    before = os.umask(hidden)
    try:
        assert run(["questions", "export", "--topic", "drift", "--out", str(out)]) == ExitCode.OK
    finally:
        os.umask(before)
    assert out.stat().st_mode & 0o777 == mode


def test_another_ending_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out.docx"
    assert run(["questions", "export", "--out", str(out)]) == ExitCode.USAGE
    assert ".md, .csv and .json" in capsys.readouterr().err
    assert not out.exists()


def test_a_folder_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["questions", "export", "--topic", "drift", "--out", str(tmp_path / "no" / "out.csv")]
    assert run(arguments) == ExitCode.STORAGE
    assert "cannot be written" in capsys.readouterr().err
