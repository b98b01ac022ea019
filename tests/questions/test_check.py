"""Every fault of a bank is named in plain words, with file, question and field."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.builders import bank_document
from voiceprep.errors import BankError
from voiceprep.questions import reading
from voiceprep.questions.bank import load_bank
from voiceprep.questions.check import Fault, faults
from voiceprep.storage import read_at_most

if TYPE_CHECKING:
    from collections.abc import Callable

REMOVED = object()


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Faults carry the file as it was named."""
    monkeypatch.chdir(tmp_path)


def _write(tmp_path: Path, document: Any) -> Path:
    (tmp_path / "bank.json").write_text(json.dumps(document), encoding="utf-8")
    return Path("bank.json")


def _set(document: Any, steps: tuple[str | int, ...], value: object) -> None:
    for step in steps[:-1]:
        document = document[step]
    if value is REMOVED:
        del document[steps[-1]]
    else:
        document[steps[-1]] = value


def _faults_with(tmp_path: Path, *steps: str | int, value: object) -> list[str]:
    document = bank_document()
    _set(document, steps, value)
    return [str(fault) for fault in faults(_write(tmp_path, document))]


def test_a_sound_bank_has_no_faults(tmp_path: Path) -> None:
    assert faults(_write(tmp_path, bank_document())) == []


def test_the_byte_order_mark_of_some_editors_is_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "bank.json"
    path.write_text(json.dumps(bank_document()), encoding="utf-8-sig")
    assert faults(path) == []


# What the schema sees, within a question


@pytest.mark.parametrize(
    ("steps", "value", "field", "message"),
    [
        (("text",), REMOVED, "", "is missing `text`."),
        (("text",), 7, "text", "7 must be text."),
        (("text",), "  \n", "text", "must not be empty."),
        (("text",), "x" * 5001, "text", "is longer than 5000 characters."),
        (("id",), "x" * 65, "id", "is longer than 64 characters."),
        (("kind",), "puzzle", "kind", '"puzzle" must be one of concept, design, experience.'),
        (("target_seconds",), 9, "target_seconds", "9 must be at least 10."),
        (("target_seconds",), 601, "target_seconds", "601 must be at most 600."),
        (("target_seconds",), 60.5, "target_seconds", "60.5 must be a whole number."),
        (("key_points",), [], "key_points", "must have at least 1 entries."),
        (("key_points",), {"a": 1}, "key_points", '{"a": 1} must be a list.'),
        (("key_points", 1, "claim"), REMOVED, "key_points[2]", "is missing `claim`."),
        (("key_points", 1, "weight"), 0, "key_points[2].weight", "0 must be more than 0."),
        (("key_points", 1, "weight"), 11, "key_points[2].weight", "11 must be at most 10."),
        (("key_points", 1, "weight"), True, "key_points[2].weight", "true must be a number."),
        (("key_points", 0, "terms", 0), "queue", "key_points[1].terms[1]", '"queue" must be an object.'),
        (("key_points", 0, "terms", 0, "spoken"), REMOVED, "key_points[1].terms[1]", "is missing `spoken`."),
        (("key_points", 0, "misconceptions"), [""], "key_points[1].misconceptions[1]", "must not be empty."),
        (("key_points", 0, "wordings"), "full", "key_points[1].wordings", '"full" must be a list.'),
        (("key_points", 0, "wordings"), [""], "key_points[1].wordings[1]", "must not be empty."),
        (
            ("key_points", 0, "wordings"),
            ["x"] * 11,
            "key_points[1].wordings",
            "must have at most 10 entries.",
        ),
        (("star_example", "result"), REMOVED, "star_example", "is missing `result`."),
    ],
)
def test_a_fault_of_shape_has_its_place_and_plain_words(
    tmp_path: Path, steps: tuple[str | int, ...], value: object, field: str, message: str
) -> None:
    document = bank_document()
    _set(document["questions"][0], steps, value)
    (fault,) = faults(_write(tmp_path, document))
    named = document["questions"][0].get("id")
    assert fault == Fault(file="bank.json", question=named, field=field, message=message)


def test_too_many_key_points(tmp_path: Path) -> None:
    points = [{"id": f"p{n}", "claim": f"Claim {n}.", "weight": 1} for n in range(21)]
    found = _faults_with(tmp_path, "questions", 0, "key_points", value=points)
    assert found == ["bank.json: outage: key_points: must have at most 20 entries."]


def test_a_question_without_an_id_is_counted(tmp_path: Path) -> None:
    found = _faults_with(tmp_path, "questions", 0, "id", value=REMOVED)
    assert found == ["bank.json: question 1: is missing `id`."]


def test_several_missing_fields_are_one_fault_with_all_names(tmp_path: Path) -> None:
    document = bank_document()
    for field in ("topic", "expert_answer"):
        del document["questions"][0][field]
    (fault,) = faults(_write(tmp_path, document))
    assert "`topic`" in fault.message
    assert "`expert_answer`" in fault.message


