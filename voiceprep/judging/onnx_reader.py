"""The reader that ships with voiceprep: a small cross-encoder on onnxruntime, without torch."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from voiceprep.judging.interface import Reading
from voiceprep.judging.minilm import open_network, run_network, word_pieces
from voiceprep.models.catalogue import JUDGE
from voiceprep.models.resolve import resolve

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

MAX_TOKENS = 128
"""Claim and text together, as in training."""
MAX_CLAIM_WORDS = 60
"""A longer claim is cut, so that the text keeps its place."""
MAX_REMEMBERED = 50_000
"""Readings kept, some 200 bytes each; then everything is forgotten and begins anew."""


class OnnxReader:
    """Four probabilities for a claim and a text that the network reads together."""

    def __init__(
        self, model_dir: Path | None = None, *, threads: int = 2, remembered: int = MAX_REMEMBERED
    ) -> None:
        self._model_dir = model_dir
        self._threads = threads
        self._remembered = remembered
        self._session: Any = None
        self._tokenizer: Any = None
        self._known: dict[tuple[str, str], Reading] = {}

    @property
    def identity(self) -> str:
        return f"voiceprep judge int8 {JUDGE.files[0].sha256[:8]}"

    def load(self) -> None:
        if self._session is not None:
            return
        folder = resolve(JUDGE, explicit=self._model_dir)
        self._tokenizer = word_pieces()
        # The text is cut, but for claims of rare words only, which alone would be too long.
        self._tokenizer.enable_truncation(MAX_TOKENS, strategy="longest_first")
        # One thread a pair and several pairs at a time: the matrices are too small to be shared out.
        self._session = open_network(folder.path / JUDGE.files[0].name, threads=1)

    def read(self, pairs: Sequence[tuple[str, str]]) -> list[Reading]:
        self.load()
        new = [pair for pair in dict.fromkeys(pairs) if pair not in self._known]
        if len(self._known) + len(new) > self._remembered:
            self._known.clear()
            new = list(dict.fromkeys(pairs))
        if new:
            with ThreadPoolExecutor(self._threads) as pool:
                self._known.update(zip(new, pool.map(self._read_one, new), strict=True))
        return [self._known[pair] for pair in pairs]

    def _read_one(self, pair: tuple[str, str]) -> Reading:
        """One pair alone: in a batch, int8 rounding would depend on the neighbours."""
        import numpy as np

        claim, text = pair
        encoded = self._tokenizer.encode(" ".join(claim.split()[:MAX_CLAIM_WORDS]), text)
        feed = {
            "input_ids": np.array([encoded.ids], dtype=np.int64),
            "attention_mask": np.array([encoded.attention_mask], dtype=np.int64),
            "token_type_ids": np.array([encoded.type_ids], dtype=np.int64),
        }
        logits = run_network(
            self._session,
            feed,
            name="The judge's model",
            next_step="Reinstall voiceprep; the model file may be damaged.",
        )
        raised = np.exp(logits[0].astype(np.float64) - logits[0].max())
        return Reading(*(float(value) for value in raised / raised.sum()))
