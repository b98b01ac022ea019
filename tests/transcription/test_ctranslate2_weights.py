"""A tiny model file, written here byte by byte, comes back as openai-whisper's weights."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from voiceprep.models.catalogue import WHISPER_BASE
from voiceprep.models.resolve import resolve
from voiceprep.transcription.ctranslate2_weights import (
    WeightsFormatError,
    read_variables,
    whisper_dimensions,
    whisper_state,
)

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

TYPES = {"float32": 0, "int8": 1, "int16": 2, "int32": 3, "float16": 4}
STATE, HEADS, MELS, VOCAB, AUDIO, TEXT = 8, 2, 5, 13, 6, 4


def _name(text: str) -> bytes:
    return struct.pack("<H", len(text.encode()) + 1) + text.encode() + b"\0"


def _file(
    variables: dict[str, NDArray[Any]],
    aliases: dict[str, str],
    *,
    version: int = 6,
    spec: str = "WhisperSpec",
) -> bytes:
    out = struct.pack("<I", version) + _name(spec) + struct.pack("<II", 3, len(variables))
    for name, value in variables.items():
        out += _name(name) + struct.pack(f"<B{value.ndim}I", value.ndim, *value.shape)
        out += struct.pack("<BI", TYPES[value.dtype.name], value.nbytes) + value.tobytes()
    out += struct.pack("<I", len(aliases))
    return out + b"".join(_name(alias) + _name(target) for alias, target in aliases.items())


def _variables() -> dict[str, NDArray[Any]]:
    """One encoder layer and two decoder layers of random numbers."""
    draw = np.random.default_rng(5)
    made: dict[str, NDArray[Any]] = {}

    def put(name: str, *shape: int) -> None:
        made[name] = draw.standard_normal(shape).astype(np.float16)

    def linear(name: str, rows: int, columns: int) -> None:
        put(f"{name}/weight", rows, columns)
        put(f"{name}/bias", rows)

    def norm(name: str) -> None:
        put(f"{name}/gamma", STATE)
        put(f"{name}/beta", STATE)

    for side, layers, context in (("encoder", 1, AUDIO), ("decoder", 2, TEXT)):
        made[f"{side}/num_heads"] = np.array(HEADS, dtype=np.int16)
        put(f"{side}/position_encodings/encodings", context, STATE)
        norm(f"{side}/layer_norm")
        for index in range(layers):
            layer = f"{side}/layer_{index}"
            linear(f"{layer}/self_attention/linear_0", 3 * STATE, STATE)
            linear(f"{layer}/self_attention/linear_1", STATE, STATE)
            norm(f"{layer}/self_attention/layer_norm")
            if side == "decoder":
                linear(f"{layer}/attention/linear_0", STATE, STATE)
                linear(f"{layer}/attention/linear_1", 2 * STATE, STATE)
                linear(f"{layer}/attention/linear_2", STATE, STATE)
                norm(f"{layer}/attention/layer_norm")
            linear(f"{layer}/ffn/linear_0", 4 * STATE, STATE)
            linear(f"{layer}/ffn/linear_1", STATE, 4 * STATE)
            norm(f"{layer}/ffn/layer_norm")
    put("encoder/conv1/weight", STATE, MELS, 3)
    put("encoder/conv1/bias", STATE)
    put("encoder/conv2/weight", STATE, STATE, 3)
    put("encoder/conv2/bias", STATE)
    put("decoder/embeddings/weight", VOCAB, STATE)
    return made


ALIASES = {"decoder/projection/weight": "decoder/embeddings/weight"}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "model.bin"


def test_every_variable_comes_back_bit_for_bit(path: Path) -> None:
    written = _variables() | {
        "a/scale": np.array([1.5, -2.0], dtype=np.float32),
        "a/bytes": np.array([[-128, 127]], dtype=np.int8),
        "a/number": np.array(-7, dtype=np.int32),
        "a/nothing": np.zeros((0, 3), dtype=np.float32),
    }
    path.write_bytes(_file(written, ALIASES))
    read = read_variables(path)
    assert list(read) == [*written, *ALIASES]
    for name, value in written.items():
        assert read[name].dtype == value.dtype
        assert read[name].shape == value.shape
        assert read[name].tobytes() == value.tobytes()
    assert read["decoder/projection/weight"] is read["decoder/embeddings/weight"]


def test_dimensions_come_from_the_shapes() -> None:
    assert whisper_dimensions(_variables()) == {
        "n_mels": MELS,
        "n_audio_ctx": AUDIO,
        "n_audio_state": STATE,
        "n_audio_head": HEADS,
        "n_audio_layer": 1,
        "n_vocab": VOCAB,
        "n_text_ctx": TEXT,
        "n_text_state": STATE,
        "n_text_head": HEADS,
        "n_text_layer": 2,
    }


def test_joined_projections_are_taken_apart() -> None:
    variables = _variables()
    state = whisper_state(variables)
    own, audio = "decoder/layer_1/self_attention/linear_0", "decoder/layer_1/attention"
    block = "decoder.blocks.1"
    for index, part in enumerate(("query", "key", "value")):
        rows = slice(index * STATE, (index + 1) * STATE)
        expected = variables[f"{own}/weight"][rows].astype(np.float32)
        assert np.array_equal(state[f"{block}.attn.{part}.weight"], expected)
        assert (f"{block}.attn.{part}.bias" in state) == (part != "key")
    assert np.array_equal(
        state[f"{block}.cross_attn.query.weight"], variables[f"{audio}/linear_0/weight"].astype(np.float32)
    )
    both = variables[f"{audio}/linear_1/weight"].astype(np.float32)
    assert np.array_equal(state[f"{block}.cross_attn.key.weight"], both[:STATE])
    assert np.array_equal(state[f"{block}.cross_attn.value.weight"], both[STATE:])
    bias = variables[f"{audio}/linear_1/bias"].astype(np.float32)
    assert np.array_equal(state[f"{block}.cross_attn.value.bias"], bias[STATE:])
    assert np.array_equal(
        state[f"{block}.cross_attn.out.weight"], variables[f"{audio}/linear_2/weight"].astype(np.float32)
    )
    assert np.array_equal(
        state[f"{block}.cross_attn_ln.weight"], variables[f"{audio}/layer_norm/gamma"].astype(np.float32)
    )
    assert "encoder.blocks.0.cross_attn.query.weight" not in state
    assert all(value.dtype == np.float32 and value.flags.writeable for value in state.values())


@pytest.mark.parametrize("keep", [0, 3, 5, 17, 40, 200, -1])
def test_a_file_cut_short_is_refused(path: Path, keep: int) -> None:
    path.write_bytes(_file(_variables(), ALIASES)[:keep])
    with pytest.raises(WeightsFormatError, match="ends at byte"):
        read_variables(path)


def test_other_files_are_refused(path: Path) -> None:
    tiny = {"a": np.zeros(2, dtype=np.float16)}
    faults = {
        "binary version 5": _file(tiny, {}, version=5),
        "TransformerSpec": _file(tiny, {}, spec="TransformerSpec"),
        "left over": _file(tiny, {}) + b"\0",
        "not in the file": _file(tiny, {"b": "c"}),
        "type number 5": _file(tiny, {}).replace(struct.pack("<BI", 4, 4), struct.pack("<BI", 5, 4)),
        "do not fill": _file(tiny, {}).replace(struct.pack("<BI", 1, 2), struct.pack("<BI", 1, 3)),
        "zero byte": _file(tiny, {}).replace(b"Spec\0", b"Spec!"),
    }
    for message, data in faults.items():
        path.write_bytes(data)
        with pytest.raises(WeightsFormatError, match=message):
            read_variables(path)


def test_a_missing_variable_is_named() -> None:
    variables = _variables()
    del variables["encoder/conv1/bias"]
    with pytest.raises(WeightsFormatError, match="encoder/conv1/bias"):
        whisper_state(variables)
    del variables["decoder/embeddings/weight"]
    with pytest.raises(WeightsFormatError, match="decoder/embeddings/weight"):
        whisper_dimensions(variables)


@pytest.mark.models
def test_the_real_file_fits_the_original_model() -> None:
    from whisper.model import ModelDimensions, Whisper

    variables = read_variables(resolve(WHISPER_BASE).path / "model.bin")
    model = Whisper(ModelDimensions(**whisper_dimensions(variables)))
    shapes = {name: tuple(value.shape) for name, value in model.state_dict().items()}
    assert {name: value.shape for name, value in whisper_state(variables).items()} == shapes
