"""A saved session again: what was asked, said and found, and what today's models would say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from voiceprep.assess import assess_saved
from voiceprep.questions.narrowing import narrowed
from voiceprep.scoring.comparison import compare
from voiceprep.sessions.documents import asked_questions
from voiceprep.sessions.standing import standing
from voiceprep.values import Status, Take
from voiceprep.wanted import EVERYTHING, Wanted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from voiceprep.assessor import Assessor
    from voiceprep.compared import Comparison
    from voiceprep.questions.model import Bank
    from voiceprep.sessions.store import SavedTake, Session


@dataclass(frozen=True, slots=True)
class Rescored:
    """A saved answer under today's models. The saved result is never overwritten."""

    take: Take
    differences: tuple[str, ...]
    """What changed against the saved result and why, in plain words; empty where nothing did."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """One take of the session."""

    saved: SavedTake
    question_text: str
    rescored: Rescored | None
    """None unless asked for, for what was skipped or asked again, and where nothing is there to score."""
    compared_with: int | None = None
    """Attempt of the earlier take that it is compared with; None where there is none with a score."""
    comparison: Comparison | None = None
    """What it changed against that one."""


def replay(
    session: Session,
    *,
    bank: Bank | None = None,
    assessor: Assessor | None = None,
    wanted: Wanted = EVERYTHING,
) -> Iterator[Replayed]:
    """The wanted takes in order; scored again where a bank and an assessor are given."""
    asked = asked_questions(session.document)
    before: list[SavedTake] = []
    for saved in session.takes(parts=True):
        if wanted(saved):
            rescored = None
            answered = saved.recording is not None or saved.text is not None
            if bank is not None and assessor is not None and saved.outcome is None and answered:
                rescored = _rescore(saved, bank, assessor)
            text = (
                saved.part.asked
                if saved.part
                else asked.get(saved.question_id, {}).get("text", saved.question_id)
            )
            yield Replayed(saved, text, rescored, *_compared(saved, before))
        before.append(saved)


def _compared(saved: SavedTake, before: Sequence[SavedTake]) -> tuple[int | None, Comparison | None]:
    """With the take that counted until then, and how."""
    earlier = standing(before).get(saved.number)
    if earlier is None or earlier.take is None or saved.take is None or saved.outcome is not None:
        return None, None
    if not saved.complete:
        return None, None  # that its rest was never said is no loss
    if not (earlier.take.status is saved.take.status is Status.SCORED):
        return None, None
    return earlier.attempt, compare(earlier.take, saved.take, part=saved.part)


def _rescore(saved: SavedTake, bank: Bank, assessor: Assessor) -> Rescored:
    known = next((q for q in bank.questions if q.id == saved.question_id), None)
    question = None if known is None else narrowed(known, saved.part)
    if question is None:
        source = "typed" if saved.recording is None else saved.recording.name
        missing = f'The question "{saved.question_id}"' if known is None else "What was asked in part"
        failure = f"{missing} is not in {bank.path}."
        take = Take(question_id=saved.question_id, source=source, status=Status.FAILED, failure=failure)
    else:
        take = assess_saved(question, saved, assessor)
    if saved.damage is not None:
        return Rescored(take, ("its saved result is damaged",))
    return Rescored(take, tuple(differences(saved.take, take)))


def differences(old: Take | None, new: Take) -> Iterator[str]:
    """What separates two takes of the same answer, the causes first."""
    if old is None:
        yield "it was saved but not scored before"
        return
    if new.status is Status.FAILED:
        # Nothing was measured that could differ.
        yield from _changed_outcome(old, new)
        return
    yield from _changed_versions(old.versions, new.versions)
    yield from _changed_outcome(old, new)
    if old.content != new.content:
        yield f"content: {_number(old.content)} → {_number(new.content)}"
    if old.recited != new.recited:
        yield f"recited: {_number(old.recited)} → {_number(new.recited)}"
    yield from _changed_findings(old, new)
    if old.star != new.star:
        yield f"story: {_story(old)} → {_story(new)}"
    if _words(old) != _words(new):
        yield "the transcript reads differently"
    elif old.transcript != new.transcript:
        yield "times or probabilities of words differ"
    yield from _changed_sound(old, new)


def _changed_outcome(old: Take, new: Take) -> Iterator[str]:
    if old.status is not new.status:
        yield f"status: {old.status} → {new.status}"
    if (old.abstention, old.failure) != (new.abstention, new.failure):
        yield f"reason: {_reason(old)} → {_reason(new)}"


def _changed_findings(old: Take, new: Take) -> Iterator[str]:
    before = {finding.key_point: finding for finding in old.findings}
    for finding in new.findings:
        was = before.pop(finding.key_point, None)
        if was is None:
            yield f"{finding.key_point}: new key point, {finding.verdict}"
        elif was != finding:
            then, now = f"{was.verdict} {was.probability}", f"{finding.verdict} {finding.probability}"
            yield f"{finding.key_point}: {then} → {now}"
    for name, was in before.items() if new.findings else ():
        yield f"{name}: no key point any more, was {was.verdict}"


def _changed_sound(old: Take, new: Take) -> Iterator[str]:
    if old.seconds != new.seconds:
        yield f"length: {_number(old.seconds)} → {_number(new.seconds)}"
    if old.sound != new.sound:
        yield "the sound is measured differently"
    if old.delivery != new.delivery:
        yield "the delivery is measured differently"
    if old.feedback != new.feedback:
        yield "the feedback is worded differently"


def _changed_versions(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[str]:
    for name in sorted({*old, *new}):
        if old.get(name) != new.get(name):
            yield f"{name}: {old.get(name, 'none')} → {new.get(name, 'none')}"


def _number(score: float | None) -> str:
    return "none" if score is None else f"{score:g}"


def _reason(take: Take) -> str:
    return f'"{take.reason}"' if take.reason else "none"


def _story(take: Take) -> str:
    if take.star is None:
        return "none"
    shares = ", ".join(f"{share.part} {share.share:.0%}" for share in take.star.shares)
    return f"{take.star.telling} {take.star.probability:g} ({shares or 'no part told'})"


def _words(take: Take) -> str:
    return "" if take.transcript is None else take.transcript.text
