"""An inference model of a few kilobytes with random weights: right in form, wrong in all else."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

LABELS = ("entailment", "neutral", "contradiction")
_PIECES = "[PAD] [UNK] [CLS] [SEP] [MASK] a the hash map key value finds any not time high bias model ##s"


def save_tiny_nli(folder: Path, labels: Sequence[str] = LABELS) -> Path:
    """A folder as transformers saves it: config.json, a WordPiece tokenizer and model.safetensors."""
    import torch
    from transformers import AutoTokenizer, BertConfig, BertForSequenceClassification
    from transformers.utils.logging import disable_progress_bar

    disable_progress_bar()  # type: ignore[no-untyped-call]
    folder.mkdir(parents=True)
    pieces = _PIECES.split()
    (folder / "vocab.txt").write_text("\n".join(pieces), encoding="utf-8")
    config = BertConfig(
        vocab_size=len(pieces),
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=16,
        max_position_embeddings=256,
        # Far from zero, so that different pairs have plainly different readings.
        initializer_range=1.0,
        label2id={label: place for place, label in enumerate(labels)},
        id2label=dict(enumerate(labels)),
    )
    with torch.random.fork_rng():
        torch.manual_seed(5)
        BertForSequenceClassification(config).save_pretrained(str(folder))
    AutoTokenizer.from_pretrained(str(folder)).save_pretrained(str(folder))
    return folder
