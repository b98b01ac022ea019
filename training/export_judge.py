"""Make the file that ships from the training's last two stages: the reader's int8 ONNX.

    python -m training.export_judge [--checkpoints FILE ...] [--out FILE]

Its weights are the mean of those of the checkpoints: the last stage alone sees more and sees through less,
the mean keeps both (docs/decisions/0029).

The hash of the shipped file goes into `voiceprep/models/catalogue.py`.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import torch

from training.int8 import CATALOGUE, note_hash, write_int8
from training.judge_model import JudgeModel
from training.judge_rows import ROOT
from training.judge_stages import STAGES
from voiceprep.models.catalogue import JUDGE, MINILM_FP32
from voiceprep.models.resolve import resolve

if TYPE_CHECKING:
    from collections.abc import Sequence

SHIPPED = ROOT / "voiceprep/judging" / JUDGE.files[0].name


def mean_weights(checkpoints: Sequence[Path]) -> dict[str, torch.Tensor]:
    """Name → mean of the weights of that name; the checkpoints must hold the same names."""
    states = [torch.load(checkpoint, weights_only=True) for checkpoint in checkpoints]
    return {name: torch.stack([state[name] for state in states]).mean(dim=0) for name in states[0]}


def export(checkpoints: Sequence[Path], out: Path) -> None:
    """The mean of the checkpoints as int8 ONNX."""
    model = JudgeModel(resolve(MINILM_FP32).path)
    model.load_state_dict(mean_weights(checkpoints))
    write_int8(model, out, output="logits")


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
