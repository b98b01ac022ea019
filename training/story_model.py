"""The network that reads stories: a small BERT over a whole answer, and what is made of its clauses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import nn
from transformers import BertModel

from voiceprep.storytelling.cues import NAMES
from voiceprep.storytelling.features import PLACES
from voiceprep.storytelling.model import PARTS, TELLINGS

if TYPE_CHECKING:
    from pathlib import Path

CUES = len(NAMES)


class StoryNetwork(nn.Module):
    """MiniLM encoder; the parts by a chain over the clauses; what kind of answer; whether it can be checked.

    The heads see what `voiceprep.storytelling.features` makes of an answer, but for the last column of ones.
    """

    def __init__(self, start: Path) -> None:
        super().__init__()
        self.encoder = BertModel.from_pretrained(
            str(start), add_pooling_layer=False, attn_implementation="eager"
        )
        # The vocabulary is far larger than the training set: what it does not touch must stay as it was.
        for parameter in self.encoder.embeddings.word_embeddings.parameters():
            parameter.requires_grad = False
        width, parts = self.encoder.config.hidden_size, len(PARTS)
        self.dropout = nn.Dropout(0.1)
        self.parts = nn.Linear(width + 2 * CUES + PLACES, parts)
        # Only the vectors begin somewhere.
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
