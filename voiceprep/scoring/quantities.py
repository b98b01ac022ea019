"""Whether words carry a figure: digits, number words, fractions, and "a week" where it is a measure."""

from __future__ import annotations

import re

_NUMBERS = (
    "ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|hundreds?|thousands?"
    "|millions?|billions?|dozens?|zero|percent"
)
_ONES = "two|three|four|five|six|seven|eight|nine"
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_PARTS = (
    "half|halves|halved?|halving|thirds|quarters|tenths|twice|doubled?|doubling|tripled?|tripling|trebled?"
    "|quadrupled?|(?:two|three|four|five|ten)fold"
)
_FRACTIONS = "third|fifth|sixth|eighth|tenth"
_WHO = "party|parties|person|engineer|colleague|developer|team"
_COUNTED = f"{_WHO}|time|attempt|try|option|way|reason|thing|day|week"
"""Behind "a third" and its like they make an ordinal of it; behind "by a third" only who may have done it."""
_ORDINALS = "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth"
_UNITS = "minute|hour|week|fortnight|month|year|decade|euro|dollar|pound|cent|kilo|kilogram|litre|liter|mile"
_NIGHT_AND_DAY = "day|night"
_MEASURED = "in|within|after|for|by|than|least|just|only|took|takes|another"
_ONLY_SOUNDS_SO = re.compile(
    rf"\b\d+(?:st|nd|rd|th)\b|\b(?:{_TENS})(?:-(?:{_ORDINALS})| (?:first|third|fourth|fifth))\b"
    rf"|\b(?:number|line|room|route) \d+\b|\bthe (?:{_ONES}) of (?:us|them|you)\b"
    r"|\b(?:first|second|other|better) half\b"
)
"""Ordinals, what has a number for its name, people named by how many they are, and the half of a game."""
_QUANTITY = re.compile(
    rf"(?<![a-z\d])\d|%|\b(?:{_NUMBERS}|{_ONES}|{_TENS}|{_PARTS})\b"
    rf"|\b(?:an?|one) quarter\b|\bby (?:an?|one) (?:{_FRACTIONS})\b(?! (?:{_WHO})\b)"
    rf"|\b(?:an?|one) (?:{_FRACTIONS})\b(?! (?:{_COUNTED})\b)"
    rf"|\bevery (?:third|fourth|fifth|tenth)\b|\bone second\b|(?<!the )\b(?:only|just) one\b"
    rf"|\b(?:an?|one) (?:whole |full |single )?(?:{_UNITS})\b"
    rf"|\ba (?:{_NIGHT_AND_DAY})\b|\b(?:an?|one) (?:whole|full|single) (?:{_NIGHT_AND_DAY})\b"
    rf"|\b(?:{_MEASURED}) one (?:{_NIGHT_AND_DAY})\b"
    r"|\b(?:by|up|down) (?:an?|one) (?:point|degree)\b|\bone degree\b"
)


def has_quantity(text: str) -> bool:
    """Whether the text carries a figure.

    None are ordinals ("the second time", "the 21st", "a third party"), "one of them", "the two of us", "one
    day" in a story, and a point that somebody has.
    """
    return _QUANTITY.search(_ONLY_SOUNDS_SO.sub(" ", text.lower())) is not None
