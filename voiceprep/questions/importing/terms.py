"""Technical words of a claim, with the ways that people say them and a recogniser writes them."""

from __future__ import annotations

import re

from voiceprep.questions.importing.words import ADJECTIVES, PROMPTS, VERBS
from voiceprep.questions.model import Term

MOST = 4
"""Terms proposed for one claim: more would be words, not terms."""
_WORD = re.compile(r"[^\W_]+(?:[-/.'+#&][^\W_]+)*[+#]*")
_NUMBERS = dict(enumerate(["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]))
_UNITS = re.compile(r"\d+(?:[.,]\d+)?(?:ms|s|m|h|k|gb|tb|mb|kb|g|x|st|nd|rd|th)?", re.IGNORECASE)


def propose_terms(claim: str) -> tuple[Term, ...]:
    """Names and abbreviations in the claim, in order, and words that are written together of several.

    A word that only begins the sentence is no name. Each comes with its spoken forms (`spoken_forms`).
    """
    found: dict[str, Term] = {}
    run: list[str] = []
    matches = list(_WORD.finditer(claim))
    for index, match in enumerate(matches):
        word = match.group()
        end = matches[index - 1].end() if index else 0
        first = index == 0 or claim[end : match.start()].startswith((":", "."))
        if not run or claim[end : match.start()] != " " or not word[0].isupper():
            run = []
        if not _technical(word, first=first, within=bool(run)) and not (
            first and _begins_a_name(matches, index)
        ):
            run = []
            continue
        # "Bayesian Optimization" grows out of "Bayesian", which it replaces.
        found.pop(" ".join(run).lower(), None)
        run.append(word)
        for term in _apart(" ".join(run)):
            found.setdefault(term.lower(), Term(term, spoken_forms(term)))
        if not word[0].isupper():
            run = []
    return tuple(found.values())[:MOST]


def spoken_forms(term: str) -> tuple[str, ...]:
    """How a term may come out of a recogniser, the term itself left out; may be empty."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z][a-z])", " ", term)
    plain = re.sub(r"[-/._&]+", " ", apart)
    letters = " ".join(_spelled(word) for word in plain.split())
    forms = (plain, letters, letters.replace(" and ", " n ") if "&" in term else letters)
    kept: dict[str, str] = {}
    for form in forms:
        tidy = " ".join(form.split())
        if tidy and tidy.lower() != term.lower():
            kept.setdefault(tidy.lower(), tidy)
    return tuple(kept.values())


def _spelled(word: str) -> str:
    """Letter by letter where it is an abbreviation: "P S I", "L one"."""
    core = word.removesuffix("s") if len(word) > 2 and word[:-1].isupper() else word
    if core.isalpha() and core.isupper() and 2 <= len(core) <= 5:
        return " ".join(core)
    if re.fullmatch(r"[A-Za-z]{1,3}\d", core):
        return f"{' '.join(core[:-1])} {_NUMBERS[int(core[-1])]}"
    return word


def _apart(term: str) -> list[str]:
    """What a slash joins: "SSD/NVMe" are two things, "A/B" and "CI/CD" are one."""
    parts = term.split("/")
    return parts if all(len(part) > 2 and part[0].isupper() for part in parts) else [term]


def _begins_a_name(matches: list[re.Match[str]], index: int) -> bool:
    """Whether a sentence begins with a name of several words: "Random Forests excel"."""
    word = matches[index].group()
    if index + 1 == len(matches) or not word[0].isupper() or word.lower() in VERBS | PROMPTS:
        return False
    following = matches[index + 1]
    return following.start() == matches[index].end() + 1 and following.group()[0].isupper()


def _technical(word: str, *, first: bool, within: bool) -> bool:
    if _UNITS.fullmatch(word) or len(word) < 2 or not any(sign.isalpha() for sign in word):
        return False
    inner = word[1:]
    if any(sign.isupper() for sign in inner) or (any(sign.isdigit() for sign in word) and word[0].isalpha()):
        return True
    if any(joint in inner for joint in "-/.#+"):
        # "e.g." is no term; "cross-validation" and "tf.data" are.
        return word.lower() not in {"e.g", "i.e", "and/or"} and not word.lower().startswith(("non-", "well-"))
    ordinary = word.lower() in ADJECTIVES | PROMPTS | VERBS
    return word[0].isupper() and not first and (within or not ordinary)
