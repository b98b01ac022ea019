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
from dataclasses import dataclass
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch.nn import functional

from benchmarks.star.figures import figures, found_in
from training.int8 import CATALOGUE, note_hash, write_int8
from training.star_data import FIT, ROOT, LabelledAnswer, labels_of, load_answers
from training.story_model import CUES, StoryNetwork, chain_loss
from voiceprep.judging.minilm import open_network, word_pieces
from voiceprep.models.catalogue import MINILM_FP32, STORY
from voiceprep.models.resolve import resolve
from voiceprep.story import Part
from voiceprep.storytelling.clauses import clauses
from voiceprep.storytelling.features import clause_features
from voiceprep.storytelling.in_context import BEGINS, ENDS, ROOM, ContextEncoder, pieces_of
from voiceprep.storytelling.model import PARTS, TELLINGS, from_json
from voiceprep.storytelling.reader import ChainStoryReader
from voiceprep.values import Word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

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
TELLING_SHARE, CHECKABLE_SHARE = 0.3, 0.1
"""Of the losses of what kind of answer it is, and of whether a result can be checked."""
BARE = 0.25
"""Share of the answers shown in small letters and without punctuation, as some recognisers write."""
FOLDER = ROOT / "voiceprep/storytelling"
_SIGNS = '.,;:!?"()[]\u2013\u2014\u2026'


@dataclass(frozen=True, slots=True)
class Cut:
    """A labelled answer, cut as at run time."""

    answer: LabelledAnswer
    texts: tuple[str, ...]
    labels: tuple[int, ...]
    """Columns of PARTS."""
    cues: NDArray[np.float32]
    """Columns of `clause_features` between the vectors and the ones."""


@dataclass(frozen=True, slots=True)
class Shown:
    """An answer as it was written down, and bare."""

    usual: Cut
    bare: Cut


def cut(answer: LabelledAnswer, *, bare: bool = False) -> Cut:
    """As at run time; `bare`: of words in small letters, without the signs around them."""
    words = tuple(Word(without_signs(word.text)) for word in answer.words) if bare else answer.words
    ranges = clauses(words)
    texts = tuple(" ".join(word.text for word in words[first:last]) for first, last in ranges)
    nothing = np.zeros((len(texts), 0), dtype=np.float32)
    cues = clause_features(texts, nothing)[:, :-1].astype(np.float32)
    return Cut(answer, texts, tuple(PARTS.index(part) for part in labels_of(answer, ranges)), cues)


def without_signs(word: str) -> str:
    """In small letters; what stands within it stays: "10:52", "twenty-five"."""
    return word.lower().strip(_SIGNS) or word


class Vectors:
    """The clauses' vectors of several answers, by a network in training."""

    def __init__(self, network: StoryNetwork) -> None:
        self._network = network
        self._tokenizer = word_pieces()

    def of(self, answers: Sequence[Sequence[str]]) -> list[torch.Tensor]:
        """For the clauses of each answer one row a clause."""
        pieces = [[pieces_of(self._tokenizer, text) for text in texts] for texts in answers]
        rows = [[BEGINS, *chain(*one), ENDS] for one in pieces]
        width = max(map(len, rows))
        if width > ROOM + 2:
            message = f"an answer has {width - 2} word pieces, and there is room for {ROOM}"
            raise ValueError(message)
        ids = torch.tensor([row + [0] * (width - len(row)) for row in rows])
        mask = torch.tensor([[1] * len(row) + [0] * (width - len(row)) for row in rows])
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=self._network.training):
            states = self._network(ids, mask, torch.zeros_like(ids))
        return [_means(row, list(map(len, one))) for row, one in zip(states.float(), pieces, strict=True)]


def _means(states: torch.Tensor, lengths: Sequence[int]) -> torch.Tensor:
    """The mean state of each clause; `states` begin with the one that stands before the first."""
    pool = torch.zeros(len(lengths), len(states))
    at = 1
    for clause, length in enumerate(lengths):
        pool[clause, at : at + length] = 1 / max(1, length)
        at += length
    return pool @ states


def loss_of(network: StoryNetwork, vectors: Sequence[torch.Tensor], cuts: Sequence[Cut]) -> torch.Tensor:
    """Of the parts per clause, of the kinds per answer, and of the results that could be checked."""
    parts = torch.zeros(())
    kinds, results, checkable = [], [], []
    for rows, one in zip(vectors, cuts, strict=True):
        cues = torch.from_numpy(one.cues)
        scores = network.parts(torch.cat([network.dropout(rows), cues], dim=1))
        parts = parts + chain_loss(network, scores, torch.tensor(one.labels))
        kinds.append(network.tellings(torch.cat([rows.mean(dim=0), cues[:, :CUES].mean(dim=0)])))
        told = [at for at, label in enumerate(one.labels) if PARTS[label] is Part.RESULT]
        if told:
            results.append(network.checkable(rows[told].mean(dim=0))[0])
            checkable.append(float(one.answer.checkable))
    truth = torch.tensor([TELLINGS.index(one.answer.telling) for one in cuts])
    loss = parts / sum(len(one.labels) for one in cuts)
    loss = loss + TELLING_SHARE * functional.cross_entropy(torch.stack(kinds), truth)
    if results:
        found = functional.binary_cross_entropy_with_logits(torch.stack(results), torch.tensor(checkable))
        loss = loss + CHECKABLE_SHARE * found
    return loss


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
            message = f"{out} is of another training"
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
    seen = [(one.usual.texts, one.usual.labels, one.bare.texts, one.bare.labels) for one in shown]
    return sha256(repr((SEED, PASSES, BATCH, POOL, RATES, BARE, seen)).encode()).hexdigest()


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
