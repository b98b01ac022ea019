"""When words that mostly make a statement unsure mean what they say: "a topological sort of the graph".

By rules over a few words on either side, without a grammar. Where these are in doubt the words mean what they
say: a hedge that is overlooked does less harm than "you sounded unsure" to somebody who did not.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

REACH = 6
"""Words before a hedge that have a say in what it means."""
_DETERMINERS = frozenset(
    {"a", "an", "the", "this", "that", "these", "those", "what", "which", "some", "any", "one", "same"}
    | {"different", "another", "each", "every", "all", "no"}
)
_OWNERS = frozenset({"its", "their", "our", "my", "your", "his", "her", "both", "two", "three"})
_DESCRIBING = frozenset(
    {"special", "particular", "specific", "certain", "new", "right", "wrong", "good", "bad", "best", "worst"}
    | {"similar", "common", "simple", "basic", "main", "first", "second", "third", "other", "only", "own"}
    | {"important", "better", "simpler", "newer", "older", "bigger", "smaller", "larger", "faster", "slower"}
    | {"cheaper", "stronger", "weaker", "safer", "higher", "lower", "usual", "typical", "rare", "strange"}
)
"""Words between an article and "kind of" that only describe it, and for which no ending speaks."""
_DESCRIBING_ENDS = re.compile(
    r"\w{2,}[^e]ed|\w{2,}(?:ical|ional|ural|eral|tial|imal|rmal|obal|ocal|ernal|stive|ative|itive|ctive"
    r"|less|ful|ous|able|ible|atic|etic|istic|amic|ific|eric|omic|olic|cient|ndent|stent|like)"
)
"""Endings that mostly an adjective has: "a supervised kind of learning", but "the model kind of learns"."""
_NOUNS_ALL_THE_SAME = frozenset({"variable", "executable", "deliverable", "perspective", "objective"})
_DEGREES = frozenset({"more", "most", "less", "least", "very", "rather", "quite", "fairly", "highly"})
"""Whatever follows them describes: "the most important kind of test"."""
_SORTING = frozenset(
    {"merge", "quick", "heap", "bubble", "insertion", "selection", "bucket", "radix", "counting", "shell"}
)
_NO_HEDGE_BEHIND: Mapping[str, frozenset[str]] = {
    "possibly": frozenset({"can't", "cannot", "couldn't", "not"}),
    "i'm not sure": frozenset({"if", "when", "whenever", "where"}),
    "i am not sure": frozenset({"if", "when", "whenever", "where"}),
}
"""Words before them with which they are no hedge: "you can't possibly test it all"."""
_NO_HEDGE_BEFORE: Mapping[str, frozenset[str]] = {
    "i think": frozenset(
        {"about", "of", "through", "in", "carefully", "hard", "twice", "ahead", "aloud", "back"}
    ),
    "i believe": frozenset({"in"}),
    "or something": frozenset({"else", "better", "that", "which"}),
}
"""Words behind them with which they are no hedge: "I think about the load first"."""
_REALLY = frozenset({"really", "still", "quite", "just", "honestly", "actually"})


def means_what_it_says(hedge: str, before: Sequence[str], behind: str) -> bool:
    """Whether the phrase is no hedge here.

    `before`: up to REACH words of its clause, `behind`: the next one, "" where the clause ends with it; all
    in lower case and without punctuation.
    """
    previous = before[-1] if before else ""
    if hedge in {"kind of", "sort of"}:
        return _is_a_noun(before) or (hedge == "sort of" and _is_an_algorithm(before, behind))
    if hedge == "not sure":
        return not _of_the_speaker(before)
    return previous in _NO_HEDGE_BEHIND.get(hedge, ()) or behind in _NO_HEDGE_BEFORE.get(hedge, ())


def _is_a_noun(before: Sequence[str]) -> bool:
    """Whether "kind" or "sort" is one: behind an article, and what describes it between them or not."""
    if not before or before[-1] in _DEGREES:
        return False
    if before[-1] in _DETERMINERS | _DESCRIBING:
        return True
    place = len(before)
    while place and _describes(before, place - 1):
        place -= 1
    return 0 < place < len(before) and before[place - 1] in _DETERMINERS | _OWNERS


def _is_an_algorithm(before: Sequence[str], behind: str) -> bool:
    """Whether things are sorted: "merge sort of the halves", but not "the heap sort of grows"."""
    if not before or not (before[-1] in _SORTING or _DESCRIBING_ENDS.fullmatch(before[-1])):
        return False
    return behind in _DETERMINERS | _OWNERS or (len(before) > 1 and before[-2] in {"a", "an"})


def _describes(before: Sequence[str], place: int) -> bool:
    word = before[place]
    if word in _DESCRIBING | _DEGREES or (place and before[place - 1] in _DEGREES):
        return True
    return _DESCRIBING_ENDS.fullmatch(word) is not None and word not in _NOUNS_ALL_THE_SAME


def _of_the_speaker(before: Sequence[str]) -> bool:
    """Whether "not sure" is what the speaker is: another's doubt is none of theirs."""
    said = before[:-1] if before and before[-1] in _REALLY else before
    return list(said[-1:]) == ["i'm"] or list(said[-2:]) == ["i", "am"]
