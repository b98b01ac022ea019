"""One strength and one fix, in the person's own words."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from voiceprep.values import Feedback, Finding, Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voiceprep.coaching.prompts import Prompts

MAX_SECONDS = 20.0
"""Longest spoken feedback, seconds."""
WORDS_PER_SECOND = 2.6
"""Our voice's pace: 155 words a minute."""
QUOTE_WORDS = (14, 10, 7, 5)
"""Lengths a quote is cut to, longest first, until the whole fits into MAX_SECONDS."""
OWN_WORDS = 5
"""How many words of the strength lead over to a missed point."""
_DOUBTED = {Verdict.PARTLY: "fix_partly", Verdict.UNSURE: "fix_unsure"}
_FIX_ORDER = (Verdict.OPPOSITE, Verdict.MISSED, Verdict.PARTLY, Verdict.UNSURE)


def compose(findings: Sequence[Finding], prompts: Prompts, *, experience: bool = False) -> Feedback:
    """The feedback on one answer. Always the same for the same findings and prompts.

    `experience`: whether people were asked for their own past, about which nobody else can know better.
    """
    fix = most_wanted(findings)
    worded = partial(_worded, _strongest(findings, fix), fix, prompts, experience=experience)
    feedback = worded(quote_words=QUOTE_WORDS[0])
    for quote_words in QUOTE_WORDS[1:]:
        if fits(feedback.spoken):
            return feedback
        feedback = worded(quote_words=quote_words)
    if not fits(feedback.spoken) and feedback.fix is not None:
        # What to mend matters more than praise; both are still on the screen.
        most = int(MAX_SECONDS * WORDS_PER_SECOND) - 1
        return replace(feedback, spoken=feedback.fix if fits(feedback.fix) else shortened(feedback.fix, most))
    return feedback


def fits(text: str) -> bool:
    """Whether it can be spoken in MAX_SECONDS."""
    return len(text.split()) <= MAX_SECONDS * WORDS_PER_SECOND


def stated(findings: Sequence[Finding]) -> list[Finding]:
    """Those that the person can be praised for, with the words that state them."""
    contrary = [f.words for f in findings if f.verdict is Verdict.OPPOSITE and f.words]
    return [f for f in findings if f.stated and f.quote and f.words and not _touches(f.words, contrary)]


def _strongest(findings: Sequence[Finding], fix: Finding | None) -> Finding | None:
    """What is covered comes before a part of something, and other words than those to be mended before these.

    A part of something in just the words that are to be mended is nothing to praise.
    """
    told = [
        f
        for f in stated(findings)
        if f is not fix and (f.verdict is Verdict.COVERED or not _same_words(f, fix))
    ]
    if not told:
        return None
    return max(
        told,
        key=lambda f: (f.verdict is Verdict.COVERED, not _same_words(f, fix), f.weight * f.probability),
    )


def _same_words(one: Finding, other: Finding | None) -> bool:
    """Whether the two have words in common."""
    others = [] if other is None or other.words is None else [other.words]
    return one.words is not None and _touches(one.words, others)


def _touches(words: tuple[int, int], ranges: Sequence[tuple[int, int]]) -> bool:
    """Whether the words overlap one of the ranges: nobody is praised with a sentence that is also wrong."""
    return any(words[0] < last and first < words[1] for first, last in ranges)


def most_wanted(findings: Sequence[Finding]) -> Finding | None:
    """The key point that the fix is about; None where nothing is missing."""
    for verdict in _FIX_ORDER:
        open_points = [f for f in findings if f.verdict is verdict]
        if open_points:
            return max(open_points, key=lambda f: f.weight * f.probability)
    return None


def _worded(
    strength: Finding | None, fix: Finding | None, prompts: Prompts, *, quote_words: int, experience: bool
) -> Feedback:
    praise = None
    if strength is not None:
        name = "strength" if strength.verdict is Verdict.COVERED else "strength_partly"
        quote = shortened(strength.quote or "", quote_words)
        praise = prompts.say(name, seed=quote, quote=quote, claim=strength.claim)
    advice = None
    if fix is not None:
        advice = _advice(strength, fix, prompts, quote_words=quote_words, experience=experience)
    ending = prompts.say("all_covered") if fix is None else None
    spoken = " ".join(part for part in (praise, advice, ending) if part)
    return Feedback(strength=praise, fix=advice, spoken=spoken)


def _advice(
    strength: Finding | None, fix: Finding, prompts: Prompts, *, quote_words: int, experience: bool
) -> str:
    say = partial(prompts.say, seed=fix.key_point, claim=fix.claim)
    quote = shortened(fix.quote or "", quote_words)
    doubted = _DOUBTED.get(fix.verdict)
    if doubted is not None and strength is not None and _same_words(_as_shown(strength, quote_words), fix):
        return say(f"{doubted}_there")  # these words have just been quoted, and praised
    if doubted is not None:
        return say(doubted, quote=quote)
    lived = "_experience" if experience else ""
    if fix.verdict is Verdict.OPPOSITE:
        return say(f"fix_opposite{lived}", quote=quote)
    if strength is None:
        return say(f"nothing_covered{lived}")
    own_words = _last_words(strength)
    if own_words is None:
        return say(f"fix_missed{lived}")
    return say(f"fix_missed_after{lived}", own_words=own_words)


def _as_shown(one: Finding, quote_words: int) -> Finding:
    """With no more words than its shortened quote has."""
    if one.words is None:
        return one
    first, last = one.words
    return replace(one, words=(first, min(last, first + quote_words)))


def _last_words(strength: Finding) -> str | None:
    """OWN_WORDS with which a sentence ends; None where the quote is torn off in one, or has fewer."""
    words = (strength.quote or "").split()[-OWN_WORDS:]
    text = _bare(" ".join(words))
    whole = bool(words) and _ends_sentence(words[-1]) and not any(map(_ends_sentence, words[:-1]))
    return text if whole and len(text.split()) == OWN_WORDS else None


def _ends_sentence(word: str) -> bool:
    bare = word.rstrip("'\")]\u2019\u201d")
    return bare.endswith((".", "!", "?")) and not bare.endswith("..")


def shortened(quote: str, limit: int) -> str:
    """The first `limit` words, with an ellipsis where something was left out."""
    words = quote.split()
    text = _bare(" ".join(words[:limit]))
    return f"{text} ..." if len(words) > limit else text


def _bare(text: str) -> str:
    """Without the punctuation around it, but for a dot that a name begins with: ".NET"."""
    return text.lstrip(",;:!? ").rstrip(".,;:!? ")
