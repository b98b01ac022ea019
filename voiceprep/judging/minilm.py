"""What the networks made from all-MiniLM-L6-v2 share: word pieces, a session, and how a failure is told."""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING, Any

from voiceprep.judging.interface import JudgingError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

DIMENSIONS = 384
"""Of a vector."""


def word_pieces() -> Any:
    """A tokenizer with the vocabulary of MiniLM, in small letters; it cuts nothing yet."""
    from tokenizers import BertWordPieceTokenizer

    with resources.as_file(resources.files(__package__).joinpath("minilm_vocab.txt")) as path:
        return BertWordPieceTokenizer(str(path), lowercase=True)


def open_network(path: Path, *, threads: int) -> Any:
    """A session on that many threads at a time."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def run_network(session: Any, feed: Mapping[str, NDArray[Any]], *, name: str, next_step: str) -> NDArray[Any]:
    """The only output. Raises JudgingError, which says `name` and `next_step`."""
    from onnxruntime.capi.onnxruntime_pybind11_state import RuntimeException

    try:
        (output,) = session.run(None, feed)
    except RuntimeException as cause:
        raise JudgingError(f"{name} failed: {cause}.", next_step=next_step) from cause
    return output  # type: ignore[no-any-return]
