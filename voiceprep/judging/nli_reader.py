"""Any natural language inference model through transformers (extra `nli`), in place of our own reader."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from voiceprep.errors import MissingError
from voiceprep.judging.interface import JudgingError, Reading

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

MAX_TOKENS = 256
_TOKENIZERS = (
    "tokenizer.json",
    "vocab.txt",
    "vocab.json",
    "spm.model",
    "spiece.model",
    "sentencepiece.bpe.model",
    "tokenizer.model",
)
_BLOCK = 1 << 20
"""Bytes hashed at a time."""
_NEXT_STEP = "Give a folder with config.json, a tokenizer and model.safetensors, as transformers saves them."


class NliReader:
    """Entailment counts as stated, contradiction as the opposite, neutral as absent; nothing is "partly"."""

    def __init__(self, model_dir: Path) -> None:
        self._model_dir = model_dir
        self._model: Any = None
        self._tokenizer: Any = None
        self._places: tuple[int, int] = (0, 0)
        self._hash = ""

    @property
    def identity(self) -> str:
        if not self._hash:
            digest = hashlib.sha256()
            for path in sorted(self._model_dir.glob("*.safetensors")):
                with path.open("rb") as file:
                    while block := file.read(_BLOCK):
                        digest.update(block)
            self._hash = digest.hexdigest()
        return f"nli {self._model_dir.name} {self._hash[:8]}"

    def load(self) -> None:
        if self._model is not None:
            return
        if not (self._model_dir / "config.json").is_file():
            raise MissingError(f"There is no model in {self._model_dir}.", next_step=_NEXT_STEP)
        if not any(self._model_dir.glob("*.safetensors")):
            raise MissingError(f"There are no weights in {self._model_dir}.", next_step=_NEXT_STEP)
        # Without any of these, transformers makes up a tokenizer that knows no word at all.
        if not any((self._model_dir / name).is_file() for name in _TOKENIZERS):
            raise MissingError(f"There is no tokenizer in {self._model_dir}.", next_step=_NEXT_STEP)
        try:
            import torch  # noqa: F401 (transformers can be imported without, but does nothing then)
            from safetensors import SafetensorError
            from transformers import AutoModelForSequenceClassification, AutoTokenizer
            from transformers.utils.logging import disable_progress_bar
        except ImportError as cause:
            raise MissingError(
                "The packages transformers and torch are not installed.",
                next_step='Run: pip install "voiceprep[nli]"',
            ) from cause
        disable_progress_bar()  # type: ignore[no-untyped-call]
        folder = str(self._model_dir)
        try:
            tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
            model = AutoModelForSequenceClassification.from_pretrained(folder, local_files_only=True)
        except (OSError, ValueError, RuntimeError, SafetensorError) as cause:
            raise MissingError(
                f"The model in {folder} cannot be loaded: {cause}", next_step=_NEXT_STEP
            ) from cause
        names = {str(name).lower(): int(index) for name, index in model.config.label2id.items()}
        if not {"entailment", "contradiction"} <= names.keys():
            raise MissingError(
                f"The model in {folder} knows the labels {', '.join(sorted(names))}, "
                "but entailment and contradiction are needed.",
                next_step="Use a model for natural language inference.",
            )
        self._places = (names["entailment"], names["contradiction"])
        self._tokenizer, self._model = tokenizer, model.eval()

    def read(self, pairs: Sequence[tuple[str, str]]) -> list[Reading]:
        self.load()
        import torch

        readings = []
        # One pair at a time: padding to a longer neighbour changes the last bits of a row.
        with torch.inference_mode():
            for claim, text in pairs:
                encoded = self._tokenizer(
                    text, claim, truncation="longest_first", max_length=MAX_TOKENS, return_tensors="pt"
                )
                try:
                    chances = self._model(**encoded).logits[0].double().softmax(dim=-1)
                except (RuntimeError, IndexError) as cause:
                    raise JudgingError(
                        f"The model in {self._model_dir} failed: {cause}.",
                        next_step="Use another model, or leave out --judge.",
                    ) from cause
                states, opposite = (float(chances[place]) for place in self._places)
                readings.append(Reading(states, 0.0, opposite, max(0.0, 1.0 - states - opposite)))
        return readings
