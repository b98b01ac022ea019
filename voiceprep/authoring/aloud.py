"""Which terms do not survive being spoken by our voice and heard by the recogniser?

Those need another spoken form: what a person says is heard in the same way. A term is spoken within its
claim, or in a short sentence where the claim does not use it, for nobody says terms alone.
"""

from __future__ import annotations

from dataclasses import replace
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from voiceprep.audio.decode import resample
from voiceprep.authoring.advice import Advice, Topic, point_field
from voiceprep.judging.lexical import terms_heard, tokens
from voiceprep.transcription.hearing import hear

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from voiceprep.questions.model import KeyPoint, Question
    from voiceprep.speaking.interface import Voice
    from voiceprep.transcription.interface import Transcriber


def heard_back(text: str, voice: Voice, transcriber: Transcriber) -> str:
    """What the recogniser makes of `text`, spoken by the voice."""
    return hear(resample(voice.synthesise(text)), transcriber)[1].text


def aloud_advice(question: Question, hear_back: Callable[[str], str]) -> Iterator[Advice]:
    """Every term of the question that is heard in none of its spoken forms, with what came back.

    `hear_back`: a text → what is heard when it is spoken.
    """
    if not any(point.terms for point in question.key_points):
        return
    # In one go: the recogniser looks at half a minute at a time, however little is said in it.
    heard = hear_back(" ".join(text_to_speak(point) for point in question.key_points))
    for number, point in enumerate(question.key_points):
        if len(terms_heard(point.terms, heard)) == len(point.terms):
            continue
        # A long text may lose a whole sentence, which says nothing about its terms: once more, alone.
        again = hear_back(text_to_speak(point))
        for at, term in enumerate(point.terms):
            if not terms_heard([term], f"{heard} {again}"):
                instead = came_back_as(term.term, text_to_speak(point), again)
                behind = f' It came back as "{instead}".' if instead else ""
                message = f'"{term.term}" was spoken and not heard in any of its spoken forms.{behind}'
                yield Advice(Topic.NOT_HEARD, question.id, point_field(number, f"terms[{at + 1}]"), message)


def text_to_speak(point: KeyPoint) -> str:
    """The claim, and a sentence for the terms that it does not use."""
    written = terms_heard([replace(term, spoken=()) for term in point.terms], point.claim)
    others = [term.term for term in point.terms if term.term not in written]
    return f"{point.claim} This is about {' and '.join(others)}." if others else point.claim


def came_back_as(term: str, spoken: str, heard: str) -> str:
    """The words of `heard` that stand where `term` was spoken; empty where none do."""
    said, got, wanted = tokens(spoken), tokens(heard), tokens(term)
    starts = [at for at in range(len(said)) if said[at : at + len(wanted)] == wanted]
    if not wanted or not starts:
        return ""
    start, end = starts[0], starts[0] + len(wanted)
    found: list[str] = []
    for _, first, last, got_first, got_last in SequenceMatcher(a=said, b=got, autojunk=False).get_opcodes():
        if (first < end and last > start) or first == last == start:
            found += got[got_first:got_last]
    # A stretch that was misheard as a whole says nothing about one term in it.
    return " ".join(found) if len(found) <= len(wanted) + 4 else ""
