"""Answers that try to score without saying it, made from a reference."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from voiceprep.judging.lexical import content_stems

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Sequence

    from benchmarks.judging.items import Item

_SENTENCE_END = re.compile(r"(?<=[.!?;])\s+")
_VERBS = re.compile(
    r"\b(is|are|was|were|can|could|should|would|will|must|may|might|has|have|had)\b", re.IGNORECASE
)
_DENIED_ALREADY = re.compile(r"\b(not|no|none|never|nothing|neither|cannot)\b|n['\u2019]t\b", re.IGNORECASE)
_ASIDES = ("um,", "uh,", "you know,", "like,", "I mean,", "so,")


def shuffled(item: Item, chooser: random.Random) -> str:
    words = reference(item).split()
    chooser.shuffle(words)
    return " ".join(words)


def keyword_list(item: Item, chooser: random.Random) -> str:
    words = _keywords(reference(item))
    chooser.shuffle(words)
    return " ".join(words)


def negated(item: Item, chooser: random.Random) -> str:
    """Every sentence denied: a "not" after its first auxiliary, or a denial in front.

    In front too where the sentence denies already: "is not not" would say the reference itself.
    """
    sentences = _SENTENCE_END.split(reference(item))
    return " ".join(_denied(sentence, chooser) for sentence in sentences if sentence)


def question_read_back(item: Item, chooser: random.Random) -> str:  # noqa: ARG001 (one signature for all)
    return item.question


def swapped(item: Item, chooser: random.Random) -> str:
    """Two words of content change places in every sentence that has three or more."""
    sentences = []
    for sentence in _SENTENCE_END.split(reference(item)):
        words = sentence.split()
        places = [i for i, word in enumerate(words) if content_stems(word)]
        if len(places) >= 3:
            first, second = places[0], places[-1] if len(places) == 3 else chooser.choice(places[2:])
            words[first], words[second] = words[second], words[first]
        sentences.append(" ".join(words))
    return " ".join(sentences)


def with_fillers(filler: Sequence[str]) -> Callable[[Item, random.Random], str]:
    """Keywords strewn over connected text that says nothing."""

    def make(item: Item, chooser: random.Random) -> str:
        words = chooser.choice(filler).split()
        for word in _keywords(reference(item)):
            words.insert(chooser.randrange(len(words) + 1), word)
        return " ".join(words)

    return make


def rambling(rambles: Sequence[str]) -> Callable[[Item, random.Random], str]:
    """Five minutes of fluent talk (about 750 words)."""
    return lambda item, chooser: " ".join(chooser.sample(list(rambles), 2))  # noqa: ARG005


def another(items: Sequence[Item]) -> Callable[[Item, random.Random], str]:
    """The reference of another question."""

    def make(item: Item, chooser: random.Random) -> str:
        return reference(chooser.choice([one for one in items if one.group != item.group]))

    return make


def doubled(item: Item, chooser: random.Random) -> str:  # noqa: ARG001 (one signature for all)
    return f"{reference(item)} {reference(item)}"


def recognised(answer: str, chooser: random.Random) -> str:
    """An answer as a recogniser may write it: lower case, no punctuation, hesitations."""
    words = re.sub(r"[^\w\s'.%]|\.(?!\d)", " ", answer.replace("\u2019", "'").lower()).split()
    said = []
    for word in words:
        if chooser.random() < 0.08:
            said.append(chooser.choice(_ASIDES).strip(",").lower())
        said.append(word)
    return " ".join(said)


def reference(item: Item) -> str:
    """The full text that earns full marks."""
    return str(item.extra.get("reference") or " ".join(claim.text for claim in item.claims))


def _keywords(text: str) -> list[str]:
    return [word.strip(".,;:()") for word in text.split() if content_stems(word)]


def _denied(sentence: str, chooser: random.Random) -> str:
    if _VERBS.search(sentence) and not _DENIED_ALREADY.search(sentence):
        return _VERBS.sub(lambda match: f"{match.group(0)} not", sentence, count=1)
    return (
        f"{chooser.choice(('It is not true that', 'It is wrong that', 'I would never say that'))} {sentence}"
    )


def kinds(
    items: Sequence[Item], *, rambles: Sequence[str], digressions: Sequence[str]
) -> dict[str, Callable[[Item, random.Random], str]]:
    """Every kind of fake; "doubled" is honest text twice and is reported apart."""
    return {
        "shuffled": shuffled,
        "keywords": keyword_list,
        "keywords in filler": with_fillers(digressions),
        "negated": negated,
        "terms swapped": swapped,
        "question read back": question_read_back,
        "another answer": another(items),
        "rambling": rambling(rambles),
        "rambling with keywords": with_fillers(rambles),
        "doubled": doubled,
    }
