"""One question is asked, thought about and answered; what it is worth is none of this module's business."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from voiceprep.errors import AudioError
from voiceprep.interview import Asked, Event, Room, SetAside, Thinking, say
from voiceprep.listening.interface import Answer, AnswerInterrupted, Followers
from voiceprep.listening.keys import Key, Moment, Step, follow
from voiceprep.listening.turn_taking import (
    Countdown,
    EnterOnly,
    LimitNear,
    MicrophoneBack,
    MicrophoneGone,
    Nudge,
)
from voiceprep.meanwhile import follow_answer
from voiceprep.speaking.interface import Tone
from voiceprep.values import Outcome

if TYPE_CHECKING:
    from collections.abc import Generator
    from concurrent.futures import Future
    from pathlib import Path

    from voiceprep.listening.keys import Pressed
    from voiceprep.listening.turn_taking import Notice
    from voiceprep.questions.model import Question
    from voiceprep.sessions.store import Session
    from voiceprep.transcription.hearing import Hearing
    from voiceprep.transcription.while_speaking import WhileSpeaking
    from voiceprep.values import Portion


class Quit(Exception):  # noqa: N818 - the person's wish, no error
    """The person ends the interview."""


@dataclass(frozen=True, slots=True)
class Asking:
    """A question as it is put now."""

    question: Question
    """Narrowed, where only a part is asked for."""
    number: int
    """Place of the question in the interview, from 1."""
    total: int
    opening: str
    """Said before it."""
    limit: float
    """Seconds after which the answer is ended."""
    part: Portion | None = None
    """What is asked for where it is not the whole question."""
    private: bool = False
    """Whether the opening quotes the person."""


@dataclass(slots=True)
class Answering:
    """Asks and listens. Its generators raise Quit where the person ends the interview."""

    session: Session
    room: Room
    loading: Future[None]
    """The engines of the assessment, on their way."""
    attempts: dict[int, int] = field(default_factory=dict)
    """Number of the question → its attempts so far, so that no recording is written over."""
    hearing: WhileSpeaking | None = None
    """The transcription of the answer that is being given, or was given last."""

    def until_answered(self, asking: Asking) -> Generator[Event, None, tuple[int, Answer | None]]:
        """The attempt that counts and its answer; None where the question was skipped."""
        step, answer, opening, private = Step.ASK, Answer(), asking.opening, asking.private
        while True:
            if step is Step.ASK:
                text = f"{opening} {asking.question.text}".strip()
                key = yield from say(text, self.room, private=private, moment=Moment.ASKING)
                opening, private = self._sentence("asked_again", asking), False
            elif step is Step.THINK:
                key = yield from self._think()
            else:
                self._begin(asking)
                self.loading.result()
                # From the moment on in which they are shown.
                pressed = self.room.keys(Moment.ANSWERING_ONCE if self.room.exam else Moment.ANSWERING)
                yield Asked(asking.question, asking.number, asking.total, asking.limit)
                answer, key = self._listen(asking, pressed), pressed.key
            before, step = step, self._next(step, key, asking)
            if step is Step.FEEDBACK:
                return self.attempts[asking.number], answer
            if step is Step.SKIP:
                if before is not Step.ANSWER:
                    self._begin(asking)
                    self._note_begun(asking)
                yield self._set_aside(asking, Outcome.SKIPPED)
                return self.attempts[asking.number], None
            if before is Step.ANSWER:
                yield self._set_aside(asking, Outcome.ABANDONED)

    def heard(self) -> Hearing | None:
        """What was transcribed while it was spoken. Waits for the work in hand; a second call gives None."""
        # Forgotten here: it holds the whole sound, 4 MB a minute.
        following, self.hearing = self.hearing, None
        return None if following is None else following.end()

    def _begin(self, asking: Asking) -> None:
        self.attempts[asking.number] = self.attempts.get(asking.number, 0) + 1

    def _note_begun(self, asking: Asking) -> Path:
        return self.session.begin_take(
            asking.number,
            asking.question.id,
            attempt=self.attempts[asking.number],
            part=asking.part,
        )

    def _next(self, step: Step, key: Key | None, asking: Asking) -> Step:
        # A part is asked about what has just been thought about.
        waits = self.room.waits if asking.part is None else replace(self.room.waits, think=0.0)
        after = follow(step, key, waits)
        if after is Step.QUIT:
            raise Quit
        return after

    def _set_aside(self, asking: Asking, outcome: Outcome) -> SetAside:
        self.hearing = None  # stopped, and nobody will ask for it
        self.session.note_outcome(asking.number, outcome, attempt=self.attempts[asking.number])
        return SetAside(asking.question, asking.number, outcome)

    def _sentence(self, name: str, asking: Asking) -> str:
        return self.room.assessor.prompts.say(name, seed=asking.question.id)

    def _think(self) -> Generator[Event, None, Key | None]:
        """Count the time to think; the key that ended it, or that was pressed while it was announced."""
        prompts, seconds = self.room.assessor.prompts, self.room.waits.think
        announced = prompts.say("think", seconds=f"{seconds:g}")
        key = yield from say(announced, self.room, moment=Moment.ASKING)
        if key not in {None, Key.ENTER}:
            return key
        pressed = self.room.keys(Moment.THINKING)
        yield Thinking()
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0 and not pressed.event.is_set():
            self.room.countdown(math.ceil(left))
            pressed.event.wait(left - math.ceil(left) + 1)
        self.room.countdown(0)
        return pressed.key or (yield from say(prompts.say("think_over"), self.room, moment=Moment.ASKING))

    def _invite(self, limit: float, pressed: Pressed) -> None:
        # Pressed while a slow device was opened, to cut a voice that was silent by then: nothing was said.
        pressed.forget(Key.ENTER)
        self.room.invite(limit)
        self.room.tones.sound(Tone.BEGIN)

    def _notice(self, notice: Notice) -> None:
        self.room.notice(notice)
        if (tone := _tone_of(notice)) is not None:
            self.room.tones.sound(tone)

    def _listen(self, asking: Asking, pressed: Pressed) -> Answer:
        room, attempt = self.room, self.attempts[asking.number]
        destination = self._note_begun(asking)
        self.hearing = hearing = follow_answer(asking.question, room, pressed)
        try:
            answer = room.listener.listen(
                destination,
                finished=pressed.event,
                time_limit=asking.limit,
                rule=room.turn_rule,
                followers=Followers(
                    ready=partial(self._invite, asking.limit, pressed),
                    meter=room.meter,
                    notice=self._notice,
                    hear=hearing.add,
                ),
            )
        except AnswerInterrupted as stop:
            self.session.note_answer(
                asking.number, text=stop.text or None, warning=None, complete=False, attempt=attempt
            )
            raise
        except AudioError as unusable:
            # Of several files that play the microphone one may be bad; the others are answers all the same.
            answer = Answer(warning=unusable.message)
        finally:
            hearing.stop()
            room.tones.close()
        self.session.note_answer(
            asking.number,
            text=answer.text or None,
            warning=answer.warning,
            complete=answer.complete and pressed.key is not Key.QUIT,
            attempt=attempt,
        )
        return answer


def _tone_of(notice: Notice) -> Tone | None:
    """What is heard with it; nothing where the person is speaking."""
    match notice:
        case Nudge():
            return Tone.STILL_LISTENING
        case Countdown(seconds_left=int()):
            return Tone.ENDING
        case LimitNear():
            return Tone.LIMIT_NEAR
        case EnterOnly() | MicrophoneGone() | MicrophoneBack():
            return Tone.LOOK
    return None
