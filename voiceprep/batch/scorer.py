"""Scores one recording of a batch: `assess`, with what was heard of it before."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from voiceprep.assess import assess
from voiceprep.audio.decode import decode
from voiceprep.batch.guess import UNKNOWN, guess_question
from voiceprep.batch.interface import Done
from voiceprep.batch.naming import as_known
from voiceprep.errors import AudioError, EngineError, ExitCode
from voiceprep.from_words import story_version, versions_of
from voiceprep.transcription.hearing import Hearing
from voiceprep.transcription.remembering import remembering
from voiceprep.values import Status, Take

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from voiceprep.assessor import Assessor
    from voiceprep.batch.interface import Guess, Work
    from voiceprep.questions.model import Question


@dataclass(frozen=True, slots=True)
class AssessingScorerRecipe:
    """Makes an `AssessingScorer` where it is called."""

    make_assessor: Callable[[], Assessor]
    """Can be pickled; called once per worker."""
    candidates: tuple[Question, ...] = ()
    """Questions to guess from."""

    def __call__(self) -> AssessingScorer:
        return AssessingScorer(self.make_assessor(), self.candidates)


class AssessingScorer:
    """Any recording in, one result out. Models load when they are first needed."""

    def __init__(self, assessor: Assessor, candidates: Sequence[Question] = ()) -> None:
        self._assessor = assessor
        self._candidates = candidates

    @property
    def versions(self) -> Mapping[str, str]:
        reader = self._assessor.story_reader
        story = {} if reader is None else {"star": story_version(reader)}
        return versions_of(self._assessor) | story

    def score(self, work: Work) -> Done:
        memory = remembering(self._assessor.transcriber, work.known)
        assessor = replace(self._assessor, transcriber=memory)
        guess: Guess | None = None
        try:
            take, guess = self._take(work, assessor)
            code = ExitCode.OK if take.status is Status.SCORED else ExitCode.NOT_SCORED
        except (AudioError, EngineError) as failure:
            text = as_known(f"{failure.message} {failure.next_step}", work.path, work.source)
            question_id = UNKNOWN if work.question is None else work.question.id
            take = Take(
                question_id=question_id,
                source="",
                status=Status.FAILED,
                failure=text,
                failure_reason=failure.reason,
            )
            code = failure.exit_code
        return Done(work.number, replace(take, source=work.source), code, heard=memory.new, guess=guess)

    def _take(self, work: Work, assessor: Assessor) -> tuple[Take, Guess | None]:
        clip = decode(Path(work.path), max_seconds=work.max_seconds)
        if work.question is not None:
            return assess(work.question, clip, assessor), None
        hearing = Hearing(assessor.transcriber)
        guess, heard = guess_question(clip, self._candidates, assessor, hearing=hearing)
        if guess is None or not guess.sure:
            return heard, guess
        question = next(one for one in self._candidates if one.id == guess.question_id)
        return assess(question, clip, assessor, hearing=hearing), guess
