"""A scorer whose results one can work out in one's head; the content of a file says what becomes of it."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests.builders import ScriptedJudge, judgement, question
from tests.builders import take as make_take
from voiceprep.assessor import Assessor
from voiceprep.batch.found import LocalFile
from voiceprep.batch.interface import Done
from voiceprep.batch.jobs import Asked, Job
from voiceprep.batch.keys import Keys
from voiceprep.coaching.prompts import load_prompts
from voiceprep.errors import ExitCode, MissingError, StorageError
from voiceprep.values import Status, Take, Transcript, Word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voiceprep.audio.clip import Clip
    from voiceprep.batch.interface import Work
    from voiceprep.questions.model import Question

QUESTION = question()


@dataclass(frozen=True)
class FakeTranscriber:
    identity: str = "fake recogniser"
    longest: float | None = 30.0

    def load(self) -> None:
        pass

    def transcribe(self, clip: Clip, *, before: str = "") -> Transcript:
        return Transcript((Word(f"{len(clip.samples)}", 0.0, 0.1, 0.9),), engine=self.identity)


@dataclass(frozen=True)
class FakeScorerRecipe:
    """Makes `FakeScorer`s. Can be pickled."""

    log: Path
    """A line for every work that is begun: its source."""
    seconds: float = 0.0
    """How long one takes."""

    def __call__(self) -> FakeScorer:
        if self.log.name == "broken":
            os._exit(3)
        return FakeScorer(self)


class FakeScorer:
    """Scores a file by its length; does what `crash`, `missing`, `disk`, `fails`, `hangs` and `waits` say."""

    def __init__(self, recipe: FakeScorerRecipe) -> None:
        self._recipe = recipe

    @property
    def versions(self) -> dict[str, str]:
        # As if it were installed in another version wherever it is made.
        other = self._recipe.log.name == "others"
        return {"voiceprep": "1", "judge": f"fake {os.getpid()}" if other else "fake"}

    def score(self, work: Work) -> Done:
        with self._recipe.log.open("a") as log:
            log.write(f"{work.source}\n")
        time.sleep(self._recipe.seconds)
        content = Path(work.path).read_text()
        if content == "crash" or (content == "crash once" and not _again(self._recipe.log, work)):
            os._exit(9)
        if content == "missing":
            raise MissingError("There is no model.", next_step="Install it.")
        if content == "disk":
            raise StorageError("The disk is full.", next_step="Free some space.")
        if content == "hangs":
            time.sleep(600)
        if content.startswith("waits"):
            Path(f"{self._recipe.log}.{Path(work.source).name}.{os.getpid()}.pid").touch()
        while content.startswith("waits") and not self._recipe.log.with_name("go").exists():
            time.sleep(0.01)
        question_id = "" if work.question is None else work.question.id
        if content.startswith("fails"):
            take = Take(question_id, work.source, Status.FAILED, failure=f"{work.source} is broken.")
            return Done(work.number, take, ExitCode.BAD_INPUT, heard=_heard(work, content))
        take = make_take(question_id, text=content, content=float(len(content)))
        return Done(work.number, _with(take, work), ExitCode.OK, heard=_heard(work, content))


def _heard(work: Work, content: str) -> dict[str, str]:
    return {} if work.known else {"all": f"heard: {content}"}


def _with(take: Take, work: Work) -> Take:
    from dataclasses import replace

    return replace(take, source=work.source, seconds=float(len(Path(work.path).read_text())))


def _again(log: Path, work: Work) -> bool:
    # Not beside the recording: a worker may have been given a copy.
    marker = Path(f"{log}.{Path(work.source).name}.tried")
    tried = marker.exists()
    marker.touch()
    return tried


def keys(*, judge: str = "scripted", candidates: Sequence[Question] = ()) -> Keys:
    assessor = Assessor(
        transcriber=FakeTranscriber(),
        judge=ScriptedJudge(judgement(), identity=judge),
        prompts=load_prompts(None),
        bank_version="b" * 12,
    )
    return Keys(assessor, candidates)


def jobs(*paths: Path) -> list[Job]:
    return [
        Job(number, LocalFile(path, str(path)), Asked.OPTION, QUESTION) for number, path in enumerate(paths)
    ]


def files(folder: Path, *contents: str) -> list[Path]:
    """One file per content, named by its place."""
    folder.mkdir(exist_ok=True)
    made = [folder / f"{number:03d}.wav" for number in range(len(contents))]
    for path, content in zip(made, contents, strict=True):
        path.write_text(content)
    return made
