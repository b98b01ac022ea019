"""Long recordings are cut where a question is asked, and nowhere else."""

from __future__ import annotations

import shutil
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.batch.fakes import jobs, keys
from tests.builders import question, spoken, typed
from voiceprep.audio.decode import decode
from voiceprep.batch.anonymous import anonymous
from voiceprep.batch.found import LocalFile
from voiceprep.batch.jobs import Asked, Problem, RowStatus
from voiceprep.batch.split import Splitter, spoken_questions
from voiceprep.batch.store import Store
from voiceprep.demo import demo_answers
from voiceprep.errors import ExitCode
from voiceprep.values import Transcript, Word

if TYPE_CHECKING:
    from voiceprep.audio.clip import Clip

HASHES = replace(question("hashes"), text="How does a hash map find a value by its key?")
QUEUES = replace(question("queues"), text="When would you rather use a queue than a stack, and why?")
TREES = replace(question("trees"), text="What keeps a balanced tree balanced?")
QUESTIONS = (HASHES, QUEUES, TREES)
TALK = (
    "welcome let us begin. Wen would you rather use a que than a stack and why? "
    "I use a queue when the oldest comes first and a stack for the newest. "
    "Good. How does a hash map find a value by its key? well it hashes the key"
)


def test_questions_are_found_in_the_order_of_time_with_words_misheard() -> None:
    words = spoken(TALK)
    first, second = spoken_questions(words, QUESTIONS)
    assert (first.question.id, second.question.id) == ("queues", "hashes")
    texts = TALK.split()
    assert (first.start, first.end) == (texts.index("Wen") / 2, (texts.index("why?") + 1) / 2)
    assert (second.start, second.end) == (texts.index("How") / 2, (texts.index("key?") + 1) / 2)


@pytest.mark.parametrize(
    "text", ["", "a hash map", "I would rather use a queue here, and a tree there, and so on."]
)
def test_talk_about_the_topic_is_no_question(text: str) -> None:
    assert spoken_questions(spoken(text), QUESTIONS) == []


def test_words_without_times_cut_nothing() -> None:
    assert spoken_questions(typed(TALK), QUESTIONS) == []


def test_of_two_questions_in_one_place_the_nearer_counts() -> None:
    twin = replace(HASHES, id="twin", text="How does a hash map find a value by a key?")
    (found,) = spoken_questions(spoken(HASHES.text), [twin, HASHES])
    assert found.question.id == "hashes"


@dataclass
class Scripted:
    """Hears the words it was given, whatever the sound."""

    words: tuple[Word, ...]
    asked: int = 0
    identity: str = "fake recogniser"
    longest: float | None = None

    def load(self) -> None:
        pass

    def transcribe(self, clip: Clip, *, before: str = "") -> Transcript:
        self.asked += 1
        return Transcript(self.words, self.identity)


def test_parts_are_files_with_their_question_and_the_rest_stays_as_it_is(tmp_path: Path) -> None:
    recording = next(answer.recording for answer in demo_answers() if answer.manner == "patchy")
    heard = Scripted(spoken(TALK))
    named = Problem(RowStatus.UNKNOWN_QUESTION, "unknown", ExitCode.NOT_SCORED)
    long, other, broken = jobs(recording, tmp_path / "other.wav", tmp_path / "broken.wav")
    (tmp_path / "broken.wav").write_text("no sound")
    todo = [
        replace(long, asked=Asked.NOT, question=None, problem=named),
        replace(other, asked=Asked.MANIFEST),
        replace(broken, asked=Asked.NOT, question=None, problem=named),
    ]
    with closing(Store(tmp_path / "store.sqlite")) as store:
        splitter = Splitter(heard, store, keys(), QUESTIONS, tmp_path / "parts", 60.0)
        first, second, kept, failed = splitter.split(todo)
        again = list(splitter.split(todo))
    assert [first, second, kept, failed] == again
    assert heard.asked == 1, "what was heard is kept"
    assert [job.number for job in again] == [0, 1, 2, 3]
    assert [job.question.id for job in (first, second) if job.question] == ["queues", "hashes"]
    assert (first.asked, first.problem, first.recording.source) == (Asked.SPOKEN, None, f"{recording}#1")
    assert kept.recording == other.recording
    assert failed.problem is not None
    assert failed.problem.status is RowStatus.FAILED
    whole = decode(recording).samples
    begin, end = (round(float(first.columns[name]) * 16_000) for name in ("part_start", "part_end"))
    assert np.array_equal(decode(first.recording.fetch(tmp_path)).samples, whole[begin:end])
    last = decode(second.recording.fetch(tmp_path)).samples
    assert np.array_equal(last, whole[len(whole) - len(last) :])


