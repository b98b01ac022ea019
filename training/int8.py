"""Networks as they ship: ONNX with int8 weights."""

from __future__ import annotations

import re
import tempfile
import warnings
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import torch

from training.judge_rows import ROOT

if TYPE_CHECKING:
    from torch import nn

CATALOGUE = ROOT / "voiceprep/models/catalogue.py"
INPUTS = ("input_ids", "attention_mask", "token_type_ids")


def write_int8(model: nn.Module, out: Path, *, output: str) -> None:
    """fp32 ONNX, then int8 weights per channel; activations are quantised while it runs.

    `model` takes INPUTS, of shape (texts, word pieces).
    """
    from onnxruntime.quantization import QuantType, quantize_dynamic

    model.eval()
    ids = torch.arange(1000, 1032).reshape(1, -1)
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        full = Path(folder) / "full.onnx"
        torch.onnx.export(
            model,
            (ids, torch.ones_like(ids), torch.zeros_like(ids)),
            str(full),
            input_names=list(INPUTS),
            output_names=[output],
            dynamic_axes={name: {0: "texts", 1: "pieces"} for name in INPUTS},
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