@pytest.mark.parametrize("name", ["Outage", "out age", "-outage", "out--age", "", "../outage", "outage\n"])
def test_an_id_is_lower_case_words_with_hyphens(tmp_path: Path, name: str) -> None:
    (found,) = _faults_with(tmp_path, "questions", 0, "id", value=name)
    assert found.endswith("must be lower-case letters and digits, joined by single hyphens.")


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity"])
def test_a_weight_is_a_finite_number(tmp_path: Path, number: str) -> None:
    """Python's JSON reader knows these three, and a weight of NaN would make every score NaN."""
    assert len(_faults_with(tmp_path, "questions", 0, "key_points", 1, "weight", value=float(number))) == 1


# What the schema sees, around the questions


@pytest.mark.parametrize(
    ("steps", "value", "text"),
    [
        (("schema_version",), 2, "bank.json: schema_version: 2 must be 1."),
        (("roles",), REMOVED, "bank.json: is missing `roles`."),
        (("roles",), [], "bank.json: roles: must have at least 1 entries."),
        (("roles", 0, "title"), " ", "bank.json: roles[1].title: must not be empty."),
        (("questions",), [], "bank.json: questions: must have at least 1 entries."),
    ],
)
def test_a_fault_of_the_file(tmp_path: Path, steps: tuple[str | int, ...], value: object, text: str) -> None:
    assert _faults_with(tmp_path, *steps, value=value) == [text]


@pytest.mark.parametrize("document", [[], "bank", 7, None])
def test_a_bank_is_an_object(tmp_path: Path, document: object) -> None:
    (fault,) = faults(_write(tmp_path, document))
    assert str(fault) == f"bank.json: {json.dumps(document)} must be an object."


# What a schema cannot see


def _twice(document: Any) -> None:
    document["questions"].append(document["questions"][0])


def _key_point_twice(document: Any) -> None:
    document["questions"][0]["key_points"][1]["id"] = "cause"


def _claim_twice(document: Any) -> None:
    document["questions"][0]["key_points"][1]["claim"] = "the queue  WAS full."


def _unknown_role(document: Any) -> None:
    document["questions"][0]["role"] = "pilot"


def _no_story(document: Any) -> None:
    del document["questions"][0]["star_example"]


def _agreeing_misconception(document: Any) -> None:
    document["questions"][0]["key_points"][0]["misconceptions"].append("the  queue was full. ")


def _wordings(*wordings: str) -> Callable[[Any], None]:
    """Of the first key point, "The queue was full."; its misconception is "The queue was empty."."""

    def spoil(document: Any) -> None:
        document["questions"][0]["key_points"][0]["wordings"] = list(wordings)

    return spoil


def _misconception_of_another(document: Any) -> None:
    first, second = document["questions"][0]["key_points"]
    first["wordings"] = ["No room was left.", "Nobody listened."]
    second["misconceptions"] = ["nobody  listened. "]


@pytest.mark.parametrize(
    ("spoil", "fields", "word"),
    [
        (_twice, ["id", "id"], "more than one question"),
        (_key_point_twice, ["key_points[1].id", "key_points[2].id"], '"cause" is used twice'),
        (_claim_twice, ["key_points[1].claim", "key_points[2].claim"], "the same as another claim"),
        (_unknown_role, ["role"], '"pilot" is not among the roles'),
        (_no_story, ["star_example"], "every experience question carries a STAR example"),
        (_agreeing_misconception, ["key_points[1].misconceptions[2]"], "the same as the claim"),
        (
            _wordings("No room was left.", "the queue  WAS full. "),
            ["key_points[1].wordings[2]"],
            "the same as the claim",
        ),
        (
            _wordings("No room was left.", "It ran over.", " no room  was LEFT."),
            ["key_points[1].wordings[3]"],
            "given twice",
        ),
        (_wordings("The queue was empty."), ["key_points[1].wordings[1]"], "the same as a misconception"),
        (_misconception_of_another, ["key_points[1].wordings[2]"], "the same as a misconception"),
        (_wordings("an alarm was  added."), ["key_points[1].wordings[1]"], "the same as another claim"),
    ],
)
def test_a_fault_of_meaning(
    tmp_path: Path, spoil: Callable[[Any], None], fields: list[str], word: str
) -> None:
    document = bank_document()
    spoil(document)
    found = faults(_write(tmp_path, document))
    assert [fault.field for fault in found] == fields
    assert all((fault.file, fault.question) == ("bank.json", "outage") for fault in found)
    assert all(word in fault.message for fault in found)


