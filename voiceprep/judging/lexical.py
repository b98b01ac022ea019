"""The words that carry content, and whether a technical term was said."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from voiceprep.questions.model import Term

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
    said = [_stem(word) for word in tokens(text)]
    return tuple(
        term.term
        for term in terms
        if any(_contains(said, [_stem(word) for word in tokens(form)]) for form in (term.term, *term.spoken))
    )


def _contains(words: list[str], run: list[str]) -> bool:
    return bool(run) and any(words[i : i + len(run)] == run for i in range(len(words) - len(run) + 1))


@cache
def _stem(word: str) -> str:
    return str(_stemmer().stemWord(word))


@cache
def _stemmer() -> Any:
    import snowballstemmer

    return snowballstemmer.stemmer("english")
