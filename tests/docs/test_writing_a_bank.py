"""docs/writing-a-bank.md: its example works, and what it says about `check` and import is complete."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from voiceprep.authoring.advice import Topic
from voiceprep.authoring.judged import ELSEWHERE_FROM, EXPERT_TARGET, figures, judge_question, judged_advice
from voiceprep.authoring.wording import MOST_CLAIM_WORDS, bank_advice, wording_advice
from voiceprep.questions.bank import load_bank
from voiceprep.questions.importing.bring import READERS

if TYPE_CHECKING:
    from voiceprep.questions.model import Bank

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "writing-a-bank.md").read_text(encoding="utf-8")


@pytest.fixture
def example(tmp_path: Path) -> Bank:
    """The bank on the page."""
    (block,) = re.findall(r"^```json\n(.*?)^```$", PAGE, flags=re.MULTILINE | re.DOTALL)
    path = tmp_path / "example.json"
    path.write_text(block, encoding="utf-8")
    return load_bank(path)


def test_the_example_is_sound_and_well_worded(example: Bank) -> None:
    told = [advice for one in example.questions for advice in wording_advice(one)]
    assert [*bank_advice(example.questions), *told] == []


@pytest.mark.models
def test_the_judge_has_nothing_to_say_about_the_example(example: Bank) -> None:
    from voiceprep.cli.setup import build_judge

    judged = [judge_question(one, example.questions, build_judge()) for one in example.questions]
    assert [advice for one in judged for advice in judged_advice(one)] == []
    assert figures(judged)["mean"] >= EXPERT_TARGET


def test_every_topic_of_advice_is_explained() -> None:
    assert re.findall(r"^\| `([a-z-]+)` \|", PAGE, flags=re.MULTILINE) == [topic.value for topic in Topic]


def test_the_limits_are_the_real_ones() -> None:
    assert f"more than {MOST_CLAIM_WORDS} words" in PAGE
    assert f"less than {EXPERT_TARGET:g}, or is not scored" in PAGE
    assert f"scores {ELSEWHERE_FROM:g} and more" in PAGE


def test_every_form_that_is_read_is_named() -> None:
    assert all(f"`{ending}`" in PAGE for ending in READERS if ending not in {".text", ".markdown"})


def test_the_figures_of_our_banks_are_the_measured_ones() -> None:
    measured = json.loads((ROOT / "benchmarks/results/banks.json").read_text(encoding="utf-8"))["roles"]
    written = (ROOT / "docs/banks.md").read_text(encoding="utf-8")
    bank = load_bank(ROOT / "questions.json")
    rows = []
    for role, one in measured.items():
        verdicts = [one["misconceptions"].get(verdict, 0) for verdict in ("opposite", "missed", "covered")]
        worded = [advice for q in bank.questions if q.role == role for advice in wording_advice(q)]
        cells = [f"`{role}`", one["questions"], one["key_points"], one["mean"], one["lowest"]]
        cells += [len(one["below_target"]), len(one["accused"]), *verdicts]
        cells += [one["like_siblings"], one["elsewhere"], len(worded)]
        rows.append(f"| {' | '.join(map(str, cells))} |")
    assert [line for line in written.splitlines() if line.startswith("| `")] == rows
