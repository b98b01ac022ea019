"""Train the judge, resumable at any time.

    python -m training.train_judge [--out build/judge] [--data ../shared/data/judging]

Four stages: the public labelled pairs first, then everything with our own contrast sets, then whole spoken
answers among them, then answers to course questions. A checkpoint is written every few minutes and at the end
of a stage; the same command goes on where the last one stopped. `python -m training.export_judge` makes
the files that ship.
"""

from __future__ import annotations

import argparse
import math
import os
import random
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from tokenizers import BertWordPieceTokenizer

from training.examples import Maker
from training.judge_model import MAX_TOKENS, JudgeModel
from training.judge_rows import (
    OUTCOMES,
    PUBLIC,
    ROOT,
    STUDENTS,
    Row,
    bank_rows,
    contrast_claims,
    contrast_rows,
    public_rows,
    topics,
)
from training.judge_stages import STAGES, Stage
from voiceprep.models.catalogue import MINILM_FP32
from voiceprep.models.resolve import resolve

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from training.examples import Example

BATCH = 48
POOL = 40
"""Batches that are sorted by length together, so that little is padding."""
WARM_UP = 150
SAVE_SECONDS = 240
SEED = 11


def encoder() -> BertWordPieceTokenizer:
    """The word-piece tokenizer, cutting texts (never claims) to MAX_TOKENS."""
    tokenizer = BertWordPieceTokenizer(str(ROOT / "voiceprep/judging/minilm_vocab.txt"), lowercase=True)
    tokenizer.enable_truncation(MAX_TOKENS, strategy="only_second")
    return tokenizer


