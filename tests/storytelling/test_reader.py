"""The reader with made-up weights: what goes in, what comes out, in which order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.builders import spoken, typed
from voiceprep.judging.minilm import DIMENSIONS
from voiceprep.story import Part, Telling
from voiceprep.storytelling.chain import Chain
from voiceprep.storytelling.cues import NAMES
from voiceprep.storytelling.features import PLACES, clause_features
from voiceprep.storytelling.model import PARTS, TELLINGS, StoryModel, load_model
from voiceprep.storytelling.reader import ChainStoryReader

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

PART_OF = {"learned": Part.LESSON, "heating": Part.SITUATION, "fixed": Part.ACTION, "warm": Part.RESULT}
ANSWER = (
    "The heating was out of order. I fixed it on that night. They were warm again by noon. "
    "I learned a lot there."
)


class WordOfClause:
    """Column n of a clause's vector: whether it has the nth word of PART_OF."""

    identity = "words"

    def __init__(self) -> None:
        self.loads = 0
        self.encoded: list[list[str]] = []

    def load(self) -> None:
        self.loads += 1

    def encode(self, clauses: Sequence[str]) -> NDArray[np.float32]:
        self.encoded.append(list(clauses))
        vectors = np.zeros((len(clauses), DIMENSIONS), dtype=np.float32)
        for row, clause in enumerate(clauses):
            vectors[row, : len(PART_OF)] = [word in clause for word in PART_OF]
        return vectors


def _model() -> StoryModel:
    """A clause with a word of PART_OF is that part, any other is `other`; every answer is an episode."""
    weights = np.zeros((DIMENSIONS + 2 * len(NAMES) + PLACES + 1, len(PARTS)))
    for column, part in enumerate(PART_OF.values()):
        weights[column, PARTS.index(part)] = 40.0
    weights[-1, PARTS.index(Part.OTHER)] = 1.0
    tellings = np.zeros((DIMENSIONS + len(NAMES) + 1, len(TELLINGS)))
    tellings[-1, TELLINGS.index(Telling.EPISODE)] = 2.0
    count = len(PARTS)
    chain = Chain(np.zeros((count, count)), np.zeros(count), np.zeros(count))
    return StoryModel("made up", weights, chain, tellings, np.array([0.0] * DIMENSIONS + [1.0]))


def _reader() -> ChainStoryReader:
    return ChainStoryReader(WordOfClause(), _model())


def test_every_clause_has_its_part_with_its_words() -> None:
    reading = _reader().read(typed(ANSWER))
    assert [(one.part, one.words) for one in reading.clauses] == [
        (Part.SITUATION, (0, 6)),
        (Part.ACTION, (6, 12)),
        (Part.RESULT, (12, 18)),
        (Part.LESSON, (18, 23)),
    ]
    for one in reading.clauses:
        assert sum(one.chances.values()) == pytest.approx(1.0)
        assert max(one.chances, key=lambda part: one.chances[part]) is one.part
    assert sum(reading.telling.values()) == pytest.approx(1.0)
    assert max(reading.telling, key=lambda kind: reading.telling[kind]) is Telling.EPISODE


def test_a_result_is_needed_for_it_to_be_checkable() -> None:
    assert _reader().read(typed(ANSWER)).checkable == pytest.approx(1 / (1 + np.exp(-1)))
    assert _reader().read(typed("I fixed it on that night.")).checkable == 0.0


def test_the_clauses_of_an_answer_are_encoded_together() -> None:
    encoder = WordOfClause()
    ChainStoryReader(encoder, _model()).read(typed(ANSWER))
    assert encoder.encoded == [
        [
            "The heating was out of order.",
            "I fixed it on that night.",
            "They were warm again by noon.",
            "I learned a lot there.",
        ]
    ]


def test_the_same_words_are_read_alike_typed_and_spoken_without_pauses() -> None:
    assert _reader().read(spoken(ANSWER)) == _reader().read(typed(ANSWER))


def test_the_identity_names_the_weights_and_the_encoder() -> None:
    assert _reader().identity == "story reader made up on words"


def test_nothing_is_loaded_before_it_is_asked_for() -> None:
    encoder = WordOfClause()
    reader = ChainStoryReader(encoder)
    assert encoder.loads == 0
    reader.load()
    assert encoder.loads == 1
    assert reader.identity.startswith("story reader 2-")


def test_the_weights_that_ship_fit_the_features() -> None:
    model = load_model()
    texts = ["We had no heating in the school.", "I called the firm and they came at once."]
    vectors = WordOfClause().encode(texts)
    rows = clause_features(texts, vectors)
    assert rows.shape == (2, len(model.clause_weights))
    assert np.isfinite(rows).all()
    parts, chances = model.parts(texts, vectors)
    assert len(parts) == 2
    assert chances.sum(axis=1) == pytest.approx(np.ones(2))
