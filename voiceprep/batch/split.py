"""A long recording with several answers → its parts, by the questions that are spoken in it.

The recording is transcribed, the wording of every question of the bank is looked for in it, and what is said
between two questions is the answer to the first of them. The parts are files of their own: people can check
by ear where it was cut, and they are scored and kept like any other file.
"""

from __future__ import annotations

import io
import tempfile
from bisect import bisect_left
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from voiceprep.audio.decode import decode, write_wav
from voiceprep.batch.found import LocalFile, is_inside
from voiceprep.batch.jobs import Asked, Job, Problem, RowStatus
from voiceprep.batch.naming import as_known, stem_of
from voiceprep.batch.remote import is_url
from voiceprep.batch.room import room_in
from voiceprep.errors import AudioError, EngineError, ExitCode, UsageError
from voiceprep.judging.lexical import tokens
from voiceprep.storage import storage_errors, write_whole
from voiceprep.transcription.hearing import hear
from voiceprep.transcription.remembering import remembering

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from voiceprep.audio.clip import Clip
    from voiceprep.batch.keys import Keys
    from voiceprep.batch.store import Store
    from voiceprep.questions.model import Question
    from voiceprep.transcription.interface import Transcriber
    from voiceprep.values import Transcript, Word

LIKENESS = 80.0
"""Similarity of a question and what was heard, 0 to 100 (share of signs in common order), from which on it
was asked. Three questions that our voice asked had 100 each, and none of the 115 others more than 59."""
PART_COLUMNS = ("part_start", "part_end")
"""Where a part lies in its recording, seconds."""
ELSEWHERE = "Choose another folder with --split-dir DIR."


@dataclass(frozen=True, slots=True)
class Spoken:
    """A question that somebody asks in a recording."""

    question: Question
    start: float
    """Seconds."""
    end: float
    """Seconds; the answer begins here."""


def spoken_questions(words: Sequence[Word], questions: Iterable[Question]) -> list[Spoken]:
    """The questions that are asked in these words, each once, in the order of time."""
    from rapidfuzz import fuzz

    said, places, middles = [], [], []
    length = 0
    for place, word in enumerate(words):
        for token in tokens(word.text) if word.start is not None else ():
            said.append(token)
            places.append(place)
            middles.append(length + len(token) / 2)
            length += len(token) + 1
    text = " ".join(said)
    found = []
    for question in questions:
        wanted = " ".join(tokens(question.text))
        likeness = fuzz.partial_ratio_alignment(wanted, text, score_cutoff=LIKENESS)
        # A question that is longer than all that was said would be looked for the other way round.
        if likeness is None or len(wanted) > len(text):
            continue
        # The stretch that fits best may begin or end within a word.
        first = places[bisect_left(middles, likeness.dest_start)]
        last = places[bisect_left(middles, likeness.dest_end) - 1]
        found.append((likeness.score, first, last, question))
    found.sort(key=lambda one: -one[0])
    kept: list[tuple[int, int, Question]] = []
    for _, first, last, question in found:
        if all(last < other_first or first > other_last for other_first, other_last, _ in kept):
            kept.append((first, last, question))
    return [
        Spoken(question, words[first].start or 0.0, words[last].end or 0.0)
        for first, last, question in sorted(kept, key=lambda one: one[0])
    ]


def check_parts_folder(folder: Path, paths: Iterable[str]) -> None:
    """Raises UsageError where the next run would take the parts for recordings that were named."""
    for path in paths:
        if not is_url(path) and is_inside(Path(path), folder):
            raise UsageError(
                f"{path} lies in {folder}, where the parts of --split are written.", next_step=ELSEWHERE
            )


