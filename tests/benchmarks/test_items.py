"""Our own sets are sound, and the loaders read the public ones as they are."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from typing import TYPE_CHECKING

from benchmarks.judging import card, items
from tests.benchmarks.made_up import save_shared
from training.judge_rows import HELD_OUT_QUESTIONS
from voiceprep.judging.plain import plain
from voiceprep.questions.bank import load_bank

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

BANK = {question.id: question for question in load_bank(items.ROOT / "questions.json").questions}
KINDS = {
    "paraphrase": "states",
    "opposite_listed": "opposite",
    "opposite_unlisted": "opposite",
    "near_miss": "absent",
}


def _entries(name: str) -> list[dict[str, object]]:
    lines = (items.OWN / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


# Contrast pairs


def test_every_claim_has_one_text_of_each_kind() -> None:
    rows = items.contrasts(listed=True)
    kinds: dict[str, dict[str, str]] = {}
    for row in rows:
        assert row.extra["kind"] not in kinds.setdefault(row.claims[0].text, {})
        kinds[row.claims[0].text][row.extra["kind"]] = row.label
    assert all(found == KINDS for found in kinds.values())
    assert len(kinds) == 109
    assert len(rows) == 436


def test_the_bank_part_asks_about_every_key_point_of_the_held_out_questions_once() -> None:
    rows = [row for row in items.contrasts(listed=True) if not row.group.startswith("devops/")]
    asked = Counter((row.group, row.claims[0].text) for row in rows)
    points = {(name, point.claim) for name in HELD_OUT_QUESTIONS for point in BANK[name].key_points}
    assert asked == {point: len(KINDS) for point in points}


def test_texts_are_as_long_as_a_spoken_sentence_or_two() -> None:
    lengths = {row.answer: len(row.answer.split()) for row in items.contrasts(listed=True)}
    assert {text: length for text, length in lengths.items() if not 12 <= length <= 40} == {}


def test_the_claim_alone_has_no_misconceptions_and_listed_ones_are_there() -> None:
    alone, listed = items.contrasts(listed=False), items.contrasts(listed=True)
    assert [row.answer for row in alone] == [row.answer for row in listed]
    assert [row.claims[0].text for row in alone] == [row.claims[0].text for row in listed]
    assert not any(row.claims[0].misconceptions or row.claims[0].terms for row in alone)
    assert all(row.claims[0].misconceptions for row in listed)


# Buried key points


def test_every_named_key_point_exists_and_has_one_label() -> None:
    own = {str(entry["id"]): entry for entry in _entries("buried_questions")}
    for entry in _entries("buried"):
        name = str(entry["question"])
        points = own[name]["key_points"] if name in own else None
        known = (
            {point["id"] for point in points}
            if isinstance(points, list)
            else {point.id for point in BANK[name].key_points}
        )
        labelled = Counter(point for label in ("states", "opposite", "absent") for point in entry[label])  # type: ignore[attr-defined]
        assert set(labelled) <= known, name
        assert set(labelled.values()) == {1}, name


def test_our_own_questions_are_not_those_of_the_bank_and_name_each_key_point_once() -> None:
    entries = _entries("buried_questions")
    assert not {entry["id"] for entry in entries} & set(BANK)
    for entry in entries:
        points = entry["key_points"]
        assert isinstance(points, list)
        names = Counter(point["id"] for point in points)
        assert set(names.values()) == {1}
        assert all(point["claim"].strip() and point["misconceptions"] for point in points)


def test_buried_answers_are_long_and_have_every_class() -> None:
    rows = items.buried()
    labels = Counter(row.label for row in rows)
    assert set(labels) == {"states", "opposite", "absent"}
    assert min(labels.values()) >= 20
    lengths = [len(answer.split()) for answer in {row.answer for row in rows}]
    assert min(lengths) >= 150
    assert max(lengths) <= 300


def test_every_buried_answer_states_something() -> None:
    stated = {row.group for row in items.buried() if row.label == "states"}
    assert stated == {row.group for row in items.buried()}


# Both


def test_the_questions_are_those_that_training_leaves_out() -> None:
    for names in (
        {row.group.split("/")[0] for row in items.contrasts(listed=True)} - {"devops"},
        {str(entry["question"]) for entry in _entries("buried")} & set(BANK),
    ):
        assert names == HELD_OUT_QUESTIONS
    asked = {str(entry["question"]) for entry in _entries("buried")}
    assert asked - HELD_OUT_QUESTIONS == {entry["id"] for entry in _entries("buried_questions")}


def test_no_text_comes_twice() -> None:
    texts = [
        *(row.answer for row in items.contrasts(listed=True)),
        *(str(entry["answer"]) for entry in _entries("buried")),
        *items.texts("rambles"),
        *items.texts("digressions"),
    ]
    assert [text for text, count in Counter(map(plain, texts)).items() if count > 1] == []


def test_no_claim_is_asked_about_under_two_names() -> None:
    names: dict[str, set[str]] = {}
    for row in items.contrasts(listed=True):
        names.setdefault(plain(row.claims[0].text), set()).add(row.group)
    assert [claim for claim, groups in names.items() if len(groups) > 1] == []


def test_the_card_tells_the_sizes_of_the_sets_as_they_are() -> None:
    text = " ".join(card._WHAT.split())
    rows, buried = items.contrasts(listed=True), items.buried()
    groups = {row.claims[0].text for row in rows}
    devops = {row.claims[0].text for row in rows if row.group.startswith("devops/")}
    answers = {row.answer for row in buried}
    lengths = [len(answer.split()) for answer in answers]
    assert f"{len(groups)} key points" in text
    assert f"{len(rows)} texts" in text
    assert f"{len(groups - devops)} key points are from seven" in text
    assert f"{len(devops)} from a role it never saw" in text
    assert f"{len(answers)} answers of {min(lengths)} to {max(lengths)} words" in text
    assert f"{len(buried)} key points that are stated" in text
    assert "Half are without punctuation" in text
    assert sum(not re.search(r"[.,;?!]", answer) for answer in answers) == len(answers) / 2


def test_rambles_are_five_minutes_by_two_and_digressions_have_sixty_words() -> None:
    rambles = [len(text.split()) for text in items.texts("rambles")]
    assert 650 <= 2 * min(rambles) <= 2 * max(rambles) <= 850
    assert all(55 <= len(text.split()) <= 65 for text in items.texts("digressions"))


# Public sets


def test_a_folder_that_is_not_there_is_told_and_left_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert items.shared_folder(tmp_path) == tmp_path
    assert capsys.readouterr() == ("", "")
    absent = tmp_path / "absent"
    assert items.shared_folder(absent) is None
    assert capsys.readouterr() == ("", f"{absent} is not here: everything that needs it is left out.\n")


def test_students_of_one_split_with_their_reference(tmp_path: Path) -> None:
    save_shared(tmp_path)
    rows = items.students(tmp_path, "beetle")
    assert {row.label for row in rows} == {"correct", "contradictory", "incorrect"}
    assert all((row.grade == 1.0) == (row.label == "correct") for row in rows)
    assert all(row.claims[0].text == row.extra["reference"] for row in rows)
    train = items.students(tmp_path, "beetle", "train")
    assert train
    assert not {row.answer for row in train} & {row.answer for row in rows}


def test_blank_answers_are_left_out(tmp_path: Path) -> None:
    save_shared(tmp_path)
    for name, blanks in (("scientsbank", (" ",)), ("saf_en", ("", "No response given."))):
        path = tmp_path / f"judging/graded_{name}.jsonl.gz"
        lines = gzip.decompress(path.read_bytes()).decode().splitlines()
        first = next(line for line in lines if json.loads(line)["split"] != "train")
        lines += [json.dumps(json.loads(first) | {"answer": blank}) for blank in blanks]
        path.write_bytes(gzip.compress("\n".join(lines).encode()))
    for rows in (items.students(tmp_path, "scientsbank"), items.networks(tmp_path)):
        assert rows
        assert all(row.answer.strip() and "response" not in row.answer for row in rows)


def test_arguments_of_the_dev_topics_alone(tmp_path: Path) -> None:
    save_shared(tmp_path)
    rows = items.arguments(tmp_path)
    assert {row.label for row in rows} == {"states", "absent"}
    assert not any("train" in row.answer for row in rows)
    assert all(row.group == row.claims[0].text for row in rows)


def test_every_key_point_of_our_own_sets_has_other_wordings_and_can_do_without() -> None:
    rows = [*items.contrasts(listed=True), *items.buried(), *items.spoken()]
    assert all(claim.wordings for row in rows for claim in (*row.claims, *row.among))
    bare = items.one_wording(rows)
    assert not any(claim.wordings for row in bare for claim in (*row.claims, *row.among))
    assert [(row.answer, row.label, row.claims[0].text) for row in bare] == [
        (row.answer, row.label, row.claims[0].text) for row in rows
    ]
    assert all(row.claims[0] in row.among for row in bare if row.among)
