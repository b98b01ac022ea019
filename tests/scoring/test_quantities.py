"""What counts as a figure, and what only sounds like one."""

from __future__ import annotations

import pytest

from voiceprep.scoring.quantities import has_quantity


@pytest.mark.parametrize(
    "text",
    [
        "It went down by 40 percent.",
        "we finished two weeks earlier",
        "Three of them stayed.",
        "the walking has halved",
        "It is twice as fast now.",
        "nearly a fifth less",
        "almost two thirds",
        "They stayed an hour longer.",
        "one year and more",
        "there was only one further case",
        "Dozens of people came.",
        "at 10:52 the first order came in",
        "zero complaints",
        "a full week ahead",
    ],
)
def test_a_figure_of_any_kind_counts(text: str) -> None:
    assert has_quantity(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "No one complained.",
        "the second time it worked",
        "one of them runs the region",
        "the only one who stayed",
        "everyone was happy",
        "I was often there",
        "She weighed her words.",
        "a secondary matter",
    ],
)
def test_ordinals_and_one_of_them_do_not(text: str) -> None:
    assert not has_quantity(text)
