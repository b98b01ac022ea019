"""A judge whose verdicts one can work out in one's head."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.builders import judgement
from voiceprep.judging.lexical import content_stems

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voiceprep.judging.interface import Claim, Judgement
    from voiceprep.values import Word


class WordJudge:
    """A claim is stated where its words of content are said, and contradicted where a misconception is."""

    identity = "word judge"

    def load(self) -> None: ...

    def judge(
        self, claims: Sequence[Claim], answer: Sequence[Word], *, question: str = ""
    ) -> list[Judgement]:
        said = set(content_stems(" ".join(word.text for word in answer)))
        return [self._one(claim, said) for claim in claims]

    def _one(self, claim: Claim, said: set[str]) -> Judgement:
        if set(content_stems(claim.text)) <= said:
            return judgement(states=0.99)
        if any(set(content_stems(wrong)) <= said for wrong in claim.misconceptions):
            return judgement(opposite=0.99, contrary_words=(0, 1))
        return judgement()
