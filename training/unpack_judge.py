"""The weights that ship, as a checkpoint from which `python -m training` goes on with the last stage.

    python -m training.unpack_judge [--model FILE] [--out build/judge]

The checkpoints of a training are not kept, what ships is: int8 weights with a scale per output. Multiplied
out, they differ from the trained ones by at most half a step of 1/127 of the largest weight of their row.
The frozen word embeddings come from the start (`MINILM_FP32`), as in training.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import onnx
import torch
from onnx import numpy_helper

from training.export_judge import SHIPPED
from training.judge_model import JudgeModel
from training.judge_rows import ROOT
from training.judge_stages import STAGES
from voiceprep.models.catalogue import MINILM_FP32
from voiceprep.models.resolve import resolve

if TYPE_CHECKING:
    from numpy.typing import NDArray

FROZEN = "encoder.embeddings.word_embeddings.weight"


def unpack(model: Path) -> dict[str, torch.Tensor]:
    """Name → float32 weights of a `JudgeModel`; KeyError where the file does not hold one of them."""
    graph = onnx.load(str(model)).graph
    stored = {one.name: numpy_helper.to_array(one) for one in graph.initializer}
    weights = dict(JudgeModel(resolve(MINILM_FP32).path).state_dict())
    products = _products(graph)
    for name, start in weights.items():
        if name == FROZEN:
            continue
        if f"{name}_quantized" in stored:  # the other embeddings: one scale, unsigned
            found = _unpacked(stored, name)
        elif name.endswith(".weight") and start.ndim == 2:
            found = _unpacked(stored, products[name.removesuffix(".weight")]).T
        else:
            found = stored[name]
        weights[name] = torch.from_numpy(np.array(found, dtype=np.float32)).reshape(start.shape)
    return weights


def _products(graph: onnx.GraphProto) -> dict[str, str]:
    """Module → name of the matrix that its product uses: matrices lose their names in the export."""
    return {
        node.name.rpartition("/")[0].strip("/").replace("/", "."): node.input[1].removesuffix("_quantized")
        for node in graph.node
        if node.op_type == "MatMulInteger"
    }


def _unpacked(stored: dict[str, NDArray[Any]], name: str) -> NDArray[np.float32]:
    steps = stored[f"{name}_quantized"].astype(np.float32) - stored[f"{name}_zero_point"].astype(np.float32)
    found: NDArray[np.float32] = steps * stored[f"{name}_scale"]
    return found


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--model", type=Path, default=SHIPPED)
    parser.add_argument("--out", type=Path, default=ROOT / "build/judge")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    checkpoint = args.out / "checkpoint.pt"
    if checkpoint.exists():
        print(f"{checkpoint} is there already; give another --out.", file=sys.stderr)
        return 1
    weights = unpack(args.model)
    # As if the stage before the last had just ended: what is exported is its mean with the last one.
    torch.save(weights, args.out / f"{STAGES[-2].name}.pt")
    torch.save({"model": weights, "stage": len(STAGES) - 1, "step": 0}, checkpoint)
    print(checkpoint)
    return 0


if __name__ == "__main__":
    sys.exit(main())
