"""From rows to what the network sees in one pass: forms of speech, recognition errors and cheats."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from training.augment import (
    SoundsAlike,
    buried,
    hesitant,
    keywords,
    misheard,
    negated,
    shuffled,
    sprinkled,
    swapped,
)
from training.course_answers import course_answers, course_questions, course_topics
from training.judge_rows import ABSENT, OPPOSITE, STATES, Row
from training.made_answers import WINDOWS, answer_rows
from training.spoken_answers import AROUND, spoken_answers, spoken_rows
from voiceprep.judging.plain import plain

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

FAKED = 0.35
"""Share of the windows that state a piece of a course's reference in whose place stands a fake."""
SPOKEN_FAKED = 0.12
"""The same of the windows of whole spoken answers."""
HIDDEN = 0.5
"""Share of those fakes that stand between other texts, as they do in an answer."""
BURIED = 0.15
"""Share of the public texts that stand between parts of other texts."""


@dataclass(frozen=True, slots=True)
class Example:
    claim: str
    text: str
    allowed: frozenset[str]


class Maker:
    """Turns rows into examples: as they are, as people speak, as recognisers hear, and as cheats write."""

    def __init__(
        self,
        rows: Sequence[Row],
        topics: Sequence[Sequence[dict[str, Any]]] = (),
        *,
        answers: int = 0,
        spoken: int = 0,
        courses: int = 0,
    ) -> None:
        self._topics = topics
        self._answers = answers
        self._spoken = spoken_answers() * spoken
        asked = course_questions() if courses else []
        self._courses = list(course_answers(asked)) * courses
        self._asked = course_topics(asked)
        self._rows = [
            Row(plain(row.claim), plain(row.text), row.allowed, row.source, row.share) for row in rows
        ]
        self._texts = [row.text for row in self._rows if 6 <= len(row.text.split()) <= 60]
        self._sounds = SoundsAlike(word for text in self._texts for word in text.split())

    def one_pass(self, chooser: random.Random) -> list[Example]:
        """Every row about `share` times, and windows of new answers; each in a form drawn anew."""
        examples = [
            self._form(row, chooser)
            for row in self._rows
            for _ in range(int(row.share) + (chooser.random() < row.share % 1))
        ]
        for topic in self._topics:
            for _ in range(self._answers):
                examples += [
                    Example(plain(row.claim), self._as_heard(row.text, chooser), row.allowed)
                    for row in answer_rows(topic, chooser)
                ]
        # Answers to course questions are hardly longer than a window.
        for answers, topics, around, faked in (
            (self._spoken, self._topics, AROUND, SPOKEN_FAKED if self._courses else 0.0),
            (self._courses, self._asked, 1, FAKED),
        ):
            for row in spoken_rows(answers, topics, chooser, around=around):
                if row.allowed == STATES and chooser.random() < faked:
                    examples.append(self._fake(plain(row.claim), row.text, chooser))
                else:
                    text = self._as_heard(row.text, chooser)
                    examples.append(Example(plain(row.claim), text, row.allowed))
        chooser.shuffle(examples)
        return [example for example in examples if example.claim and example.text]

    def _form(self, row: Row, chooser: random.Random) -> Example:
        draw = chooser.random()
        if draw < 0.12 and row.allowed == STATES:
            return self._cheat(row, chooser)
        if draw < 0.14:
            return Example(row.claim, chooser.choice(self._texts), frozenset(ABSENT))
        text = self._as_heard(row.text, chooser)
        if row.source != "contrast" and chooser.random() < BURIED:
            # Of our own sets whole answers are made.
            text = self._hidden(text, chooser)
        return Example(row.claim, text, row.allowed)

    def _as_heard(self, text: str, chooser: random.Random) -> str:
        """Often as it is; else with recognition errors or hesitations."""
        draw = chooser.random()
        if draw < 0.15:
            return misheard(text, chooser.choice((0.1, 0.2, 0.3)), self._sounds, chooser)
        return hesitant(text, chooser) if draw < 0.28 else text

    def _fake(self, claim: str, window: str, chooser: random.Random) -> Example:
        """What cheats do with a window that states a claim, or with the claim itself.

        Words change places in the claim only: in a window they may belong to something else.
        """
        source = chooser.choice((claim, window))
        kind = chooser.choice(("shuffled", "shuffled", "keywords", "swapped", "negated", "negated", "claim"))
        made: tuple[str | None, set[str]]
        if kind == "shuffled":
            made = shuffled(source, chooser), ABSENT
        elif kind == "keywords":
            made = keywords(source, chooser), ABSENT
        elif kind == "swapped":
            made = swapped(claim, chooser), ABSENT | OPPOSITE
        elif kind == "negated":
            made = negated(claim, chooser), OPPOSITE
        else:
            made = claim, STATES
        text, allowed = made
        if text is None or text in (claim, source):  # A note may be nothing but keywords.
            text, allowed = claim, STATES
        if chooser.random() < HIDDEN:
            text = self._hidden(text, chooser)
        return Example(claim, text, frozenset(allowed))

    def _hidden(self, text: str, chooser: random.Random) -> str:
        """The text between parts of others."""
        return buried(text, [chooser.choice(self._texts) for _ in range(2)], chooser.choice(WINDOWS), chooser)

    def _cheat(self, row: Row, chooser: random.Random) -> Example:
        """A text made of one that states the claim, or of the claim, that does not state it; or the claim."""
        source = row.text if chooser.random() < 0.5 else row.claim
        kind = chooser.choice(("shuffled", "keywords", "sprinkled", "swapped", "swapped", "denied", "claim"))
        made: tuple[str | None, set[str]]
        if kind == "shuffled":
            made = shuffled(source, chooser), ABSENT
        elif kind == "keywords":
            made = keywords(source, chooser), ABSENT
        elif kind == "sprinkled":
            filler = " ".join(chooser.choice(self._texts).split()[:40])
            made = sprinkled(source, filler, chooser), ABSENT
        elif kind == "swapped":
            made = swapped(source, chooser), ABSENT | OPPOSITE
        elif kind == "denied":
            made = negated(source, chooser), OPPOSITE
        else:
            made = row.claim, STATES
        text, allowed = made
        if text is None or (text == source and kind != "claim"):
            return Example(row.claim, row.text, row.allowed)
        if kind == "denied" and source == row.claim:
            return Example(text, row.text, frozenset(allowed))
        return Example(row.claim, text, frozenset(allowed))
