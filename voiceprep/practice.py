"""The live interview, as a stream of events for whoever shows it."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from voiceprep.assess import Assessor, assess_answer
from voiceprep.errors import AudioError, StorageError
from voiceprep.listening.interface import Answer, AnswerInterrupted, LevelMeter, Listener, no_meter
from voiceprep.listening.turn_taking import ENTER_ENDS, Notify, TurnRule, no_notice
from voiceprep.scoring.abstention import UNHEARD
from voiceprep.speaking.interface import Loudspeaker, SpeakingError, Voice
from voiceprep.values import Status

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from voiceprep.questions.model import Question
    from voiceprep.sessions.store import Session
    from voiceprep.values import Take

TAIL_GUARD_SECONDS = 0.25
"""Wait after our own voice before the microphone opens, so that its echo in the room has died away."""
TIME_LIMIT_FACTOR = 3
"""An answer may take this many times its target length before it is ended."""


@dataclass(frozen=True, slots=True)
class Said:
    """The interviewer is about to say this."""

    text: str


@dataclass(frozen=True, slots=True)
class VoiceLost:
    """Speech failed; the interview goes on in writing."""

    reason: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A question was asked; the answer is awaited next."""

    question: Question
    number: int
    """From 1."""
    total: int
    time_limit: float
    """Seconds after which the answer is ended."""


@dataclass(frozen=True, slots=True)
class Heard:
    """An answer is saved; its assessment is under way."""

    answer: Answer


@dataclass(frozen=True, slots=True)
class Scored:
    """An answer was assessed, or could not be: see the take's status."""

    question: Question
    take: Take
    number: int


@dataclass(frozen=True, slots=True)
class Finished:
    """The interview is over."""

    takes: tuple[Take, ...]


Event = Said | VoiceLost | Asked | Heard | Scored | Finished


@dataclass(slots=True)
class Room:
    """Everything an interview needs besides its questions."""

    voice: Voice
    loudspeaker: Loudspeaker
    listener: Listener
    assessor: Assessor
    answer_ended: Callable[[], threading.Event] = threading.Event
    """Called as each answer begins; the event it gives is set when the person ends the answer."""
    invitation: str = "listening"
    """Which sentence of the prompts tells the person how to answer."""
    meter: LevelMeter = no_meter
    turn_rule: TurnRule = ENTER_ENDS
    """How an answer may end besides by Enter and by its limit."""
    notice: Notify = no_notice
    """Told what the person should know while they answer."""
    exam: bool = False
    """Whether results and feedback wait until the last answer is given."""
    voice_works: bool = True


def practice(questions: Sequence[Question], session: Session, room: Room, *, role: str) -> Iterator[Event]:
    """Hold the interview. The session on disk is ahead of every event.

    Raises ListeningError, MissingError or StorageError where it cannot go on; the session then says
    `interrupted`, as it does after Ctrl-C, and holds everything up to then.
    """
    try:
        takes: list[Take] = []
        with ThreadPoolExecutor(max_workers=1) as background:
            loading = background.submit(room.assessor.load)
            yield from _greet(questions, room, role)
            for number, question in enumerate(questions, start=1):
                yield from _ask(question, number, len(questions), room)
                loading.result()
                yield Asked(question, number, len(questions), TIME_LIMIT_FACTOR * question.target_seconds)
                answer = _listen(question, number, session, room)
                yield Heard(answer)
                take = assess_answer(question, answer.recording, answer.text, room.assessor)
                session.save_result(number, take)
                takes.append(take)
                if room.exam and not _unheard(take):
                    yield from _say(room.assessor.prompts.say("exam_noted", seed=question.id), room)
                elif room.exam:
                    yield from _give_feedback(take, room)
                else:
                    yield Scored(question, take, number)
                    yield from _give_feedback(take, room)
        if room.exam:
            # Everything is given and saved: who leaves now has lost nothing.
            session.set_status("finished")
            yield from _results(questions, takes, room)
        yield from _say(closing(questions, takes, room.assessor), room)
        session.set_status("finished")
        yield Finished(tuple(takes))
    except BaseException:
        # On a full disk the note fails too; what went wrong first is what the person has to know.
        with suppress(StorageError):
            if session.document["status"] != "finished":
                session.set_status("interrupted")
        raise


