"""The training of the story reader: its loss, its batches, a break in it, and the file that it writes."""

from __future__ import annotations

import json
import random
from itertools import pairwise, product
from typing import TYPE_CHECKING

import numpy as np
import pytest

from training.star_data import FIT, load_answers

if TYPE_CHECKING:
    from pathlib import Path

    from training.story_cuts import Cut
    from training.story_model import StoryNetwork

pytestmark = pytest.mark.models
ANSWERS = load_answers(FIT)[:9]


@pytest.fixture(scope="module")
def cuts() -> list[Cut]:
    from training.story_cuts import cut

    return [cut(answer, bare=bare) for answer in ANSWERS for bare in (False, True)]


@pytest.fixture
def network() -> StoryNetwork:
    import torch

    from training.story_model import StoryNetwork
    from voiceprep.models.catalogue import MINILM_FP32
    from voiceprep.models.resolve import resolve

    torch.manual_seed(3)
    made = StoryNetwork(resolve(MINILM_FP32).path)
    with torch.no_grad():
        for one in (made.follows, made.begins, made.ends):
            one.normal_()
    return made.eval()


def test_the_loss_of_a_chain_is_that_of_all_sequences_written_out(network: StoryNetwork) -> None:
    import torch

    from training.story_model import chain_loss

    follows, begins, ends = (one.detach().numpy() for one in (network.follows, network.begins, network.ends))
    for length in (1, 2, 4):
        scores = np.random.default_rng(length).normal(size=(length, len(begins))).astype(np.float32)

        def weight(sequence: tuple[int, ...], scores: np.ndarray = scores) -> float:
            steps = sum(follows[a, b] for a, b in pairwise(sequence))
            there = sum(scores[place, label] for place, label in enumerate(sequence))
            return float(begins[sequence[0]] + steps + there + ends[sequence[-1]])

        truth = tuple(range(length))
        everything = [weight(sequence) for sequence in product(range(len(begins)), repeat=length)]
        expected = np.log(np.exp(everything).sum()) - weight(truth)
        found = chain_loss(network, torch.from_numpy(scores), torch.tensor(truth))
        assert found.item() == pytest.approx(expected, abs=1e-4)


def test_an_answer_is_cut_as_at_run_time_with_its_labels_and_cues(cuts: list[Cut]) -> None:
    from training.story_cuts import without_signs

    for one in cuts:
        said = " ".join(one.answer.clauses)
        assert " ".join(one.texts) in (said, " ".join(without_signs(word) for word in said.split()))
        assert len(one.texts) == len(one.labels) == len(one.cues)
    # Without its signs an answer is cut elsewhere, and more rarely.
    assert sum(len(one.texts) for one in cuts[::2]) > sum(len(one.texts) for one in cuts[1::2])


def test_every_answer_is_in_one_batch_and_the_order_is_by_chance(cuts: list[Cut]) -> None:
    from training.story_cuts import Shown
    from training.train_story import BATCH, batches

    shown = [Shown(usual, bare) for usual, bare in zip(cuts[::2], cuts[1::2], strict=True)] * 4
    found = [batches(shown, random.Random(seed)) for seed in (1, 1, 3)]
    ids = [[[one.usual.answer.id for one in batch] for batch in each] for each in found]
    assert ids[0] == ids[1] != ids[2]
    assert all(len(batch) <= BATCH for batch in ids[0])
    assert sorted(one for batch in ids[0] for one in batch) == sorted(one.id for one in ANSWERS * 4)


@pytest.mark.parametrize(
    ("word", "shown"),
    [("So,", "so"), ("1.5", "1.5"), ("Didn't", "didn't"), ("...", "..."), ("twenty-five.", "twenty-five"),
     ("(10:52)", "10:52")],
)  # fmt: skip
def test_a_bare_word_has_small_letters_and_no_sign_around_it(word: str, shown: str) -> None:
    from training.story_cuts import without_signs

    assert without_signs(word) == shown


def test_an_answers_vectors_do_not_depend_on_its_batch(network: StoryNetwork, cuts: list[Cut]) -> None:
    import torch

    from training.story_model import Vectors

    vectors = Vectors(network)
    with torch.no_grad():
        together = vectors.of([one.texts for one in cuts[:3]])
        alone = [vectors.of([one.texts])[0] for one in cuts[:3]]
    for a, b, one in zip(together, alone, cuts, strict=False):
        assert a.shape == (len(one.texts), 384)
        assert torch.allclose(a, b, atol=1e-4)


def test_after_a_break_it_goes_on_and_what_it_writes_reads_as_it_did(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import torch

    from training import story_cuts, story_model, train_story
    from training.int8 import write_int8
    from voiceprep.storytelling.model import from_json

    monkeypatch.setattr(train_story, "PASSES", 2)
    whole = train_story.train(ANSWERS, tmp_path / "whole.pt").eval()
    one_pass = train_story._one_pass

    def broken_off(number: int, *rest: object) -> None:
        if number == 1:
            raise KeyboardInterrupt
        one_pass(number, *rest)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(train_story, "_one_pass", broken_off)
        with pytest.raises(KeyboardInterrupt):
            train_story.train(ANSWERS, tmp_path / "part.pt")
    resumed = train_story.train(ANSWERS, tmp_path / "part.pt")
    for name, value in whole.state_dict().items():
        assert torch.allclose(value, resumed.state_dict()[name], atol=1e-5), name
    with pytest.raises(ValueError, match="of another training"):
        train_story.train(ANSWERS[1:], tmp_path / "part.pt")

    cut = story_cuts.cut(max(ANSWERS, key=lambda one: len(one.words)))
    with torch.no_grad():
        (exact,) = story_model.Vectors(whole).of([cut.texts])
        scores = whole.parts(torch.cat([exact, torch.from_numpy(cut.cues)], dim=1)).double().numpy()
    model = from_json({"version": "test", **json.loads(json.dumps(train_story.weights_of(whole)))})
    _, chances = model.parts(cut.texts, exact.numpy())
    assert np.allclose(chances, model.chain.chances(scores), atol=1e-3)

    write_int8(whole, tmp_path / "story.onnx", output="states")
    rounded = train_story.Exported(tmp_path / "story.onnx").encode(cut.texts)
    assert rounded.shape == exact.shape
    for a, b in zip(rounded, exact.numpy(), strict=True):
        assert a @ b / np.linalg.norm(a) / np.linalg.norm(b) > 0.95
