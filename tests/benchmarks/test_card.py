"""The accuracy card says what was measured, and says so where a target is missed."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from math import nan

import pytest

from benchmarks.judging.card import GAMING_TARGET, TARGETS, card, met
from benchmarks.judging.figures import Figure

CONTRARY = "contradiction against paraphrase, AUC of opposite, claim alone"


def _document(*ours: Figure, **others: list[Figure]) -> dict[str, object]:
    figures = {"voiceprep": list(ours), **{name.replace("_", " "): rows for name, rows in others.items()}}
    return {
        "command": "python -m benchmarks.judging",
        "commit": "abc1234",
        "cores": 2,
        "judge": "made up",
        "figures": {name: [asdict(one) for one in rows] for name, rows in figures.items()},
    }


def _rows(text: str, heading: str) -> dict[str, list[str]]:
    """The table under a heading: first cell → the others."""
    part = text.split(f"## {heading}")[1].split("\n## ", maxsplit=1)[0]
    cells = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in part.splitlines() if "|" in line
    ]
    return {row[0]: row[1:] for row in cells[2:]}


@pytest.mark.parametrize(
    ("value", "target", "expected"),
    [
        (0.95, ">= 0.95", True),
        (0.949, ">= 0.95", False),
        # As the table shows it: 0.9495 is printed as 0.950, and 0.9494 is not.
        (0.9496, ">= 0.95", True),
        (0.9494, ">= 0.95", False),
        (0.05, "<= 0.05", True),
        (0.0504, "<= 0.05", True),
        (0.051, "<= 0.05", False),
        (0.0, "<= 0", True),
        (1.0, "<= 0", False),
        (0.45, "0.45 to 0.55", True),
        (0.55, "0.45 to 0.55", True),
        (0.449, "0.45 to 0.55", False),
        (0.551, "0.45 to 0.55", False),
        (nan, ">= 0.5", False),
        (nan, "<= 0.5", False),
        (nan, "0.4 to 0.5", False),
    ],
)
def test_met_includes_its_bounds(value: float, target: str, expected: bool) -> None:
    assert met(value, target) is expected


@pytest.mark.parametrize("target", [*(target for _, target in TARGETS), GAMING_TARGET])
def test_every_target_can_be_read(target: str) -> None:
    assert re.fullmatch(r"(>=|<=) [\d.]+|[\d.]+ to [\d.]+", target)
    assert met(0.47, target) in {True, False}


def test_every_section_is_there_and_says_where_it_comes_from() -> None:
    bins = {"bins": [[0.1, 0.0, 0.75], [1.0, 1.0, 0.25]]}
    text = card(
        _document(
            Figure(CONTRARY, 0.9, 0.88, 0.92, 300),
            Figure("gaming, spoken: shuffled", 0.02, 0.0, 0.05, 21),
            Figure("beetle: 2-way macro-F1", 0.8, 0.7, 0.9, 400),
            Figure("calibration error of covered, buried", 0.04, 0.03, 0.06, 413, bins),
            cosine=[Figure(CONTRARY, 0.51, 0.4, 0.6, 300), Figure("gaming, spoken: shuffled", 0.9, 0.8, 1.0)],
        )
    )
    assert text.startswith("# Accuracy card\n")
    headings = re.findall(r"^## (.*)$", text, flags=re.MULTILINE)
    assert headings == [
        "The sets",
        "Targets, met or not",
        "Gaming: chance that a fake beats a real full-mark answer",
        "Everything else",
        "Calibration of `covered`",
        "What it cannot judge",
    ]
    assert "`python -m benchmarks.judging` at\ncommit abc1234 on 2 cores with *made up*" in text
    assert "{" not in text
    targets = _rows(text, "Targets")
    assert targets[CONTRARY] == ["0.900 [0.880, 0.920]", ">= 0.88", "yes", "0.510", "-", "-"]
    assert _rows(text, "Gaming") == {"spoken: shuffled": ["0.020 [0.000, 0.050]", "yes", "0.900"]}
    assert _rows(text, "Everything else") == {"beetle: 2-way macro-F1": ["0.800 [0.700, 0.900]", "-"]}
    assert "  0.10 0.00 75.0%  ....|" in text
    assert f"  1.00 1.00 25.0%  {'#' * 40}|\n" in text


def test_a_missed_target_says_no() -> None:
    rows = _rows(
        card(_document(Figure(CONTRARY, 0.7), Figure("ArgKP dev topics, AUC", 0.95, 0.94, 0.96))), "Targets"
    )
    assert rows[CONTRARY][2] == "**no**"
    assert rows["ArgKP dev topics, AUC"][2] == "yes"


def test_every_figure_is_shown_once() -> None:
    names = [name for name, _ in TARGETS] + ["gaming, students: negated", "verdict covered: recall"]
    text = card(_document(*(Figure(name, 0.5) for name in names)))
    for name in names:
        shown = f"\n| {name.removeprefix('gaming, ')} |"
        assert text.count(shown) == 1, name


def test_the_results_on_disk_have_the_form_that_the_card_reads() -> None:
    """As json reads them back: lists for tuples, and None for what is not there."""
    document = _document(
        Figure("calibration error of covered, buried", 0.04, more={"bins": [[0.5, 0.5, 1.0]]})
    )
    assert card(json.loads(json.dumps(document))) == card(document)
