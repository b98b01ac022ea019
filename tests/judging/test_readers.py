"""What every reader promises; the fake one included, so that it cannot lie."""

from __future__ import annotations

from dataclasses import astuple
from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest

from tests.judging.tiny_nli import save_tiny_nli
from tests.judging.word_reader import WordReader
from tests.requirements import need
from voiceprep.engines import READERS, engine_class
from voiceprep.judging.interface import Reading
from voiceprep.judging.nli_reader import NliReader
from voiceprep.judging.onnx_reader import OnnxReader

if TYPE_CHECKING:
    from pathlib import Path

    from voiceprep.judging.interface import Reader

REAL = [pytest.param("builtin", marks=pytest.mark.models), pytest.param("nli", marks=pytest.mark.models)]
CLAIM = "a hash map finds the value of any key in constant time"
PAIRS = (
    (CLAIM, CLAIM),
    (CLAIM, "a hash map does not find the value of any key in constant time"),
    (CLAIM, "we baked an apple cake"),
    ("high bias", "the model has high bias so it underfits and that is what we see on the training data too"),
    ("high bias", ""),
    ("", "the model has high bias"),
    ("", ""),
)


@pytest.fixture(scope="module")
def builtin() -> OnnxReader:
    return OnnxReader()


@pytest.fixture(scope="module")
def nli(tmp_path_factory: pytest.TempPathFactory) -> NliReader:
    need(find_spec("transformers") and find_spec("torch"), "needs the extra `nli`")
    return NliReader(save_tiny_nli(tmp_path_factory.mktemp("models") / "tiny"))


@pytest.fixture(params=["words", *REAL])
def reader(request: pytest.FixtureRequest) -> Reader:
    """Each real one once per module; loading is the slow part."""
    found: Reader = WordReader() if request.param == "words" else request.getfixturevalue(request.param)
    return found


def test_four_probabilities_per_pair_in_order(reader: Reader) -> None:
    readings = reader.read(PAIRS)
    assert len(readings) == len(PAIRS)
    for reading in readings:
        assert all(0.0 <= chance <= 1.0 for chance in astuple(reading))
        assert sum(astuple(reading)) == pytest.approx(1.0)
    assert reader.read(PAIRS[::-1]) == readings[::-1]


def test_no_pairs_have_no_readings(reader: Reader) -> None:
    assert reader.read([]) == []


def test_a_pair_has_the_same_reading_whatever_its_neighbours(reader: Reader) -> None:
    alone = [reader.read([pair])[0] for pair in PAIRS]
    assert reader.read(PAIRS) == alone
    assert reader.read([PAIRS[0], PAIRS[1], PAIRS[0]]) == [alone[0], alone[1], alone[0]]


def test_different_pairs_have_different_readings(reader: Reader) -> None:
    readings = reader.read(PAIRS[:3])
    assert len(set(readings)) == 3


def test_loading_again_does_no_harm(reader: Reader) -> None:
    before = reader.read(PAIRS)
    reader.load()
    assert reader.read(PAIRS) == before


@pytest.mark.parametrize(
    "pair",
    [
        (CLAIM, "the model learns from data " * 1000),
        ("the key has a value " * 1000, CLAIM),
        ("the key has a value " * 1000, "the model learns from data " * 1000),
        ("electroencephalographically " * 60, CLAIM),
        ("x" * 5000, "y" * 5000),
    ],
    ids=["text", "claim", "both", "a claim of rare words", "endless words"],
)
def test_what_is_beyond_every_limit_is_read_all_the_same(reader: Reader, pair: tuple[str, str]) -> None:
    (reading,) = reader.read([(pair[0].strip(), pair[1].strip())])
    assert sum(astuple(reading)) == pytest.approx(1.0)


def test_each_reader_has_an_identity_of_its_own_before_it_is_loaded(tmp_path: Path) -> None:
    identities = {reader.identity for reader in (WordReader(), OnnxReader(), NliReader(tmp_path))}
    assert all(identities)
    assert len(identities) == 3


@pytest.mark.parametrize(("name", "expected"), [("builtin", OnnxReader), ("nli", NliReader)])
def test_the_table_of_engines_names_them(name: str, expected: type) -> None:
    assert engine_class(READERS[name]) is expected


def test_the_fakes_readings_can_be_worked_out_in_the_head() -> None:
    whole, half, contrary, other = WordReader().read(
        [
            ("hash maps find values", "hash maps find values"),
            ("hash maps find values", "hash maps"),
            ("hash maps find values", "hash maps do not find trees"),
            ("hash maps find values", "trees grow"),
        ]
    )
    assert whole == Reading(1.0, 0.0, 0.0, 0.0)
    assert half == Reading(0.25, 0.25, 0.0, 0.5)
    assert contrary == Reading(0.0, 0.0, 0.75, 0.25)
    assert other == Reading(0.0, 0.0, 0.0, 1.0)


# The reader that ships


@pytest.mark.models
def test_what_is_remembered_does_not_grow_without_end_and_changes_nothing(builtin: OnnxReader) -> None:
    forgetful, expected = OnnxReader(remembered=3), builtin.read(PAIRS)
    assert [forgetful.read([pair])[0] for pair in PAIRS] == expected
    assert forgetful.read(PAIRS) == expected
    assert forgetful.read(PAIRS[:2]) == expected[:2]


@pytest.mark.models
@pytest.mark.parametrize("threads", [1, 4])
def test_the_number_of_threads_changes_no_bit(threads: int, builtin: OnnxReader) -> None:
    assert OnnxReader(threads=threads).read(PAIRS) == builtin.read(PAIRS)


BIAS = "high bias leads to underfitting"


@pytest.mark.models
def test_a_denial_is_read_as_the_opposite_and_other_talk_as_nothing(builtin: OnnxReader) -> None:
    same, denied, other = builtin.read(
        [
            (BIAS, "so if the bias is high then the model underfits"),
            (BIAS, "so high bias does not lead to underfitting"),
            (BIAS, "so we baked an apple cake for my sister"),
        ]
    )
    assert same.states > max(denied.states, other.states)
    assert denied.opposite > 0.5
    assert other.absent > 0.5


@pytest.mark.models
def test_the_order_of_the_words_counts(builtin: OnnxReader) -> None:
    said, reversed_ = builtin.read(
        [
            (BIAS, "so if the bias is high then the model underfits"),
            (BIAS, "underfits model the then high is bias the if so"),
        ]
    )
    assert said.states > reversed_.states
