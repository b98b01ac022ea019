"""Reads the weights of a Whisper model out of CTranslate2's `model.bin`, without CTranslate2.

The format is the one that `ctranslate2.specs.model_spec` writes (binary version 6), little-endian:

    u32 version · string spec name · u32 spec revision
    u32 number of variables, and for each:
        string name · u8 rank · u32 × rank shape · u8 type · u32 bytes · the values
    u32 number of aliases, and for each:
        string alias · string name of the variable it stands for

A string is a u16 length that counts a closing zero byte, the UTF-8 text, and that zero. Types are
numbered float32, int8, int16, int32, float16, bfloat16.

CTranslate2 joins the query, key and value projections of a layer into one matrix and names layers
in its own way; `whisper_state` takes them apart into the names of openai-whisper.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

BINARY_VERSION = 6
_TYPES = ("float32", "int8", "int16", "int32", "float16")
"""numpy's names in CTranslate2's numbering; bfloat16 (5) has none and is refused."""


class WeightsFormatError(ValueError):
    """The file is not a CTranslate2 Whisper model that this module can read."""


class _Reader:
    """A cursor over the bytes of the file."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def number(self, code: str) -> int:
        size = struct.calcsize(f"<{code}")
        return int(struct.unpack(f"<{code}", self.take(size))[0])

    def string(self) -> str:
        text = bytes(self.take(self.number("H")))
        if not text.endswith(b"\0"):
            raise WeightsFormatError(f"a name does not end with a zero byte at byte {self._at}")
        return text[:-1].decode("utf-8")

    def take(self, size: int) -> memoryview:
        if self._at + size > len(self._data):
            raise WeightsFormatError(f"the file ends at byte {len(self._data)}, in the middle of a value")
        piece = memoryview(self._data)[self._at : self._at + size]
        self._at += size
        return piece

    @property
    def at_end(self) -> bool:
        return self._at == len(self._data)


def read_variables(path: Path) -> dict[str, NDArray[Any]]:
    """All variables of a `model.bin` under their CTranslate2 names, in their stored types; aliases too.

    The arrays are read-only views of the file's bytes. Raises WeightsFormatError, OSError.
    """
    reader = _Reader(path.read_bytes())
    stored_version = reader.number("I")
    if stored_version != BINARY_VERSION:
        raise WeightsFormatError(f"binary version {stored_version}, where {BINARY_VERSION} is known")
    spec = reader.string()
    if spec != "WhisperSpec":
        raise WeightsFormatError(f"the model is a {spec}, not a WhisperSpec")
    reader.number("I")
    variables = dict(_read_variable(reader) for _ in range(reader.number("I")))
    for _ in range(reader.number("I")):
        alias, name = reader.string(), reader.string()
        if name not in variables:
            raise WeightsFormatError(f"{alias} stands for {name}, which is not in the file")
        variables[alias] = variables[name]
    if not reader.at_end:
        raise WeightsFormatError("bytes are left over after the last alias")
    return variables


def whisper_dimensions(variables: Mapping[str, NDArray[Any]]) -> dict[str, int]:
    """The fields of openai-whisper's `ModelDimensions`, from the shapes of the weights."""
    try:
        state, n_mels, _ = variables["encoder/conv1/weight"].shape
        n_vocab, text_state = variables["decoder/embeddings/weight"].shape
        return {
            "n_mels": n_mels,
            "n_audio_ctx": variables["encoder/position_encodings/encodings"].shape[0],
            "n_audio_state": state,
            "n_audio_head": int(variables["encoder/num_heads"]),
            "n_audio_layer": _layers(variables, "encoder"),
            "n_vocab": n_vocab,
            "n_text_ctx": variables["decoder/position_encodings/encodings"].shape[0],
            "n_text_state": text_state,
            "n_text_head": int(variables["decoder/num_heads"]),
            "n_text_layer": _layers(variables, "decoder"),
        }
    except KeyError as cause:
        raise WeightsFormatError(f"the variable {cause.args[0]} is missing") from cause


