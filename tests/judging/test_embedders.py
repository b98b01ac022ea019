"""What every embedder promises; the fake one included, so that it cannot lie."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.judging.bag_of_words import BagOfWords
from tests.requirements import need
from voiceprep.judging.onnx import OnnxMiniLM
from voiceprep.judging.remembering import RememberingEmbedder
from voiceprep.judging.sentence_transformers import SentenceTransformersMiniLM
from voiceprep.packaged import packaged_path

if TYPE_CHECKING:
    from collections.abc import Callable

    from voiceprep.judging.interface import Embedder

FACTORIES: dict[str, Callable[[], Embedder]] = {
    "bag of words": BagOfWords,
    "remembering": lambda: RememberingEmbedder(BagOfWords()),
    "onnx": OnnxMiniLM,
    "sentence-transformers": SentenceTransformersMiniLM,
}
REAL = [
    pytest.param("onnx", marks=pytest.mark.models),
    pytest.param("sentence-transformers", marks=pytest.mark.models),
]
TEXTS = (
    "High bias means the model underfits.",
    "Dropout",
    "The café's naïve model costs 5 € — or does it?",
    "A much longer sentence, with several clauses, that goes on until it has said what it wanted to say.",
    "um",
)


def _sentences(count: int) -> list[str]:
    """Claims, misconceptions and expert answers in turn, spread over the whole bank."""
    questions = json.loads(packaged_path("questions.json").read_text(encoding="utf-8"))["questions"]
    texts = [
        text
        for question in questions
        for text in (
            question["key_points"][0]["claim"],
            question["key_points"][-1]["claim"],
            *(point["misconceptions"][0] for point in question["key_points"][1:2]),
            question["expert_answer"],
        )
    ]
    step = len(texts) / count
    return [texts[int(index * step)] for index in range(count)]


@pytest.fixture(scope="module")
def made() -> dict[str, Embedder]:
    return {}


@pytest.fixture(params=["bag of words", "remembering", *REAL])
def embedder(request: pytest.FixtureRequest, made: dict[str, Embedder]) -> Embedder:
    """Each engine once per module; loading is the slow part."""
    return _embedder(request.param, made)


def _embedder(name: str, made: dict[str, Embedder]) -> Embedder:
    if name == "sentence-transformers":
        need(_installed("sentence_transformers"), "needs the extra `sbert`")
    if name not in made:
        made[name] = FACTORIES[name]()
    return made[name]


def _installed(module: str) -> bool:
    from importlib.util import find_spec

    return find_spec(module) is not None


def test_one_unit_row_of_384_numbers_per_text(embedder: Embedder) -> None:
    vectors = embedder.embed(TEXTS)
    assert vectors.shape == (len(TEXTS), 384)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-5)


def test_no_texts_give_no_rows(embedder: Embedder) -> None:
    assert embedder.embed([]).shape == (0, 384)


def test_an_empty_text_has_a_row_too(embedder: Embedder) -> None:
    assert np.linalg.norm(embedder.embed([""])) == pytest.approx(1.0, abs=1e-5)


def test_a_row_does_not_depend_on_the_other_texts(embedder: Embedder) -> None:
    alone = np.concatenate([embedder.embed([text]) for text in TEXTS])
    assert embedder.embed(TEXTS) == pytest.approx(alone, abs=1e-6)
    assert embedder.embed(TEXTS[::-1]) == pytest.approx(alone[::-1], abs=1e-6)


def test_the_same_texts_give_the_same_bits(embedder: Embedder) -> None:
    assert np.array_equal(embedder.embed(TEXTS), embedder.embed(TEXTS))


def test_a_text_twice_gives_the_same_row_twice(embedder: Embedder) -> None:
    one, _, again = embedder.embed([TEXTS[0], TEXTS[1], TEXTS[0]])
    assert float(one @ again) == pytest.approx(1.0, abs=1e-6)


def test_more_texts_than_fit_into_a_batch(embedder: Embedder) -> None:
    texts = [f"Model number {number} has weights." for number in range(50)]
    assert embedder.embed(texts)[49:] == pytest.approx(embedder.embed(texts[49:]), abs=1e-6)


def test_a_text_beyond_every_limit_is_embedded_all_the_same(embedder: Embedder) -> None:
    vectors = embedder.embed(["The model learns from data. " * 1000])
    assert np.isfinite(vectors).all()
    assert np.linalg.norm(vectors) == pytest.approx(1.0, abs=1e-5)


def test_loading_again_does_no_harm(embedder: Embedder) -> None:
    before = embedder.embed(TEXTS)
    embedder.load()
    assert np.array_equal(embedder.embed(TEXTS), before)


def test_identity_is_known_without_loading() -> None:
    identities = [FACTORIES[name]().identity for name in ("bag of words", "onnx", "sentence-transformers")]
    assert len(set(identities)) == 3
    assert all(identities)


def test_the_fakes_cosines_can_be_worked_out_in_the_head() -> None:
    one, half, none = BagOfWords().embed(
        ["hash finds value, this", "hash finds other words", "trees grow wood"]
    )
    assert float(one @ half) == pytest.approx(0.5)
    assert float(one @ none) == pytest.approx(0.0)


def test_a_remembered_text_is_embedded_once() -> None:
    behind = BagOfWords()
    embedder = RememberingEmbedder(behind)
    embedder.embed([TEXTS[0], TEXTS[1], TEXTS[0]])
    embedder.embed([TEXTS[1], TEXTS[2]])
    assert behind.embedded == [TEXTS[0], TEXTS[1], TEXTS[2]]


def test_what_is_remembered_does_not_grow_without_end() -> None:
    behind = BagOfWords()
    embedder = RememberingEmbedder(behind, remembered=3)
    texts = [f"number{index}" for index in range(4)]
    assert np.array_equal(embedder.embed(texts[:2]), BagOfWords().embed(texts[:2]))
    assert np.array_equal(embedder.embed(texts), BagOfWords().embed(texts))
    assert np.array_equal(embedder.embed(texts[:1]), BagOfWords().embed(texts[:1]))
    assert behind.embedded.count(texts[0]) >= 2


@pytest.mark.models
@pytest.mark.parametrize("name", ["onnx", "sentence-transformers"])
def test_meaning_counts_more_than_words(name: str, made: dict[str, Embedder]) -> None:
    asked, same, other = _embedder(name, made).embed(
        [
            "My car would not start.",
            "The vehicle broke down.",
            "We baked an apple cake.",
        ]
    )
    assert float(asked @ same) > float(asked @ other)


@pytest.mark.models
def test_both_engines_see_the_same_meaning(made: dict[str, Embedder]) -> None:
    texts = _sentences(40)
    assert len(set(texts)) == 40
    ours, theirs = (_embedder(name, made).embed(texts) for name in ("onnx", "sentence-transformers"))
    cosines = (ours * theirs).sum(axis=1)
    worst = int(cosines.argmin())
    assert cosines[worst] > 0.999, texts[worst]
