"""Whole answers as people speak them, with what they say of which claim: the nearest to the judge's work.

`training/data/answers/*.jsonl`, one answer a line: the topic (`group` and `topic` as in the contrast sets; in
the group "bank" the id of a question), the answer, and for every claim that it states, states in part or
contradicts the words that do so. Claims in `unsure` can be argued about and are left out; all others are
absent. We wrote them and labelled them once.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from training.judge_rows import ABSENT, ROOT
from training.made_answers import Part, run_of_windows, window_rows
from voiceprep.judging.plain import plain_words

if TYPE_CHECKING:
    import random
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from training.judge_rows import Row

FOLDER = ROOT / "training/data/answers"
BANK = "bank"
"""Group of the answers to the bank's questions: they calibrate, and nothing is trained on them."""
WINDOWS = (24, 32, 40, 48)
"""Plain words of a window. The judge's are among them (`judging.windows`)."""
AROUND = 3
"""Windows, beside the run over the whole answer, that have the words that carry a label: they are rare."""


@dataclass(frozen=True, slots=True)
class SpokenAnswer:
    """One answer and its labels."""

    group: str
    topic: str
    text: str
    said: Mapping[str, tuple[str, str]]
    """Claim → (label, the words that carry it)."""
    unsure: frozenset[str]
    """Claims that are not to be asked about."""

    def parts(self, claims: Iterable[Mapping[str, Any]]) -> list[Part]:
        """Where in the plain words of the text which of the claims are said."""
        found = []
        for entry in claims:
            if entry["claim"] in self.said:
                label, quote = self.said[entry["claim"]]
                place = self.text.index(quote)
                first = len(plain_words(self.text[:place]))
                last = len(plain_words(self.text[: place + len(quote)]))
                found.append(Part(entry, label, first, max(last, first + 1)))
        return found


def spoken_answers() -> list[SpokenAnswer]:
    """All of them, in the order of the files."""
    return [
        _read(json.loads(line))
        for path in sorted(FOLDER.glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]


def _read(entry: Mapping[str, Any]) -> SpokenAnswer:
    return SpokenAnswer(
        entry["group"],
        entry["topic"],
        entry["answer"],
        {one["claim"]: (one["label"], one["quote"]) for one in entry["says"]},
        frozenset(entry["unsure"]),
    )


def spoken_rows(
    answers: Iterable[SpokenAnswer],
    topics: Sequence[Sequence[Mapping[str, Any]]],
    chooser: random.Random,
    *,
    around: int = AROUND,
) -> Iterator[Row]:
    """Windows of the answers to those topics against their claims, `around` more for each that is said."""
    known = {(topic[0]["file"].split("-")[0], topic[0]["topic"]): topic for topic in topics}
    for answer in answers:
        topic = [
            entry
            for entry in known.get((answer.group, answer.topic), ())
            if entry["claim"] not in answer.unsure
        ]
        words, parts = plain_words(answer.text), answer.parts(topic)
        places = run_of_windows(len(words), chooser.choice(WINDOWS), chooser) if topic else []
        places += [_around(part, len(words), chooser) for part in parts for _ in range(around)]
        for place in places:
            yield from window_rows(words, parts, place, topic, chooser, elsewhere=frozenset(ABSENT))


def _around(part: Part, words: int, chooser: random.Random) -> tuple[int, int]:
    """A window that has the whole part, somewhere in it."""
    length = part.last - part.first
    size = max(length, chooser.choice(WINDOWS))
    first = chooser.randint(max(0, part.last - size), max(0, min(part.first, words - size)))
    return first, min(first + size, words)
