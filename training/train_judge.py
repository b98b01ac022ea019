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
from dataclasses import dataclass, replace
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


@dataclass(frozen=True, slots=True)
class Stage:
    """One part of the schedule."""

    name: str
    passes: int
    peak_rate: float
    own: bool
    """Whether our own contrast sets and the bank are among the rows."""
    public_share: float
    """Factor on the shares of the public inference pairs."""
    student_share: float
    """Factor on those of the student answers, which are nearest to our task."""
    answers: int = 0
    """Answers per topic of our sets that are made up in every pass and cut into windows."""
    spoken: int = 0
    """How often a spoken answer is cut into windows in every pass, each time elsewhere."""
    own_share: float = 1.0
    """Factor on the shares of our own single texts."""
    courses: int = 0
    """How often an answer to a course question is cut into windows in every pass."""


STAGES = (
    Stage("general", 1, 8e-5, own=False, public_share=1.0, student_share=1.0),
    Stage("own", 6, 8e-5, own=True, public_share=0.25, student_share=0.7, answers=2),
    # Statements alone and answers put together from them do not look like an answer that somebody gives.
    Stage(
        "spoken",
        2,
        4e-5,
        own=True,
        public_share=0.03,
        student_share=0.2,
        answers=1,
        spoken=2,
        own_share=0.12,
    ),
    # References as teachers write them, and answers that are mostly right.
    Stage(
        "courses",
        1,
        4e-5,
        own=True,
        public_share=0.06,
        student_share=0.5,
        answers=1,
        spoken=1,
        own_share=0.25,
        courses=1,
    ),
)


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
        rows = _rows(stage, data)
        maker = Maker(
            rows,
            topics(contrast_claims()) if stage.own else (),
            answers=stage.answers,
            spoken=stage.spoken,
            courses=stage.courses,
        )
        examples = maker.one_pass(random.Random(f"{SEED}-{number}-{turn}"))
        planned = step + len(examples) * (stage.passes - turn) / BATCH
        print(f"stage {stage.name}, pass {turn}: {len(rows)} rows, about {planned:.0f} steps", flush=True)
        skipped = min(max(0, done - step), math.ceil(len(examples) / BATCH))
        step += skipped
        for batch in batches(examples, tokenizer, skip=skipped):
            step += 1
            for group in optimizer.param_groups:
                group["lr"] = stage.peak_rate * min(step / WARM_UP, max(0.02, 1 - step / planned))
            allowed = batch.pop("allowed")
            model.train()
            with torch.autocast("cpu", dtype=torch.bfloat16):
                logits = model(**batch)
            loss = loss_of(logits, allowed)
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            optimizer.zero_grad()
            mean = 0.98 * mean + 0.02 * loss.item() if mean else loss.item()
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