@dataclass(frozen=True, slots=True)
class Splitter:
    """Cuts recordings. Raises StorageError where parts cannot be written."""

    transcriber: Transcriber
    store: Store
    """Where what was heard is kept, so that it is not heard again by the next run."""
    keys: Keys
    questions: Sequence[Question]
    folder: Path
    """Where the parts go."""
    max_seconds: float

    def split(self, jobs: Iterable[Job]) -> Iterator[Job]:
        """The jobs; in the place of a recording of which nothing says what it answers, those of its parts."""
        number = 0
        with tempfile.TemporaryDirectory(prefix="voiceprep-split-") as scratch:
            for job in jobs:
                for part in self._parts(job, Path(scratch)) if _to_split(job) else (job,):
                    yield replace(part, number=number)
                    number += 1

    def _parts(self, job: Job, scratch: Path) -> Iterator[Job]:
        """A job for each answer in the recording; or the job itself, with the reason why there is none."""
        source = job.recording.source
        path = None
        try:
            with room_in(scratch):
                path = job.recording.fetch(scratch)
            clip, audio, heard = self._heard(path)
        except (AudioError, EngineError) as failure:
            said = failure.message if path is None else as_known(failure.message, str(path), source)
            text = f"{source} cannot be split: {said}"
            yield replace(job, problem=Problem(RowStatus.FAILED, text, failure.exit_code, failure.reason))
            return
        except OSError as failure:
            text = f"{source} cannot be read: {failure.strerror or failure}."
            yield replace(job, problem=Problem(RowStatus.FAILED, text, ExitCode.BAD_INPUT))
            return
        finally:
            if path is not None and path.is_relative_to(scratch):
                path.unlink(missing_ok=True)
        asked = spoken_questions(heard.words, self.questions)
        if not asked:
            text = f"None of the questions is asked aloud in {source}."
            yield replace(job, problem=Problem(RowStatus.UNKNOWN_QUESTION, text, ExitCode.NOT_SCORED))
        for place, one in enumerate(asked):
            end = asked[place + 1].start if place + 1 < len(asked) else clip.seconds
            yield self._part(job, (clip, audio), one, end, place + 1)

    def _heard(self, path: Path) -> tuple[Clip, str, Transcript]:
        """The sound, the hash of its file, and its words."""
        clip, audio = decode(path, max_seconds=self.max_seconds), self.keys.audio(path)
        memory = remembering(self.transcriber, self.store.heard(audio, self.keys.transcriber))
        _, heard = hear(clip, memory)
        self.store.keep("", None, audio=audio, transcriber=self.keys.transcriber, heard=memory.new)
        return clip, audio, heard

    def _part(self, job: Job, whole: tuple[Clip, str], asked: Spoken, end: float, number: int) -> Job:
        clip, audio = whole
        rate = clip.sample_rate
        part = replace(clip, samples=clip.samples[round(asked.end * rate) : round(end * rate)])
        stem = stem_of(job.recording.source, otherwise="recording")
        # With the hash: another batch may have a recording of that name in that place.
        name = f"{job.number + 1:05d}-{stem}-{audio[:8]}-{number:02d}-{asked.question.id}.wav"
        path = self.folder / name
        with storage_errors(self.folder, elsewhere=ELSEWHERE):
            self.folder.mkdir(parents=True, exist_ok=True)
            _write_part(part, path)
        return replace(
            job,
            recording=LocalFile(path, f"{job.recording.source}#{number}"),
            asked=Asked.SPOKEN,
            question=asked.question,
            problem=None,
            columns={
                **job.columns,
                **dict(zip(PART_COLUMNS, (f"{asked.end:.2f}", f"{end:.2f}"), strict=True)),
                "part_file": str(path),
                "part_damage": "" if clip.damage is None else f"The recording {clip.damage}.",
            },
        )


def _write_part(part: Clip, path: Path) -> None:
    """Write it if it is not there; another run in the same folder may be reading it. Raises StorageError."""
    made = io.BytesIO()
    write_wav(part, made)
    if not (path.is_file() and path.read_bytes() == made.getvalue()):
        write_whole(path, made.getvalue(), elsewhere=ELSEWHERE)


def _to_split(job: Job) -> bool:
    """Whether nothing but the recording itself can say what it answers."""
    named = job.asked in {Asked.MANIFEST, Asked.NAME}
    return not named and (job.problem is None or job.problem.status is RowStatus.UNKNOWN_QUESTION)
