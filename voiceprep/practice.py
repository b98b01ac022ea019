"""The live interview, as a stream of events for whoever shows it."""

from __future__ import annotations

import math
import time
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from voiceprep.assess import assess_answer
from voiceprep.audio.voice_activity import VoiceActivity
from voiceprep.coaching.closing import closing, count_of
from voiceprep.counting import Counting
from voiceprep.errors import AudioError, StorageError
from voiceprep.interview import (
    Asked,
    Event,
    Finished,
    Heard,
    Paused,
    Room,
    Scored,
    SetAside,
    Thinking,
    say,
    time_limit,
)
from voiceprep.listening.interface import Answer, AnswerInterrupted, Followers
from voiceprep.listening.keys import Key, Moment, Step, follow
from voiceprep.meanwhile import follow_answer
from voiceprep.resuming import NOTHING_YET, Left
from voiceprep.scoring.abstention import unheard
from voiceprep.values import Outcome

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence

    from voiceprep.assess import Assessor
    from voiceprep.listening.keys import Pressed
    from voiceprep.questions.model import Question
    from voiceprep.sessions.store import Session
    from voiceprep.transcription.hearing import Hearing
    from voiceprep.transcription.while_speaking import WhileSpeaking
    from voiceprep.values import Take


class _Quit(Exception):  # noqa: N818 - the person's wish, no error
    """The person ends the interview."""


def practice(
    questions: Sequence[Question], session: Session, room: Room, *, role: str, left: Left = NOTHING_YET
) -> Iterator[Event]:
    """Hold the interview, or go on with one of which something is `left`.

    The session on disk is ahead of every event. Answers that were saved and not scored are scored first.
    Raises ListeningError, MissingError or StorageError where it cannot go on; the session then says
    `interrupted`, as after Ctrl-C and where the person ends it early, and holds everything up to then.
    """
    background = ThreadPoolExecutor(max_workers=1)
    try:
        # Where the voice cannot be loaded that is told when it is to speak.
        background.submit(room.load_voice)
        loading = background.submit(_load, room.assessor)
        interview = _Interview(questions, session, room, loading, Counting(background, room.assessor), left)
        try:
            yield from interview.hold(role)
        except _Quit:
            if session.document["status"] != "finished":
                session.set_status("interrupted")
            yield from say(room.assessor.prompts.say("quitting"), room)
            interview.finish_counting()
            yield Finished(interview.assessed, quit=True)
            return
        # Everything is given and saved: who leaves now has lost nothing.
        session.set_status("finished")
        yield from say(closing(questions, interview.assessed, room.assessor.prompts), room)
        yield Finished(interview.assessed)
    except BaseException:
        # On a full disk the note fails too; what went wrong first is what the person has to know.
        with suppress(StorageError):
            if session.document["status"] != "finished":
                session.set_status("interrupted")
        raise
    finally:
        background.shutdown(wait=False, cancel_futures=True)


def _load(assessor: Assessor) -> None:
    """Make ready to listen and to assess."""
    assessor.load()
    # Loaded as late as the microphone opens it would cost the first words. Where it fails, that is told then.
    with suppress(AudioError):
        VoiceActivity()


