"""Sessions on disk with everything that a page can show."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from tests.builders import finding, spoken, story_reading, typed
from voiceprep.audio.clip import SAMPLE_RATE, Clip
from voiceprep.audio.decode import write_wav
from voiceprep.delivered import (
    Delivery,
    Filler,
    Fillers,
    Loudness,
    Pace,
    PaceAt,
    Pause,
    Pauses,
    Phrase,
)
from voiceprep.scoring.star import star
from voiceprep.sessions.store import Session, create_session
from voiceprep.story import Part
from voiceprep.values import (
    Abstention,
    AbstentionReason,
    Feedback,
    Finding,
    Outcome,
    Portion,
    Status,
    Take,
    Transcript,
    Verdict,
    Word,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

HASH_MAP = (
    "A hash map turns the key into a number, and the number says which bucket to look into. "
    "So you find a value in constant time. When two keys land in one bucket there is no problem at all, "
    "because the second simply takes the place of the first. I would also talk about the load factor."
)
OUTAGE = (
    "Last spring our shop stood still on a Friday evening. I was on call and had to bring it back before the "
    "weekend. I looked at the queue and saw that it was full, so I made it longer and I wrote an alarm. "
    "Orders came in again after twelve minutes, and since then we have not lost one."
)
HOSTILE = (
    '</script><script>document.title="caught"</script> <img src=x onerror=alert(1)> "it\'s" &amp; {{ 7 * 7 }}'
)
"""What must stay text wherever it stands."""
RIGHT_TO_LEFT = (
    "\u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627 \u202eabc \U0001f469\U0001f3fd\u200d\U0001f4bb"
)


def quoted(words: Sequence[Word], first: int, last: int, verdict: Verdict, **fields: Any) -> Finding:
    """A finding whose quote is these words."""
    text = " ".join(word.text for word in words[first:last])
    made = finding(verdict, quote=text, words=(first, last), **fields)
    return replace(made, start=words[first].start, end=words[last - 1].end)


def delivery_of(
    seconds: float, *, pauses: Sequence[Pause] = (), wpm: Sequence[float] = (140.0, 110.0)
) -> Delivery:
    """Pace in stretches of equal length, and these long pauses."""
    length = seconds / len(wpm)
    return Delivery(
        first_word=0.3,
        seconds=seconds,
        target_seconds=60.0,
        pace=Pace(
            wpm[0],
            wpm[0] + 20,
            tuple(PaceAt(i * length, (i + 1) * length, one, one + 20) for i, one in enumerate(wpm)),
        ),
        pauses=Pauses(len(pauses), sum(one.seconds for one in pauses), 1, 0, tuple(pauses)),
        hedges=(Phrase("maybe", (0, 1), 0.0),),
        repetitions=(),
        restarts=(),
        first_key_point=2.0,
        loudness=Loudness(-23.0, 5.0),
        fillers=Fillers(2, 1, (Filler("um", sound=True, start=0.2),), 0.68, 0.88),
    )


def hash_map_take(*, better: bool = False, content: float | None = None, text: str = HASH_MAP) -> Take:
    """Five key points with a verdict each; the better take says none of them the wrong way round."""
    words = spoken(text, pauses={18: 2.5})
    wrong = Verdict.COVERED if better else Verdict.OPPOSITE
    return Take(
        question_id="hash-map",
        source="01.wav",
        status=Status.SCORED,
        transcript=Transcript(words, "fake", language="en", language_probability=0.99),
        content=content if content is not None else (88.0 if better else 41.0),
        recited=0.0,
        findings=(
            quoted(
                words,
                0,
                9,
                Verdict.COVERED,
                name="number",
                claim="The hash of the key chooses a bucket.",
                weight=3.0,
            ),
            quoted(
                words,
                18,
                26,
                Verdict.PARTLY,
                name="time",
                claim="A lookup takes constant time on average.",
                weight=2.0,
            ),
            quoted(
                words,
                26,
                40,
                wrong,
                name="collision",
                claim="Colliding keys are kept side by side.",
                weight=2.0,
            ),
            quoted(
                words,
                24,
                30,
                Verdict.UNSURE,
                name="resize",
                claim="A full table is rebuilt with more buckets.",
            ),
            finding(Verdict.MISSED, name="worst", claim="In the worst case a lookup is linear."),
        ),
        feedback=Feedback("Good: the number says which bucket.", "Add: colliding keys are kept.", "spoken"),
        seconds=(words[-1].end or 0.0) + 0.5,
        delivery=delivery_of(words[-1].end or 0.0, pauses=(Pause(9.0, 2.5, inside=True),)),
        versions={"voiceprep": "0.1.0", "scorer": "3", "judge": "builtin 1"},
    )


def followed_up() -> Take:
    """An answer to one key point of the hash map."""
    words = spoken("Well, both are kept in the bucket as a list.")
    return Take(
        question_id="hash-map",
        source="01.wav",
        status=Status.SCORED,
        transcript=Transcript(words, "fake"),
        content=100.0,
        findings=(
            quoted(
                words,
                1,
                9,
                Verdict.COVERED,
                name="collision",
                claim="Colliding keys are kept side by side.",
                weight=2.0,
            ),
        ),
        feedback=Feedback("Good: as a list.", None, "spoken"),
        seconds=(words[-1].end or 0.0) + 0.5,
        versions={"scorer": "3", "judge": "builtin 1"},
    )


def outage_take(*, content: float = 70.0) -> Take:
    """An episode, told in four parts."""
    words = spoken(OUTAGE)
    reading = story_reading(
        (Part.SITUATION, 9), (Part.TASK, 12), (Part.ACTION, 20), (Part.RESULT, 16), checkable=0.9
    )
    return Take(
        question_id="outage",
        source="02.wav",
        status=Status.SCORED,
        transcript=Transcript(words, "fake"),
        content=content,
        findings=(
            quoted(words, 21, 29, Verdict.COVERED, name="cause", claim="The queue was full.", weight=2.0),
        ),
        star=star(reading, words),
        feedback=Feedback("Good: a story.", None, "spoken", story="The action could take more room."),
        seconds=29.0,
        delivery=delivery_of(28.0, wpm=(120.0, 175.0, 150.0)),
        versions={"scorer": "3", "judge": "builtin 1"},
    )


def silent_take() -> Take:
    why = Abstention(AbstentionReason.SILENCE, "Nothing was heard. Check the microphone.")
    return Take("silence", "03.wav", Status.ABSTAINED, abstention=why, seconds=4.0)


def typed_take(text: str = "it looks up a key", *, question_id: str = "typed") -> Take:
    words = typed(text)
    return Take(
        question_id=question_id,
        source="typed",
        status=Status.SCORED,
        transcript=Transcript(words, "typed"),
        content=55.0,
        findings=(finding(Verdict.COVERED, quote=text, words=(0, len(words))),),
        versions={"scorer": "3", "judge": "builtin 1"},
    )


def new_session(
    root: Path, *questions: tuple[str, str, str], role: str = "engineer", demo: bool = False
) -> Session:
    """An empty session about questions of (id, topic, text)."""
    asked = [{"id": name, "topic": topic, "text": text} for name, topic, text in questions]
    session = create_session(root, role=role, plan={"questions": asked, "demo": demo}, device={})
    session.set_status("finished")
    return session


def add(session: Session, number: int, take: Take, *, attempt: int = 1, part: Portion | None = None) -> None:
    """Save the take, with a recording of its length unless it was typed."""
    recording = session.begin_take(number, take.question_id, attempt=attempt, part=part)
    is_typed = take.source == "typed"
    text = take.transcript.text if is_typed and take.transcript else None
    if not is_typed:
        write_wav(tone(take.seconds or 1.0), recording)
    session.note_answer(number, text=text, warning=None, attempt=attempt)
    session.save_result(number, take, attempt=attempt)


def tone(seconds: float) -> Clip:
    """A quiet hum of that length."""
    moments = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    return Clip((0.1 * np.sin(2 * np.pi * 220.0 * moments)).astype(np.float32))


def rich_session(root: Path) -> Session:
    """Two takes of one question and a follow-up, a story and a part of it again, silence, something skipped,
    something typed, something damaged."""
    session = new_session(
        root,
        ("hash-map", "Hash maps", "How does a hash map work?"),
        ("outage", "An outage", "Tell me about an outage."),
        ("silence", "Silence", "What is the sound of one hand?"),
        ("skipped", "Skipped", "What would you rather not be asked?"),
        ("typed", "Typed", "How does a dictionary work?"),
        ("broken", "Broken", "What breaks?"),
    )
    add(session, 1, hash_map_take())
    add(session, 1, hash_map_take(better=True), attempt=2)
    add(
        session, 1, followed_up(), attempt=3, part=Portion("And colliding keys?", 45.0, key_point="collision")
    )
    add(session, 2, outage_take())
    add(session, 2, outage_take(), attempt=2, part=Portion("Just the result.", 20.0, story=Part.RESULT))
    add(session, 3, silent_take())
    session.begin_take(4, "skipped")
    session.note_outcome(4, Outcome.SKIPPED)
    add(session, 5, typed_take())
    add(session, 6, typed_take(question_id="broken"))
    (session.folder / "06-broken.take1.json").write_text("{", encoding="utf-8")
    return session


def hostile_session(root: Path) -> Session:
    """Words, claims and questions that try to be more than text, and a very long answer."""
    topic = f"{HOSTILE} {RIGHT_TO_LEFT}"
    session = new_session(root, ("hash-map", topic, topic), role=f"r{chr(39)}")
    take = hash_map_take(text=f"{HASH_MAP} {HOSTILE} {RIGHT_TO_LEFT} " + "word " * 10_000)
    claims = tuple(replace(one, claim=topic, reason=HOSTILE) for one in take.findings)
    add(session, 1, replace(take, findings=claims, versions={HOSTILE: HOSTILE}, seconds=30.0))
    return session
