"""`voiceprep accuracy`: the card and the figures as the benchmark wrote them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from voiceprep.cli.main import run
from voiceprep.errors import ExitCode
from voiceprep.packaged import packaged_path

if TYPE_CHECKING:
    import pytest


def test_the_card_is_shown_as_it_was_written(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["accuracy"]) == ExitCode.OK
    assert capsys.readouterr().out == packaged_path("docs/accuracy.md").read_text(encoding="utf-8")


def test_the_figures_are_the_results_of_the_benchmark(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["accuracy", "--json"]) == ExitCode.OK
    document = json.loads(capsys.readouterr().out)
    assert document == json.loads(
        packaged_path("benchmarks/results/judging.json").read_text(encoding="utf-8")
    )
    assert {"voiceprep", "cosine", "recall", "previous version"} <= set(document["figures"])
    assert "judge" in document
