"""all-MiniLM-L6-v2 through sentence-transformers (extra `sbert`): the reference embedder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from voiceprep.errors import MissingError
from voiceprep.models.catalogue import MINILM_FP32
from voiceprep.models.resolve import resolve

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray


class SentenceTransformersMiniLM:
    """The same model in fp32 on torch: slower to load, three times the memory, the authors' own code."""

    def __init__(self, model_dir: Path | None = None) -> None:
        self._model_dir = model_dir
        self._model: Any = None

    @property
    def identity(self) -> str:
        return f"sentence-transformers all-MiniLM-L6-v2 fp32 {MINILM_FP32.files[0].sha256[:8]}"

    def load(self) -> None:
        if self._model is not None:
            return
        folder = resolve(MINILM_FP32, explicit=self._model_dir)
        try:
            from sentence_transformers import SentenceTransformer
            from transformers.utils.logging import disable_progress_bar
        except ImportError as cause:
            raise MissingError(
                "The sentence-transformers package is not installed.",
                next_step='Run: pip install "voiceprep[sbert]"',
            ) from cause
        disable_progress_bar()  # type: ignore[no-untyped-call]
        self._model = SentenceTransformer(str(folder.path), device="cpu", local_files_only=True)

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        import numpy as np

        self.load()
        if not texts:
            return np.zeros((0, 384), dtype=np.float32)
        # One text a batch: padding to a longer neighbour changes the last bits of a row.
        vectors = self._model.encode(
            list(texts), batch_size=1, normalize_embeddings=True, show_progress_bar=False
        )
        return np.asarray(vectors, dtype=np.float32)
