"""Small makers of values, so that a test says only what it is about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from voiceprep.judging.interface import Judgement, MaybeSaid
from voiceprep.questions.model import Bank, KeyPoint, Kind, Question, Role, Term
from voiceprep.story import Clause, Part, StoryReading, Telling
from voiceprep.values import Finding, SoundKind, SoundQuality, Status, Take, Transcript, Verdict, Word

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray


def typed(text: str) -> tuple[Word, ...]:
    """Words as somebody typed them."""
    return tuple(Word(part) for part in text.split())


def spoken(text: str, *, pauses: Mapping[int, float] | None = None) -> tuple[Word, ...]:
    """Words of half a second each, with silences: index of a word → seconds of silence before it."""
    words, now = [], 0.0
    for index, part in enumerate(text.split()):
        now += (pauses or {}).get(index, 0.0)
        words.append(Word(part, start=now, end=now + 0.5, probability=0.9))
        now += 0.5
    return tuple(words)


def key_point(
    claim: str = "A hash map finds a value by its key in constant time.",
    *,
    name: str = "lookup",
    weight: float = 1.0,
    terms: tuple[Term, ...] = (),
    misconceptions: tuple[str, ...] = (),
    wordings: tuple[str, ...] = (),
) -> KeyPoint:
    return KeyPoint(
        id=name, claim=claim, weight=weight, wordings=wordings, terms=terms, misconceptions=misconceptions
    )


def question(name: str = "hash-map", *, topic: str = "Hash maps", role: str = "engineer") -> Question:
    return Question(
        id=name,
        role=role,
        topic=topic,
        kind=Kind.CONCEPT,
        text="How does a hash map work?",
        expert_answer="A hash map finds a value by its key in constant time.",
        key_points=(key_point(),),
        target_seconds=60,
    )


def bank(*questions: Question) -> Bank:
    roles = tuple(Role(role, role.title()) for role in dict.fromkeys(q.role for q in questions))
    return Bank(path="bank.json", version="0" * 12, roles=roles, questions=questions)


def bank_document() -> dict[str, Any]:
    """A sound bank of one experience question, as JSON has it."""
    return {
        "schema_version": 1,
        "roles": [{"id": "engineer", "title": "Engineer"}],
        "questions": [
            {
                "id": "outage",
                "role": "engineer",
                "topic": "An outage",
                "kind": "experience",
                "text": "Tell me about an outage.",
                "expert_answer": "The queue was full, so I made it longer and added an alarm.",
                "target_seconds": 60,
                "key_points": [
                    {
                        "id": "cause",
                        "claim": "The queue was full.",
                        "wordings": ["Nothing more would fit in there.", "There were too many jobs waiting."],
                        "weight": 2,
                        "terms": [{"term": "queue", "spoken": ["waiting line"]}],
                        "misconceptions": ["The queue was empty."],
                        "follow_up": "What was the cause?",
                    },
                    {"id": "cure", "claim": "An alarm was added.", "weight": 1},
                ],
                "star_example": {
                    "situation": "A shop stood still.",
                    "task": "I was on call.",
                    "action": "I made the queue longer.",
                    "result": "Orders came in again.",
                },
            }
        ],
    }


def judgement(
    *,
    states: float = 0.0,
    partly: float = 0.0,
    opposite: float = 0.0,
    words: tuple[int, int] | None = (0, 1),
    contrary_words: tuple[int, int] | None = None,
    terms_heard: tuple[str, ...] = (),
    maybe_said: MaybeSaid | None = None,
) -> Judgement:
    """A judgement; what is left over is `absent`."""
    return Judgement(
        states,
        partly,
        opposite,
        1.0 - states - partly - opposite,
        words=words,
        contrary_words=contrary_words,
        terms_heard=terms_heard,
        maybe_said=maybe_said,
    )


def finding(
    verdict: Verdict = Verdict.COVERED,
    *,
    name: str = "lookup",
    claim: str = "A hash map finds a value by its key.",
    quote: str | None = None,
    words: tuple[int, int] | None = None,
    probability: float = 0.9,
    credit: float = 1.0,
    weight: float = 1.0,
) -> Finding:
    """A finding; a quote without `words` begins the answer."""
    if quote is not None and words is None:
        words = (0, len(quote.split()))
    return Finding(
        key_point=name,
        claim=claim,
        verdict=verdict,
        probability=probability,
        credit=credit,
        weight=weight,
        quote=quote,
        words=words,
        start=None,
        end=None,
        reason="these words say it",
    )


def story_reading(
    *parts: tuple[Part, int],
    telling: Telling = Telling.EPISODE,
    probability: float = 0.9,
    checkable: float = 0.0,
) -> StoryReading:
    """A reading of clauses, each with its part and its number of words."""
    clauses, at = [], 0
    for part, length in parts:
        chances = {one: 0.75 if one is part else 0.05 for one in Part}
        clauses.append(Clause((at, at + length), part, chances))
        at += length
    others = dict.fromkeys(Telling, (1 - probability) / 3)
    return StoryReading(tuple(clauses), {**others, telling: probability}, checkable)


def take(question_id: str = "hash-map", *, text: str = "it looks up a key", content: float = 50.0) -> Take:
    return Take(
        question_id=question_id,
        source="typed",
        status=Status.SCORED,
        transcript=Transcript(words=typed(text), engine="typed"),
        content=content,
        versions={"scorer": "1"},
    )


def sound(
    kind: SoundKind = SoundKind.SPEECH,
    *,
    voice_seconds: float = 10.0,
    voice_level: float = -25.0,
    signal_to_noise: float = 30.0,
    clipped_share: float = 0.001,
    damage: str | None = None,
) -> SoundQuality:
    """How an answer sounds: well, unless told otherwise."""
    return SoundQuality(
        kind=kind,
        voice_seconds=voice_seconds,
        voice_share=0.8,
        voice_level=voice_level,
        rest_level=-60.0,
        signal_to_noise=signal_to_noise,
        clipped_share=clipped_share,
        damage=damage,
    )


@dataclass(frozen=True)
class ScriptedJudge:
    """Gives every claim the same judgement."""

    answer: Judgement
    identity: str = "scripted"

    def load(self) -> None:
        """Nothing to load."""

    def judge(self, claims: Any, answer: Any, *, question: str = "") -> list[Judgement]:
        return [self.answer for _ in claims]


class AllVoice:
    """A detector of speech that finds it in every frame, whatever the sound."""

    probability = 1.0

    def probabilities(self, frames: NDArray[np.float32]) -> NDArray[np.float32]:
        return frames[:, 0] * 0.0 + self.probability


class NoVoice(AllVoice):
    """One that never finds any."""

    probability = 0.0
