"""Long answers put together from single statements, and the windows that a judge would read of them.

In an interview most of what stands next to a key point is about another key point of the same question, and
windows begin and end anywhere. Read alone, such a fragment ("... penalizes the squared ones instead") is
easily taken for a contrary; only examples of it teach that it says nothing about the claim.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from training.judge_rows import ABSENT, OPPOSITE, OUTCOMES, PARTLY, Row
from voiceprep.judging.plain import plain

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator, Mapping, Sequence

STATEMENTS = (4, 9)
"""Statements in an answer, fewest and most."""
CHANCES = {"states": 0.6, "opposite": 0.2, "partly": 0.1, "absent": 0.1}
WINDOWS = (20, 32, 32, 40)
"""Words of a window; the judge's have 32 (`judging.windows`)."""
STEP = 12
"""Words from one window to the next."""
WHOLE = 0.9
"""From this share of its words on a statement is in a window."""
MOSTLY = 0.5
"""From this share on the window may or may not say it; below, it does not."""
MISCONCEPTIONS = 0.3
"""Share of the claims said in whose place one of their misconceptions is asked about."""
OTHERS = 2
"""Claims of the topic, of which the window has nothing, that are asked about beside those that it has."""


@dataclass(frozen=True, slots=True)
class Part:
    """A statement and where it stands in the answer."""

    entry: Mapping[str, Any]
    label: str
    first: int
    last: int
    """One past its last word."""

    def share_in(self, start: int, end: int) -> float:
        """How much of it the words from `start` to `end` have, 0 to 1."""
        return max(0, min(self.last, end) - max(self.first, start)) / (self.last - self.first)


def answer_rows(topic: Sequence[Mapping[str, Any]], chooser: random.Random) -> Iterator[Row]:
    """Windows of one answer to a question on `topic` (claims with texts), against its claims."""
    words, parts = _answer(topic, chooser)
    size = chooser.choice(WINDOWS)
    for place in run_of_windows(len(words), size, chooser):
        yield from window_rows(words, parts, place, topic, chooser)


def _answer(topic: Sequence[Mapping[str, Any]], chooser: random.Random) -> tuple[list[str], list[Part]]:
    words: list[str] = []
    parts = []
    for entry in chooser.sample(list(topic), min(len(topic), chooser.randint(*STATEMENTS))):
        label = chooser.choices(OUTCOMES, [CHANCES[name] for name in OUTCOMES])[0]
        said = plain(chooser.choice(list(entry[label]))).split()
        if said:
            parts.append(Part(entry, label, len(words), len(words) + len(said)))
            words += said
    return words, parts


def run_of_windows(words: int, size: int, chooser: random.Random) -> list[tuple[int, int]]:
    """Overlapping windows (first, one past the last word) from somewhere near the beginning to the end."""
    return [(start, min(start + size, words)) for start in range(chooser.randrange(STEP), words, STEP)]


def window_rows(
    words: Sequence[str],
    parts: Sequence[Part],
    place: tuple[int, int],
    topic: Sequence[Mapping[str, Any]],
    chooser: random.Random,
    *,
    elsewhere: frozenset[str] = frozenset(ABSENT | PARTLY),
) -> Iterator[Row]:
    """A window of an answer against what it has of the claims of its topic, and OTHERS that it lacks.

    `parts`: where which claim is said; `elsewhere`: what the window may be said to do with those others.
    """
    text = " ".join(words[slice(*place)])
    inside = [(part, part.share_in(*place)) for part in parts]
    for part, share in inside:
        if share:
            yield _asked(part.entry, text, part.label, share, chooser)
    mentioned = [part.entry for part, share in inside if share]
    absent = [entry for entry in topic if entry not in mentioned]
    for entry in chooser.sample(absent, min(OTHERS, len(absent))):
        yield Row(entry["claim"], text, elsewhere, "answer")


def _asked(entry: Mapping[str, Any], text: str, label: str, share: float, chooser: random.Random) -> Row:
    """A row of the claim or of a misconception; `share` of a text with that label is in the window."""
    claim, allowed = entry["claim"], {label}
    if label == "absent":
        # Written for one claim alone: claims of one topic may overlap.
        allowed = ABSENT | PARTLY
    elif label == "states" and entry["misconceptions"] and chooser.random() < MISCONCEPTIONS:
        claim, allowed = chooser.choice(list(entry["misconceptions"])), OPPOSITE
    if share < WHOLE:
        allowed = allowed | PARTLY | ABSENT if share >= MOSTLY else PARTLY | ABSENT
    return Row(claim, text, frozenset(allowed), "answer")
