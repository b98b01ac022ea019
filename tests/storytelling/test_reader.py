"""The reader with made-up weights: what goes in, what comes out, in which order."""

from __future__ import annotations

import numpy as np
import pytest

from tests.builders import spoken, typed
from tests.judging.bag_of_words import BagOfWords
from voiceprep.story import Part, Telling
from voiceprep.storytelling.chain import Chain
from voiceprep.storytelling.cues import NAMES
from voiceprep.storytelling.features import DIMENSIONS, clause_features
from voiceprep.storytelling.model import PARTS, TELLINGS, StoryModel, load_model
from voiceprep.storytelling.reader import ChainStoryReader

VOCABULARY = {"learned": 0, "heating": 1, "fixed": 2, "warm": 3, "usually": 4}
PART_OF = {"learned": Part.LESSON, "heating": Part.SITUATION, "fixed": Part.ACTION, "warm": Part.RESULT}
ANSWER = (
    "The heating was out of order. I fixed it on that night. They were warm again by noon. "
    "I learned a lot there."
)


def _model() -> StoryModel:
    """A clause with a word of PART_OF is that part, any other is `other`; every answer is an episode."""
    width = clause_features(["warm"], np.zeros((1, DIMENSIONS), dtype=np.float32), VOCABULARY).shape[1]
    weights = np.zeros((width, len(PARTS)))
    first_term = width - 1 - len(VOCABULARY)
    for term, part in PART_OF.items():
        weights[first_term + VOCABULARY[term], PARTS.index(part)] = 40.0
    weights[-1, PARTS.index(Part.OTHER)] = 1.0
    tellings = np.zeros((DIMENSIONS + len(NAMES) + 1, len(TELLINGS)))
    tellings[-1, TELLINGS.index(Telling.EPISODE)] = 2.0
    count = len(PARTS)
    chain = Chain(np.zeros((count, count)), np.zeros(count), np.zeros(count))
    return StoryModel("made up", VOCABULARY, weights, chain, tellings, np.array([0.0] * 384 + [1.0]))


def _reader() -> ChainStoryReader:
    return ChainStoryReader(BagOfWords(), _model())


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


def test_only_the_clauses_are_embedded_and_each_once() -> None:
    embedder = BagOfWords()
    ChainStoryReader(embedder, _model()).read(typed(ANSWER))
    assert embedder.embedded == [
        "The heating was out of order.",
        "I fixed it on that night.",
        "They were warm again by noon.",
        "I learned a lot there.",
    ]


def test_the_same_words_are_read_alike_typed_and_spoken_without_pauses() -> None:
    assert _reader().read(spoken(ANSWER)) == _reader().read(typed(ANSWER))


def test_the_identity_names_the_weights_and_the_embedder() -> None:
    assert _reader().identity == "story reader made up on bag of words"


def test_nothing_is_loaded_before_it_is_asked_for() -> None:
    embedder = BagOfWords()
    reader = ChainStoryReader(embedder)
    assert embedder.loads == 0
    reader.load()
    assert embedder.loads == 1
    assert reader.identity.startswith("story reader 1-")


def test_the_weights_that_ship_fit_the_features() -> None:
    model = load_model()
    texts = ["We had no heating in the school.", "I called the firm and they came at once."]
    rows = clause_features(texts, BagOfWords().embed(texts), model.vocabulary)
    assert rows.shape == (2, len(model.clause_weights))
    assert np.isfinite(rows).all()
    parts, chances = model.parts(texts, BagOfWords().embed(texts))
    assert len(parts) == 2
    assert chances.sum(axis=1) == pytest.approx(np.ones(2))
