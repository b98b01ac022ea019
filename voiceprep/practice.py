"""The live interview, as a stream of events for whoever shows it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from voiceprep.answering import Answering, Quit
from voiceprep.assess import assess_saved
from voiceprep.audio.voice_activity import VoiceActivity
from voiceprep.coaching.closing import closing, count_of, with_capitals
from voiceprep.counting import Counting
from voiceprep.errors import AudioError, StorageError
from voiceprep.interview import Event, Finished, Heard, Room, Scored, StillCounting, say, say_until
from voiceprep.listening.interface import Answer, ListeningError
from voiceprep.listening.keys import Pressed, Step, follow
from voiceprep.questions.narrowing import narrowed
from voiceprep.resuming import NOTHING_YET, Left
from voiceprep.rounds import Rounds, whole_asking
from voiceprep.values import Status, Take

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping, Sequence

    from voiceprep.assessor import Assessor
    from voiceprep.questions.model import Question
    from voiceprep.sessions.store import SavedTake, Session
    from voiceprep.values import Portion

FELT_FROM = 0.5
"""Seconds of waiting for which nothing has to be shown."""


def practice(
    questions: Sequence[Question], session: Session, room: Room, *, role: str, left: Left = NOTHING_YET
) -> Iterator[Event]:
    """Hold the interview, or go on with one of which something is `left`.

    The session on disk is ahead of every event. Answers that were saved and not scored are scored first.
    Raises ListeningError, MissingError or StorageError where it cannot go on; the session then says
    `interrupted`, as after Ctrl-C and where the person ends it early, and holds everything up to then.
    """
    try:
        with _rounds(session, room, left) as rounds:
            interview = _Interview(questions, session, rounds, left)
            try:
                yield from interview.hold(role)
            except Quit:
                if session.document["status"] != "finished":
                    session.set_status("interrupted")
                yield from _last_words("quitting", room)
                yield from _counted(rounds)
                yield Finished(rounds.takes, quit=True)
                return
            except (ListeningError, StorageError):
                yield from _last_words("cannot_go_on", room)
                raise
            # Everything is given and saved: who leaves now has lost nothing.
            session.set_status("finished")
            yield from say(closing(questions, rounds.takes, room.assessor.prompts), room)
            yield from _counted(rounds)
            yield Finished(rounds.takes)
    except BaseException:
        # On a full disk the note fails too; what went wrong first is what the person has to know.
        with suppress(StorageError):
            if session.document["status"] != "finished":
                session.set_status("interrupted")
        raise


def retake(
    question: Question, session: Session, room: Room, *, number: int, left: Left, part: Portion | None = None
) -> Iterator[Event]:
    """Answer a question of an interview once more, or that part of it; and again, as the person wishes.

    What was said to it earlier and not scored is scored first.
    `number`: its place in the interview. `left`: what `what_is_left` says of the session, whose status stays
    as it is. Raises what `practice` raises.
    """
    with _rounds(session, room, left) as rounds:
        opening = "" if part is not None else room.assessor.prompts.say("once_more")
        asking = whole_asking(question, number, 1, opening)
        quit_ = False
        try:
            yield from _catch_up({number: question}, rounds, left)
            step = yield from (rounds.whole(asking) if part is None else rounds.part(asking, part))
            yield from rounds.go_on(asking, step)
        except Quit:
            quit_ = True
            yield from _last_words("quitting", room)
        except (ListeningError, StorageError):
            yield from _last_words("cannot_go_on", room)
            raise
        yield from _counted(rounds)
        kept = rounds.kept.get(number)
        yield Finished((kept.take,) if kept is not None and kept.take is not None else (), quit=quit_)


def _counted(rounds: Rounds) -> Iterator[Event]:
    """Wait for what is still being counted, and say so where that takes time."""
    if not rounds.counting.is_over_within(FELT_FROM):
        yield StillCounting()
    rounds.finish_counting()


def _last_words(sentence: str, room: Room) -> Iterator[Event]:
    """Say it to its end: at the end of the input, which quits, every key is pressed already."""
    yield from say_until(room.assessor.prompts.say(sentence), room, Pressed())


@contextmanager
def _rounds(session: Session, room: Room, left: Left) -> Iterator[Rounds]:
    """The rounds of an interview whose engines load meanwhile."""
    background = ThreadPoolExecutor(max_workers=1)
    counting = Counting(background, room.assessor)
    try:
        # Where the voice cannot be loaded that is told when it is to speak.
        background.submit(room.load_voice)
        loading = background.submit(_load, room.assessor)
        answering = Answering(session, room, loading, dict(left.attempts))
        rounds = Rounds(answering, counting)
        for saved in left.done:
            rounds.keep(saved)
        yield rounds
    finally:
        # The program ends when its threads do, and a count may go on for as long as the answer was.
        counting.stop()
        background.shutdown(wait=False, cancel_futures=True)


def _catch_up(questions: Mapping[int, Question], rounds: Rounds, left: Left) -> Iterator[Event]:
    """Score what was said to these questions and not scored when an interview was interrupted.

    `questions`: by their place in the interview.
    """
    for saved in left.uncounted:
        if saved.take is not None:
            rounds.counting.begin(saved.number, saved.attempt, saved.take, saved.recording)
    for saved in left.waiting:
        if (whole := questions.get(saved.number)) is None:
            continue  # it is not asked about now
        if (question := narrowed(whole, saved.part)) is None:
            rounds.answering.session.save_result(saved.number, _not_in_bank(saved), attempt=saved.attempt)
            continue
        rounds.answering.loading.result()
        yield Heard(Answer(recording=saved.recording, text=saved.text))
        take = assess_saved(question, saved, rounds.room.assessor)
        rounds.answering.session.save_result(saved.number, take, attempt=saved.attempt)
        if saved.part is None:
            rounds.keep(replace(saved, take=take))
            if not rounds.room.exam:
                yield Scored(question, take, saved.number, again=False)
                yield from rounds.tell(take)


def _not_in_bank(saved: SavedTake) -> Take:
    """In the place of a result, so that the answer does not wait for ever; its recording stays."""
    return Take(
        question_id=saved.question_id,
        source="typed" if saved.recording is None else saved.recording.name,
        status=Status.FAILED,
        failure="What was asked in part is not in the bank any more.",
    )


def _load(assessor: Assessor) -> None:
    """Make ready to listen and to assess."""
    assessor.load()
    # Loaded as late as the microphone opens it would cost the first words. Where it fails, that is told then.
    with suppress(AudioError):
        VoiceActivity()


@dataclass(slots=True)
class _Interview:
    """An interview that is going on. Its generators raise Quit where the person ends it."""

    questions: Sequence[Question]
    session: Session
    rounds: Rounds
    left: Left

    @property
    def room(self) -> Room:
        return self.rounds.room

    def hold(self, role: str) -> Iterator[Event]:
        """From the greeting to the last feedback."""
        asked = dict(enumerate(self.questions, start=1))
        yield from _catch_up(asked, self.rounds, self.left)
        to_ask = [number for number in range(1, len(self.questions) + 1) if number not in self.left.settled]
        step, count = Step.GREET, count_of(len(to_ask), "question")
        greeting = "welcome_back" if self.left.attempts else "greeting"
        while step is Step.GREET and to_ask:
            step = yield from self._say(step, greeting, count=count, role=role)
        for number in to_ask:
            question = self.questions[number - 1]
            opening = self._opening(number, question)
            yield from self.rounds.hold(whole_asking(question, number, len(self.questions), opening))
        if self.room.exam:
            yield from _counted(self.rounds)
            # Everything is given and saved: who leaves now has lost nothing.
            self.session.set_status("finished")
            yield from self._results()

    def _opening(self, number: int, question: Question) -> str:
        total = len(self.questions)
        name = {1: "first_question", total: "last_question"}.get(number, "next_question")
        if total == 1:
            name = "only_question"
        prompts = self.room.assessor.prompts
        return prompts.say(name, seed=question.id, number=str(number), total=str(total))

    def _results(self) -> Iterator[Event]:
        """What an examination has kept back."""
        for number, take in zip(sorted(self.rounds.kept), self.rounds.takes, strict=True):
            question = self.questions[number - 1]
            yield from self._say(Step.NEXT, "exam_result", number=str(number), topic=question.topic)
            yield Scored(question, take, number)
            yield from self.rounds.tell(take)

    def _say(self, step: Step, name: str, *, seed: str = "", **places: str) -> Generator[Event, None, Step]:
        """Say a sentence of the prompts; the step that the key pressed meanwhile leads to."""
        text = with_capitals(self.room.assessor.prompts.say(name, seed=seed, **places))
        key = yield from say(text, self.room)
        after = follow(step, key, self.room.waits)
        if after is Step.QUIT:
            raise Quit
        return after