def whisper_state(variables: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[np.float32]]:
    """The weights under openai-whisper's names, as float32. Raises WeightsFormatError."""
    try:
        return _whisper_state(variables)
    except KeyError as cause:
        raise WeightsFormatError(f"the variable {cause.args[0]} is missing") from cause


def _whisper_state(variables: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[np.float32]]:
    import numpy as np

    state: dict[str, NDArray[np.float32]] = {}

    def put(name: str, value: NDArray[Any]) -> None:
        # A copy: torch refuses read-only memory, and the file's bytes need not stay.
        state[name] = np.array(value, dtype=np.float32)

    def linear(name: str, source: str, rows: slice = slice(None), *, bias: bool = True) -> None:
        put(f"{name}.weight", variables[f"{source}/weight"][rows])
        if bias:
            put(f"{name}.bias", variables[f"{source}/bias"][rows])

    def norm(name: str, source: str) -> None:
        put(f"{name}.weight", variables[f"{source}/gamma"])
        put(f"{name}.bias", variables[f"{source}/beta"])

    def attention(name: str, source: str, *, joined: int) -> None:
        # `joined` projections share the first matrix: 3 in self-attention (query, key, value); 1 in
        # attention to the audio, where key and value share the second.
        size = variables[f"{source}/linear_0/weight"].shape[0] // joined
        linear(f"{name}.query", f"{source}/linear_0", slice(0, size))
        matrix, first = ("linear_0", 1) if joined == 3 else ("linear_1", 0)
        key, value = (slice(size * (first + offset), size * (first + offset + 1)) for offset in (0, 1))
        linear(f"{name}.key", f"{source}/{matrix}", key, bias=False)
        linear(f"{name}.value", f"{source}/{matrix}", value)
        linear(f"{name}.out", f"{source}/{'linear_1' if joined == 3 else 'linear_2'}")
        norm(f"{name}_ln", f"{source}/layer_norm")

    for side in ("encoder", "decoder"):
        put(f"{side}.positional_embedding", variables[f"{side}/position_encodings/encodings"])
        for index in range(_layers(variables, side)):
            block, source = f"{side}.blocks.{index}", f"{side}/layer_{index}"
            attention(f"{block}.attn", f"{source}/self_attention", joined=3)
            if side == "decoder":
                attention(f"{block}.cross_attn", f"{source}/attention", joined=1)
            linear(f"{block}.mlp.0", f"{source}/ffn/linear_0")
            linear(f"{block}.mlp.2", f"{source}/ffn/linear_1")
            norm(f"{block}.mlp_ln", f"{source}/ffn/layer_norm")
    linear("encoder.conv1", "encoder/conv1")
    linear("encoder.conv2", "encoder/conv2")
    norm("encoder.ln_post", "encoder/layer_norm")
    put("decoder.token_embedding.weight", variables["decoder/embeddings/weight"])
    norm("decoder.ln", "decoder/layer_norm")
    return state


def _layers(variables: Mapping[str, NDArray[Any]], side: str) -> int:
    """How many layers the encoder or the decoder has."""
    return len(
        {name.split("/")[1] for name in variables if name.startswith(f"{side}/layer_")} - {"layer_norm"}
    )


def _read_variable(reader: _Reader) -> tuple[str, NDArray[Any]]:
    import numpy as np

    name = reader.string()
    shape = tuple(reader.number("I") for _ in range(reader.number("B")))
    kind = reader.number("B")
    if kind >= len(_TYPES):
        raise WeightsFormatError(f"{name} has type number {kind}, which this program cannot read")
    values = np.frombuffer(reader.take(reader.number("I")), dtype=np.dtype(_TYPES[kind]).newbyteorder("<"))
    if values.size != int(np.prod(shape, dtype=np.int64)):
        raise WeightsFormatError(f"{name} has {values.size} values, which do not fill its shape {shape}")
    return name, values.reshape(shape)
