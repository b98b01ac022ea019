"""all-MiniLM-L6-v2 on onnxruntime: the default embedder, without torch."""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING, Any

from voiceprep.judging.interface import JudgingError
from voiceprep.models.catalogue import MINILM_INT8
from voiceprep.models.resolve import resolve

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

DIMENSIONS = 384
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
        import onnxruntime
        from tokenizers import BertWordPieceTokenizer

        folder = resolve(MINILM_INT8, explicit=self._model_dir)
        vocabulary = resources.files(__package__).joinpath("minilm_vocab.txt")
        with resources.as_file(vocabulary) as path:
            self._tokenizer = BertWordPieceTokenizer(str(path), lowercase=True)
        self._tokenizer.enable_truncation(MAX_TOKENS)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self._threads
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(
            str(folder.path / "model.onnx"), options, providers=["CPUExecutionProvider"]
        )

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
        from onnxruntime.capi.onnxruntime_pybind11_state import RuntimeException

        feed = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        try:
            (states,) = self._session.run(None, feed)
        except RuntimeException as cause:
            raise JudgingError(
                f"The embedding model failed: {cause}.",
                next_step="Run `voiceprep doctor` to check the model files.",
            ) from cause
        pooled = states.mean(axis=1)
        return np.asarray(pooled / np.linalg.norm(pooled, axis=1, keepdims=True), dtype=np.float32)
