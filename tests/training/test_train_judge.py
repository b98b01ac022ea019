"""Training with the real start: two steps, a break between them, and the loss."""

from __future__ import annotations

import math
import random
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from training.judge_rows import ABSENT, OPPOSITE, OUTCOMES, PARTLY, STATES, Row
from voiceprep.judging.plain import plain

if TYPE_CHECKING:
    from pathlib import Path

# All of it needs torch.
pytestmark = pytest.mark.models

CLAIM = "A hash map finds a value by its key in constant time."
ROWS = [
    Row(CLAIM, f"{start} {text}", frozenset(allowed), "made up")
    for start in ("So,", "Well, I would say that")
    for text, allowed in (
        ("you look a value up by its key, and that takes the same time for any size.", STATES),
        ("there are keys and values in it.", PARTLY),
        ("it goes through all the entries one by one until the key is found.", OPPOSITE),
        ("the tram was late this morning, and it rained.", ABSENT | PARTLY),
    )
]


@pytest.mark.parametrize(
    ("logits", "allowed", "expected"),
    [
        ([0.0, 0.0, 0.0, 0.0], [True, False, False, False], math.log(4)),
        ([0.0, 0.0, 0.0, 0.0], [True, False, False, True], math.log(2)),
        ([0.0, 0.0, 0.0, 0.0], [True, True, True, True], 0.0),
        # Probabilities 1/2, 1/6, 1/6, 1/6.
        ([math.log(3), 0.0, 0.0, 0.0], [True, False, False, False], math.log(2)),
        ([math.log(3), 0.0, 0.0, 0.0], [True, True, False, False], math.log(3 / 2)),
        ([math.log(3), 0.0, 0.0, 0.0], [False, True, True, True], math.log(2)),
        # Sure and wrong costs as much as it is sure.
        ([50.0, 0.0, 0.0, 0.0], [False, True, False, False], 50.0),
    ],
)
def test_the_loss_is_that_of_all_allowed_outcomes_together(
    logits: list[float], allowed: list[bool], expected: float
) -> None:
    import torch

    from training.train_judge import loss_of

    found = loss_of(torch.tensor([logits]), torch.tensor([allowed]))
    assert found.item() == pytest.approx(expected, abs=1e-5)


def test_the_loss_is_the_mean_over_the_rows_and_pulls_the_right_way() -> None:
    import torch

    from training.train_judge import loss_of

    logits = torch.zeros(2, 4, requires_grad=True)
    loss = loss_of(logits, torch.tensor([[True, False, False, False], [True, True, True, True]]))
    assert loss.item() == pytest.approx(math.log(4) / 2)
    loss.backward()  # type: ignore[no-untyped-call]
    assert logits.grad is not None
    # Probability less what is wanted, for a half of the mean; where all is allowed nothing pulls.
    assert logits.grad[0].tolist() == pytest.approx([-0.375, 0.125, 0.125, 0.125])
    assert logits.grad[1].tolist() == pytest.approx([0.0] * 4, abs=1e-6)


def test_a_batch_is_padded_to_its_longest_and_marks_what_is_allowed() -> None:
    from training.examples import Example
    from training.train_judge import batches, encoder

    examples = [Example("a claim", "text " * count, frozenset(STATES)) for count in (1, 4, 2)]
    (batch,) = batches(examples, encoder())
    lengths = batch["attention_mask"].sum(dim=1).tolist()
    assert sorted(lengths) == [6, 7, 9]
    assert batch["input_ids"].shape == batch["token_type_ids"].shape == (3, 9)
    assert (batch["input_ids"] * (1 - batch["attention_mask"])).sum() == 0
    # The claim with its two signs is the first part, and only the text with its sign the second.
    assert sorted(batch["token_type_ids"].sum(dim=1).tolist()) == [2, 3, 5]
    assert batch["allowed"].tolist() == [[name == "states" for name in OUTCOMES]] * 3


def test_a_long_text_is_cut_and_the_claim_is_not() -> None:
    from training.examples import Example
    from training.judge_model import MAX_TOKENS
    from training.train_judge import batches, encoder

    (batch,) = batches([Example("claim " * 50, "text " * 300, frozenset(ABSENT))], encoder())
    assert batch["input_ids"].shape == (1, MAX_TOKENS)
    assert (batch["token_type_ids"] == 0).sum() == 52


def test_a_pass_is_the_same_with_its_seed_and_another_in_the_next() -> None:
    from training.examples import Maker

    maker = Maker(ROWS)
    first = maker.one_pass(random.Random("1"))
    assert first == maker.one_pass(random.Random("1"))
    assert first != maker.one_pass(random.Random("2"))


