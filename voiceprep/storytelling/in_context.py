"""Our own network for stories: vectors of clauses that know what stands around them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from voiceprep.judging.minilm import DIMENSIONS, open_network, run_network, word_pieces
from voiceprep.models.catalogue import STORY
from voiceprep.models.resolve import resolve

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

ROOM = 510
"""Word pieces of a stretch of an answer, beside its beginning and end: what MiniLM has places for."""
BEGINS, ENDS = 101, 102
"""Word pieces before the first and behind the last of a text, as BERT has them."""


class ContextEncoder:
    """Reads an answer as a whole; a clause's vector is the mean of what its word pieces became.

    The vectors have no unit length.
    """

    def __init__(self, model_dir: Path | None = None, *, threads: int = 2) -> None:
        self._model_dir = model_dir
        self._threads = threads
        self._session: Any = None
        self._tokenizer: Any = None

    @property
    def identity(self) -> str:
        return f"voiceprep story encoder int8 {STORY.files[0].sha256[:8]}"

    def load(self) -> None:
        if self._session is not None:
            return
        folder = resolve(STORY, explicit=self._model_dir)
        self._tokenizer = word_pieces()
        self._session = open_network(folder.path / STORY.files[0].name, threads=self._threads)

    def encode(self, clauses: Sequence[str]) -> NDArray[np.float32]:
        import numpy as np

        self.load()
        pieces = [pieces_of(self._tokenizer, text) for text in clauses]
        vectors = np.zeros((len(clauses), DIMENSIONS), dtype=np.float32)
        for first, last, wanted in stretches([len(one) for one in pieces]):
            states = self._run([BEGINS, *(piece for one in pieces[first:last] for piece in one), ENDS])
            ends = np.cumsum([1, *(len(one) for one in pieces[first:last])])
            for at in wanted:
                # A clause without a word piece, such as a lone sign, is nothing.
                if pieces[at]:
                    vectors[at] = states[ends[at - first] : ends[at - first + 1]].mean(axis=0)
        return vectors

    def _run(self, ids: Sequence[int]) -> NDArray[np.float32]:
        import numpy as np

        row = np.array([ids], dtype=np.int64)
        feed = {"input_ids": row, "attention_mask": np.ones_like(row), "token_type_ids": np.zeros_like(row)}
        states = run_network(
            self._session,
            feed,
            name="The story reader's model",
            next_step="Reinstall voiceprep; the model file may be damaged.",
        )
        return np.asarray(states[0], dtype=np.float32)


def pieces_of(tokenizer: Any, text: str) -> list[int]:
    """The word pieces of a clause, no more than ROOM."""
    ids: list[int] = tokenizer.encode(text, add_special_tokens=False).ids
    return ids[:ROOM]


def stretches(lengths: Sequence[int], room: int = ROOM) -> list[tuple[int, int, list[int]]]:
    """How to read an answer whose clauses have so many word pieces, each at most `room`.

    Stretches (first clause, one past the last, those whose vectors are taken from it). They overlap by at
    most half of their room, and a clause is taken from where it is farthest from where its stretch was cut.
    """
    cuts: list[tuple[int, int]] = []
    first = last = 0
    while last < len(lengths):
        while last < len(lengths) and sum(lengths[first : last + 1]) <= room:
            last += 1
        cuts.append((first, last))
        first += 1
        while sum(lengths[first:last]) > room // 2:
            first += 1
    taken: list[list[int]] = [[] for _ in cuts]
    for clause in range(len(lengths)):
        having = [at for at, (start, end) in enumerate(cuts) if start <= clause < end]
        taken[max(having, key=lambda at: _to_cut(clause, cuts[at], len(lengths)))].append(clause)
    return [(start, end, clauses) for (start, end), clauses in zip(cuts, taken, strict=True) if clauses]


def _to_cut(clause: int, stretch: tuple[int, int], clauses: int) -> int:
    """Clauses between it and the nearest end of the stretch that is none of the answer's."""
    start, end = stretch
    before = clause - start if start else clauses
    after = end - 1 - clause if end < clauses else clauses
    return min(before, after)
