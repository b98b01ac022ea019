"""What is done with one question: asked, scored, told, tried again, followed up."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from voiceprep.answering import Answering, Asking, Quit
from voiceprep.assess import assess_saved
from voiceprep.coaching.follow_up import follow_up, learned, portion_name, transition, weakest_part
from voiceprep.coaching.second_take import on_a_point, on_the_story, on_the_whole
from voiceprep.heap import give_back_memory
from voiceprep.interview import Compared, Event, Heard, Paused, Room, Scored, say, time_limit
from voiceprep.listening.keys import Key, Moment, Step, follow
from voiceprep.listening.turn_taking import Ending
from voiceprep.questions.model import Kind
from voiceprep.questions.narrowing import narrowed
from voiceprep.scoring.abstention import unheard
from voiceprep.scoring.comparison import compare, told
from voiceprep.sessions.standing import rank
from voiceprep.sessions.store import SavedTake
from voiceprep.values import AbstentionReason, Status, Verdict

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping

    from voiceprep.coaching.prompts import Prompts
    from voiceprep.counting import Counting
    from voiceprep.questions.model import Question
    from voiceprep.values import Portion, Take

_TOLD_BEFORE: Mapping[Ending | None, str] = {Ending.LOST: "microphone_lost", Ending.LIMIT: "time_over"}
"""Why an answer was over → the sentence that says so, for whoever does not look at the screen."""


@dataclass(slots=True)
class Rounds:
    """The rounds of one interview. Its generators raise Quit where the person ends it."""

    answering: Answering
    counting: Counting
    kept: dict[int, SavedTake] = field(default_factory=dict)
    """Number of the question → what counts for it; none for a question that was skipped."""
    known: dict[int, Take] = field(default_factory=dict)
    """Number → the take that counts, with what answers to parts of it have shown since."""

    @property
    def room(self) -> Room:
        return self.answering.room

    @property
    def takes(self) -> tuple[Take, ...]:
        """What counts, in the order of the questions."""
        return tuple(kept.take for _, kept in sorted(self.kept.items()) if kept.take is not None)

    @property
    def prompts(self) -> Prompts:
        return self.room.assessor.prompts

    def hold(self, asking: Asking) -> Generator[Event, None, None]:
        """A whole question, and whatever the person wants to try again of it; then a follow-up, if wished."""
        step = yield from self.whole(asking)
        if not self.room.exam:
            yield from self.go_on(asking, step)
        while self.room.exam and step is not Step.SKIP and self._broken_off(asking.number):
            # As `resume` does. A lost microphone is not the second try that an examination has none of.
            step = yield from self.whole(replace(asking, opening=self.prompts.say("once_more")))

    def _broken_off(self, number: int) -> bool:
        """Whether the last answer to that question was not given to its end, whatever came of it."""
        return self.answering.session.last_take(number).get("complete") is False

    def go_on(self, asking: Asking, step: Step) -> Generator[Event, None, None]:
        """What the key behind the last result leads to. `asking`: the whole question."""
        question, to_follow_up = asking.question, self.room.follow_ups
        while True:
            opening, portion = "", None
            if step is Step.PART:
                portion = self._weakest(question, asking.number)
            elif step is Step.NEXT and to_follow_up:
                to_follow_up = False
                known = self.known.get(asking.number)
                portion = None if known is None else follow_up(question, known, self.prompts)
                opening = "" if known is None else transition(question, known, self.prompts)
            if portion is not None:
                step = yield from self.part(asking, portion, opening=opening)
            elif step is Step.PART and (known := self.known.get(asking.number)) is not None:
                step = yield from self.tell(known)  # nothing is missing
            elif step is Step.AGAIN:
                step = yield from self.whole(replace(asking, opening=self.prompts.say("once_more")))
            else:
                return

    def whole(self, asking: Asking) -> Generator[Event, None, Step]:
        """Ask and tell; the step that the person's key leads to, SKIP where there is no answer."""
        before, number = self._before(asking.number), asking.number
        saved = yield from self._answered(asking)
        if saved is None or (take := saved.take) is None:
            return Step.SKIP
        self.keep(saved)
        with self._counting_after(saved):
            if self.room.exam and not unheard(take):
                return (yield from self._say(Step.NEXT, "exam_noted", seed=take.question_id))
            if self.room.exam:
                return (yield from self.tell(take))
            yield Scored(asking.question, take, number, self._offer(asking.question, number))
            sentence = ""
            # That the rest of an answer was never said is no loss of points.
            if before is not None and saved.complete and take.status is Status.SCORED:
                comparison = compare(before, take)
                sentence = on_the_whole(comparison, self.prompts)
                yield Compared(take, None, comparison)
            return (yield from self.tell(take, sentence))

    def part(self, asking: Asking, portion: Portion, *, opening: str = "") -> Generator[Event, None, Step]:
        """The same for a part of the question. Its result never counts for the whole."""
        question, number = narrowed(asking.question, portion), asking.number
        if question is None:
            return Step.NEXT
        private = bool(opening)
        if not opening and portion.key_point is not None:
            opening = self.prompts.say("only_point", seconds=f"{portion.seconds:g}")
        limit = portion.seconds
        only = Asking(question, number, asking.total, opening, limit, part=portion, private=private)
        saved = yield from self._answered(only)
        if saved is None or (take := saved.take) is None:
            return Step.SKIP
        before, comparison = self._before(number), None
        if before is not None and take.status is Status.SCORED:
            comparison = compare(before, take, part=portion) if saved.complete else None
            self.known[number] = learned(self.known[number], portion, take)
        yield Compared(take, portion, comparison, self._offer(asking.question, number))
        with self._counting_after(saved):
            if take.status is Status.SCORED or _beside_the_point(take):
                lived = asking.question.kind is Kind.EXPERIENCE
                sentence = self._on_the_part(question, take, portion, experience=lived)
                return (yield from self._hear_out(sentence, private=True))
            return (yield from self.tell(take))

    def tell(self, take: Take, first: str = "") -> Generator[Event, None, Step]:
        """The feedback, or why there is none, behind a `first` sentence."""
        if take.feedback is not None:
            return (yield from self._hear_out(f"{first} {take.feedback.spoken}".strip(), private=True))
        refusal = self.prompts.say("not_judged", seed=take.question_id, reason=take.reason)
        return (yield from self._hear_out(refusal, private=False))

    def keep(self, new: SavedTake) -> None:
        """Let the take count for its question, unless the one before counts for more."""
        old = self.kept.get(new.number)
        if new.take is not None and (old is None or rank(new) >= rank(old)):
            self.kept[new.number] = new
            self.known[new.number] = new.take

    def finish_counting(self) -> None:
        """Save what was counted, before the recogniser has to listen to the next answer."""
        for number, attempt, take in self.counting.finished():
            kept = self.kept.get(number)
            if kept is not None and kept.attempt == attempt:
                self.kept[number] = replace(kept, take=take)
            self.answering.session.save_result(number, take, attempt=attempt)

    @contextmanager
    def _counting_after(self, saved: SavedTake) -> Iterator[None]:
        """Filled pauses are counted when all is told, or the person leaves; Ctrl-C does not wait for it."""
        try:
            yield
        except Quit:
            self._begin_counting(saved)
            raise
        self._begin_counting(saved)

    def _begin_counting(self, saved: SavedTake) -> None:
        if saved.take is not None:
            self.counting.begin(saved.number, saved.attempt, saved.take, saved.recording)

    def _before(self, number: int) -> Take | None:
        """What another take is compared with: the one that counts, where it has a score."""
        kept = self.kept.get(number)
        scored = kept is not None and kept.take is not None and kept.take.status is Status.SCORED
        return kept.take if kept is not None and scored else None

    def _answered(self, asking: Asking) -> Generator[Event, None, SavedTake | None]:
        """Ask, listen, assess and save; None where it was skipped."""
        attempt, answer = yield from self.answering.until_answered(asking)
        if answer is None:
            yield from self._say(Step.NEXT, "skipped", seed=asking.question.id)
            return None
        key = None
        if (sentence := _TOLD_BEFORE.get(answer.ended)) is not None:
            key = yield from say(self.prompts.say(sentence, seed=asking.question.id), self.room)
        yield Heard(answer)
        self.finish_counting()
        take = assess_saved(
            asking.question, answer, self.room.assessor, hearing=self.answering.heard(), count_fillers=False
        )
        give_back_memory()  # the sound and what was made of it, before the filled pauses need as much
        self.answering.session.save_result(asking.number, take, attempt=attempt)
        saved = SavedTake(
            asking.number,
            attempt,
            asking.question.id,
            recording=answer.recording,
            text=answer.text,
            take=take,
            complete=answer.complete,
            part=asking.part,
        )
        if key is Key.QUIT:
            if asking.part is None:
                self.keep(saved)
            self._begin_counting(saved)
            raise Quit
        return saved

    def _weakest(self, question: Question, number: int) -> Portion | None:
        known = self.known.get(number)
        return None if known is None else weakest_part(question, known, self.prompts)

    def _offer(self, question: Question, number: int) -> str | None:
        portion = self._weakest(question, number)
        return None if portion is None else portion_name(question, portion)

    def _on_the_part(self, question: Question, take: Take, portion: Portion, *, experience: bool) -> str:
        if portion.story is not None:
            return on_the_story(portion.story.value, told(take.star, portion.story), self.prompts)
        verdict = take.findings[0].verdict if take.findings else Verdict.MISSED
        return on_a_point(question.key_points[0], verdict, self.prompts, experience=experience)

    def _hear_out(self, text: str, *, private: bool) -> Generator[Event, None, Step]:
        """Say it until the person goes on: NEXT, AGAIN or PART."""
        step = Step.FEEDBACK
        while step in {Step.FEEDBACK, Step.PAUSE}:
            if step is Step.PAUSE:
                key = yield from self._pause()
            else:
                key = yield from say(text, self.room, private=private)
            step = self._next(step, key)
        return step

    def _pause(self) -> Generator[Event, None, Key | None]:
        """Wait for a key. It may come while the person is told so."""
        if key := (yield from say(self.prompts.say("pause"), self.room)):
            return key
        pressed = self.room.keys(Moment.PAUSING)
        yield Paused()
        # A wait without end could not be interrupted with Ctrl-C on every system.
        while not pressed.event.wait(0.2):
            pass
        return pressed.key

    def _say(self, step: Step, name: str, *, seed: str) -> Generator[Event, None, Step]:
        key = yield from say(self.prompts.say(name, seed=seed), self.room)
        return self._next(step, key)

    def _next(self, step: Step, key: Key | None) -> Step:
        if self.room.exam and key in {Key.AGAIN, Key.PART}:
            key = Key.ENTER  # an examination has no second try
        after = follow(step, key, self.room.waits)
        if after is Step.QUIT:
            raise Quit
        return after


def whole_asking(question: Question, number: int, total: int, opening: str) -> Asking:
    """A question as the bank has it."""
    return Asking(question, number, total, opening, time_limit(question))


def _beside_the_point(take: Take) -> bool:
    """Whether it was heard, and is about something else: then what was asked for is still open."""
    return take.abstention is not None and take.abstention.reason is AbstentionReason.OFF_TOPIC
