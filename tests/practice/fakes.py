"""Engines whose results one can work out in one's head; one fake for each failure we claim to survive."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from voiceprep.audio.clip import Clip
from voiceprep.audio.decode import write_wav
from voiceprep.errors import AudioError, StorageError
from voiceprep.judging.interface import Claim, Judgement
from voiceprep.listening.interface import NOBODY, Answer, AnswerInterrupted, Followers, ListeningError
from voiceprep.listening.keys import Key, Moment, Pressed
from voiceprep.listening.turn_taking import ENTER_ENDS, Ending, TurnRule
from voiceprep.speaking.interface import SpeakingError, UnspeakableError
from voiceprep.transcription.interface import TranscriptionError
from voiceprep.values import Transcript, Word

if TYPE_CHECKING:
    import threading
    from collections.abc import Sequence
    from pathlib import Path


@dataclass
class FakeVoice:
    """Says everything as one second of sound, and remembers it; fails from the `lost_after`th text on."""

    said: list[str] = field(default_factory=list)
    lost_after: int | None = None
    unspeakable: set[int] = field(default_factory=set)
    """Which texts it fails on, by their number from 0."""
    asked: int = 0
    identity: str = "fake voice"

    def load(self) -> None:
        pass

    def synthesise(self, text: str) -> Clip:
        if self.lost_after is not None and len(self.said) >= self.lost_after:
            raise SpeakingError("The voice is gone.", next_step="Go on in writing.")
        self.asked += 1
        if self.asked - 1 in self.unspeakable:
            raise UnspeakableError("The voice failed on this text.", next_step="Go on in writing.")
        self.said.append(text)
        return Clip(np.zeros(16_000, dtype=np.float32))


@dataclass
class FakeLoudspeaker:
    """Plays in no time, and notes when."""

    log: list[str]
    identity: str = "fake loudspeaker"

    def play(self, clip: Clip, *, stop: threading.Event | None = None) -> None:
        self.log.append("cut" if stop is not None and stop.is_set() else f"played {clip.seconds:g} s")


@dataclass
class FakeKeys:
    """Presses, in the order of the moments, what `presses` says: None, and nothing in the end, for no key."""

    presses: list[Key | None] = field(default_factory=list)
    moments: list[Moment] = field(default_factory=list)

    def __call__(self, moment: Moment) -> Pressed:
        self.moments.append(moment)
        pressed = Pressed(moment)
        key = self.presses.pop(0) if self.presses else None
        if key is None and moment is Moment.PAUSING:
            key = Key.ENTER  # else it would wait for ever
        if key is not None:
            pressed.press(key)
        return pressed


@dataclass
class FakeListener:
    """Records two seconds of sound an answer, or types, or fails, as `answers` says: one entry an answer."""

    log: list[str]
    answers: list[str] = field(default_factory=list)
    identity: str = "fake microphone"
    rules: list[TurnRule] = field(default_factory=list)

    def check(self) -> None:
        pass

    def listen(
        self,
        destination: Path,
        *,
        finished: threading.Event,
        time_limit: float,
        rule: TurnRule = ENTER_ENDS,
        followers: Followers = NOBODY,
    ) -> Answer:
        self.log.append("listened")
        self.rules.append(rule)
        what = self.answers.pop(0) if self.answers else "sound"
        if what == "no sound":
            raise AudioError("b.txt holds no sound.", next_step="Give another file.")
        if what == "half typed":
            raise AnswerInterrupted("the first line")
        if what == "lost":
            raise ListeningError("The microphone is gone.", next_step="Connect it again.")
        if what == "full":
            raise StorageError("The disk is full.", next_step="Free some space.")
        if what.startswith("typed:"):
            return Answer(text=what.removeprefix("typed:"))
        write_wav(Clip(np.full(32_000, 0.1, dtype=np.float32)), destination)
        if what == "interrupted":
            raise KeyboardInterrupt
        if what == "lost in mid-answer":
            return Answer(destination, warning="The microphone was lost.", ended=Ending.LOST)
        return Answer(destination, ended=Ending.LIMIT if what == "limit" else None)


@dataclass
class FakeTranscriber:
    """Hears the same words in every clip, half a second each; fails where there are none."""

    text: str = "high bias means that the model is too simple and underfits the data"
    identity: str = "fake recogniser"
    loaded: bool = False
    longest: float | None = None
    probability: float = 0.9

    def load(self) -> None:
        self.loaded = True

    def transcribe(self, clip: Clip, *, before: str = "") -> Transcript:
        if not self.text:
            raise TranscriptionError("The recogniser failed.", next_step="Try again.")
        words = tuple(
            Word(part, start=index / 2, end=index / 2 + 0.5, probability=self.probability)
            for index, part in enumerate(self.text.split())
        )
        return Transcript(words, self.identity, language="en", language_probability=0.99)


@dataclass
class FakeJudge:
    """Every claim is stated by the first four words."""

    identity: str = "fake judge"

    def load(self) -> None:
        pass

    def judge(
        self, claims: Sequence[Claim], answer: Sequence[Word], *, question: str = ""
    ) -> list[Judgement]:
        return [Judgement(0.9, 0.05, 0.0, 0.05, words=(0, 4)) for _ in claims]


@dataclass
class VerbatimTranscriber(FakeTranscriber):
    """Writes filled pauses down when asked to, or fails to."""

    longest: float | None = 30.0
    filled: str = "a hash map, um, is quick because, uh, it goes straight to where the value is kept"

    def verbatim(self, clip: Clip, heard: str) -> str:
        if not self.filled:
            raise TranscriptionError("It failed at that.", next_step="Try again.")
        return self.filled


@dataclass
class FirstWordJudge:
    """A claim is stated by an answer that has its first word, and missed by any other."""

    identity: str = "first word"

    def load(self) -> None:
        pass

    def judge(
        self, claims: Sequence[Claim], answer: Sequence[Word], *, question: str = ""
    ) -> list[Judgement]:
        said = [word.text.lower().strip(".,") for word in answer]
        found = []
        for claim in claims:
            word = claim.text.split()[0].lower()
            at = said.index(word) if word in said else None
            states = 0.95 if at is not None else 0.0
            words = None if at is None else (at, at + 1)
            found.append(Judgement(states, 0.0, 0.0, 1.0 - states, words=words))
        return found
