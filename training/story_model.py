"""The network that reads stories: a small BERT over a whole answer, and what is made of its clauses."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

import torch
from torch import nn
from torch.nn import functional

from training.judge_model import encoder_to_train
from voiceprep.judging.minilm import word_pieces
from voiceprep.story import Part
from voiceprep.storytelling.cues import NAMES
from voiceprep.storytelling.features import PLACES
from voiceprep.storytelling.in_context import BEGINS, ENDS, ROOM, pieces_of
from voiceprep.storytelling.model import PARTS, TELLINGS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from training.story_cuts import Cut

CUES = len(NAMES)
TELLING_SHARE, CHECKABLE_SHARE = 0.3, 0.1
"""Of the losses of what kind of answer it is, and of whether a result can be checked."""


class StoryNetwork(nn.Module):
    """MiniLM encoder; the parts by a chain over the clauses; what kind of answer; whether it can be checked.

    The heads see what `voiceprep.storytelling.features` makes of an answer, but for the last column of ones.
    """

    def __init__(self, start: Path) -> None:
        super().__init__()
        self.encoder = encoder_to_train(start)
        width, parts = self.encoder.config.hidden_size, len(PARTS)
        self.dropout = nn.Dropout(0.1)
        self.parts = nn.Linear(width + 2 * CUES + PLACES, parts)
        # Cues and places begin without weight.
        with torch.no_grad():
            self.parts.weight[:, width:] = 0.0
        self.tellings = nn.Linear(width + CUES, len(TELLINGS))
        self.checkable = nn.Linear(width, 1)
        self.follows = nn.Parameter(torch.zeros(parts, parts))
        self.begins = nn.Parameter(torch.zeros(parts))
        self.ends = nn.Parameter(torch.zeros(parts))

    def forward(
        self, input_ids: torch.Tensor, attention_mask: torch.Tensor, token_type_ids: torch.Tensor
    ) -> torch.Tensor:
        """States, shape (answers, word pieces, 384), from integer tensors of shape (answers, word pieces)."""
        states: torch.Tensor = self.encoder(
            input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids
        ).last_hidden_state
        return states


def chain_loss(network: StoryNetwork, scores: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    """Negative logarithm of the probability of a row of labels (Lafferty and others 2001).

    `scores`: shape (clauses, parts); `labels`: shape (clauses,).
    """
    told = scores[torch.arange(len(labels)), labels].sum()
    told = told + network.begins[labels[0]] + network.ends[labels[-1]]
    told = told + network.follows[labels[:-1], labels[1:]].sum()
    ways = scores[0] + network.begins
    for row in scores[1:]:
        ways = torch.logsumexp(ways[:, None] + network.follows, dim=0) + row
    return torch.logsumexp(ways + network.ends, dim=0) - told


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
