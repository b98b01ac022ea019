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
    from collections.abc import Iterable, Sequence

    from voiceprep.judging.quoting import Wanted
    from voiceprep.values import Word

QUOTED_FROM = 0.3
"""Probability below which no quote is looked for: the verdict will not need one."""


class Weigher(Protocol):
    """Turns measures into the four probabilities that a verdict rests on."""

    @property
    def identity(self) -> str: ...

    @property
    def wordings(self) -> int:
        """How many other wordings of a claim are read; 0 where nobody knows what several readings come to."""
        ...

    def __call__(self, measures: Measures, wordings: int, /) -> Reading:
        """`wordings`: how many were read."""
        ...


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
        said = windows(answer)
        candidates = informative(said, question)
        readable = [_readable(claim) for claim in claims]
        found = iter(
            self._judge([c for c in readable if c], candidates, answer, question) if candidates else []
        )
        # Nothing was said, or there is nothing to look for: surely absent. What only reads the question back
        # says nothing either, but it is about nothing else.
        echo = not candidates and bool(informative(said, ""))
        nothing = Judgement(
            states=0.0, partly=0.0, opposite=0.0, absent=1.0, words=None, nearest=None if echo else 0.0
        )
        return [next(found) if claim and candidates else nothing for claim in readable]

    def _judge(
        self, claims: Sequence[Claim], candidates: Sequence[Window], answer: Sequence[Word], question: str
    ) -> list[Judgement]:
        if not claims:
            return []
        proposals = propose(claims, candidates, self._embedder, question=question)
        readings = self._read(claims, proposals, candidates)
        found = [
            self._measured(claim, proposal, read)
            for claim, proposal, read in zip(claims, proposals, readings, strict=True)
        ]
        quotes = shortest_quotes([_wanted(one) for one in found], candidates, answer, self._reader)
        return [_judgement(one, *both, answer) for one, both in zip(found, quotes, strict=True)]

    def _read(
        self, claims: Sequence[Claim], proposals: Sequence[Proposal], candidates: Sequence[Window]
    ) -> list[_Read]:
        """Every claim in its windows and its misconceptions in theirs, all in one go."""
        texts = [_worded(claim, self._weigh.wordings) for claim in claims]
        pairs = []
        for claim, worded, proposal in zip(claims, texts, proposals, strict=True):
            pairs += [(text, candidates[index].text) for index in proposal.windows for text in worded]
            pairs += [
                (plain(claim.misconceptions[number]), candidates[index].text)
                for number, index in proposal.misconceptions
            ]
        found = iter(self._reader.read(pairs))
        read = []
        for worded, proposal in zip(texts, proposals, strict=True):
            by_text = [[next(found) for _ in worded] for _ in proposal.windows]
            own = [combined(readings) for readings in by_text]
            read.append(_Read(worded, by_text, own, wrong=[next(found) for _ in proposal.misconceptions]))
        return read

    def _measured(self, claim: Claim, proposal: Proposal, read: _Read) -> _Found:
        measures = measure(proposal, read.own, read.wrong)
        return _Found(claim, proposal, read, measures, self._weigh(measures, len(read.texts) - 1))


@dataclass(frozen=True, slots=True)
class _Read:
    """What the reader made of one claim, in the order of its proposal."""

    texts: list[str]
    """The claim, then its other wordings, as they were read."""
    by_text: list[list[Reading]]
    """Per window the readings of the texts."""
    own: list[Reading]
    """Per window, of all texts together."""
    wrong: list[Reading]
    """Per proposed misconception."""


@dataclass(frozen=True, slots=True)
class _Found:
    """One claim with all that was found out about it, but for the quotes."""

    claim: Claim
    proposal: Proposal
    read: _Read
    measures: Measures
    chances: Reading


def _judgement(
    one: _Found, quote: tuple[int, int] | None, contrary: tuple[int, int] | None, answer: Sequence[Word]
) -> Judgement:
    chances, terms = one.chances, one.claim.terms
    return Judgement(
        chances.states,
        chances.partly,
        chances.opposite,
        chances.absent,
        words=quote,
        contrary_words=contrary,
        terms_heard=terms_heard(terms, " ".join(word.text for word in answer)),
        maybe_said=maybe_said(terms, answer),
        nearest=one.proposal.nearest,
        worded=len(one.read.texts) > 1,
        measures=one.measures.named(),
    )


def _readable(claim: Claim) -> Claim | None:
    """The claim with the misconceptions and wordings that have any words; None where it has none itself."""
    if not plain(claim.text):
        return None
    misconceptions, wordings = (
        tuple(text for text in texts if plain(text)) for texts in (claim.misconceptions, claim.wordings)
    )
    return replace(claim, misconceptions=misconceptions, wordings=wordings)


def _worded(claim: Claim, wordings: int) -> list[str]:
    """What is read in the place of the claim: its text, and the first of its other wordings."""
    return [plain(text) for text in (claim.text, *claim.wordings[:wordings])]


def _wanted(one: _Found) -> tuple[Wanted | None, Wanted | None]:
    """What is to be quoted: the words that state the claim, and the words that say the contrary.

    Each in the window where all texts together say so most, and by the text that says so most there.
    """
    states = contrary = None
    proposal, read, chances = one.proposal, one.read, one.chances
    if chances.states + chances.partly >= QUOTED_FROM:
        window = _highest(_told(reading) for reading in read.own)
        text = _highest(_told(reading) for reading in read.by_text[window])
        states = (read.texts[text], proposal.windows[window], "told")
    if chances.opposite >= QUOTED_FROM:
        window = _highest(reading.opposite for reading in read.own)
        text = _highest(reading.opposite for reading in read.by_text[window])
        contrary = (read.texts[text], proposal.windows[window], "opposite")
        if read.wrong:
            echoed = _highest(reading.states for reading in read.wrong)
            if read.wrong[echoed].states > read.by_text[window][text].opposite:
                misconception, place = proposal.misconceptions[echoed]
                contrary = (plain(one.claim.misconceptions[misconception]), place, "told")
    return states, contrary


def _highest(values: Iterable[float]) -> int:
    """Place of the highest value; of equal ones the first."""
    return max(enumerate(values), key=lambda numbered: numbered[1])[0]


def _told(reading: Reading) -> float:
    return reading.states + 0.5 * reading.partly


@dataclass(frozen=True, slots=True)
class Calibrated:
    """Probabilities from the coefficients that ship with voiceprep."""

    @property
    def identity(self) -> str:
        return f"calibration {load_calibrations().version}"

    @property
    def wordings(self) -> int:
        return READ_WORDINGS

    def __call__(self, measures: Measures, wordings: int, /) -> Reading:
        return Reading(**load_calibrations().of(worded=wordings > 0).probabilities(measures.row()))


@dataclass(frozen=True, slots=True)
class Uncalibrated:
    """Probabilities of a reader for which no coefficients were fitted: its own, as they are.

    A statement and its contrary in different windows share what there is. Other wordings help to find the
    place, and are not read: a mean over them is held against no threshold of theirs.
    """

    identity: str = "not calibrated"
    wordings: int = 0

    def __call__(self, measures: Measures, _wordings: int, /) -> Reading:
        states, opposite = (1 / (1 + math.exp(-value)) for value in (measures.states, measures.contrary))
        total = max(1.0, states + opposite)
        states, opposite = states / total, opposite / total
        return Reading(states, 0.0, opposite, max(0.0, 1.0 - states - opposite))


calibrated: Weigher = Calibrated()
uncalibrated: Weigher = Uncalibrated()
