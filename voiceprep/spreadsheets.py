"""Text in CSV files that no spreadsheet takes for a formula."""

from __future__ import annotations

import re

_SIGNS = "=+\\-@\uff1d\uff0b\uff0d\uff20"
"""What a formula begins with; the wide forms of East Asia count too."""
_BREAK = r"(?='*[\t\r\n])"
_FORMULA = rf"(?=[\s'\0\ufeff]*[{_SIGNS}])"
_CELL = r"(?:\A|(?<=[;\t\r\n]))"
"""Where a cell begins: with a text, and within it where a spreadsheet that parts cells by semicolons or tabs
would begin another, for to such a one our quotes say nothing."""
_BARE = re.compile(rf"\A{_BREAK}|{_CELL}{_FORMULA}")
_MARKED = re.compile(rf"\A'{_BREAK}|{_CELL}'{_FORMULA}")


def harmless(text: str) -> str:
    """The text with an apostrophe before whatever would be run."""
    return _BARE.sub("'", text)


def restored(text: str) -> str:
    """What `harmless` was given."""
    return _MARKED.sub("", text)