def test_a_recording_in_which_nothing_is_asked_says_so(tmp_path: Path) -> None:
    recording = next(answer.recording for answer in demo_answers() if answer.manner == "patchy")
    (job,) = jobs(recording)
    with closing(Store(tmp_path / "store.sqlite")) as store:
        splitter = Splitter(Scripted(spoken("hello")), store, keys(), QUESTIONS, tmp_path / "parts", 60.0)
        (found,) = splitter.split([replace(job, asked=Asked.NOT, question=None)])
    assert found.problem is not None
    assert found.problem.status is RowStatus.UNKNOWN_QUESTION
    assert not (tmp_path / "parts").exists()


def test_a_hidden_name_stays_hidden_in_the_parts_and_in_what_is_said(tmp_path: Path) -> None:
    recording = next(answer.recording for answer in demo_answers() if answer.manner == "patchy")
    named = Path(shutil.copy(recording, tmp_path / "ada.wav"))
    (tmp_path / "bob.wav").write_text("no sound")
    todo = [replace(job, asked=Asked.NOT, question=None) for job in jobs(named, tmp_path / "bob.wav")]
    with closing(Store(tmp_path / "store.sqlite")) as store:
        splitter = Splitter(Scripted(spoken(TALK)), store, keys(), QUESTIONS, tmp_path / "parts", 60.0)
        *parts, broken = splitter.split(anonymous(todo, "secret", keep=[]))
    said = [broken.problem.text if broken.problem else "", *(str(job.columns) for job in parts)]
    said += [job.recording.source for job in (*parts, broken)] + [
        path.name for path in (tmp_path / "parts").iterdir()
    ]
    assert len(parts) == 2
    assert not any("ada" in text or "bob" in text for text in said)


@dataclass
class Copied:
    """As if it lay in an archive: copied for whoever wants to read it."""

    path: Path
    lying_about: list[int]
    """How many copies lay there before, for each that was made."""

    @property
    def source(self) -> str:
        return str(self.path)

    def fetch(self, scratch: Path) -> Path:
        self.lying_about.append(len(list(scratch.iterdir())))
        return Path(shutil.copy(self.path, scratch / f"{len(self.lying_about)}.wav"))


def test_what_is_unpacked_to_be_cut_is_gone_before_the_next(tmp_path: Path) -> None:
    recording = next(answer.recording for answer in demo_answers() if answer.manner == "patchy")
    (tmp_path / "broken.wav").write_text("no sound")
    lying_about: list[int] = []
    todo = [
        replace(job, recording=Copied(path, lying_about), asked=Asked.NOT, question=None)
        for path in (recording, tmp_path / "broken.wav", recording)
        for job in jobs(path)
    ]
    with closing(Store(tmp_path / "store.sqlite")) as store:
        splitter = Splitter(Scripted(spoken(TALK)), store, keys(), QUESTIONS, tmp_path / "parts", 60.0)
        assert len(list(splitter.split(todo))) == 5
    assert lying_about == [0, 0, 0]


def test_the_longest_of_names_still_makes_the_name_of_a_part(tmp_path: Path) -> None:
    recording = next(answer.recording for answer in demo_answers() if answer.manner == "patchy")
    (job,) = jobs(recording)
    long = replace(
        job, recording=LocalFile(recording, "\U00020000" * 300 + ".wav"), asked=Asked.NOT, question=None
    )
    with closing(Store(tmp_path / "store.sqlite")) as store:
        splitter = Splitter(Scripted(spoken(TALK)), store, keys(), QUESTIONS, tmp_path / "parts", 60.0)
        assert len(list(splitter.split([long]))) == 2


def test_a_part_that_is_there_is_left_alone_and_another_takes_its_place_at_once(tmp_path: Path) -> None:
    """Another run in the same folder may be reading it."""
    recording = next(answer.recording for answer in demo_answers() if answer.manner == "patchy")
    todo = [replace(job, asked=Asked.NOT, question=None) for job in jobs(recording)]
    parts = tmp_path / "parts"
    with closing(Store(tmp_path / "store.sqlite")) as store:
        splitter = Splitter(Scripted(spoken(TALK)), store, keys(), QUESTIONS, parts, 60.0)
        list(splitter.split(todo))
        first, second = sorted(parts.iterdir())
        content, places = second.read_bytes(), (first.stat().st_ino, second.stat().st_ino)
        second.write_bytes(b"half of a part")
        with second.open("rb") as reading:
            list(splitter.split(todo))
            assert reading.read() == b"half of a part", "what somebody reads does not change"
    assert sorted(parts.iterdir()) == [first, second]
    assert second.read_bytes() == content
    assert first.stat().st_ino == places[0]
    assert second.stat().st_ino != places[1]
