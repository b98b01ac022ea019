"""Ways in which real answers, and answers that try to cheat, differ from clean text.

Pure functions of a text (words joined by spaces) and a random generator.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

import jellyfish

from voiceprep.judging.lexical import content_stems

if TYPE_CHECKING:
    import random
    from collections.abc import Iterable, Sequence

_ASIDES = ("you know", "i mean", "like", "so", "basically", "kind of", "sort of", "well", "right", "i think",
           "i guess", "okay so", "actually", "yeah")  # fmt: skip
_AUXILIARIES = frozenset(
    "is are was were can could should would will may might must has have had does do did".split()  # noqa: SIM905
)
_OPENINGS = ("it is not true that", "it is not the case that", "no it is wrong that", "i do not think that",
             "it is false that", "contrary to what people say it is never the case that")  # fmt: skip


class SoundsAlike:
    """Words of a corpus by how they sound, for errors such as a recogniser makes."""

    def __init__(self, words: Iterable[str]) -> None:
        self._by_sound: dict[str, list[str]] = defaultdict(list)
        for word in sorted(set(words)):
            # Numbers have no sounds in Metaphone.
            if word.isalpha() and jellyfish.metaphone(word):
                self._by_sound[jellyfish.metaphone(word)].append(word)
        self._all = [word for group in self._by_sound.values() for word in group]

    def instead_of(self, word: str, chooser: random.Random) -> str:
        """Another word with the same sound, one cut short, or any other."""
        alike = [other for other in self._by_sound.get(jellyfish.metaphone(word), ()) if other != word]
        if alike:
            return chooser.choice(alike)
        if len(word) > 4 and chooser.random() < 0.6:
            cut = chooser.randrange(2, len(word) - 1)
            return f"{word[:cut]} {word[cut:]}" if chooser.random() < 0.3 else word[:cut]
        return chooser.choice(self._all)


def misheard(text: str, rate: float, sounds: SoundsAlike, chooser: random.Random) -> str:
    """The text with about `rate` of its words substituted (70 %), dropped (20 %) or doubled up (10 %)."""
    heard = []
    for word in text.split():
        if chooser.random() >= rate:
            heard.append(word)
            continue
        kind = chooser.random()
        if kind < 0.7:
            heard.append(sounds.instead_of(word, chooser))
        elif kind > 0.9:
            heard += [word, sounds.instead_of(word, chooser)]
    return " ".join(heard)


def hesitant(text: str, chooser: random.Random, rate: float = 0.08) -> str:
    """The text with asides and restarts."""
    said: list[str] = []
    for word in text.split():
        if chooser.random() < rate:
            said += chooser.choice(_ASIDES).split() if chooser.random() < 0.7 or not said else said[-2:]
        said.append(word)
    return " ".join(said)


def shuffled(text: str, chooser: random.Random) -> str:
    """The same words in random order."""
    words = text.split()
    chooser.shuffle(words)
    return " ".join(words)


def keywords(text: str, chooser: random.Random) -> str:
    """The words of content alone, in random order or in order."""
    known = set(content_stems(text))
    words = [word for word in text.split() if set(content_stems(word)) & known]
    if chooser.random() < 0.7:
        chooser.shuffle(words)
    return " ".join(words)


def sprinkled(text: str, filler: str, chooser: random.Random) -> str:
    """The words of content of `text`, strewn into other text."""
    words = filler.split()
    for word in keywords(text, chooser).split():
        words.insert(chooser.randrange(len(words) + 1), word)
    return " ".join(words)


def swapped(text: str, chooser: random.Random) -> str | None:
    """Two words of content that are apart change places; None where there are too few of them."""
    words = text.split()
    places = [place for place, word in enumerate(words) if content_stems(word)]
    if len(places) < 4:
        return None
    first = chooser.randrange(len(places) - 2)
    second = chooser.randrange(first + 2, len(places))
    a, b = places[first], places[second]
    words[a], words[b] = words[b], words[a]
    return " ".join(words)


def negated(text: str, chooser: random.Random) -> str | None:
    """The text denied; None where it denies something already."""
    words = text.split()
    places = [i for i, word in enumerate(words) if word in _AUXILIARIES and i + 1 < len(words)]
    if re.search(r"\b(not|no|never|n't|without)\b|n't", text):
        return None
    if places and chooser.random() < 0.75:
        place = places[0]
        words.insert(place + 1, chooser.choice(("not", "not", "never")))
        return " ".join(words)
    return f"{chooser.choice(_OPENINGS)} {text}" if chooser.random() < 0.8 else f"{text} no that is wrong"


def buried(text: str, others: Sequence[str], limit: int, chooser: random.Random) -> str:
    """The text between parts of other texts, at most `limit` words in all."""
    words = text.split()
    room = limit - len(words)
    if room < 4:
        return text
    before = chooser.choice(others).split()
    after = chooser.choice(others).split()
    left = chooser.randrange(room + 1)
    return " ".join([*before[-left:], *words, *after[: room - left]] if left else [*words, *after[:room]])
