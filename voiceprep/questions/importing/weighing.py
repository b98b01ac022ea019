"""How much a proposed key point should count."""

from __future__ import annotations

import re

NICE, IMPORTANT, ESSENTIAL = 1, 2, 3
_ASIDE = re.compile(
    r"^(?:consider|optionally|sometimes|maybe|also|practi[cs]e|use tools?\b|tools\b|e\.g)"
    r"|\bif (?:needed|necessary|possible|appropriate)\b|\bnice to have\b",
    re.IGNORECASE,
)
_MUST = re.compile(r"\b(?:must|always|never|essential|critical|key idea|most important)\b", re.IGNORECASE)
_DEFINES = re.compile(r"\b(?:is|are|means|refers to|balances|measures|describes)\b", re.IGNORECASE)


def propose_weight(claim: str, question: str, *, first: bool) -> int:
    """3 for what the question asks for by name and what "must" be, 1 for suggestions and tools, else 2."""
    if _ASIDE.search(claim):
        return NICE
    if _MUST.search(claim):
        return ESSENTIAL
    named = _long_words(question) & _long_words(" ".join(claim.split()[:4]))
    return ESSENTIAL if named and (first or _DEFINES.search(claim)) else IMPORTANT


def _long_words(text: str) -> set[str]:
    return {word for word in re.findall(r"[a-z]+", text.lower()) if len(word) > 4}
