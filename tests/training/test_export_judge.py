"""From a checkpoint to the file that ships, with a network that was not trained."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from voiceprep.judging import onnx_reader
from voiceprep.judging.onnx_reader import OnnxReader
from voiceprep.models.catalogue import JUDGE, MINILM_FP32, ModelFile
from voiceprep.models.resolve import resolve

if TYPE_CHECKING:
    from pathlib import Path

    from training.judge_model import JudgeModel

pytestmark = pytest.mark.models

PAIRS = [
    ("a hash map finds a value by its key", "you look it up by the key"),
    ("bias falls as the model grows", "it rains " * 20),
    ("a", "b"),
]


@pytest.fixture(scope="module")
def untrained() -> JudgeModel:
    import torch

    from training.judge_model import JudgeModel

    with torch.random.fork_rng():
        torch.manual_seed(3)
        return JudgeModel(resolve(MINILM_FP32).path).eval()


@pytest.fixture(scope="module")
def exported(untrained: JudgeModel, tmp_path_factory: pytest.TempPathFactory) -> Path:
    import torch

    from training.export_judge import export

    folder = tmp_path_factory.mktemp("exported")
    torch.save(untrained.state_dict(), folder / "checkpoint.pt")
    export([folder / "checkpoint.pt"], folder / JUDGE.files[0].name)
    return folder / JUDGE.files[0].name


@pytest.fixture
def reader(exported: Path, monkeypatch: pytest.MonkeyPatch) -> OnnxReader:
    """The reader that ships, told that these are its weights."""
    content = exported.read_bytes()
    file = ModelFile(exported.name, sha256(content).hexdigest(), len(content))
    monkeypatch.setattr(onnx_reader, "JUDGE", replace(JUDGE, files=(file,)))
    return OnnxReader(exported.parent)


def test_the_int8_file_is_a_quarter_of_the_weights_and_read_by_the_reader_that_ships(
    exported: Path, reader: OnnxReader
) -> None:
    assert exported.stat().st_size == pytest.approx(JUDGE.files[0].size, rel=0.05)
    for one in reader.read(PAIRS):
        chances = (one.states, one.partly, one.opposite, one.absent)
        assert all(0 < chance < 1 for chance in chances)
        assert sum(chances) == pytest.approx(1)


def test_int8_reads_nearly_what_the_network_in_torch_reads(untrained: JudgeModel, reader: OnnxReader) -> None:
    import torch

    from training.train_judge import encoder

    for pair, one in zip(PAIRS, reader.read(PAIRS), strict=True):
        encoded = encoder().encode(*pair)
        with torch.no_grad():
            logits = untrained(
                torch.tensor([encoded.ids]),
                torch.tensor([encoded.attention_mask]),
                torch.tensor([encoded.type_ids]),
            )
        assert logits.softmax(dim=-1)[0].tolist() == pytest.approx(
            [one.states, one.partly, one.opposite, one.absent], abs=0.03
        )


def test_what_is_exported_is_the_mean_of_the_checkpoints(tmp_path: Path) -> None:
    import torch

    from training.export_judge import mean_weights

    for name, value in (("one", 1.0), ("two", 4.0)):
        torch.save({"weight": torch.full((2, 3), value)}, tmp_path / name)
    (mean,) = mean_weights([tmp_path / "one", tmp_path / "two"]).values()
    assert mean.tolist() == [[2.5] * 3] * 2


def test_int8_weights_multiplied_out_are_nearly_those_that_were_exported(
    untrained: JudgeModel, exported: Path
) -> None:
    from training.unpack_judge import FROZEN, unpack

    unpacked, trained = unpack(exported), untrained.state_dict()
    assert unpacked.keys() == trained.keys()
    assert unpacked[FROZEN].equal(trained[FROZEN])
    for name, weights in unpacked.items():
        # One scale an output, or one for a whole table of embeddings: at most a step of its largest weight.
        assert (weights - trained[name]).abs().max() <= trained[name].abs().max() / 100
