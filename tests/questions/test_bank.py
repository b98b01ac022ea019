"""Finding, loading and selecting."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.builders import bank, bank_document, question
from voiceprep.errors import BankError, UsageError
from voiceprep.questions.bank import (
    find_bank,
    find_question,
    load_bank,
    load_questions,
    nearest,
    role_titles,
    select,
)
from voiceprep.questions.model import Kind, Role

if TYPE_CHECKING:
    from pathlib import Path

BANK = bank(
    question("hash-map", topic="Hash maps"),
    question("binary-tree", topic="Binary trees"),
    question("flight-plan", topic="Flight plans", role="pilot"),
)


def _write(path: Path) -> Path:
    path.write_text(json.dumps(bank_document()), encoding="utf-8")
    return path


def test_the_first_role_is_one_that_can_be_practised() -> None:
    empty = Role("baker", "Baker")
    assert BANK.first_role.id == "engineer"
    assert replace(BANK, roles=(empty, *BANK.roles)).first_role.id == "engineer"


# Which bank


def test_each_place_gives_way_to_the_one_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VOICEPREP_BANK", raising=False)
    monkeypatch.chdir(tmp_path)

    packaged = find_bank()
    assert packaged.is_file()
    assert packaged.parent != tmp_path

    _write(tmp_path / "questions.json")
    assert find_bank().resolve() == tmp_path / "questions.json"

    monkeypatch.setenv("VOICEPREP_BANK", str(tmp_path / "mine.json"))
    assert find_bank() == tmp_path / "mine.json"
    assert find_bank(tmp_path / "given.json") == tmp_path / "given.json"

    for variable in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(variable, str(tmp_path))
    monkeypatch.setenv("VOICEPREP_BANK", "~/mine.json")
    assert find_bank() == tmp_path / "mine.json"


def test_an_empty_variable_is_no_bank(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("VOICEPREP_BANK", "")
    assert find_bank().is_file()


def test_a_folder_of_that_name_in_the_working_directory_is_passed_by(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("VOICEPREP_BANK", raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "questions.json").mkdir()
    assert find_bank().is_file()


def test_the_bank_that_was_named_is_never_replaced_by_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VOICEPREP_BANK", str(tmp_path / "gone.json"))
    with pytest.raises(BankError, match=r"no question bank at .*gone\.json") as caught:
        load_questions()
    assert "--bank" in caught.value.next_step


# Loading


def test_a_bank_is_read_as_it_is_written(tmp_path: Path) -> None:
    loaded = load_bank(_write(tmp_path / "bank.json"))
    (only,) = loaded.questions
    assert loaded.path == str(tmp_path / "bank.json")
    assert [(role.id, role.title) for role in loaded.roles] == [("engineer", "Engineer")]
    assert (only.id, only.kind, only.target_seconds) == ("outage", Kind.EXPERIENCE, 60)
    cause, cure = only.key_points
    assert (cause.weight, cause.misconceptions) == (2.0, ("The queue was empty.",))
    assert cause.wordings == ("Nothing more would fit in there.", "There were too many jobs waiting.")
    assert (cause.terms[0].term, cause.terms[0].spoken) == ("queue", ("waiting line",))
    assert (cure.wordings, cure.terms, cure.misconceptions, cure.follow_up) == ((), (), (), None)
    assert only.star_example is not None
    assert only.star_example.result == "Orders came in again."
    assert only.star_example.lesson is None


def test_the_version_is_that_of_the_content(tmp_path: Path) -> None:
    one, same, other = tmp_path / "1.json", tmp_path / "2.json", tmp_path / "3.json"
    _write(one)
    _write(same)
    other.write_bytes(_write(tmp_path / "4.json").read_bytes() + b"\n")
    assert load_bank(one).version == load_bank(same).version
    assert load_bank(one).version != load_bank(other).version
    assert len(load_bank(one).version) == 12


# Choosing


def test_a_question_by_its_id() -> None:
    assert find_question(BANK, "binary-tree").topic == "Binary trees"


def test_a_wrong_id_brings_the_nearest_ones() -> None:
    with pytest.raises(UsageError, match=r'no question "bianry-tree" in bank\.json') as caught:
        find_question(BANK, "bianry-tree")
    assert caught.value.next_step.startswith("Did you mean binary-tree? ")
    assert "voiceprep questions list" in caught.value.next_step


def test_an_id_that_resembles_nothing_brings_no_guess() -> None:
    with pytest.raises(UsageError) as caught:
        find_question(BANK, "zzz")
    assert caught.value.next_step == "`voiceprep questions list` shows all ids."


def test_nearest_forgives_slips_case_and_shortening() -> None:
    names = ["ml-drift", "ml-regularization", "ml-ab-testing"]
    assert nearest(names, "ml-drfit")[0] == "ml-drift"
    assert nearest(names, "REGULARIZATION")[0] == "ml-regularization"
    assert nearest(names, "ab-test")[0] == "ml-ab-testing"
    assert nearest([f"ml-drift-{n}" for n in range(9)], "ml-drift", limit=2) == ["ml-drift-0", "ml-drift-1"]


def test_without_wishes_all_are_selected_in_bank_order() -> None:
    assert select(BANK) == BANK.questions


def test_ids_come_in_the_order_that_was_asked_for() -> None:
    assert [q.id for q in select(BANK, ids=["flight-plan", "hash-map"])] == ["flight-plan", "hash-map"]


def test_topics_are_found_in_title_and_id_whatever_the_case() -> None:
    assert [q.id for q in select(BANK, topics=["TREE"])] == ["binary-tree"]
    assert [q.id for q in select(BANK, topics=["flight", "hash-"])] == ["hash-map", "flight-plan"]


def test_role_and_topic_narrow_each_other() -> None:
    assert [q.id for q in select(BANK, roles=["pilot"])] == ["flight-plan"]
    with pytest.raises(UsageError):
        select(BANK, roles=["pilot"], topics=["hash"])


def test_a_topic_that_nothing_fits_brings_the_nearest_topic() -> None:
    with pytest.raises(UsageError, match=r"No question of bank\.json is about bianry trees") as caught:
        select(BANK, topics=["bianry trees"])
    assert "Did you mean Binary trees" in caught.value.next_step


def test_a_role_that_nothing_fits_is_named() -> None:
    with pytest.raises(UsageError, match='no role "cook"') as caught:
        select(BANK, roles=["cook"])
    assert "pilot" in caught.value.next_step


def test_several_roles_mix_and_their_titles_are_said_together() -> None:
    chosen = select(BANK, roles=[role.id for role in BANK.roles])
    assert {question.role for question in chosen} == {role.id for role in BANK.roles}
    titles = [role.title for role in BANK.roles]
    assert role_titles(BANK, chosen) == " and ".join(titles)
    assert role_titles(BANK, chosen[:1]) == titles[0]