@dataclass(slots=True)
class _Interview:
    """An interview that is going on. Its generators raise _Quit where the person ends it."""

    questions: Sequence[Question]
    session: Session
    room: Room
    loading: Future[None]
    """The engines of the assessment, on their way."""
    counting: Counting
    left: Left
    takes: dict[int, Take] = field(default_factory=dict)
    """Number of the question → its take; none for a question that was skipped."""
    hearing: WhileSpeaking | None = None
    """The transcription of the answer that is being given, or was given last."""

    @property
    def assessed(self) -> tuple[Take, ...]:
        return tuple(take for _, take in sorted(self.takes.items()))

    def hold(self, role: str) -> Iterator[Event]:
        """From the greeting to the last feedback."""
        yield from self._catch_up()
        to_ask = [number for number in range(1, len(self.questions) + 1) if number not in self.left.settled]
        step, count = Step.GREET, count_of(len(to_ask), "question")
        greeting = "welcome_back" if self.left.attempts else "greeting"
        while step is Step.GREET and to_ask:
            step = yield from self._say(step, greeting, count=count, role=role)
        for number in to_ask:
            question = self.questions[number - 1]
            attempt, answer = yield from self._until_answered(number, question)
            if answer is None:
                yield from self._say(Step.NEXT, "skipped", seed=question.id)
                continue
            yield Heard(answer)
            self.finish_counting()
            take = assess_answer(
                question,
                answer.recording,
                answer.text,
                self.room.assessor,
                hearing=self._heard(),
                count_fillers=False,
            )
            self.session.save_result(number, take, attempt=attempt)
            self.takes[number] = take
            if self.room.exam and not unheard(take):
                yield from self._say(Step.NEXT, "exam_noted", seed=question.id)
            elif self.room.exam:
                yield from self._give_feedback(take)
            else:
                yield Scored(question, take, number)
                yield from self._give_feedback(take)
            self.counting.begin(number, attempt, take, answer.recording)
        self.finish_counting()
        if self.room.exam:
            # Everything is given and saved: who leaves now has lost nothing.
            self.session.set_status("finished")
            yield from self._results()

    def _catch_up(self) -> Iterator[Event]:
        """Score what was said and not scored when the interview was interrupted."""
        self.takes.update(self.left.done)
        if self.left.waiting:
            self.loading.result()
        for number, (attempt, take, recording) in self.left.uncounted.items():
            self.counting.begin(number, attempt, take, recording)
        for number, saved in self.left.waiting.items():
            question = self.questions[number - 1]
            yield Heard(Answer(recording=saved.recording, text=saved.text))
            take = assess_answer(question, saved.recording, saved.text, self.room.assessor)
            self.session.save_result(number, take, attempt=saved.attempt)
            self.takes[number] = take
            if not self.room.exam:
                yield Scored(question, take, number)

    def finish_counting(self) -> None:
        """Save what was counted, before the recogniser has to listen to the next answer."""
        for number, attempt, take in self.counting.finished():
            self.takes[number] = take
            self.session.save_result(number, take, attempt=attempt)

    def _until_answered(
        self, number: int, question: Question
    ) -> Generator[Event, None, tuple[int, Answer | None]]:
        """The attempt that counts and its answer; None where the question was skipped."""
        attempt, step, answer = self.left.attempts.get(number, 0), Step.ASK, Answer()
        opening = self._opening(number, question)
        while True:
            if step is Step.ASK:
                key = yield from say(f"{opening} {question.text}", self.room)
                opening = self.room.assessor.prompts.say("asked_again", seed=question.id)
            elif step is Step.THINK:
                key = yield from self._think()
            else:
                attempt += 1
                self.loading.result()
                pressed = self.room.keys(Moment.ANSWERING)  # from the moment on in which they are shown
                yield Asked(question, number, len(self.questions), time_limit(question))
                answer, key = self._listen(number, question, attempt, pressed), pressed.key
            before, step = step, self._next(step, key)
            if step is Step.FEEDBACK:
                return attempt, answer
            if step is Step.SKIP:
                if before is not Step.ANSWER:
                    attempt += 1
                    self.session.begin_take(number, question.id, attempt=attempt)
                yield self._set_aside(number, question, attempt, Outcome.SKIPPED)
                return attempt, None
            if before is Step.ANSWER:
                yield self._set_aside(number, question, attempt, Outcome.ABANDONED)

    def _set_aside(self, number: int, question: Question, attempt: int, outcome: Outcome) -> SetAside:
        self.session.note_outcome(number, outcome, attempt=attempt)
        return SetAside(question, number, outcome)

    def _opening(self, number: int, question: Question) -> str:
        total = len(self.questions)
        name = {1: "first_question", total: "last_question"}.get(number, "next_question")
        if total == 1:
            name = "only_question"
        prompts = self.room.assessor.prompts
        return prompts.say(name, seed=question.id, number=str(number), total=str(total))

    def _think(self) -> Generator[Event, None, Key | None]:
        """Count the time to think; the key that ended it, or that was pressed while it was announced."""
        prompts, seconds = self.room.assessor.prompts, self.room.waits.think
        key = yield from say(prompts.say("think", seconds=f"{seconds:g}"), self.room)
        if key not in {None, Key.ENTER}:
            return key
        pressed = self.room.keys(Moment.THINKING)
        yield Thinking()
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0 and not pressed.event.is_set():
            self.room.countdown(math.ceil(left))
            pressed.event.wait(left - math.ceil(left) + 1)
        self.room.countdown(0)
        return pressed.key or (yield from say(prompts.say("think_over"), self.room))

    def _listen(self, number: int, question: Question, attempt: int, pressed: Pressed) -> Answer:
        room = self.room
        destination = self.session.begin_take(number, question.id, attempt=attempt)
        self.hearing = hearing = follow_answer(question, room, pressed)
        try:
            answer = room.listener.listen(
                destination,
                finished=pressed.event,
                time_limit=time_limit(question),
                rule=room.turn_rule,
                followers=Followers(meter=room.meter, notice=room.notice, hear=hearing.add),
            )
        except AnswerInterrupted as stop:
            self.session.note_answer(
                number, text=stop.text or None, warning=None, complete=False, attempt=attempt
            )
            raise
        except AudioError as unusable:
            # Of several files that play the microphone one may be bad; the others are answers all the same.
            answer = Answer(warning=unusable.message)
        finally:
            hearing.stop()
        self.session.note_answer(
            number,
            text=answer.text or None,
            warning=answer.warning,
            complete=pressed.key is not Key.QUIT,
            attempt=attempt,
        )
        return answer

    def _heard(self) -> Hearing | None:
        """What was transcribed while it was spoken. Waits for the work in hand."""
        return None if self.hearing is None else self.hearing.end()

    def _results(self) -> Iterator[Event]:
        """What an examination has kept back."""
        for number, take in sorted(self.takes.items()):
            question = self.questions[number - 1]
            yield from self._say(Step.NEXT, "exam_result", number=str(number), topic=question.topic)
            yield Scored(question, take, number)
            yield from self._give_feedback(take)

    def _give_feedback(self, take: Take) -> Iterator[Event]:
        step = Step.FEEDBACK
        while step is not Step.NEXT:
            if step is Step.PAUSE:
                key = yield from self._pause()
            elif take.feedback is not None:
                key = yield from say(take.feedback.spoken, self.room, private=True)
            else:
                reason = take.failure or (take.abstention.explanation if take.abstention else "")
                refusal = self.room.assessor.prompts.say("not_judged", seed=take.question_id, reason=reason)
                key = yield from say(refusal, self.room)
            step = self._next(step, key)

    def _pause(self) -> Generator[Event, None, Key | None]:
        """Wait for a key. It may come while the person is told so."""
        if key := (yield from say(self.room.assessor.prompts.say("pause"), self.room)):
            return key
        pressed = self.room.keys(Moment.PAUSING)
        yield Paused()
        # A wait without end could not be interrupted with Ctrl-C on every system.
        while not pressed.event.wait(0.2):
            pass
        return pressed.key

    def _say(self, step: Step, name: str, *, seed: str = "", **places: str) -> Generator[Event, None, Step]:
        """Say a sentence of the prompts; the step that the key pressed meanwhile leads to."""
        key = yield from say(self.room.assessor.prompts.say(name, seed=seed, **places), self.room)
        return self._next(step, key)

    def _next(self, step: Step, key: Key | None) -> Step:
        after = follow(step, key, self.room.waits)
        if after is Step.QUIT:
            raise _Quit
        return after
