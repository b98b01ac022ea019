"""The judge's network: a small BERT that reads claim and text together, and a head of four outcomes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import nn
from transformers import BertModel

from training.judge_rows import OUTCOMES

if TYPE_CHECKING:
    from pathlib import Path

MAX_TOKENS = 128
"""Claim and window together; a window has at most 40 words (`made_answers.WINDOWS`)."""


def encoder_to_train(start: Path) -> BertModel:
    """The MiniLM encoder in that folder, its word embeddings held fast."""
    encoder: BertModel = BertModel.from_pretrained(
        str(start), add_pooling_layer=False, attn_implementation="eager"
    )
    # The vocabulary is far larger than the training set: what it does not touch must stay as it was.
    for parameter in encoder.embeddings.word_embeddings.parameters():
        parameter.requires_grad = False
    return encoder


class JudgeModel(nn.Module):
    """MiniLM encoder; mean and first vector; one hidden layer; a logit per outcome."""

    def __init__(self, start: Path) -> None:
        super().__init__()
        self.encoder = encoder_to_train(start)
        width = self.encoder.config.hidden_size
        self.hidden = nn.Linear(2 * width, width)
        self.dropout = nn.Dropout(0.1)
        self.outcomes = nn.Linear(width, len(OUTCOMES))

    def forward(
        self, input_ids: torch.Tensor, attention_mask: torch.Tensor, token_type_ids: torch.Tensor
    ) -> torch.Tensor:
        """Logits, shape (batch, 4), from integer tensors of shape (batch, tokens)."""
        states = self.encoder(
            input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids
        ).last_hidden_state
        mask = attention_mask.unsqueeze(-1).to(states.dtype)
        mean = (states * mask).sum(dim=1) / mask.sum(dim=1)
        both = torch.cat([states[:, 0], mean], dim=-1)
        logits: torch.Tensor = self.outcomes(self.dropout(nn.functional.gelu(self.hidden(both))))
        return logits
