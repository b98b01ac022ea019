"""What travels to a worker and back, and what every way to run workers promises.

A worker has a scorer, which has the models; it gets works and gives results. Both are plain values that can
be pickled: a worker may be another process, or another machine.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    from voiceprep.errors import ExitCode, VoiceprepError
    from voiceprep.questions.model import Question
    from voiceprep.transcription.remembering import Heard
    from voiceprep.values import Take


@dataclass(frozen=True, slots=True)
class Work:
    """One recording to be scored."""

    number: int
    """Place of its file in the batch, from 0: the name of the work within the run."""
    path: str
    """Where a worker finds the recording."""
    source: str
    """What people call it; the path within its archive, for one."""
    question: Question | None
    """None where it has to be guessed from what is said."""
    max_seconds: float
    """A longer recording is refused."""
    known: Mapping[str, Heard] = field(default_factory=dict)
    """What the recogniser made of this recording before."""


@dataclass(frozen=True, slots=True)
class Guess:
    """Which question an answer is most likely about, by how well it answers each."""

    question_id: str
    """Of the best."""
    content: float
    """Content result with it, 0 to 100."""
    margin: float
    """Points by which the next best is worse."""
    sure: bool
    """Whether that is enough to score the answer with it (`guess.py`)."""


@dataclass(frozen=True, slots=True)
class Done:
    """What came of one work."""

    number: int
    take: Take
    """Its `source` is the work's. Without a question where none was sure."""
    code: ExitCode
    """OK; NOT_SCORED for an abstention; for a failure, its own."""
    heard: Mapping[str, Heard] = field(default_factory=dict)
    """What the recogniser was asked that was not known before."""
    guess: Guess | None = None
    """None where the question was given, or nothing was said that could be guessed from."""


@dataclass(frozen=True, slots=True)
class Unusable:
    """Why no worker can score anything: an exception of ours as a value, for those do not travel."""

    kind: type[VoiceprepError]
    message: str
    next_step: str

    @classmethod
    def of(cls, failure: VoiceprepError) -> Unusable:
        return cls(type(failure), failure.message, failure.next_step)

    def failure(self) -> VoiceprepError:
        """To be raised where people are told."""
        return self.kind(self.message, next_step=self.next_step)


class Scorer(Protocol):
    """Scores recordings one after the other. Lives in one worker."""

    @property
    def versions(self) -> Mapping[str, str]:
        """Identity of everything that has a say in its results. Loads no model."""
        ...

    def score(self, work: Work) -> Done:
        """The same result for the same work, whoever does it.

        What fails with the recording or with an engine is a result. Raises MissingError or StorageError
        where nothing could be scored at all: something is not installed, or the disk refuses.
        """
        ...


class MakesScorer(Protocol):
    """Can be pickled, and makes the scorer where it is used."""

    def __call__(self) -> Scorer: ...


class Executor(Protocol):
    """Runs works somewhere. Used by one thread."""

    @property
    def has_room(self) -> bool:
        """Whether one more work would be begun soon; so the works in flight stay few."""
        ...

    @property
    def in_flight(self) -> int:
        """Works that were handed in and did not come back yet."""
        ...

    def submit(self, work: Work) -> None:
        """Hand in a work. It comes back exactly once, as failed where its worker is lost for good."""
        ...

    def wait(self) -> list[Done]:
        """What is done, in any order; waits until there is at least one, if anything is in flight.

        Raises MissingError, StorageError or EngineError where no work can be done at all.
        """
        ...

    def drop_waiting(self) -> list[int]:
        """The numbers of works that no worker has begun; they never come back."""
        ...

    def close(self) -> None:
        """Give everything back; what is in flight is dropped."""
        ...
