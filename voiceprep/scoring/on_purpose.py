"""Words that are said again on purpose: "very, very slow", "we had had", "step by step by step".

Pure: from the words around them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_FOR_EMPHASIS = frozenset({"very", "really", "many", "much", "far", "no", "yes", "does", "do", "did"})
"""Where a comma stands between: "no, no", but also "what it does, does not matter"."""
_THAT_FOLLOWS = frozenset(
    {"think", "thought", "believe", "know", "knew", "say", "said", "mean", "means", "meant", "show", "showed"}
    | {"shows", "find", "found", "see", "saw", "hope", "fact", "sure", "clear", "so", "noticed", "decided"}
)
"""Words before "that that" after which both are needed; behind a thing ("a tool that that") it is a slip."""
_LINKS = frozenset({"and", "by", "after", "upon", "on", "to"})
"""Between a word and itself."""
_SLIPS = frozenset({"i", "you", "he", "she", "it", "we", "they", "the", "a", "an", "this", "that"})
"""Words that nobody says again and again on purpose: "and I and I and I went"."""


def twice_on_purpose(word: str, *, before: str, comma: bool) -> bool:
    """Whether a word that follows itself does so for emphasis, or because the grammar has it so.

    `before`: the word before both, "" where a sentence begins with them. `comma`: whether one, or the like,
    is between them.
    """
    if comma:
        return word in _FOR_EMPHASIS
    return word == "had" or (word == "that" and (not before or before in _THAT_FOLLOWS))


def again_and_again(texts: Sequence[str], place: int) -> int:
    """How many words from there go "better and better and better"; 0 where they do not."""
    word, link = [*texts[place : place + 2], "", ""][:2]
    if link not in _LINKS or word in _SLIPS:
        return 0
    last = place
    while list(texts[last + 1 : last + 3]) == [link, word]:
        last += 2
    # Twice alone may be a slip: "the old and the old".
    return last + 1 - place if last >= place + 4 else 0