@pytest.mark.parametrize(
    ("steps", "place"),
    [
        (("roles", 0, "title"), (None, "roles[1].title")),
        (("questions", 0, "text"), ("outage", "text")),
        (
            ("questions", 0, "key_points", 0, "misconceptions", 0),
            ("outage", "key_points[1].misconceptions[1]"),
        ),
        (("questions", 0, "key_points", 0, "terms", 0, "term"), ("outage", "key_points[1].terms[1].term")),
    ],
)
def test_half_of_a_character_is_named_before_it_is_spoken(
    tmp_path: Path, steps: tuple[str | int, ...], place: tuple[str | None, str]
) -> None:
    """JSON may escape one, which then no voice, judge or terminal can do anything with."""
    document = bank_document()
    _set(document, steps, "The \ud83d was full.")
    (fault,) = faults(_write(tmp_path, document))
    assert (fault.question, fault.field) == place
    assert str(fault).encode()
    assert r'"\ud83d", half of a character' in fault.message
    _set(document, steps, "The \U0001f3af was full.")
    assert faults(_write(tmp_path, document)) == []


def test_a_wording_with_several_faults_is_named_once(tmp_path: Path) -> None:
    document = bank_document()
    _wordings("The queue was full.", "the queue was full.")(document)
    document["questions"][0]["key_points"][0]["misconceptions"] = []
    found = faults(_write(tmp_path, document))
    assert [fault.field for fault in found] == ["key_points[1].wordings[1]", "key_points[1].wordings[2]"]


def test_two_key_points_may_have_a_wording_in_common(tmp_path: Path) -> None:
    """Whether that one covers both is for the judge to say, and advice."""
    document = bank_document()
    for point in document["questions"][0]["key_points"]:
        point["wordings"] = ["They were warned in time."]
    assert faults(_write(tmp_path, document)) == []


# Files that are no JSON at all


def test_broken_json_names_line_and_column(tmp_path: Path) -> None:
    path = tmp_path / "bank.json"
    path.write_text('{\n  "schema_version": 1\n  "roles": []\n}', encoding="utf-8")
    with pytest.raises(BankError, match=r"bank\.json is not valid JSON: .* in line 3, column 3"):
        faults(path)


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16"])
def test_another_encoding_is_named_as_such(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "bank.json"
    path.write_bytes('{"topic": "Bäume"}'.encode(encoding))
    with pytest.raises(BankError, match="not UTF-8") as caught:
        faults(path)
    assert caught.value.next_step == "Save it as UTF-8."


@pytest.mark.parametrize(
    "text", ["[" * 100_000, '{"schema_version": ' + "9" * 5000 + "}"], ids=["deep", "huge number"]
)
def test_what_the_reader_itself_refuses_is_a_bank_error(tmp_path: Path, text: str) -> None:
    path = tmp_path / "bank.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BankError):
        faults(path)


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    for path in (tmp_path / "none.json", tmp_path):
        with pytest.raises(BankError, match="cannot be read"):
            faults(path)


def test_loading_names_the_first_five_faults_and_counts_the_rest(tmp_path: Path) -> None:
    document = bank_document()
    document["questions"] *= 7
    path = _write(tmp_path, document)
    with pytest.raises(BankError, match="has 7 faults") as caught:
        load_bank(path)
    assert caught.value.message.count("used by more than one question") == 5
    assert "and 2 more" in caught.value.message
    assert f"voiceprep questions check {path}" in caught.value.next_step


def test_a_bank_is_read_once_so_that_its_version_is_that_of_its_content(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _write(tmp_path, bank_document())
    expected = hashlib.sha256(path.read_bytes()).hexdigest()[:12]

    def and_change(file: Path, most: int) -> bytes | None:
        content = read_at_most(file, most)
        file.write_text("changed meanwhile", encoding="utf-8")
        return content

    monkeypatch.setattr(reading, "read_at_most", and_change)
    assert load_bank(path).version == expected


def test_a_misspelt_field_is_named_with_the_right_one(tmp_path: Path) -> None:
    document = bank_document()
    point = document["questions"][0]["key_points"][0]
    point["misconception"] = point.pop("misconceptions")
    document["questions"][0]["author"] = "an own field"
    (fault,) = faults(_write(tmp_path, document))
    assert (fault.question, fault.field) == ("outage", "key_points[1].misconception")
    assert "did you mean `misconceptions`" in fault.message


@pytest.mark.parametrize(
    "name", ["evidence", "guidance", "video", "hidden", "context", "text_de", "claim_source", "uid", "topics"]
)
def test_a_field_of_the_authors_own_may_hold_the_letters_of_a_known_one(tmp_path: Path, name: str) -> None:
    document = bank_document()
    document["questions"][0][name] = "an own field"
    document["questions"][0]["key_points"][0][name] = "an own field"
    assert faults(_write(tmp_path, document)) == []


def test_a_role_is_listed_once(tmp_path: Path) -> None:
    document = bank_document()
    document["roles"] *= 2
    (fault,) = faults(_write(tmp_path, document))
    assert (fault.question, fault.field) == (None, "roles")


def test_a_file_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`/dev/zero` has size 0 and never ends; what is left of it would fill the memory."""
    monkeypatch.setattr(reading, "MOST_BYTES", 10)
    long = tmp_path / "long.json"
    long.write_text(" " * 11)
    with pytest.raises(BankError, match="larger than"):
        reading.read_json(long)
