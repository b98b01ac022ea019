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
        "one third fewer calls",
        "a third of them came back",
        "it fell by a fifth week over week",
        "a quarter people left",
        "one fifth of the cost",
        "every third customer came back",
        "we managed to halve it",
        "the traffic has quadrupled",
        "a tenfold increase",
        "it was done in one day",
        "within one night",
        "it rose by a point",
        "one degree warmer",
        "twenty-one of them came",
        "two of them came",
        "a thirty second delay",
        "we are down to a kilo of waste",
        "a litre less per day",
        "we were done at half past nine",
        "it is 3x as fast",
        "from 900 to 20ms",
        "it costs $40 now",
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
        "the 2nd time it worked",
        "on the 21st of May",
        "on the twenty-first of May",
        "until the thirty first of March",
        "the two of us still talk",
        "it made the three of them laugh",
        "One day she came back.",
        "one night the phone rang",
        "she had a point",
        "at one point he smiled",
        "they agreed to a degree",
        "he tore it in the second half",
        "she drives the number 14 again",
        "in the end we were on EC2 with k8s and OAuth2",
        "the B52 landed",
        "line 7 was never late again",
        "we handed it over to a third party",
        "a fifth engineer joined us",
        "it was run by a third party",
        "on a third attempt it held",
    ],
)
def test_ordinals_and_one_of_them_do_not(text: str) -> None:
    assert not has_quantity(text)
