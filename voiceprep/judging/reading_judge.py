"""The judge: embeddings propose windows, a reader reads them with the claim, a calibration weighs."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from voiceprep.judging.interface import Claim, Embedder, Judgement, Reader, Reading
from voiceprep.judging.lexical import maybe_said, terms_heard
from voiceprep.judging.measures import Measures, combined, load_calibrations, measure
from voiceprep.judging.plain import plain
from voiceprep.judging.quoting import shortest_quotes
from voiceprep.judging.remembering import RememberingEmbedder
from voiceprep.judging.retrieval import READ_WORDINGS, Proposal, informative, propose
from voiceprep.judging.windows import Window, windows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voiceprep.judging.quoting import Wanted
    from voiceprep.values import Word

QUOTED_FROM = 0.3
"""Probability below which no quote is looked for: the verdict will not need one."""


class Weigher(Protocol):
    """Turns measures into the four probabilities that a verdict rests on."""

    @property
    def identity(self) -> str: ...

    def __call__(self, measures: Measures) -> Reading: ...


class ReadingJudge:
    """Probabilities per claim from what a reader makes of the windows nearest to it."""

    def __init__(self, embedder: Embedder, reader: Reader, *, weigh: Weigher) -> None:
        self._embedder = RememberingEmbedder(embedder)
        self._reader = reader
        self._weigh = weigh

    @property
    def identity(self) -> str:
        return f"{self._reader.identity}, {self._weigh.identity}, proposals by {self._embedder.identity}"

    def load(self) -> None:
        self._embedder.load()
        self._reader.load()

    def judge(
        self, claims: Sequence[Claim], answer: Sequence[Word], *, question: str = ""
    ) -> list[Judgement]:
        candidates = informative(windows(answer), question)
        readable = [_readable(claim) for claim in claims]
        found = iter(
            self._judge([c for c in readable if c], candidates, answer, question) if candidates else []
        )
        # Nothing was said, or there is nothing to look for: surely absent.
        nothing = Judgement(states=0.0, partly=0.0, opposite=0.0, absent=1.0, words=None, similarity=0.0)
        return [next(found) if claim and candidates else nothing for claim in readable]

    def _judge(
        self, claims: Sequence[Claim], candidates: Sequence[Window], answer: Sequence[Word], question: str
    ) -> list[Judgement]:
        if not claims:
            return []
        proposals = propose(claims, candidates, self._embedder, question=question)
        readings = self._read(claims, proposals, candidates)
        said = " ".join(word.text for word in answer)
        judged, wanted = [], []
        for claim, proposal, read in zip(claims, proposals, readings, strict=True):
            measures = measure(proposal, read.own, read.wrong, worded=bool(claim.wordings))
            chances = self._weigh(measures)
            wanted.append(_wanted(claim, proposal, read, chances))
            judged.append((proposal.nearest, measures, chances))
        quotes = shortest_quotes(wanted, candidates, answer, self._reader)
        return [
            Judgement(
                chances.states,
                chances.partly,
                chances.opposite,
                chances.absent,
                words=quote,
                contrary_words=contrary,
                terms_heard=terms_heard(claim.terms, said),
                maybe_said=maybe_said(claim.terms, answer),
                similarity=nearest,
                measures=measures.named(),
            )
            for claim, (nearest, measures, chances), (quote, contrary) in zip(
                claims, judged, quotes, strict=True
            )
        ]

    def _read(
        self, claims: Sequence[Claim], proposals: Sequence[Proposal], candidates: Sequence[Window]
    ) -> list[_Read]:
        """Every claim in its windows and its misconceptions in theirs, all in one go."""
        pairs = []
        for claim, proposal in zip(claims, proposals, strict=True):
            pairs += [(text, candidates[index].text) for index in proposal.windows for text in _worded(claim)]
            pairs += [
                (plain(claim.misconceptions[number]), candidates[index].text)
                for number, index in proposal.misconceptions
            ]
        found = iter(self._reader.read(pairs))
        return [
            _Read(
                [[next(found) for _ in _worded(claim)] for _ in proposal.windows],
                [next(found) for _ in proposal.misconceptions],
            )
            for claim, proposal in zip(claims, proposals, strict=True)
        ]


@dataclass(frozen=True, slots=True)
class _Read:
    """What the reader made of one claim, in the order of its proposal."""

    worded: list[list[Reading]]
    """Per window the readings of what `_worded` gives."""
    wrong: list[Reading]
    """Per proposed misconception."""

    @property
    def own(self) -> list[Reading]:
        """Per window, of all wordings together."""
        return [combined(readings) for readings in self.worded]


def _readable(claim: Claim) -> Claim | None:
    """The claim with the misconceptions and wordings that have any words; None where it has none itself."""
    if not plain(claim.text):
        return None
    misconceptions, wordings = (
        tuple(text for text in texts if plain(text)) for texts in (claim.misconceptions, claim.wordings)
    )
    return replace(claim, misconceptions=misconceptions, wordings=wordings)


def _worded(claim: Claim) -> list[str]:
    """What is read in the place of the claim: its text, and the first of its other wordings."""
    return [plain(text) for text in (claim.text, *claim.wordings[:READ_WORDINGS])]


def _wanted(
    claim: Claim, proposal: Proposal, read: _Read, chances: Reading
) -> tuple[Wanted | None, Wanted | None]:
    """What is to be quoted: the words that state the claim, and the words that say the contrary."""
    own, texts = read.own, _worded(claim)
    states = contrary = None
    if chances.states + chances.partly >= QUOTED_FROM:
        best = max(range(len(own)), key=lambda i: _told(own[i]))
        # In the wording that the person's own comes nearest to.
        text = max(range(len(texts)), key=lambda i: _told(read.worded[best][i]))
        states = (texts[text], proposal.windows[best], "told")
    if chances.opposite >= QUOTED_FROM:
        best = max(range(len(own)), key=lambda i: own[i].opposite)
        text = max(range(len(texts)), key=lambda i: read.worded[best][i].opposite)
        contrary = (texts[text], proposal.windows[best], "opposite")
        echoed = max(range(len(read.wrong)), key=lambda i: read.wrong[i].states, default=None)
        if echoed is not None and read.wrong[echoed].states > own[best].opposite:
            number, index = proposal.misconceptions[echoed]
            contrary = (plain(claim.misconceptions[number]), index, "told")
    return states, contrary


def _told(reading: Reading) -> float:
    return reading.states + 0.5 * reading.partly


@dataclass(frozen=True, slots=True)
class Calibrated:
    """Probabilities from the coefficients that ship with voiceprep."""

    @property
    def identity(self) -> str:
        return f"calibration {load_calibrations().version}"

    def __call__(self, measures: Measures) -> Reading:
        return Reading(**load_calibrations().of(measures).probabilities(measures.row()))


@dataclass(frozen=True, slots=True)
class Uncalibrated:
    """Probabilities of a reader for which no coefficients were fitted: its own, as they are.

    A statement and its contrary in different windows share what there is.
    """

    identity: str = "not calibrated"

    def __call__(self, measures: Measures) -> Reading:
        states, opposite = (1 / (1 + math.exp(-value)) for value in (measures.states, measures.contrary))
        total = max(1.0, states + opposite)
        states, opposite = states / total, opposite / total
        return Reading(states, 0.0, opposite, max(0.0, 1.0 - states - opposite))


calibrated: Weigher = Calibrated()
uncalibrated: Weigher = Uncalibrated()
