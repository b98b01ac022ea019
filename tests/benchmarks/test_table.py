"""All figures of a scorer, with made-up judges and public sets of a few lines."""

from __future__ import annotations

import json
import subprocess
import sys
from math import isfinite
from typing import TYPE_CHECKING

import pytest

from benchmarks.judging import __main__ as bench
from benchmarks.judging import frozen_head, items, metrics, speed
from benchmarks.judging.card import PARTS, TARGETS, card
from benchmarks.judging.scorers import JudgeScorer, content_recall
from benchmarks.judging.table import measure
from tests.benchmarks.made_up import RecallJudge, save_shared
from tests.judging.bag_of_words import BagOfWords
from tests.judging.word_reader import WordReader

if TYPE_CHECKING:
    from pathlib import Path

TARGET_NAMES = [name for name, _ in TARGETS]


@pytest.fixture(autouse=True)
def _few_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metrics, "ROUNDS", 20)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speed, "OnnxMiniLM", BagOfWords)
    monkeypatch.setattr(speed, "OnnxReader", WordReader)
    monkeypatch.setattr(speed, "RUNS", 2)


def test_no_module_of_the_bench_brings_torch_or_an_engine() -> None:
    """The bench is imported by fast tests, and a machine without torch runs it."""
    script = "\n".join(
        [
            "import benchmarks.judging.__main__, training.augment, training.fit_verdicts",
            "import sys",
            "print(*sorted({'torch', 'transformers', 'onnxruntime'} & set(sys.modules)))",
        ]
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=items.ROOT
    )
    assert done.stdout.strip() == ""


@pytest.mark.usefixtures("quick")
def test_every_target_is_measured_by_its_name(tmp_path: Path) -> None:
    """A figure that is renamed would drop out of the card without a word."""
    figures = measure(JudgeScorer(RecallJudge()), save_shared(tmp_path)) + speed.speed_figures()
    names = [figure.name for figure in figures]
    assert len(names) == len(set(names))
    assert set(TARGET_NAMES) <= set(names)
    values = {figure.name: figure.value for figure in figures}
    assert all(isfinite(value) for value in values.values()), values
    assert values["same input twice: results that differ"] == 0
    for figure in figures:
        if figure.low is not None and figure.high is not None:
            assert figure.low <= figure.high


def test_word_counting_is_beaten_by_shuffling_and_not_by_another_answer(tmp_path: Path) -> None:
    """What everybody knows of recall comes out of the table."""
    found = {figure.name: figure.value for figure in measure(content_recall, save_shared(tmp_path))}
    assert found["gaming, students: shuffled"] >= 0.5
    assert found["gaming, students: keywords"] >= 0.5
    assert found["gaming, students: another answer"] <= 0.1
    assert found["recognised form against typed"] == 0.5
    assert found["with 60 words of digression against without"] >= 0.5
    assert not any(name.startswith(("verdict", "calibration")) for name in found)


def test_without_the_public_sets_our_own_are_measured() -> None:
    found = {figure.name for figure in measure(content_recall, None)}
    assert "buried: key point stated or absent, AUC" in found
    assert "gaming, spoken: negated" in found
    assert not any("beetle" in name or "students" in name or "SAF" in name for name in found)


def test_one_scorer_alone_is_printed_and_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bench, "all_scorers", lambda: {"recall": content_recall})
    monkeypatch.setattr(bench, "RESULTS", tmp_path / "judging.json")
    monkeypatch.setattr(bench, "CARD", tmp_path / "card.md")
    monkeypatch.setattr(sys, "argv", ["bench", "--scorer", "recall", "--shared", str(tmp_path / "absent")])
    assert bench.main() == 0
    told = capsys.readouterr()
    assert "absent is not here: everything that needs it is left out." in told.err
    assert told.out.startswith("figure\trecall\n")
    assert "\nburied: key point stated or absent, AUC\t0." in told.out
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("part", ["courses", "people"])
def test_a_part_of_the_table_is_printed_and_writes_nothing(
    part: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bench, "all_scorers", lambda: {"recall": content_recall})
    monkeypatch.setattr(bench, "RESULTS", tmp_path / "judging.json")
    monkeypatch.setattr(bench, "CARD", tmp_path / "card.md")
    (tmp_path / "shared").mkdir()
    shared = str(save_shared(tmp_path / "shared"))
    monkeypatch.setattr(sys, "argv", ["bench", "--only", part, "--shared", shared])
    assert bench.main() == 0
    names = [line.partition("\t")[0] for line in capsys.readouterr().out.splitlines()[1:]]
    assert names
    assert all(name.startswith({"courses": "course answers:", "people": "people:"}[part]) for name in names)
    assert [path.name for path in tmp_path.iterdir()] == ["shared"]


def test_without_the_public_sets_the_head_that_is_trained_on_them_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    frozen = next(name for name in PARTS if name.startswith("frozen"))

    def fails(rows: object) -> list[object]:
        raise AssertionError(rows)

    monkeypatch.setattr(bench, "all_scorers", lambda: {"recall": content_recall, frozen: fails})
    monkeypatch.setattr(bench, "RESULTS", tmp_path / "judging.json")
    monkeypatch.setattr(sys, "argv", ["bench", "--shared", str(tmp_path / "absent")])
    assert bench.main() == 0
    assert capsys.readouterr().out.startswith("figure\trecall\n")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("quick")
def test_the_whole_run_writes_results_and_the_card_made_from_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scorers = {"voiceprep": JudgeScorer(RecallJudge()), "recall": content_recall}
    monkeypatch.setattr(bench, "all_scorers", lambda: scorers)
    monkeypatch.setattr(bench, "RESULTS", tmp_path / "judging.json")
    monkeypatch.setattr(bench, "CARD", tmp_path / "card.md")
    (tmp_path / "shared").mkdir()
    monkeypatch.setattr(sys, "argv", ["bench", "--shared", str(save_shared(tmp_path / "shared"))])
    assert bench.main() == 0
    document = json.loads((tmp_path / "judging.json").read_text(encoding="utf-8"))
    assert document["judge"] == "recall"
    assert list(document["figures"]) == ["voiceprep", "recall"]
    text = (tmp_path / "card.md").read_text(encoding="utf-8")
    assert text == card(document)
    assert all(f"| {name} |" in text for name in TARGET_NAMES)


# On so few rows it may not have converged by its last round.
@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
def test_the_frozen_head_gives_four_probabilities_for_every_pair(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(frozen_head, "public_rows", lambda folder: [])
    monkeypatch.setattr(frozen_head, "ROWS", 300)
    monkeypatch.setattr(frozen_head, "HIDDEN", 4)
    reader = frozen_head.FrozenHeadReader(BagOfWords())
    assert reader.read([]) == []
    readings = reader.read(
        [("a model overfits", "the model overfits"), ("a model overfits", "my cat sleeps")]
    )
    assert len(readings) == 2
    for one in readings:
        assert one.states + one.partly + one.opposite + one.absent == pytest.approx(1)