def batches(
    examples: Sequence[Example], tokenizer: BertWordPieceTokenizer, *, skip: int = 0
) -> Iterator[dict[str, torch.Tensor]]:
    """Padded batches of like length, from number `skip` on; the order depends on the examples alone."""
    mixer = random.Random(SEED)
    for first in range(0, len(examples), BATCH * POOL):
        if first + BATCH * POOL <= skip * BATCH:
            mixer.shuffle([None] * POOL)
            continue
        pool = [
            (tokenizer.encode(" ".join(one.claim.split()[:60]), one.text), one.allowed)
            for one in examples[first : first + BATCH * POOL]
        ]
        pool.sort(key=lambda pair: len(pair[0].ids))
        groups = [pool[at : at + BATCH] for at in range(0, len(pool), BATCH)]
        mixer.shuffle(groups)
        for group in groups[max(0, skip - first // BATCH) :]:
            width = max(len(encoding.ids) for encoding, _ in group)
            yield {
                "input_ids": torch.tensor([e.ids + [0] * (width - len(e.ids)) for e, _ in group]),
                "attention_mask": torch.tensor(
                    [[1] * len(e.ids) + [0] * (width - len(e.ids)) for e, _ in group]
                ),
                "token_type_ids": torch.tensor([e.type_ids + [0] * (width - len(e.ids)) for e, _ in group]),
                "allowed": torch.tensor([[name in allowed for name in OUTCOMES] for _, allowed in group]),
            }


def loss_of(logits: torch.Tensor, allowed: torch.Tensor) -> torch.Tensor:
    """Mean negative logarithm of the probability of the allowed outcomes together."""
    logs = logits.float().log_softmax(dim=-1)
    return -logs.masked_fill(~allowed, -math.inf).logsumexp(dim=-1).mean()


def train(out: Path, data: Path) -> None:
    """Run the stages that are not done yet."""
    torch.manual_seed(SEED)
    model = JudgeModel(resolve(MINILM_FP32).path)
    tokenizer = encoder()
    saved: dict[str, Any] = {"stage": 0, "step": 0}
    if (out / "checkpoint.pt").exists():
        saved = torch.load(out / "checkpoint.pt", weights_only=True)
        model.load_state_dict(saved["model"])
        print(f"going on in stage {saved['stage']} at step {saved['step']}", flush=True)
    if saved["stage"] == len(STAGES):
        print(f"{out} holds a finished training; give another --out to train anew.", flush=True)
    for number in range(saved["stage"], len(STAGES)):
        resumed = saved if number == saved["stage"] else {"step": 0}
        _run_stage(number, model, tokenizer, out=out, data=data, resumed=resumed)


def _run_stage(
    number: int,
    model: JudgeModel,
    tokenizer: BertWordPieceTokenizer,
    *,
    out: Path,
    data: Path,
    resumed: dict[str, Any],
) -> None:
    stage = STAGES[number]
    optimizer = torch.optim.AdamW(
        [p for p in model.parameters() if p.requires_grad], lr=stage.peak_rate, weight_decay=0.01, fused=True
    )
    if "optimizer" in resumed:
        optimizer.load_state_dict(resumed["optimizer"])
    step, done, mean, saved_at, begun = 0, int(resumed["step"]), 0.0, time.monotonic(), time.monotonic()
    for turn in range(stage.passes):
        examples = _examples(stage, data, random.Random(f"{SEED}-{number}-{turn}"))
        planned = step + len(examples) * (stage.passes - turn) / BATCH
        print(f"stage {stage.name}, pass {turn}: about {planned:.0f} steps", flush=True)
        skipped = min(max(0, done - step), math.ceil(len(examples) / BATCH))
        step += skipped
        for batch in batches(examples, tokenizer, skip=skipped):
            step += 1
            for group in optimizer.param_groups:
                group["lr"] = stage.peak_rate * min(step / WARM_UP, max(0.02, 1 - step / planned))
            loss = _learn(model, optimizer, batch)
            mean = 0.98 * mean + 0.02 * loss if mean else loss
            if step % 100 == 0:
                rate = (step - done) * BATCH / (time.monotonic() - begun)
                print(f"{stage.name} {step}/{planned:.0f} loss {mean:.3f} {rate:.0f} pairs/s", flush=True)
            if time.monotonic() - saved_at > SAVE_SECONDS:
                _save(
                    out,
                    {
                        "model": model.state_dict(),
                        "optimizer": optimizer.state_dict(),
                        "stage": number,
                        "step": step,
                    },
                )
                saved_at = time.monotonic()
    torch.save(model.state_dict(), out / f"{stage.name}.pt")
    _save(out, {"model": model.state_dict(), "stage": number + 1, "step": 0})


def _learn(model: JudgeModel, optimizer: torch.optim.Optimizer, batch: dict[str, torch.Tensor]) -> float:
    """One step; the loss before it."""
    allowed = batch.pop("allowed")
    model.train()
    with torch.autocast("cpu", dtype=torch.bfloat16):
        logits = model(**batch)
    loss = loss_of(logits, allowed)
    loss.backward()  # type: ignore[no-untyped-call]
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    optimizer.zero_grad()
    return loss.item()


def _examples(stage: Stage, data: Path, chooser: random.Random) -> list[Example]:
    """What one pass sees, in order."""
    maker = Maker(
        _rows(stage, data),
        topics(contrast_claims()) if stage.own else (),
        answers=stage.answers,
        spoken=stage.spoken,
        courses=stage.courses,
    )
    return maker.one_pass(chooser)


def _rows(stage: Stage, data: Path) -> list[Row]:
    rows = [
        replace(
            row, share=row.share * (stage.student_share if row.source in STUDENTS else stage.public_share)
        )
        for row in public_rows(data)
    ]
    own = [*contrast_rows(), *bank_rows()] if stage.own else []
    return [*rows, *(replace(row, share=row.share * stage.own_share) for row in own)]


def _save(out: Path, state: dict[str, Any]) -> None:
    torch.save(state, out / "checkpoint.tmp")
    os.replace(out / "checkpoint.tmp", out / "checkpoint.pt")  # noqa: PTH105 (atomic)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--out", type=Path, default=ROOT / "build/judge")
    parser.add_argument("--data", type=Path, default=PUBLIC)
    args = parser.parse_args()
    if not args.data.is_dir():
        print(f"The labelled pairs are not in {args.data}; give --data FOLDER.", file=sys.stderr)
        return 1
    args.out.mkdir(parents=True, exist_ok=True)
    train(args.out, args.data)
    return 0


if __name__ == "__main__":
    sys.exit(main())
