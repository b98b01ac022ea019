"""The judge that does not judge."""

from __future__ import annotations

import pytest

from tests.builders import typed
from voiceprep.judging.interface import Claim
from voiceprep.judging.no_judge import NoJudge

CLAIM = Claim("A hash map finds a value by its key.")


@pytest.mark.parametrize("claims", [[], [CLAIM], [CLAIM, CLAIM]])
@pytest.mark.parametrize("text", ["", CLAIM.text])
def test_it_has_no_judgement_on_anything(claims: list[Claim], text: str) -> None:
    assert NoJudge().judge(claims, typed(text), question="How?") == []


def test_it_needs_nothing_and_says_that_it_is_none() -> None:
    judge = NoJudge()
    judge.load()
    assert judge.identity == "none"
