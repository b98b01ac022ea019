"""Inference models from a folder: which are used, and what is said of the others."""

from __future__ import annotations

import json
import sys
from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest

from tests.judging.tiny_nli import LABELS, save_tiny_nli
from tests.requirements import need
from voiceprep.errors import MissingError
from voiceprep.judging.nli_reader import NliReader

if TYPE_CHECKING:
    from pathlib import Path

PAIR = ("a hash map finds the value", "the map finds the value of any key")


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """A sound model; a test may damage it."""
    need(find_spec("transformers") and find_spec("torch"), "needs the extra `nli`")
    return save_tiny_nli(tmp_path / "tiny")


@pytest.mark.parametrize("name", ["nowhere", "empty", "a file"])
def test_a_folder_without_a_model_is_named_with_what_belongs_there(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "a file").write_text("{}")
    with pytest.raises(MissingError, match=f"no model in .*{name}") as caught:
        NliReader(tmp_path / name).load()
    assert "config.json" in caught.value.next_step


def test_reading_without_a_model_says_the_same_as_loading(tmp_path: Path) -> None:
    with pytest.raises(MissingError, match="no model in"):
        NliReader(tmp_path / "nowhere").read([PAIR])


@pytest.mark.parametrize("package", ["transformers", "torch"])
def test_without_the_packages_the_command_that_installs_them_is_shown(
    package: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "config.json").write_text("{}")
    (tmp_path / "vocab.txt").write_text("[UNK]")
    (tmp_path / "model.safetensors").write_bytes(b"")
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(MissingError, match="not installed") as caught:
        NliReader(tmp_path).load()
    assert 'pip install "voiceprep[nli]"' in caught.value.next_step
    assert isinstance(caught.value.__cause__, ImportError)


@pytest.mark.models
def test_entailment_is_stated_and_contradiction_the_opposite_wherever_the_labels_stand(
    tmp_path: Path,
) -> None:
    need(find_spec("transformers") and find_spec("torch"), "needs the extra `nli`")
    (one,) = NliReader(save_tiny_nli(tmp_path / "one")).read([PAIR])
    (other,) = NliReader(save_tiny_nli(tmp_path / "other", LABELS[::-1])).read([PAIR])
    assert one.partly == other.partly == 0.0
    assert one.states != pytest.approx(one.opposite)
    assert (other.states, other.opposite) == (one.opposite, one.states)
    assert other.absent == pytest.approx(one.absent)


@pytest.mark.models
def test_labels_may_be_written_in_capitals_and_neutral_may_be_missing(tmp_path: Path) -> None:
    need(find_spec("transformers") and find_spec("torch"), "needs the extra `nli`")
    reader = NliReader(save_tiny_nli(tmp_path / "two", ("CONTRADICTION", "Entailment")))
    (reading,) = reader.read([PAIR])
    assert reading.states + reading.opposite == pytest.approx(1.0)
    assert reading.absent == pytest.approx(0.0)


@pytest.mark.models
@pytest.mark.parametrize("labels", [("entailment", "not_entailment"), ("LABEL_0", "LABEL_1", "LABEL_2")])
def test_a_model_for_something_else_is_refused_with_its_labels(
    tmp_path: Path, labels: tuple[str, ...]
) -> None:
    need(find_spec("transformers") and find_spec("torch"), "needs the extra `nli`")
    folder = save_tiny_nli(tmp_path / "other", labels)
    with pytest.raises(MissingError, match="entailment and contradiction are needed") as caught:
        NliReader(folder).load()
    assert all(label.lower() in caught.value.message for label in labels)
    assert str(folder) in caught.value.message
    assert "natural language inference" in caught.value.next_step


@pytest.mark.models
def test_a_folder_without_weights_is_refused(model: Path) -> None:
    (model / "model.safetensors").unlink()
    with pytest.raises(MissingError, match="no weights") as caught:
        NliReader(model).load()
    assert "model.safetensors" in caught.value.next_step


def test_a_folder_without_a_tokenizer_is_refused(tmp_path: Path) -> None:
    """Transformers would make one up that knows no word."""
    (tmp_path / "config.json").write_text("{}")
    (tmp_path / "tokenizer_config.json").write_text("{}")
    (tmp_path / "model.safetensors").write_bytes(b"")
    with pytest.raises(MissingError, match="no tokenizer in") as caught:
        NliReader(tmp_path).load()
    assert "a tokenizer" in caught.value.next_step


@pytest.mark.models
@pytest.mark.parametrize("damaged", ["config.json", "model.safetensors", "tokenizer.json"])
def test_a_damaged_part_is_refused(model: Path, damaged: str) -> None:
    (model / damaged).write_bytes(b"{ no")
    with pytest.raises(MissingError, match="cannot be loaded"):
        NliReader(model).load()


@pytest.mark.models
def test_the_identity_tells_models_of_one_name_apart(tmp_path: Path) -> None:
    need(find_spec("transformers") and find_spec("torch"), "needs the extra `nli`")
    one = save_tiny_nli(tmp_path / "a" / "tiny")
    other = save_tiny_nli(tmp_path / "b" / "tiny", ("contradiction", "entailment"))
    assert json.loads((one / "config.json").read_text()) != json.loads((other / "config.json").read_text())
    assert NliReader(one).identity == NliReader(one).identity
    assert NliReader(one).identity.startswith("nli tiny ")
    assert NliReader(one).identity != NliReader(other).identity
