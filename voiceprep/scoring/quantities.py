"""Whether words carry a figure: digits, number words, fractions, and "a week" where it is a measure."""

from __future__ import annotations

import re

_NUMBERS = (
    "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen"
    "|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
    "|hundreds?|thousands?|millions?|billions?|dozens?|zero|percent"
)
_PARTS = "half|halves|halved|halving|thirds|quarters|tenths|twice|doubled?|doubling|tripled?|trebled?"
_FRACTIONS = "third|quarter|fifth|sixth|eighth|tenth"
_UNITS = "minute|hour|day|night|week|fortnight|month|year|decade|point|degree|euro|dollar|pound|cent"
_QUANTITY = re.compile(
    rf"\d|%|\b(?:{_NUMBERS}|{_PARTS})\b|\ba (?:{_FRACTIONS})\b|\bone second\b|(?<!the )\b(?:only|just) one\b"
    rf"|\b(?:an?|one) (?:whole |full |single )?(?:{_UNITS})\b"
)


def has_quantity(text: str) -> bool:
    """Whether the text carries a figure. Ordinals ("the second time") and "one of them" are none."""
    return _QUANTITY.search(text.lower()) is not None
