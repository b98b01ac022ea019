"""Train the reader of stories; writes `story.int8.onnx` and `story.json` in `voiceprep/storytelling`.

    python -m training.train_story [--out build/story]

Learns from the labelled answers in `training/data/star`, cut into clauses as they are cut at run time.
First on four answers of five, for the figures in the record, which the fifth answers give; then on all. A
checkpoint is written after each pass; the same command goes on where the last one stopped. The held-out
answers of `benchmarks/star` are not looked at here.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import random
import sys
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from benchmarks.star.figures import figures, found_in
from training.int8 import CATALOGUE, note_hash, write_int8
from training.star_data import FIT, ROOT, LabelledAnswer, load_answers
from training.story_cuts import Shown, cut
from training.story_model import CHECKABLE_SHARE, TELLING_SHARE, StoryNetwork, Vectors, loss_of
from voiceprep.judging.minilm import open_network, word_pieces
from voiceprep.models.catalogue import MINILM_FP32, STORY
from voiceprep.models.resolve import resolve
from voiceprep.storytelling.in_context import ContextEncoder
from voiceprep.storytelling.model import from_json
from voiceprep.storytelling.reader import ChainStoryReader

if TYPE_CHECKING:
    from collections.abc import Sequence

SEED = 0
PASSES = 5
BATCH = 8
"""Answers."""
POOL = 8
"""Batches that are sorted by length together, so that little is padding."""
RATES = {"encoder": 1e-4, "heads": 3e-3}
WARM_UP = 40
LEFT_OUT = 5
"""One answer in so many is left out for the record."""
BARE = 0.25
"""Share of the answers shown in small letters and without punctuation, as some recognisers write."""
FOLDER = ROOT / "voiceprep/storytelling"


def train(answers: Sequence[LabelledAnswer], out: Path) -> StoryNetwork:
    """PASSES over the answers; goes on from `out` where that is a checkpoint.

    Raises ValueError where that is one of another training.
    """
    shown = [Shown(cut(answer), cut(answer, bare=True)) for answer in answers]
    torch.manual_seed(SEED)
    network = StoryNetwork(resolve(MINILM_FP32).path)
    groups = [
        {"params": [p for p in network.encoder.parameters() if p.requires_grad], "rate": RATES["encoder"]},
        {
            "params": [p for name, p in network.named_parameters() if not name.startswith("encoder.")],
            "rate": RATES["heads"],
        },
    ]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
    done = 0
    if out.exists():
        saved: dict[str, Any] = torch.load(out, weights_only=True)
        if saved["of"] != _fingerprint(shown):
            message = f"{out} is of another training; remove it, or give another --out"
            raise ValueError(message)
        network.load_state_dict(saved["network"])
        optimizer.load_state_dict(saved["optimizer"])
        done = saved["passes"]
    for number in range(done, PASSES):
        _one_pass(number, network, optimizer, shown)
        state = {
            "of": _fingerprint(shown),
            "network": network.state_dict(),
            "optimizer": optimizer.state_dict(),
            "passes": number + 1,
        }
        torch.save(state, out.with_suffix(".tmp"))
        os.replace(out.with_suffix(".tmp"), out)  # noqa: PTH105 (atomic)
    return network


def _fingerprint(shown: Sequence[Shown]) -> str:
    """Of everything that the training depends on, but for the code."""
    seen = [
        (made.texts, made.labels, made.cues.tolist(), made.answer.telling, made.answer.checkable)
        for one in shown
        for made in (one.usual, one.bare)
    ]
    settings = (SEED, PASSES, BATCH, POOL, RATES, WARM_UP, BARE, TELLING_SHARE, CHECKABLE_SHARE)
    return sha256(repr((settings, seen)).encode()).hexdigest()


def _one_pass(
    number: int, network: StoryNetwork, optimizer: torch.optim.Optimizer, shown: Sequence[Shown]
) -> None:
    chooser = random.Random(f"{SEED}-{number}")
    torch.manual_seed(SEED + number)
    vectors, total = Vectors(network), PASSES * math.ceil(len(shown) / BATCH)
    step, mean = number * math.ceil(len(shown) / BATCH), 0.0
    network.train()
    for batch in batches(shown, chooser):
        step += 1
        for group in optimizer.param_groups:
            group["lr"] = group["rate"] * min(step / WARM_UP, max(0.02, 1 - step / total))
        cuts = [one.bare if chooser.random() < BARE else one.usual for one in batch]
        loss = loss_of(network, vectors.of([one.texts for one in cuts]), cuts)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
        mean = 0.97 * mean + 0.03 * loss.item() if mean else loss.item()
        if step % 20 == 0:
            print(f"{step}/{total} loss {mean:.3f}", flush=True)


def batches(shown: Sequence[Shown], chooser: random.Random) -> list[Sequence[Shown]]:
    """Batches of like length, in random order."""
    order = list(shown)
    chooser.shuffle(order)
    found = []
    for pool in _groups(order, BATCH * POOL):
        found += _groups(sorted(pool, key=lambda one: sum(map(len, one.usual.texts))), BATCH)
    chooser.shuffle(found)
    return found


def _groups(shown: Sequence[Shown], size: int) -> list[Sequence[Shown]]:
    return [shown[at : at + size] for at in range(0, len(shown), size)]


def weights_of(network: StoryNetwork) -> dict[str, Any]:
    """What is made of the vectors, as `voiceprep.storytelling.model` reads it."""

    def rounded(*tensors: torch.Tensor) -> Any:
        return np.round(torch.cat(tensors).detach().double().numpy(), 5).tolist()

    def rows(layer: torch.nn.Linear) -> Any:
        return rounded(layer.weight.T, layer.bias[None])

    return {
        "clause_weights": rows(network.parts),
        "chain": {name: rounded(getattr(network, name)) for name in ("follows", "begins", "ends")},
        "answer_weights": rows(network.tellings),
        "outcome_weights": rounded(network.checkable.weight[0], network.checkable.bias),
    }


class Exported(ContextEncoder):
    """The encoder in that file, which the catalogue need not know."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path

    def load(self) -> None:
        if self._session is None:
            self._tokenizer = word_pieces()
            self._session = open_network(self._path, threads=self._threads)


