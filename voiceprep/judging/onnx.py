"""all-MiniLM-L6-v2 on onnxruntime: the default embedder, without torch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from voiceprep.judging.minilm import DIMENSIONS, open_network, run_network, word_pieces
from voiceprep.models.catalogue import MINILM_INT8
from voiceprep.models.resolve import resolve

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

MAX_TOKENS = 256
"""The model was trained on at most 256 word pieces; longer texts are cut, as its authors do."""
_BATCH = 16


class OnnxMiniLM:
    """Mean-pooled, normalised sentence vectors from the int8-weight ONNX model."""

    def __init__(self, model_dir: Path | None = None, *, threads: int = 2) -> None:
        self._model_dir = model_dir
        self._threads = threads
        self._session: Any = None
        self._tokenizer: Any = None

    @property
    def identity(self) -> str:
        return f"onnx all-MiniLM-L6-v2 int8 {MINILM_INT8.files[0].sha256[:8]}"

    def load(self) -> None:
        if self._session is not None:
            return
        folder = resolve(MINILM_INT8, explicit=self._model_dir)
        self._tokenizer = word_pieces()
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._session = open_network(folder.path / "model.onnx", threads=self._threads)

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        import numpy as np

        self.load()
        vectors = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        encoded = [self._tokenizer.encode(text).ids for text in texts]
        by_length: dict[int, list[int]] = {}
        for index, ids in enumerate(encoded):
            by_length.setdefault(len(ids), []).append(index)
        # Only texts of equal length share a batch: padding would make a row depend on its neighbours.
        for indices in by_length.values():
            for first in range(0, len(indices), _BATCH):
                batch = indices[first : first + _BATCH]
                vectors[batch] = self._run(np.array([encoded[index] for index in batch], dtype=np.int64))
        return vectors

    def _run(self, ids: NDArray[np.int64]) -> NDArray[np.float32]:
        import numpy as np

        feed = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        states = run_network(
            self._session,
            feed,
            name="The embedding model",
            next_step="Run `voiceprep doctor` to check the model files.",
        )
        pooled = states.mean(axis=1)
        return np.asarray(pooled / np.linalg.norm(pooled, axis=1, keepdims=True), dtype=np.float32)
