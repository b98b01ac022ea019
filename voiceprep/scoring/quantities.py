"""Whether words carry a figure: digits, number words, fractions, and "a week" where it is a measure."""

from __future__ import annotations

import re

_TEENS = "ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
_NUMBERS = f"{_TEENS}|hundreds?|thousands?|millions?|billions?|dozens?|zero|percent"
_ONES = "two|three|four|five|six|seven|eight|nine"
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_PARTS = (
    "half|halves|halved?|halving|thirds|quarters|tenths|twice|doubled?|doubling|tripled?|tripling|trebled?"
    "|quadrupled?|(?:two|three|four|five|ten)fold"
)
_FRACTIONS = "third|fifth|sixth|eighth|tenth"
_WHO = "party|parties|person|engineer|colleague|developer|team"
"""Behind "by a third" they may be who has done it."""
_COUNTED = f"{_WHO}|time|attempt|try|option|way|reason|thing|day|week"
"""Behind "one third" and its like they make an ordinal of it."""
_OF_A_WHOLE = (
    "of|fewer|less|more|lower|higher|faster|slower|cheaper|smaller|shorter|longer|quicker|bigger|larger|better"
    "|as|to|in|than|and|or|but|on|at|by|for|from|off|down|up|over|with|without|within|before|after|during|since"
    "|because|through|using|via|across|into|per|when|while|if|so|that|again|already|now|then|was|were|is|are"
    "|left|came|went|stayed|remained|remains|dropped|fell|had|have|did|agreed|answered|returned|wanted|year|each"
)
"""Behind "a third" they let it be a fraction; anything else is mostly what comes third: "a third service"."""
_ORDINALS = "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth"
_UNITS = "minute|hour|week|fortnight|month|year|decade|euro|dollar|pound|cent|kilo|kilogram|litre|liter|mile"
_NIGHT_AND_DAY = "day|night"
_MEASURES = f"(?:{_UNITS}|second|{_NIGHT_AND_DAY})s"
"""Behind a number they are what is counted: "it saved the page two seconds" is about no second page."""
_MEASURED = "in|within|after|for|by|than|least|just|only|took|takes|another"
_NAMED = (
    "python|windows|https?|java|php|angular|vue|web|ubuntu|debian|android|ios|macos|postgres|postgresql|mysql"
    "|kubernetes|redis|node|tensorflow|pytorch|oauth|tls|usb|version|number|line|room|route|layer|tier|level"
    "|phase|step|section|chapter|page|paragraph"
)
"""What has a number for its name."""
_NUMBERED = "section|chapter|page|paragraph|line|number|version|step"
"""The same, also with numbers of more than one digit in words."""
_NAMED_OR_DONE = "release|stage|port"
"""The same, but where they are verbs: "we release three features"."""
_ONLY_SOUNDS_SO = re.compile(
    rf"\b\d+(?:st|nd|rd|th)\b|\b(?:{_TENS})(?:-(?:{_ORDINALS})| (?:first|third|fourth|fifth))\b"
    rf"|\b(?:{_NAMED})[ /-]?(?:v?\d+(?:\.\d+)*|(?:{_ONES}))\b(?! ?%| (?:percent|times|{_MEASURES})\b)"
    rf"|\b(?:{_NUMBERED}) (?:{_TEENS})\b(?! ?%| (?:percent|times|(?!was\b|is\b|has\b)[a-z]+s)\b)"
    rf"|\b(?:{_NAMED_OR_DONE}) (?:\d+(?:\.\d+)*|(?:{_ONES}))\b(?! (?!was\b|is\b|has\b)[a-z]+s\b)"
    rf"|\bthe (?:{_ONES}) of (?:us|them|you)\b|\b(?:first|second|other|better) half\b"
    r"|\bhalf[- ](?:heart(?:ed\w*)?|bak(?:ed|ing)|wit(?:s|ted\w*)?)\b|\bdouble-(?!digit|figure)\w+"
    r"|\bdouble (?:check(?:s|ed|ing)?|click(?:s|ed|ing)?|book(?:s|ed|ings?)?)\b"
    r"|\bhigh[- ]fives?\b|\bcloud nine\b"
)
"""Ordinals, what has a number for its name, people named by how many they are, the half of a game, and words
that have become one thing with another: "double-checked", "half-hearted", "a high five"."""
_QUANTITY = re.compile(
    rf"(?<![a-z\d])\d|%|\b(?:{_NUMBERS}|{_ONES}|{_TENS}|{_PARTS})\b"
    rf"|\b(?:an?|one) quarter\b|\bby (?:an?|one) (?:{_FRACTIONS})\b(?![- ](?:{_WHO})\b)"
    rf"|\bone (?:{_FRACTIONS})\b(?![- ](?:{_COUNTED})\b)"
    rf"|\ban? (?:{_FRACTIONS})\b(?:(?=[.,;:!?]|$)| (?:{_OF_A_WHOLE})\b)"
    rf"|\bevery (?:third|fourth|fifth|tenth)\b|\bone second\b|(?<!the )\b(?:only|just) one\b"
    rf"|\b(?:an?|one) (?:whole |full |single )?(?:{_UNITS})\b"
    rf"|\ba (?:{_NIGHT_AND_DAY})\b|\b(?:an?|one) (?:whole|full|single) (?:{_NIGHT_AND_DAY})\b"
    rf"|\b(?:{_MEASURED}) one (?:{_NIGHT_AND_DAY})\b"
    r"|\b(?:by|up|down) (?:an?|one) (?:point|degree)\b|\bone degree\b"
)


def has_quantity(text: str) -> bool:
    """Whether the text carries a figure.

    None are ordinals ("the second time", "the 21st", "a third service"), "one of them", "the two of us", "one
    day" in a story, a point that somebody has, and names ("Python 3", "cloud nine").
    """
    return _QUANTITY.search(_ONLY_SOUNDS_SO.sub(" ", text.lower())) is not None