def read_by(network: StoryNetwork, answers: Sequence[LabelledAnswer], file: Path) -> dict[str, float]:
    """The figures of those answers by name, read as by the network's int8 `file`, which is written."""
    write_int8(network, file, output="states")
    reader = ChainStoryReader(Exported(file), from_json({"version": "part", **weights_of(network)}))
    found = figures([(one, found_in(one, reader.read(one.words))) for one in answers])
    return {one.name: one.value for one in found}


def write(network: StoryNetwork, folder: Path, record: dict[str, Any]) -> None:
    """Both files; `record`: how they were made."""
    write_int8(network, folder / STORY.files[0].name, output="states")
    weights = weights_of(network)
    document = {
        "version": f"2-{sha256(json.dumps(weights).encode()).hexdigest()[:8]}",
        "record": record,
        **weights,
    }
    (folder / "story.json").write_text(json.dumps(document, ensure_ascii=False) + "\n", encoding="utf-8")
    note_hash(folder / STORY.files[0].name, CATALOGUE)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=FIT)
    parser.add_argument("--out", type=Path, default=ROOT / "build/story")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    answers = load_answers(args.data)
    order = list(range(len(answers)))
    random.Random(SEED).shuffle(order)
    left_out = set(order[::LEFT_OUT])
    print(f"{len(answers) - len(left_out)} of {len(answers)} answers", flush=True)
    learned = [one for at, one in enumerate(answers) if at not in left_out]
    part = train(learned, args.out / "part.pt")
    asked = [answers[at] for at in sorted(left_out)]
    record = {
        "command": "python -m training.train_story",
        "data": {"answers": len(answers), "sha256": sha256(args.data.read_bytes()).hexdigest()},
        "seed": SEED,
        "passes": PASSES,
        "rates": RATES,
        "left_out": f"one answer in {LEFT_OUT}, read by a network that the others trained",
        "figures": read_by(part, asked, args.out / "part.onnx"),
    }
    print(json.dumps(record, indent=2))
    print("all answers", flush=True)
    write(train(answers, args.out / "all.pt"), FOLDER, record)
    return 0


if __name__ == "__main__":
    sys.exit(main())
