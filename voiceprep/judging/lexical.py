"""The words that carry content, and whether a technical term was said."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from voiceprep.judging.interface import MaybeSaid

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from voiceprep.questions.model import Term
    from voiceprep.values import Word

_WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")
_EMPTY_WORDS = frozenset(
    """
    a about above after again all also am an and any are as at be because been before being below both
    but by can could did do does doing done down during each either else even every few for from further
    get gets getting go goes going got had has have having he her here hers him his how i if in into is
    it its itself just kind know let like lot made make makes many may maybe me might mine more most
    much must my of off often on once one only or other our ours out over own per quite rather really
    right say says see so some something sometimes sort still such take takes than that the their theirs
    them then there these they thing things this those through to too under until up upon us use used
    uses using usually very want was way we well were what when where whether which while who why will
    with within without would yes you your yours uh um er hmm okay yeah actually basically i'm i'd i've
    i'll it's that's there's you're they're we're don't doesn't isn't aren't can't let's
    """.split()  # noqa: SIM905 (a list of 190 quoted words is harder to read)
)
"""Words without content of their own, hesitations included; "not", "no" and "never" carry some."""


def tokens(text: str) -> list[str]:
    """Lower-case words and numbers, punctuation and accents dropped."""
    plain = unicodedata.normalize("NFKD", text.replace("\u2019", "'"))
    return _WORD.findall("".join(sign for sign in plain.lower() if not unicodedata.combining(sign)))


def content_stems(text: str) -> list[str]:
    """Stems of the words that carry content, in order."""
    return [_stem(word) for word in tokens(text) if word not in _EMPTY_WORDS]


def recall(claim: Iterable[str], window: Iterable[str]) -> float:
    """Share of the claim's content stems that the window has too, 0 to 1; 0 for a claim without any."""
    wanted = set(claim)
    return len(wanted & set(window)) / len(wanted) if wanted else 0.0


def terms_heard(terms: Sequence[Term], text: str) -> tuple[str, ...]:
    """The terms of which some spoken form occurs in the text, as whole words.

    Whole words, so that "net" is not found in "network"; stems, so that "features" counts for
    "feature".
    """
    said = _stems(text)
    return tuple(
        term.term
        for term in terms
        if any(_contains(said, _stems(form)) for form in (term.term, *term.spoken))
    )


@lru_cache(maxsize=4096)
def _stems(text: str) -> tuple[str, ...]:
    """Stems of all words. Remembered: while somebody speaks, the same texts come again and again."""
    return tuple(_stem(word) for word in tokens(text))


UNCERTAIN_BELOW = 0.5
"""Word probability below which the recogniser was not sure what it heard."""
SOUNDS_ALIKE_FROM = 80.0
"""Similarity of two sound codes, 0 to 100 (share of signs in common order), from which on they are alike."""
MIN_SOUNDS = 3
"""Terms with fewer sounds ("R", "L1") are like everything."""


def maybe_said(terms: Sequence[Term], answer: Sequence[Word]) -> MaybeSaid | None:
    """The first term that was not heard, but for which something of the same sound was, doubtfully.

    Sounds are compared as Metaphone codes (Philips 1990). Words without a probability were typed, and
    typed words are what they are.
    """
    if not any(_doubtful(word) for word in answer):
        return None
    missing = [term for term in terms if not terms_heard([term], " ".join(word.text for word in answer))]
    for term in missing:
        for form in (term.term, *term.spoken):
            place = _heard_as(form, answer)
            if place is not None:
                return MaybeSaid(term.term, place)
    return None


def _heard_as(form: str, answer: Sequence[Word]) -> tuple[int, int] | None:
    wanted, length = _sounds(form), len(tokens(form))
    if len(wanted) < MIN_SOUNDS:
        return None
    for first in range(len(answer)):
        for last in range(first + max(1, length - 1), min(first + length + 1, len(answer)) + 1):
            run = answer[first:last]
            if any(_doubtful(word) for word in run) and _tightly_alike(wanted, run):
                return first, last
    return None


def _tightly_alike(wanted: str, run: Sequence[Word]) -> bool:
    """Whether the run sounds like it, and less so without its first or last word.

    Else the doubt may be about a neighbour of words that were heard for certain.
    """
    likeness = _likeness(wanted, run)
    return likeness >= SOUNDS_ALIKE_FROM and likeness > max(
        _likeness(wanted, run[1:]), _likeness(wanted, run[:-1])
    )


def _likeness(wanted: str, run: Sequence[Word]) -> float:
    from rapidfuzz import fuzz

    return float(fuzz.ratio(wanted, _sounds(" ".join(word.text for word in run))))


def _doubtful(word: Word) -> bool:
    return word.probability is not None and word.probability < UNCERTAIN_BELOW


def _sounds(text: str) -> str:
    return "".join(_metaphone(word) for word in tokens(text))


@cache
def _metaphone(word: str) -> str:
    import jellyfish

    return str(jellyfish.metaphone(word))


def _contains(words: tuple[str, ...], run: tuple[str, ...]) -> bool:
    return bool(run) and any(words[i : i + len(run)] == run for i in range(len(words) - len(run) + 1))


@cache
def _stem(word: str) -> str:
    return str(_stemmer().stemWord(word))


@cache
def _stemmer() -> Any:
    import snowballstemmer

    return snowballstemmer.stemmer("english")
