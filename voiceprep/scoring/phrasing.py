"""Hedges, fillers, repetitions and restarts, from the words alone. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from voiceprep.delivered import Filler, Phrase
from voiceprep.scoring.hedging import REACH, means_what_it_says
from voiceprep.scoring.on_purpose import again_and_again, twice_on_purpose
from voiceprep.values import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from voiceprep.values import Finding, Word

SOUNDS = frozenset({"um", "umm", "uh", "uhh", "uhm", "erm", "er", "hmm", "hm", "mm", "mmm"})
"""Filled pauses as they are written."""
LONGEST_RESTART = 4
"""Words of a phrase that may be begun anew."""
BESIDE = 2
"""Words between a hedge and a key point's quote up to which it is beside it."""
_TOKEN = re.compile(r"[a-z0-9']+")
_CLAUSE_END = re.compile(r"[.,;:!?…—]['\")\]]*$")
_QUESTION = frozenset(
    {"do", "did", "if", "as", "that", "would", "to", "don't", "because", "when", "what", "how"}
)
"""Words before "you know" after which it means what it says."""
_OBJECT = frozenset(
    {"that", "what", "how", "why", "where", "when", "which", "who", "the", "if", "it", "your", "about"}
)
"""Words behind "you know", with no comma between, to which the same applies."""


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    word: int
    """Index of its word in the transcript."""


def _parts(text: str) -> list[str]:
    return _TOKEN.findall(text.lower().replace("\u2019", "'"))


def _ends_sentence(word: Word) -> bool:
    return word.text.rstrip("'\")]")[-1:] in {".", "!", "?"}


def _full_stop(word: Word) -> bool:
    """Whether a statement ends with it, and no abbreviation. "Right? Right." is one word said twice."""
    return word.text.rstrip("'\")]").endswith(".") and len(_parts(word.text)) == 1


def ends_clause(word: Word) -> bool:
    """Whether punctuation behind it ends a clause."""
    return _CLAUSE_END.search(word.text) is not None


def is_sound(word: Word) -> bool:
    """Whether the word is a filled pause."""
    return "".join(_parts(word.text)) in SOUNDS


def tokens_of(words: Sequence[Word]) -> list[_Token]:
    """Lower case, without punctuation; a word of several parts ("web-based") gives several."""
    return [_Token(part, place) for place, word in enumerate(words) for part in _parts(word.text)]


def repetitions(words: Sequence[Word]) -> tuple[Phrase, ...]:
    """Words said twice in a row, sounds included: the second of each.

    Not parts of one word ("50/50"), nor "it works. It scales", nor what is said twice on purpose.
    """
    tokens = tokens_of(words)
    return tuple(
        _phrase(words, again.word, again.word + 1)
        for place, (first, again) in enumerate(pairwise(tokens))
        if first.text == again.text
        and first.word != again.word
        and not _full_stop(words[first.word])
        and not twice_on_purpose(
            first.text, before=_before_both(words, tokens, place), comma=ends_clause(words[first.word])
        )
    )


def _before_both(words: Sequence[Word], tokens: Sequence[_Token], place: int) -> str:
    """The word of the sentence before that token; empty where a sentence begins with it."""
    before = tokens[place - 1] if place else None
    return "" if before is None or _ends_sentence(words[before.word]) else before.text


def restarts(words: Sequence[Word]) -> tuple[Phrase, ...]:
    """Phrases of two words and more that are begun anew, fillers between them or not: what was dropped."""
    tokens = [token for token in tokens_of(words) if token.text not in SOUNDS]
    texts = [token.text for token in tokens]
    found, place = [], 0
    while place < len(texts):
        if on_purpose := again_and_again(texts, place) or again_and_again(texts, place + 1):
            place += on_purpose
            continue
        size = _restart_at(texts, place)
        if size and _begun_anew(words, tokens[place + size - 1].word, tokens[place + size].word):
            found.append(_phrase(words, tokens[place].word, tokens[place + size - 1].word + 1))
        place += size or 1
    return tuple(found)


def _begun_anew(words: Sequence[Word], last: int, next_: int) -> bool:
    """Not in one word, such as the address 10.0.10.0, nor in a sentence that begins as the last one was."""
    return last != next_ and not _full_stop(words[last])


def _restart_at(texts: Sequence[str], place: int) -> int:
    """How many words from there are said again at once; 0 where none, or where they are one word's echo."""
    for size in range(LONGEST_RESTART, 1, -1):
        phrase = texts[place : place + size]
        if len(set(phrase)) > 1 and phrase == texts[place + size : place + 2 * size]:
            return size
    return 0


