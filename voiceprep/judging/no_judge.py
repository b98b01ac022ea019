"""The judge that does not judge: answers are kept and transcribed, and their takes say so."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voiceprep.judging.interface import Claim, Judgement
    from voiceprep.values import Word


class NoJudge:
    """Has no verdict on anything."""

    identity = "none"

    def load(self) -> None:
        """Nothing to load."""

    def judge(
        self,
        claims: Sequence[Claim],  # noqa: ARG002 (nothing is looked at)
        answer: Sequence[Word],  # noqa: ARG002
        *,
        question: str = "",  # noqa: ARG002
    ) -> list[Judgement]:
        """No judgements at all, whatever the claims."""
        return []
