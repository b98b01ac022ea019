"""What `score` sends to workers: it needs no file of the machine that it comes from."""

from __future__ import annotations

import pickle
import shutil
from typing import TYPE_CHECKING

from voiceprep.bands import ENVIRONMENT_VARIABLE, load_bands
from voiceprep.cli.recipe import AssessorRecipe
from voiceprep.coaching.prompts import load_prompts
from voiceprep.from_words import versions_of
from voiceprep.packaged import packaged_path
from voiceprep.questions.bank import load_questions

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_wording_and_bands_are_those_of_where_it_comes_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(packaged_path("prompts") / "neutral", tmp_path / "mine")
    recipe = AssessorRecipe(
        bank=load_questions(),
        transcriber="sidecar",
        judge="none",
        embedder="onnx",
        prompts=load_prompts(tmp_path / "mine"),
        bands=load_bands(),
        fillers=True,
        star=False,
    )
    here = versions_of(recipe())
    sent = pickle.dumps(recipe.for_workers(1))
    shutil.rmtree(tmp_path / "mine")
    monkeypatch.setenv(ENVIRONMENT_VARIABLE, str(tmp_path / "nowhere.toml"))
    there: AssessorRecipe = pickle.loads(sent)
    assert versions_of(there()) == here
    assert here["prompts"].startswith("mine ")