def hedges(
    words: Sequence[Word], known: Sequence[str], findings: Sequence[Finding] = ()
) -> tuple[Phrase, ...]:
    """What makes a statement unsure, with the covered key point in whose sentence it stands."""
    return tuple(
        _phrase(words, first, last, key_point=_beside(words, first, last, findings))
        for first, last, text in _matches(words, known)
        if not means_what_it_says(text, _before(words, first), _behind(words, last))
        and not _in_a_claim(words, first, last, text, findings)
    )


def _before(words: Sequence[Word], first: int) -> list[str]:
    """The last words of the clause before that word."""
    said: list[str] = []
    for word in reversed(words[max(0, first - REACH) : first]):
        if ends_clause(word):
            break
        said.insert(0, _plain(word))
    return said


def _behind(words: Sequence[Word], last: int) -> str:
    """The next word of the clause; empty where it ends there."""
    return _plain(words[last]) if last < len(words) and not ends_clause(words[last - 1]) else ""


def _in_a_claim(words: Sequence[Word], first: int, last: int, text: str, findings: Sequence[Finding]) -> bool:
    """Whether it stands beside a stated key point that says so itself: "it is probably waiting"."""
    return any(
        one.stated
        and one.words is not None
        and f" {text} " in f" {' '.join(_parts(one.claim))} "
        and _near(words, (first, last), one.words)
        for one in findings
    )


def _beside(words: Sequence[Word], first: int, last: int, findings: Sequence[Finding]) -> str | None:
    """The covered key point that these words make unsure; none where they belong to what is wrong."""
    contrary = [one.words for one in findings if one.verdict is Verdict.OPPOSITE and one.words is not None]
    if any(_near(words, (first, last), place) for place in contrary):
        return None
    for finding in findings:
        covered = finding.verdict is Verdict.COVERED and finding.words is not None
        if covered and finding.words and _near(words, (first, last), finding.words):
            return finding.key_point
    return None


def _near(words: Sequence[Word], one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether at most BESIDE words and no end of a sentence stand between two ranges of words."""
    end, begin = min(one[1], other[1]), max(one[0], other[0])
    return begin - end <= BESIDE and not any(_ends_sentence(word) for word in words[end - 1 : begin])


def filler_sounds(words: Sequence[Word]) -> tuple[Filler, ...]:
    """The filled pauses that stand in the text."""
    return tuple(
        Filler(token.text, sound=True, start=words[token.word].start)
        for token in tokens_of(words)
        if token.text in SOUNDS
    )


def filler_words(words: Sequence[Word], known: Sequence[str]) -> tuple[Filler, ...]:
    """Words that fill time, where they do so: "like" in "it was, like, slow", not in "I like it"."""
    spoken = [word for word in words if not is_sound(word)]
    return tuple(
        Filler(text, sound=False, start=spoken[first].start)
        for first, last, text in _matches(spoken, known)
        if _fills(spoken, first, last, text)
    )


def _fills(words: Sequence[Word], first: int, last: int, text: str) -> bool:
    """Whether the phrase says nothing there."""
    opens = first == 0 or ends_clause(words[first - 1])
    closes = ends_clause(words[last - 1])
    before = _plain(words[first - 1]) if first else ""
    after = _plain(words[last]) if last < len(words) else ""
    if text == "like":
        return opens and closes and first > 0
    if text == "so":
        sentence = first == 0 or _ends_sentence(words[first - 1])
        return (sentence and after not in {"that", "far", "many", "much", "called"}) or (opens and closes)
    if text == "you know":
        return before not in _QUESTION and (closes or after not in _OBJECT)
    if text == "i mean":
        return closes or (opens and after not in {"that", "the", "it", "what"})
    return True


def _matches(words: Sequence[Word], known: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """First word, one past the last, and text of every known phrase, the longest first; none twice."""
    tokens = tokens_of(words)
    phrases = sorted((tuple(_TOKEN.findall(one)) for one in known), key=len, reverse=True)
    place = 0
    while place < len(tokens):
        fitting = next((one for one in phrases if one and _stands_at(one, tokens, place, words)), None)
        if fitting is None:
            place += 1
            continue
        yield tokens[place].word, tokens[place + len(fitting) - 1].word + 1, " ".join(fitting)
        place += len(fitting)


def _stands_at(phrase: Sequence[str], tokens: Sequence[_Token], place: int, words: Sequence[Word]) -> bool:
    """Whether the phrase stands at that token, within one clause: not in "They were kind. Of course"."""
    here = tokens[place : place + len(phrase)]
    return [one.text for one in here] == list(phrase) and not any(
        ends_clause(words[one.word]) for one in here[:-1]
    )


def _plain(word: Word) -> str:
    return "".join(_parts(word.text))


def _phrase(words: Sequence[Word], first: int, last: int, *, key_point: str | None = None) -> Phrase:
    text = " ".join(word.text for word in words[first:last]).strip(".,;:!?… ")
    return Phrase(text, (first, last), words[first].start, key_point)
