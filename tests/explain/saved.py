"""A saved session whose numbers one can work out in one's head, and the judge that gave them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from tests.builders import bank_document, spoken
from tests.practice.fakes import FakeTranscriber
from voiceprep.assessor import Assessor
from voiceprep.coaching.prompts import load_prompts
from voiceprep.explain import Today
from voiceprep.from_words import assess_transcript
from voiceprep.judging.interface import Claim, Judge, Judgement
from voiceprep.judging.measures import Calibration, Calibrations, Measures
from voiceprep.questions.bank import load_bank
from voiceprep.sessions.store import Session, create_session
from voiceprep.values import Transcript

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from voiceprep.questions.model import Bank
    from voiceprep.values import Word

QUESTION = "outage"
CAUSE, CURE = "The queue was full.", "An alarm was added."
ANSWER = "well the queue was full so I made it longer and that was all"

CALIBRATION = Calibration(
    "test",
    {
        "states": (1.0, *[0.0] * 11, 0.5),
        "partly": (0.0, *[0.0] * 11, -1.0),
        "opposite": (0.0, 0.0, 1.0, *[0.0] * 9, 0.0),
        "absent": (-1.0, *[0.0] * 11, 0.0),
    },
)
"""States rises with the first measure and absent falls with it; opposite rises with the third."""
WORDED = Calibration(
    "worded",
    {"states": (2.0, *[0.0] * 12), **dict.fromkeys(("partly", "opposite", "absent"), (0.0,) * 13)},
)
CALIBRATIONS = Calibrations(CALIBRATION, WORDED)


def measures(*, states: float = 0.0, contrary: float = 0.0) -> Measures:
    return Measures(states, 0.0, contrary, 0.0, 0.0, 0.0, 0.0, 0.9, 0.5, 0.0, 0.0, 1.0)


def _heard() -> dict[str, Measures]:
    return {CAUSE: measures(states=3.0), CURE: measures(contrary=4.0)}


@dataclass(frozen=True)
class MeasuringJudge:
    """Weighs the measures that it is given for each claim; every quote is the second to fifth word."""

    heard: dict[str, Measures] = field(default_factory=_heard)
    identity: str = "measuring"
    tells_measures: bool = True
    worded: frozenset[str] = frozenset()
    """Claims that it reads in other wordings too."""

    def load(self) -> None:
        """Nothing to load."""

    def judge(
        self, claims: Sequence[Claim], answer: Sequence[Word], *, question: str = ""
    ) -> list[Judgement]:
        return [self._judge(self.heard[claim.text], claim.text in self.worded) for claim in claims]

    def _judge(self, heard: Measures, worded: bool) -> Judgement:
        chances = CALIBRATIONS.of(worded=worded).probabilities(heard.row())
        return Judgement(
            chances["states"],
            chances["partly"],
            chances["opposite"],
            chances["absent"],
            words=(1, 5),
            contrary_words=(1, 5),
            worded=worded,
            measures=heard.named() if self.tells_measures else {},
        )


def bank_in(folder: Path) -> Bank:
    """The bank of `bank_document`, in a file."""
    path = folder / "bank.json"
    path.write_text(json.dumps(bank_document()), encoding="utf-8")
    return load_bank(path)


def session_in(folder: Path, *, answers: Sequence[str] = (ANSWER,), judge: Judge | None = None) -> Session:
    """A session with these answers to the one question of the bank, scored and saved."""
    bank = bank_in(folder)
    assessor = Assessor(FakeTranscriber(), judge or MeasuringJudge(), load_prompts(), bank.version)
    session = create_session(folder / "recordings", role="engineer", plan={}, device={})
    for number, answer in enumerate(answers, start=1):
        session.begin_take(number, QUESTION)
        transcript = Transcript(spoken(answer), "fake", language="en", language_probability=0.99)
        take = assess_transcript(bank.questions[0], transcript, assessor, source=f"{number}.wav")
        session.save_result(number, replace(take, seconds=10.0))
    return session


def today_in(folder: Path, judge: Judge | None = None, *, calibrated: bool = True) -> Today:
    return Today(bank_in(folder), judge or MeasuringJudge(), CALIBRATIONS if calibrated else None)