def closing(questions: Sequence[Question], takes: Sequence[Take], assessor: Assessor) -> str:
    """The last words: how many answers, the strongest and the weakest topic."""
    topics = {question.id: question.topic for question in questions}
    scored = sorted(
        (take for take in takes if take.content is not None), key=lambda take: take.content or 0.0
    )
    answered = count_of(len(scored), "question")
    if not scored:
        return assessor.prompts.say("closing_none")
    if len(scored) == 1:
        return assessor.prompts.say("closing_one", answered=answered)
    strongest, weakest = topics[scored[-1].question_id], topics[scored[0].question_id]
    return assessor.prompts.say("closing", answered=answered, strongest=strongest, weakest=weakest)


def count_of(count: int, noun: str) -> str:
    """In words for one, else in figures: one question, 3 questions."""
    return f"one {noun}" if count == 1 else f"{count} {noun}s"


def _greet(questions: Sequence[Question], room: Room, role: str) -> Iterator[Event]:
    count = count_of(len(questions), "question")
    yield from _say(room.assessor.prompts.say("greeting", count=count, role=role), room)


def _ask(question: Question, number: int, total: int, room: Room) -> Iterator[Event]:
    name = "next_question"
    if total == 1:
        name = "only_question"
    elif number == 1:
        name = "first_question"
    elif number == total:
        name = "last_question"
    opening = room.assessor.prompts.say(name, seed=question.id, number=str(number), total=str(total))
    yield from _say(f"{opening} {question.text}", room)


def _listen(question: Question, number: int, session: Session, room: Room) -> Answer:
    destination = session.begin_take(number, question.id)
    try:
        answer = room.listener.listen(
            destination,
            finished=room.answer_ended(),
            time_limit=TIME_LIMIT_FACTOR * question.target_seconds,
            meter=room.meter,
            rule=room.turn_rule,
            notice=room.notice,
        )
    except AnswerInterrupted as stop:
        session.note_answer(number, text=stop.text or None, warning=None)
        raise
    except AudioError as unusable:
        # Of several files that play the microphone one may be bad; the others are answers all the same.
        answer = Answer(warning=unusable.message)
    session.note_answer(number, text=answer.text, warning=answer.warning)
    return answer


def _results(questions: Sequence[Question], takes: Sequence[Take], room: Room) -> Iterator[Event]:
    """What an examination has kept back."""
    prompts = room.assessor.prompts
    for number, (question, take) in enumerate(zip(questions, takes, strict=True), start=1):
        yield from _say(prompts.say("exam_result", number=str(number), topic=question.topic), room)
        yield Scored(question, take, number)
        yield from _give_feedback(take, room)


def _unheard(take: Take) -> bool:
    """Whether the answer did not arrive, which the person has to know at once, in an examination too."""
    if take.abstention is None:
        return take.status is Status.FAILED
    return take.abstention.reason in UNHEARD


def _give_feedback(take: Take, room: Room) -> Iterator[Event]:
    if take.feedback is not None:
        yield from _say(take.feedback.spoken, room)
    else:
        reason = take.failure or (take.abstention.explanation if take.abstention else "")
        yield from _say(room.assessor.prompts.say("not_judged", seed=take.question_id, reason=reason), room)


def _say(text: str, room: Room) -> Iterator[Event]:
    yield Said(text)
    if not room.voice_works:
        return
    try:
        clip = room.voice.synthesise(text)
        if len(clip.samples):
            room.loudspeaker.play(clip)
            time.sleep(TAIL_GUARD_SECONDS)
    except SpeakingError as failure:
        room.voice_works = False
        yield VoiceLost(failure.message)
