"""Make the file that ships from the training's last two stages: the reader's int8 ONNX.

    python -m training.export_judge [--checkpoints FILE ...] [--out FILE]

Its weights are the mean of those of the checkpoints: the last stage alone reads whole spoken answers better
and dense texts worse than the one before it, the mean reads both well (docs/decisions/0024).

The hash of the shipped file goes into `voiceprep/models/catalogue.py`.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
import warnings
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import torch

from training.judge_model import JudgeModel
from training.judge_rows import ROOT
from training.judge_stages import STAGES
from voiceprep.models.catalogue import JUDGE, MINILM_FP32
from voiceprep.models.resolve import resolve

if TYPE_CHECKING:
    from collections.abc import Sequence

SHIPPED = ROOT / "voiceprep/judging" / JUDGE.files[0].name
CATALOGUE = ROOT / "voiceprep/models/catalogue.py"
INPUTS = ("input_ids", "attention_mask", "token_type_ids")


def mean_weights(checkpoints: Sequence[Path]) -> dict[str, torch.Tensor]:
    """Name → mean of the weights of that name; the checkpoints must hold the same names."""
    states = [torch.load(checkpoint, weights_only=True) for checkpoint in checkpoints]
    return {name: torch.stack([state[name] for state in states]).mean(dim=0) for name in states[0]}


def export(checkpoints: Sequence[Path], out: Path) -> None:
    """fp32 ONNX of the mean, then int8 weights per channel; activations are quantised while it runs."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    model = JudgeModel(resolve(MINILM_FP32).path)
    model.load_state_dict(mean_weights(checkpoints))
    model.eval()
    ids = torch.arange(1000, 1032).reshape(1, -1)
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        full = Path(folder) / "judge.onnx"
        torch.onnx.export(
            model,
            (ids, torch.ones_like(ids), torch.zeros_like(ids)),
            str(full),
            input_names=list(INPUTS),
            output_names=["logits"],
            dynamic_axes={name: {0: "pairs", 1: "tokens"} for name in INPUTS},
            opset_version=17,
            dynamo=False,
        )
        quantize_dynamic(full, out, weight_type=QuantType.QInt8, per_channel=True)


def note_hash(model: Path, catalogue: Path) -> None:
    """Write the sha256 and size into the catalogue: the reader refuses a file that it does not know."""
    digest = sha256(model.read_bytes()).hexdigest()
    pattern = rf'"{re.escape(model.name)}",\s+"[0-9a-f]{{64}}",\s+[\d_]+'
    entry = f'"{model.name}", "{digest}", {model.stat().st_size:_}'
    text, count = re.subn(pattern, entry, catalogue.read_text(encoding="utf-8"))
    if count != 1:
        message = f"{catalogue} does not name {model.name} once"
        raise ValueError(message)
    catalogue.write_text(text, encoding="utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--checkpoints",
        type=Path,
        nargs="+",
        default=[ROOT / f"build/judge/{stage.name}.pt" for stage in STAGES[-2:]],
    )
    parser.add_argument("--out", type=Path, default=SHIPPED)
    args = parser.parse_args()
    export(args.checkpoints, args.out)
    if args.out == SHIPPED:
        note_hash(args.out, CATALOGUE)
    print(f"{args.out}: {args.out.stat().st_size / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