def test_a_pass_has_each_row_as_often_as_its_share_says_and_only_plain_words() -> None:
    from training.examples import Maker

    rows = [Row(row.claim, row.text, row.allowed, row.source, share) for row in ROWS for share in (0.25, 2.5)]
    examples = Maker(rows).one_pass(random.Random(1))
    assert len(examples) == pytest.approx(2.75 * len(ROWS), abs=8)
    for example in examples:
        assert example.claim == plain(example.claim)
        assert example.allowed


def test_no_cheat_earns_what_it_cheats_for() -> None:
    """What is neither said nor said amiss, but made from the claim's words, states nothing."""
    from training.examples import Maker

    row = next(row for row in ROWS if row.allowed == STATES)
    maker = Maker([row, *ROWS])
    said, claim = plain(row.text).split(), plain(row.claim)
    chooser = random.Random(1)
    for _ in range(300):
        made = maker._cheat(Row(claim, " ".join(said), row.allowed, row.source), chooser)
        if made.allowed == STATES:
            assert made.text in {claim, " ".join(said)}
        elif made.allowed == OPPOSITE:
            denied = set(f"{made.claim} {made.text}".split()) & {"not", "never", "no", "false"}
            assert denied
        else:
            # Words that changed places may say the contrary.
            assert made.allowed in (ABSENT, ABSENT | OPPOSITE)


def test_a_stage_weighs_its_sources_and_the_last_one_has_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from training import train_judge
    from training.judge_stages import STAGES

    public = [Row("claim", "text", frozenset(STATES), source, 2.0) for source in ("snli_devtest", "beetle")]
    monkeypatch.setattr(train_judge, "public_rows", lambda data: public)
    stage = replace(STAGES[0], own=False, public_share=0.5, student_share=0.75)
    assert [row.share for row in train_judge._rows(stage, tmp_path)] == [1.0, 1.5]
    own = train_judge._rows(replace(stage, own=True), tmp_path)
    assert {row.source for row in own} > {"snli_devtest", "beetle", "contrast", "bank", "spoken"}
    assert STAGES[-1].own


def test_two_steps_with_a_break_between_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import torch

    from training import train_judge
    from training.judge_stages import STAGES

    losses: list[float] = []
    save, loss_of = train_judge._save, train_judge.loss_of

    def noted(*args: Any) -> torch.Tensor:
        loss = loss_of(*args)
        losses.append(loss.item())
        return loss

    def breaks_after_the_first(out: Path, state: dict[str, Any]) -> None:
        save(out, state)
        if state["stage"] == 0 and state["step"] == 1:
            raise KeyboardInterrupt

    tiny = replace(STAGES[0], name="tiny", passes=1)
    monkeypatch.setattr(train_judge, "STAGES", (tiny,))
    monkeypatch.setattr(train_judge, "_rows", lambda stage, data: ROWS)
    monkeypatch.setattr(train_judge, "BATCH", 4)
    monkeypatch.setattr(train_judge, "WARM_UP", 1)
    monkeypatch.setattr(train_judge, "SAVE_SECONDS", -1)
    monkeypatch.setattr(train_judge, "loss_of", noted)

    monkeypatch.setattr(train_judge, "_save", breaks_after_the_first)
    with pytest.raises(KeyboardInterrupt):
        train_judge.train(tmp_path, tmp_path)
    assert len(losses) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["checkpoint.pt"]
    broken_off = torch.load(tmp_path / "checkpoint.pt", weights_only=True)
    assert (broken_off["stage"], broken_off["step"]) == (0, 1)

    monkeypatch.setattr(train_judge, "_save", save)
    capsys.readouterr()
    train_judge.train(tmp_path, tmp_path)
    assert "going on in stage 0 at step 1" in capsys.readouterr().out
    assert len(losses) == 2
    assert all(math.isfinite(loss) and loss > 0 for loss in losses)
    done = torch.load(tmp_path / "checkpoint.pt", weights_only=True)
    assert (done["stage"], done["step"]) == (1, 0)
    finished = torch.load(tmp_path / "tiny.pt", weights_only=True)
    changed = {name for name, value in finished.items() if not torch.equal(value, broken_off["model"][name])}
    assert "outcomes.weight" in changed
    assert "encoder.encoder.layer.0.attention.self.query.weight" in changed
    assert "encoder.embeddings.word_embeddings.weight" not in changed
    assert all(torch.isfinite(value).all() for value in finished.values())

    # Nothing is left to do.
    train_judge.train(tmp_path, tmp_path)
    assert len(losses) == 2


def test_without_the_pairs_it_says_which_folder_it_wants(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from training import train_judge

    absent, out = tmp_path / "absent", tmp_path / "out"
    monkeypatch.setattr(sys, "argv", ["train_judge", "--data", str(absent), "--out", str(out)])
    assert train_judge.main() == 1
    assert capsys.readouterr().err == f"The labelled pairs are not in {absent}; give --data FOLDER.\n"
    assert not out.exists()
