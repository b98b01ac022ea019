"""A file becomes a bank that `check` accepts, whatever is in it; or one clear sentence."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.builders import bank_document
from tests.questions.importing import samples
from voiceprep.cli.main import run
from voiceprep.errors import BankError, ExitCode
from voiceprep.questions.bank import load_bank
from voiceprep.questions.check import document_faults
from voiceprep.questions.importing.bring import Imported, import_file


def _imported(folder: Path, text: str, name: str = "guide.txt", *, role: str | None = None) -> Imported:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return import_file(path, role=role)


def _questions(imported: Imported) -> list[dict[str, Any]]:
    questions: list[dict[str, Any]] = imported.document["questions"]
    return questions


def test_a_guide_becomes_a_sound_bank_of_all_its_questions(tmp_path: Path) -> None:
    imported = _imported(tmp_path, samples.GUIDE)
    assert document_faults(imported.document, "") == []
    assert [one["kind"] for one in _questions(imported)] == ["concept", "design", "experience", "concept"]
    assert imported.document["roles"] == [{"id": "guide", "title": "Guide"}]


def test_a_worked_story_is_an_experience_and_a_mention_of_the_method_is_none(tmp_path: Path) -> None:
    _, design, told, _ = _questions(_imported(tmp_path, samples.GUIDE))
    assert "star_example" not in design
    assert told["star_example"]["situation"] == "Flat loaves."
    assert told["star_example"]["lesson"] == "Learned to date."
    assert "Situation:" not in told["expert_answer"]
    assert [point["claim"] for point in told["key_points"]] == [
        "Bake it again.",
        "Sold 80 loaves.",
        "Learned to date.",
    ]


def test_a_list_becomes_sentences_in_the_expert_answer(tmp_path: Path) -> None:
    roux, _ = _questions(_imported(tmp_path, samples.HEADINGS, "kitchen.md"))
    assert roux["expert_answer"].endswith("Starch swells in the liquid. Fat keeps the grains apart.")


def test_a_question_that_asks_for_a_story_but_has_none_says_so(tmp_path: Path) -> None:
    (one,) = _imported(tmp_path, "1. Tell me about a time you failed.\nAnswer: Own it, then mend it.").drafted
    assert one.question["kind"] == "concept"
    assert any("star_example" in remark for remark in one.remarks)


def test_terms_come_with_the_ways_to_say_them(tmp_path: Path) -> None:
    answer = "Drift is measured by PSI or by a Kolmogorov-Smirnov test in MLflow on L1 norms."
    text = f"1. What is PSI?\nAnswer: {answer}"
    (question,) = _questions(_imported(tmp_path, text))
    terms = {term["term"]: term["spoken"] for term in question["key_points"][0]["terms"]}
    assert terms["PSI"] == ["P S I"]
    assert "Kolmogorov Smirnov" in terms["Kolmogorov-Smirnov"]
    assert terms["L1"] == ["L one"]
    assert "Drift" not in terms


def test_what_is_only_suggested_weighs_less_than_what_must_be(tmp_path: Path) -> None:
    answer = "Always keep the old version. Watch the error rate. Consider a canary if needed."
    text = f"1. How do you deploy?\nAnswer: {answer}"
    (question,) = _questions(_imported(tmp_path, text))
    assert [point["weight"] for point in question["key_points"]] == [3, 2, 1]


def test_authors_may_name_key_points_topic_and_kind(tmp_path: Path) -> None:
    roux, meat = _questions(_imported(tmp_path, samples.HEADINGS, "kitchen.md"))
    assert (roux["topic"], len(roux["key_points"])) == ("Sauces", 3)
    assert meat["key_points"][0]["wordings"] == ["Leave it alone and it stays moist."]
    assert meat["key_points"][0]["misconceptions"] == ["Resting lets the juice run out."]


def test_wordings_that_a_bank_refuses_are_left_aside(tmp_path: Path) -> None:
    many = [f"Way {number} to say it." for number in range(9)]
    claims = ["The juice stays inside.", "A tent of foil keeps it warm."]
    worded = [
        "the juice stays inside.",
        "It stays moist.",
        "IT stays moist.",
        claims[1],
        "It dries out.",
        *many,
        "One more.",
    ]
    lines = [
        f"- {claims[0]}",
        *(f"  - in other words: {text}" for text in worded),
        "  - wrong: It dries out.",
        f"- {claims[1]}",
        "  - in other words: a tent of foil keeps it warm.",
    ]
    text = "## Why rest meat?\n\nIt keeps the juice.\n\n### Key points\n\n" + "\n".join(lines) + "\n"
    imported = _imported(tmp_path, text, "kitchen.md")
    ((first, second),) = (one["key_points"] for one in _questions(imported))
    assert first["wordings"] == ["It stays moist.", *many]
    assert "wordings" not in second
    (one,) = imported.drafted
    assert [(aside.text, aside.reason) for aside in one.aside] == [
        ("the juice stays inside.", "a wording that is the same as the claim"),
        ("IT stays moist.", "a wording that is given twice"),
        (claims[1], "a wording that is the same as another claim of the question"),
        ("It dries out.", "a wording that is the same as a misconception of the question"),
        ("One more.", "beyond 10 wordings"),
        ("a tent of foil keeps it warm.", "a wording that is the same as the claim"),
    ]


def test_a_wording_without_end_is_left_aside_and_the_rest_is_imported(tmp_path: Path) -> None:
    endless = "It stays moist and " * 300 + "that is all."
    text = (
        "## Why rest meat?\n\nIt keeps the juice.\n\n### Key points\n\n"
        f"- The juice stays inside.\n  - in other words: {endless}\n  - in other words: It stays moist.\n"
    )
    imported = _imported(tmp_path, text, "kitchen.md")
    ((point,),) = (one["key_points"] for one in _questions(imported))
    assert point["wordings"] == ["It stays moist."]
    assert [aside.reason for aside in imported.drafted[0].aside] == ["longer than 5000 characters"]


def test_a_key_point_that_is_added_takes_no_id_from_another(tmp_path: Path) -> None:
    text = (
        "## Why rest meat?\n\nIt keeps the juice.\n\n### Key points\n\n"
        "- The juice stays inside. (weight 2)\n"
        "- Resting keeps the juice. (weight 3, id the-juice-stays-inside)\n"
        "- A tent of foil keeps it warm.\n"
    )
    (question,) = _questions(_imported(tmp_path, text, "kitchen.md"))
    ids = [point["id"] for point in question["key_points"]]
    assert ids == ["the-juice-stays-inside-2", "the-juice-stays-inside", "a-tent-of-foil"]
    assert question["key_points"][1]["claim"] == "Resting keeps the juice."


def test_a_question_that_is_added_takes_no_id_from_another(tmp_path: Path) -> None:
    text = "## What is a roux?\n\nFlour in fat.\n\n## Why rest meat?\n\n- id: roux\n\nIt keeps the juice.\n"
    added, before = _questions(_imported(tmp_path, text, "kitchen.md"))
    assert (added["id"], before["id"]) == ("roux-2", "roux")


def test_a_bank_of_ones_own_keeps_everything(tmp_path: Path) -> None:
    document = bank_document()
    document["questions"][0]["author"] = "a field of one's own"
    imported = _imported(tmp_path, json.dumps(document), "bank.json")
    assert imported.document["roles"] == document["roles"]
    assert imported.document["questions"] == document["questions"]


def test_a_plain_list_in_json(tmp_path: Path) -> None:
    text = json.dumps([{"question": "Why rest meat?", "answer": "The juice stays inside."}, {"note": 1}, 7])
    imported = _imported(tmp_path, text, "list.json")
    assert len(_questions(imported)) == 1
    assert [one.text for one in imported.aside] == ["entry 2", "entry 3"]


def test_the_cells_of_a_tsv_file_are_parted_by_tabs_alone(tmp_path: Path) -> None:
    text = "What is a roux, and why?\tFlour, cooked in fat; with salt, too.\n\tNo question, no card\n"
    imported = _imported(tmp_path, text, "cards.tsv")
    (question,) = _questions(imported)
    assert question["text"] == "What is a roux, and why?"
    assert question["expert_answer"] == "Flour, cooked in fat; with salt, too."


def test_what_a_plain_list_has_no_place_for_is_told(tmp_path: Path) -> None:
    card = {"question": "Why rest meat?", "answer": "It stays moist.", "level": 2, "note": "", "text": "Meat"}
    imported = _imported(tmp_path, json.dumps({"title": "Cards", "questions": [card, card]}), "list.json")
    told = {one.text: one.times for one in imported.aside}
    assert told == {"title": 1, "level": 2, "text": 2}
    assert {one.reason for one in imported.aside} == {"a field that is not read"}


def test_a_bank_that_lacks_its_version_is_no_plain_list(tmp_path: Path) -> None:
    document = bank_document()
    del document["schema_version"]
    with pytest.raises(BankError, match="is missing `schema_version`"):
        _imported(tmp_path, json.dumps(document), "bank.json")


@pytest.mark.parametrize(
    "roles", [["baker"], [{}], [{"id": "baker"}], "baker", 7, [[]], [{"id": [], "title": 1}]]
)
def test_roles_that_are_none_in_a_plain_list_are_passed_over(tmp_path: Path, roles: Any) -> None:
    text = json.dumps(
        {"roles": roles, "questions": [{"question": "Why rest meat?", "answer": "It stays moist."}]}
    )
    imported = _imported(tmp_path, text, "list.json")
    assert imported.document["roles"] == [{"id": "list", "title": "List"}]


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.txt", "Nothing is asked here.", "no question in"),
        ("a.txt", "1. What?\n2. Why is that?\n", "none with an answer"),
        ("a.pdf", "%PDF", 'ends in ".pdf"'),
        ("a.csv", "name,price\n1,2", "no column question"),
        ("a.json", "{}", "no list of questions"),
        ("a.json", '{"schema_version": 1}', "fault"),
        ("a.json", "{", "not valid JSON"),
    ],
)
def test_a_file_without_questions_is_one_sentence(tmp_path: Path, name: str, text: str, message: str) -> None:
    with pytest.raises(BankError, match=message) as caught:
        _imported(tmp_path, text, name)
    assert caught.value.next_step


def test_another_encoding_a_folder_and_a_missing_file(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("1. Was heißt gar?\nFertig.".encode("latin-1"))
    (tmp_path / "b.txt").mkdir()
    for name, message in (("a.txt", "not UTF-8"), ("b.txt", "cannot be read"), ("c.txt", "cannot be read")):
        with pytest.raises(BankError, match=message):
            import_file(tmp_path / name)


def test_more_key_points_than_a_question_may_have_are_left_aside(tmp_path: Path) -> None:
    answer = " ".join(f"Rule {n} is about thing {n}." for n in range(1, 26))
    (one,) = _imported(tmp_path, f"1. What are the rules?\nAnswer: {answer}").drafted
    assert len(one.question["key_points"]) == 20
    assert [aside.text for aside in one.aside] == [f"Rule {n} is about thing {n}." for n in range(21, 26)]


def test_a_key_point_that_is_given_twice_is_told_of_each_time(tmp_path: Path) -> None:
    points = "- Rest meat.\n- Salt it early.\n- Rest meat.\n- rest meat.\n"
    text = f"## How do you roast?\n\nLet it rest.\n\n### Key points\n\n{points}"
    imported = _imported(tmp_path, text, "kitchen.md")
    ((first, second),) = (one["key_points"] for one in _questions(imported))
    assert (first["claim"], second["claim"]) == ("Rest meat.", "Salt it early.")
    told = [(aside.text, aside.reason) for aside in imported.drafted[0].aside]
    assert told == [("Rest meat.", "said twice"), ("rest meat.", "said twice")]


_NAMES = st.sampled_from(["a.txt", "a.md", "a.csv", "a.json"])
_TEXTS = st.text(max_size=200) | st.lists(
    st.sampled_from(
        [*samples.GUIDE.splitlines(), *samples.HEADINGS.splitlines(), *samples.TABLE.splitlines()]
    ),
    max_size=20,
).map("\n".join)


@settings(max_examples=40)
@given(_NAMES, _TEXTS)
@example("a.txt", "1. ?\nAnswer: ok")
@example("a.txt", "1. \u6f22?\nAnswer: \u5b57 \u5b57 \u5b57.")
@example("a.json", '[{"question": "\\ud800?", "answer": "\\ud800 x"}]')
@example("a.md", "## What?\n\n\\")
def test_any_file_gives_a_sound_bank_or_a_clear_sentence(name: str, text: str) -> None:
    with TemporaryDirectory() as folder:
        try:
            imported = _imported(Path(folder), text, name)
        except BankError as error:
            assert error.message.count("\n") == 0 or error.next_step  # noqa: PT017
            return
    assert document_faults(imported.document, "") == []
    assert len(imported.drafted) == len(_questions(imported)) > 0


# The command


def test_the_command_shows_what_it_did_and_writes_a_bank(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, out = tmp_path / "guide.txt", tmp_path / "mine.json"
    source.write_text(samples.GUIDE, encoding="utf-8")
    arguments = [
        "questions",
        "import",
        str(source),
        "--out",
        str(out),
        "--role",
        "baker",
        "--role-title",
        "Baker",
    ]
    assert run(arguments) == ExitCode.OK
    shown = capsys.readouterr()
    assert "experience" in shown.out
    assert 'left aside: "Parts:" (only announces a list)' in shown.out
    assert '"Open this answer" 4 times' in shown.out
    assert "No misconceptions are listed yet" in shown.err
    bank = load_bank(out)
    assert bank.roles[0].title == "Baker"
    assert {question.role for question in bank.questions} == {"baker"}


def test_the_command_never_writes_over_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, out = tmp_path / "guide.txt", tmp_path / "mine.json"
    source.write_text(samples.GUIDE, encoding="utf-8")
    out.write_text("mine", encoding="utf-8")
    assert run(["questions", "import", str(source), "--out", str(out)]) == ExitCode.USAGE
    assert "exists already" in capsys.readouterr().err
    assert out.read_text(encoding="utf-8") == "mine"


def test_a_role_of_ours_gets_our_title_so_that_both_can_be_merged(tmp_path: Path) -> None:
    source, out = tmp_path / "guide.txt", tmp_path / "mine.json"
    source.write_text(samples.GUIDE, encoding="utf-8")
    assert (
        run(["questions", "import", str(source), "--out", str(out), "--role", "ml-engineer"]) == ExitCode.OK
    )
    assert load_bank(out).roles[0].title == "Machine learning engineer"


def test_one_title_is_not_given_to_several_roles(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, out = tmp_path / "two.csv", tmp_path / "mine.json"
    rows = ["question,answer,role", "Why rest meat?,So that it keeps its juice.,cook", "Why?,It is so.,baker"]
    source.write_text("\n".join(rows), encoding="utf-8")
    arguments = ["questions", "import", str(source), "--out", str(out), "--role-title", "Chef"]
    assert run(arguments) == ExitCode.USAGE
    assert "Give --role too" in capsys.readouterr().err
    assert not out.exists()
    assert run([*arguments, "--role", "chef"]) == ExitCode.OK
    assert [(one.id, one.title) for one in load_bank(out).roles] == [("chef", "Chef")]


def test_a_role_that_is_no_id_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["questions", "import", "x.txt", "--out", str(tmp_path / "o.json"), "--role", "My Role"]
    assert run(arguments) == ExitCode.USAGE
    assert "--role my-role" in capsys.readouterr().err
